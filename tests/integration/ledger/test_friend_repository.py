"""The roster over DynamoDB: reading one, many, and pages of them."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.friends.filters import Filters
from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import Saved
from daifukucho.kernel.errors import Invalid, Unavailable
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.plain import read_plainly, write_plainly
from tests.support.aws_calls import silent

EVERYTHING = Friend(
    friend_id="U1",
    status=Status.BLOCKED,
    display_name="花子",
    picture_url="https://example.com/p",
    status_message="こんにちは",
    language="ja",
    alias="常連",
    note="一行目\n二行目",
    birthday="1990-04-01",
    first_route="店頭POP",
    last_route="Instagram",
    tags={"vip": 9, "予約者": 10},
    do_not_send=True,
    in_progress=True,
    first_seen_at=1,
    followed_at=2,
    blocked_at=3,
    last_seen_at=4,
    profile_at=5,
    follows=6,
    messages_received=7,
    member_no="2012345678903",
    card_no="00012345",
    points=120,
    point_lots={"2027-11-30": 150, "owed": -30},
    points_expire_on="2027-11-30",
    rank="gold",
    spent={"2026-11": 3_200, "all": 12_000},
    earned={"2026-11": 32, "all": 120},
    did={"postback": {"n": 2, "first": 3, "last": 4}},
    stamps={"card": 1, "count": 3},
    tickets={"coffee.1": 9},
    order_count=2,
    ltv_gross=3_000,
    ltv_margin=-100,
    first_order_at=5,
    last_order_at=6,
    favourite_product="daifuku-6",
    favourite_store="shibuya",
    days_between_orders=30,
    rfm_r=5,
    rfm_f=2,
    rfm_m=1,
    order_yen={"2026-11": 3_000},
    order_counts={"2026-11": 2},
    orders_due_on="2026-12-01",
    orders_judged_by="1/0",
    status_version="0000000000003#e",
    first_route_version="0000000000001#e",
    last_route_version="0000000000004#e",
    recorded_at=8,
    revision=1,
    family_name="山田",
    given_name="花子",
    family_kana="ﾔﾏﾀﾞ",
    given_kana="はなこ",
    phone="+819012345678",
    postal_code="1500001",
    address="東京都渋谷区",
    mail="hanako@example.com",
    assignee="o1",
    stores={"s1": 7},
    fields={
        "size": {"v": Decimal("23.5"), "at": 5, "by": "op"},
        "small": {"v": Decimal("0.000000000000001"), "at": 5, "by": "op"},
        "big": {"v": -999_999_999_999_999, "at": 5, "by": "op"},
        "agreed": {"v": False, "at": 6, "by": "op"},
        "words": {"v": "花\n見", "at": 7, "by": "op"},
    },
)


def put(stores, *friends):
    for friend in friends:
        assert stores.book.save_rebuilt(None, friend) is Saved.DONE


def friend(number, **facts):
    return Friend(f"U{number}", revision=1, **facts)


def everybody(roster, limit, q=None, within=None, **filters):
    """All pages of a list, and how many they were."""
    found, cursor, pages = [], None, 0
    while True:
        page = roster.list(cursor, limit, q=q, within=within and within(), filters=Filters(**filters))
        assert len(page.items) <= limit
        found += page.items
        pages += 1
        if page.cursor is None:
            return found, pages
        cursor = page.cursor


def test_a_friend_is_read_back_as_she_was_written(stores):
    assert all(getattr(EVERYTHING, f.name) != f.default for f in fields(Friend) if f.name != "indexed_by")
    put(stores, EVERYTHING)
    assert stores.friends.get("U1") == EVERYTHING
    assert stores.friends.get("U1", consistent=False) == EVERYTHING


def test_what_is_not_known_is_absent(stores, cloud):
    put(stores, friend(1))
    assert stores.friends.get("U1") == friend(1)
    assert set(cloud.items("friends")[0]) == {
        "friend_id", "status", "do_not_send", "in_progress", "follows", "messages_received", "recorded_at", "revision",
    }  # fmt: skip


@pytest.mark.parametrize("birthday", ["1990-04-01", "--04-01"])
def test_month_and_day_of_a_birthday_are_kept_beside_it(stores, cloud, birthday):
    put(stores, friend(1, birthday=birthday))
    assert cloud.items("friends")[0]["birthday_md"] == {"S": "04-01"}
    assert stores.friends.get("U1") == friend(1, birthday=birthday)
    assert stores.book.save_rebuilt(friend(1), replace(friend(1), revision=2)) is Saved.DONE
    assert "birthday_md" not in cloud.items("friends")[0]


def test_an_attribute_of_a_later_version_is_passed_over(stores, cloud):
    put(stores, friend(1))
    cloud.dynamodb.update_item(
        TableName="friends",
        Key={"friend_id": {"S": "U1"}},
        UpdateExpression="SET shoe_size = :p",
        ExpressionAttributeValues={":p": {"N": "3"}},
    )
    assert stores.friends.get("U1") == friend(1)


def test_nobody(stores):
    assert stores.friends.get("U9") is None
    assert stores.friends.get_many([]) == {}
    assert stores.friends.list().items == []


def test_many_by_id(stores, calls):
    friends = [friend(n) for n in range(230)]
    put(stores, *friends)
    ids = [f.friend_id for f in friends]
    assert stores.friends.get_many([*ids, "U9999", *ids]) == {f.friend_id: f for f in friends}
    assert calls.made["BatchGetItem"] == 3


def test_many_are_read_consistently_unless_told_otherwise(stores, calls):
    put(stores, friend(1))
    asked = []
    calls.always["BatchGetItem"] = lambda name, a: asked.append(a["RequestItems"]["friends"].get("ConsistentRead"))
    stores.friends.get_many(["U1"])
    stores.friends.get_many(["U1"], consistent=False)
    assert asked == [True, None]


def test_only_what_is_asked_of_them_is_read(stores, calls):
    put(stores, friend(1), friend(2))
    asked = []
    calls.always["BatchGetItem"] = lambda name, a: asked.append(a["RequestItems"]["friends"])
    found = stores.friends.get_many(["U1", "U2"], attributes={"do_not_send"})
    names = {"friend_id", "status", "do_not_send"}
    assert set(asked[0]["ExpressionAttributeNames"].values()) == names
    for n in (1, 2):
        assert found[f"U{n}"] == Friend(**{name: getattr(friend(n), name) for name in names})


def test_many_asked_for_and_read_as_plain_json_are_the_same(stores):
    put(stores, *map(friend, range(120)))
    ids = [f"U{n}" for n in range(125)]
    parsed = stores.friends.get_many(ids)
    for plainly in (read_plainly, write_plainly, read_plainly, write_plainly):
        plainly(stores.friends._connection.client, "BatchGetItem")
    assert stores.friends.get_many(ids) == parsed
    assert stores.friends.get_many(ids, attributes=["tags"]) == {
        friend_id: Friend(friend_id, status=found.status, tags=found.tags) for friend_id, found in parsed.items()
    }


def unprocessed(keys_each_time):
    """A BatchGetItem that leaves some keys unread: those beyond the first few."""

    def wrap(connection):
        real = connection.batch_get_item

        def batch_get_item(table, keys, **options):
            answer = real(table, keys[:keys_each_time], **options)
            left = [
                {"friend_id": {"S": key["friend_id"]} if isinstance(key["friend_id"], str) else key["friend_id"]}
                for key in keys[keys_each_time:]
            ]
            return {**answer, "UnprocessedKeys": {table: {"Keys": left}} if left else {}}

        connection.batch_get_item = batch_get_item

    return wrap


def test_keys_left_unread_are_asked_for_again(stores):
    friends = [friend(n) for n in range(10)]
    put(stores, *friends)
    unprocessed(3)(stores.friends._connection)
    assert len(stores.friends.get_many([f.friend_id for f in friends])) == 10


def test_keys_left_unread_for_ever_are_given_up(stores):
    unprocessed(0)(stores.friends._connection)
    with pytest.raises(Unavailable) as given_up:
        stores.friends.get_many(["U1"])
    assert given_up.value.code == "dynamodb_unprocessed_keys"


ROSTER = [
    friend(0, display_name="花子", tags={"vip": 1, "東京": 2}),
    friend(1, display_name="太郎", alias="花屋の太郎", assignee="op", stores={"a.b": 1, "kyoto": 2}, rank="gold"),
    friend(2, display_name="次郎", status=Status.BLOCKED, tags={"vip": 1}),
    friend(3, tags=dict.fromkeys(["vi", "a.b", "a[0]", "]", "tags", "default", "self", "#0"], 1)),
    friend(4, display_name="花", status=Status.BLOCKED, assignee="op2", stores={"kyoto": 2}, rank="gold"),
]


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "01234"),
        ({"status": Status.ACTIVE}, "013"),
        ({"status": Status.BLOCKED}, "24"),
        ({"tag": "vip"}, "02"),
        ({"tag": "nobody's"}, ""),
        ({"tag": "a"}, ""),
        ({"tag": "a.b"}, "3"),
        ({"tag": "a[0]", "q": None}, "3"),
        ({"tag": "]", "status": Status.ACTIVE}, "3"),
        ({"tag": "tags"}, "3"),
        ({"tag": "default"}, "3"),
        ({"tag": "self"}, "3"),
        ({"tag": "#0"}, "3"),
        ({"assignee": "op"}, "1"),
        ({"store": "kyoto"}, "14"),
        ({"store": "a.b"}, "1"),
        ({"rank": "gold", "status": Status.BLOCKED}, "4"),
        ({"q": "花", "rank": "gold"}, "14"),
        ({"q": "花"}, "014"),
        ({"q": "花", "status": Status.ACTIVE, "tag": "東京"}, "0"),
    ],
)
def test_a_list_in_pages_has_each_friend_once(stores, limit, filters, expected):
    put(stores, *ROSTER)
    found, _ = everybody(stores.friends, limit, **filters)
    assert sorted(f.friend_id for f in found) == [f"U{n}" for n in expected]


def test_a_list_reads_a_bounded_amount_and_goes_on_from_there(stores, calls):
    model = stores.friends._model
    with model.batch_write() as batch:  # 6 KB each, 6 MB in all
        for n in range(1000):
            batch.save(to_item(model, friend(n, note="あ" * 2000)))
    calls.made.clear()
    page = stores.friends.list(None, 10, filters=Filters(tag="nobody's"))
    assert page.items == []
    assert page.cursor is not None
    assert calls.made["Scan"] == 4
    found, pages = everybody(stores.friends, 10, tag="nobody's")
    assert (found, pages) == ([], 2)


class _Segment:
    """Holds every second friend, and can be asked of ``most`` for a page."""

    def __init__(self, most):
        self.left = most

    def hold(self, friends):
        judged = friends[: self.left]
        self.left -= len(judged)
        return [int(friend.friend_id[1:]) % 2 == 0 for friend in judged]


@pytest.mark.parametrize("limit", [1, 2, 7, 50])
@pytest.mark.parametrize("most", [1, 3, 20, 100])
def test_a_segment_that_can_be_asked_of_few_a_page_finds_each_friend_once(stores, limit, most):
    put(stores, *(friend(n, tags={"vip": 1} if n % 3 else {}) for n in range(20)))
    for filters in ({}, {"tag": "vip"}):
        found, _ = everybody(stores.friends, limit, within=lambda: _Segment(most), segment_id="s", **filters)
        expected = [n for n in range(0, 20, 2) if n % 3 or not filters]
        assert sorted(int(f.friend_id[1:]) for f in found) == expected


@pytest.mark.parametrize("cursor", ["%%%", "あ", "=", "_"])
def test_a_cursor_that_is_not_ours_is_invalid(stores, cursor):
    with pytest.raises(Invalid):
        stores.friends.list(cursor)


def test_an_outage_is_said(stores, calls):
    for name in ("GetItem", "BatchGetItem", "Scan"):
        calls.always[name] = silent
    for act in (
        lambda: stores.friends.get("U1"),
        lambda: stores.friends.get_many(["U1"]),
        lambda: stores.friends.list(),
    ):
        with pytest.raises(Unavailable) as outage:
            act()
        assert outage.value.code == "dynamodb_no_answer"
