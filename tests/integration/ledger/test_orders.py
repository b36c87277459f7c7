"""Orders over DynamoDB: each with its friend and that ledger, one friend's, whatever is lost, late or at the same instant."""

from types import SimpleNamespace

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.folding import Folding
from daifukucho.book.replay import Replay, ReplayOutcome
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, NotFound, Unavailable
from daifukucho.kernel.time import DAY, to_iso
from daifukucho.orders.judging import OrderProgram
from daifukucho.orders.order import Line, State
from daifukucho.orders.orders import Orders
from daifukucho.orders.settings import ORDERS
from daifukucho_aws.dynamo.orders import DynamoOrders
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from tests.support.aws_calls import cancelled, refused
from tests.support.book import Counting, no_pause
from tests.support.tables import connect, create_tables

WATCHED = {"product_id": "daifuku", "product_ids": ["p1"], "lapse_days": 93, "loyal_purchases": 2, "window_days": 93}
VIP = {"tag": "VIP", "enter": 3_000, "leave_below": 1_000, "months": None}
PROGRAM = OrderProgram(ORDERS.define({**ORDERS.default, "vip": VIP, "nine_segments": [WATCHED]}), 1)
LINE = {"product_id": "p1", "name": "豆大福", "quantity": 2, "amount": 3_000, "category": "和菓子", "cost": 1_000}


@pytest.fixture
def desk(stores, calls):
    """Two friends; ``put`` records an order so many seconds after the former one."""
    create_tables("catalog")
    connection, ids = connect(), Counting()
    store = DynamoOrders(connection, bind(LedgerItem, "ledger", connection), "catalog", stores.book)
    book = FriendBook(stores.friends, stores.book, stores.clock, ids, no_pause)
    orders = Orders(book, store, lambda: PROGRAM, stores.clock, ids, no_pause)
    for friend_id in ("U1", "U2"):
        stores.book.save_rebuilt(None, Friend(friend_id, revision=1))

    def put(friend_id="U1", order_id="A", version=1, days=0, **given):
        at = stores.clock.now + days * DAY
        told = {"at": to_iso(at), "updated_at": to_iso(version * 1_000), "amount": 3_000, "lines": [], **given}
        return orders.put(friend_id, order_id, told, by="till")

    return SimpleNamespace(
        orders=orders, store=store, put=put, friend=lambda i="U1": stores.friends.get(i), calls=calls
    )


def test_an_order_from_the_first_word_to_the_last(desk, stores, calls):
    calls.made.clear()
    put = desk.put(lines=[LINE], store_id="shibuya")
    assert dict(calls.made) == {"GetItem": 1, "Query": 1, "TransactWriteItems": 1}
    assert (put.recorded, put.friend) == (True, desk.friend())
    (order,) = desk.store.orders("U1")
    assert order == put.order == desk.orders.get("U1", "A") == desk.store.page("U1", None, 1).items[0]
    assert order.lines == (Line("p1", "豆大福", 2, 3_000, "和菓子", 1_000),)
    friend = desk.friend()
    assert (friend.order_count, friend.ltv_gross, friend.ltv_margin, list(friend.tags)) == (1, 3_000, 2_000, ["VIP"])
    assert (friend.favourite_product, friend.favourite_store, friend.rfm_r) == ("p1", "shibuya", 5)
    assert friend.nine_segments["daifuku"]["observed"] == "general"

    for version in (0, 1):  # older, and the same again
        again = desk.put(version=version, amount=1)
        assert (again.recorded, again.order, desk.friend()) == (False, order, friend)
    assert desk.put(version=2, refunded=2_500, lines=[LINE]).friend.ltv_gross == 500
    assert "VIP" not in desk.friend().tags
    desk.put(order_id="B", days=-1, lines=[LINE], amount=3_000)
    assert desk.friend().nine_segments["daifuku"]["observed"] == "loyal"
    assert desk.put(version=3, state="cancelled").order.state is State.CANCELLED
    assert (desk.friend().order_count, desk.friend().ltv_gross) == (1, 3_000)

    entries = list(stores.ledger.entries("U1"))
    assert [entry.kind for entry in entries] == ["purchase"] * 4  # neither the orders nor whose they are are entries
    assert entries[1].data["before"]["amount"] == 3_000
    folding = Folding(stores.friends, stores.book, no_pause)
    replay = Replay(stores.friends, stores.book, stores.ledger, folding, no_pause)
    assert replay.one("U1").outcome is ReplayOutcome.SAME
    with pytest.raises(NotFound) as missing:
        desk.orders.get("U2", "A")
    assert missing.value.code == "order_not_found"


def test_an_order_is_one_friends(desk):
    desk.put("U1")
    before = desk.friend("U2")
    with pytest.raises(Conflict) as elsewhere:
        desk.put("U2", version=2)
    assert (elsewhere.value.code, desk.friend("U2"), desk.store.orders("U2")) == ("order_elsewhere", before, [])
    desk.put("U1", version=2, state="cancelled")
    desk.put("U2", version=1)
    with pytest.raises(Conflict):  # the first cannot have it back while it is the other's
        desk.put("U1", version=3)
    assert [desk.friend(friend_id).order_count for friend_id in ("U1", "U2")] == [None, 1]
    desk.put("U2", version=2, state="cancelled")
    desk.put("U1", version=3)
    assert [desk.friend(friend_id).order_count for friend_id in ("U1", "U2")] == [1, None]


def test_orders_at_the_same_instant_are_both_counted(desk, calls):
    def rival(name, arguments):
        calls.faults["TransactWriteItems"] = [cancelled("TransactionConflict")]
        desk.put(order_id="B", amount=500)

    calls.faults["TransactWriteItems"] = [rival]
    desk.put()
    assert (desk.friend().order_count, desk.friend().ltv_gross) == (2, 3_500)


def test_an_answer_that_was_lost_is_asked_for_again(desk, calls):
    calls.faults["TransactWriteItems"] = [refused("ValidationException")]
    with pytest.raises(Unavailable):
        desk.put()
    assert desk.store.orders("U1") == []
    assert desk.put().recorded
    assert not desk.put().recorded


def test_orders_beyond_a_megabyte(desk, monkeypatch):
    monkeypatch.setattr("moto.dynamodb.models.table.RESULT_SIZE_LIMIT", 800)
    for n in range(5):
        desk.put(order_id=f"A{n}", days=-n)
    assert [order.order_id for order in desk.store.orders("U1")] == [f"A{n}" for n in range(5)]
    assert desk.friend().order_count == 5
