"""What a segment sees of a friend."""

from daifukucho.friends.attributes import ATTRIBUTES
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend


def test_what_is_not_known_is_absent():
    assert facts_of(Friend("U1", alias="", tags={})) == {
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
        tags={"vip": 5},
        first_seen_at=1,
        followed_at=2,
        blocked_at=3,
        last_seen_at=4,
        member_no="2012345678903",
        points=120,
        points_expire_on="2027-11-30",
        rank="gold",
    )
    facts = facts_of(friend)
    assert set(facts) == set(ATTRIBUTES)
    assert facts["tags"] == {"vip": 5} and facts["first_seen_at"] == 1
