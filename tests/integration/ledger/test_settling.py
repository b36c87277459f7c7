"""Settling by itself: the real function over moto, run twice, half, among rivals, and with a database out of order."""

import json
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

import functions.settler.handler as settler
from daifukucho.book.book import FriendBook
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import DAY, to_iso
from daifukucho.points.settings import POINTS
from daifukucho_aws.bootstrap.clients import clock
from daifukucho_aws.bootstrap.orders import order_services
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.settings import SettlerSettings
from tests.support.aws_calls import cancelled, refused
from tests.support.book import no_pause
from tests.support.function import in_world
from tests.support.tables import connect, create_tables

EXPIRED = {"2020-01-31": 5, "none": 2}


@pytest.fixture
def shop(cloud, stores, calls, monkeypatch):
    """``started``: what the function has asked to be invoked with."""
    create_tables("catalog")
    settings = SettlerSettings(
        stage="test", friends_table="friends", ledger_table="ledger", catalog_table="catalog", settler_name="settler"
    )
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    started = []

    def invoke(FunctionName, InvocationType, Payload):
        assert (FunctionName, InvocationType) == ("settler", "Event")
        started.append(json.loads(Payload))

    world = replace(of_aws(), pause=no_pause, client=lambda service: SimpleNamespace(invoke=invoke))
    with in_world(world, settler):
        yield SimpleNamespace(stores=stores, cloud=cloud, calls=calls, started=started)


def set_up():
    setups = CatalogSetups(DynamoCatalog(connect(), "catalog"), POINTS)
    setups.save(setups.get(), POINTS.default, 1)


def friends(shop, count, **facts):
    for n in range(count):
        friend = Friend(f"U{n}", points=7, point_lots=EXPIRED, points_expire_on="2020-01-31", revision=1)
        shop.stores.book.save_rebuilt(None, friend)
    shop.stores.book.save_rebuilt(None, Friend("U-without", revision=1))
    return [f"U{n}" for n in range(count)]


def run(event=None, remaining=900_000):
    settler.handler(event or {}, SimpleNamespace(get_remaining_time_in_millis=lambda: remaining))


def run_all(shop):
    """The schedule fires, and all that it sets off."""
    run()
    while shop.started:
        run(shop.started.pop(0))


def expiries(shop, friend_id):
    return [e.data["points"] for e in shop.stores.ledger.entries(friend_id) if e.kind == "points"]


def check(shop, ids):
    for friend_id in ids:
        assert shop.stores.friends.get(friend_id).point_lots == {"none": 2}
        assert expiries(shop, friend_id) == [5]
    assert shop.stores.friends.get("U-without").revision == 1


def test_a_shop_without_points_ranks_and_orders_is_not_scanned(shop):
    friends(shop, 1)
    shop.calls.made.clear()
    run()
    assert shop.started == []
    assert dict(shop.calls.made) == {"GetItem": 2, "Query": 1}


def test_whatever_has_expired_is_recorded_once_however_often_it_runs(shop, capsys):
    set_up()
    ids = friends(shop, 12)
    run()
    assert shop.started == [{"part": part} for part in range(settler.PARTS)]
    for event in shop.started * 2:
        run(event)
    shop.started.clear()
    run_all(shop)
    check(shop, ids)
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "FriendsSettled" in line]
    assert sum(sum(line["FriendsSettled"]) for line in metrics) == 12
    assert sum(sum(line["FriendsUnsettled"]) for line in metrics) == 0


def test_who_has_nothing_to_settle_costs_no_more_than_the_scan(shop):
    set_up()
    friends(shop, 5)
    run_all(shop)
    shop.calls.made.clear()
    run_all(shop)
    assert "TransactWriteItems" not in shop.calls.made
    assert shop.calls.made["Scan"] == settler.PARTS


def test_time_makes_another_of_her_whose_day_has_come(shop):
    at = clock() - 40 * DAY
    connection, world = connect(), replace(of_aws(), clock=lambda: at, pause=no_pause)
    book = FriendBook(shop.stores.friends, shop.stores.book, world.clock, world.ids, no_pause)
    entries = bind(LedgerItem, "ledger", connection)
    services = order_services(connection, world, entries, "catalog", book, shop.stores.book)
    friends(shop, 1)
    told = {"at": to_iso(at), "updated_at": to_iso(at), "amount": 1_000, "lines": []}
    assert services.orders.put("U-without", "A", told, by="till").friend.rfm_r == 5
    for _ in range(2):
        run_all(shop)
        assert shop.stores.friends.get("U-without").rfm_r == 4
    kinds = [entry.kind for entry in shop.stores.ledger.entries("U-without")]
    assert kinds == ["purchase", "purchases_settled"]


def test_a_part_that_takes_longer_than_an_invocation_goes_on_in_another(shop, monkeypatch):
    set_up()
    monkeypatch.setattr("moto.dynamodb.models.table.RESULT_SIZE_LIMIT", 300)  # a page of one friend or two
    ids = friends(shop, 12)
    run({"part": 0}, remaining=1)
    (on,) = shop.started
    assert on["part"] == 0 and on["after"]
    rounds = 0
    while shop.started:
        run(shop.started.pop(), remaining=1)
        rounds += 1
    assert rounds > 1
    run_all(shop)
    check(shop, ids)


def test_a_rival_at_the_same_friend(shop):
    set_up()
    ids = friends(shop, 3)
    shop.calls.faults["TransactWriteItems"] = [lambda name, arguments: run_all(shop), cancelled("TransactionConflict")]
    run({"part": 0})
    run_all(shop)
    check(shop, ids)


def test_a_friend_who_cannot_be_settled_does_not_cost_the_others(shop, capsys):
    set_up()
    ids = friends(shop, 4)

    def too_large(name, arguments):
        if "U2" in json.dumps(arguments, default=str):
            refused("ValidationException")(name, arguments)

    shop.calls.always["TransactWriteItems"] = too_large
    run_all(shop)
    check(shop, [friend_id for friend_id in ids if friend_id != "U2"])
    assert expiries(shop, "U2") == []
    assert '"FriendsUnsettled":[1' in capsys.readouterr().out.replace(" ", "")
    del shop.calls.always["TransactWriteItems"]
    run_all(shop)
    check(shop, ids)


@pytest.mark.parametrize(("operation", "times"), [("GetItem", 2), ("TransactWriteItems", 12)])
@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_throttling_that_passes_leaves_nobody_out(shop, capsys, operation, times, code):
    """It takes longer than the store goes on trying for one friend, and is over when the others are done."""
    set_up()
    ids = friends(shop, 4)
    left = Counter()

    def some(name, arguments):
        friend_id = next((f for f in ids if f'"{f}"' in json.dumps(arguments, default=str)), None)
        if friend_id in ("U1", "U2") and left[friend_id] < times:
            left[friend_id] += 1
            refused(code)(name, arguments)

    shop.calls.always[operation] = some
    run_all(shop)
    check(shop, ids)
    assert set(left) == {"U1", "U2"}
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "FriendsUnsettled" in line]
    assert sum(sum(line["FriendsUnsettled"]) for line in told if "_aws" in line) == 0


def test_a_database_out_of_order_stops_it(shop, monkeypatch):
    set_up()
    friends(shop, 8)
    monkeypatch.setattr("daifukucho.book.sweep.MOST_FAILURES", 1)
    shop.calls.always["TransactWriteItems"] = refused("ResourceNotFoundException")
    with pytest.raises(Unavailable, match="Too many friends"):
        run_all(shop)
