"""What a segment sees of a friend."""

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import ATTRIBUTES, Friend


def test_what_is_not_known_is_absent():
    assert facts_of(Friend("U1", alias="", tags={})) == {
        "friend_id": "U1",
        "status": "active",
        "do_not_send": False,
        "in_progress": False,
        "follows": 0,
        "messages_received": 0,
    }


def test_every_attribute_is_a_field_of_the_friend():
    friend = Friend(
        "U1",
        display_name="花子",
        alias="田中様",
        language="ja",
        birthday="1990-02-28",
        first_route="店頭POP",
        last_route="Instagram",
        nine_segments={"daifuku": {"observed": "loyal", "observed_at": 5}},
        tags={"vip": 5},
        first_seen_at=1,
        followed_at=2,
        blocked_at=3,
        last_seen_at=4,
        member_no="2012345678903",
        card_no="00012345",
        points=120,
        points_expire_on="2027-11-30",
        rank="gold",
        family_name="田中",
        given_name="花子",
        family_kana="たなか",
        given_kana="ﾊﾅｺ",
        phone="+819012345678",
        postal_code="1500001",
        address="東京都渋谷区神宮前1-2-3",
        mail="hanako@example.com",
        assignee="o1",
        stores={"s1": 7},
        fields={"size": {"v": 23, "at": 8, "by": "op"}},
        order_count=2,
        ltv_gross=3_000,
        ltv_margin=1_000,
        first_order_at=5,
        last_order_at=6,
        favourite_product="daifuku-6",
        favourite_store="shibuya",
        days_between_orders=30,
        rfm_r=5,
        rfm_f=2,
        rfm_m=1,
    )
    facts = facts_of(friend)
    assert set(facts) == {*ATTRIBUTES, "fields.size"}
    assert (facts["kana_index"], facts["fields.size"]) == ("タナカハナコ", 23)
    assert facts["tags"] == {"vip": 5} and facts["first_seen_at"] == 1
