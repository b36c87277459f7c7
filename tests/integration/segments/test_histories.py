"""What happened, asked of the stored tables: whom the filter lets through, and what is read of whose page."""

from collections import Counter
from random import Random
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from daifukucho.coupons.coupon import Coupon
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Unavailable
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.tree import parse
from daifukucho_aws.dynamo import histories, holdings, orders, scan
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.ledger import entry_item
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.dynamo.till import CatalogCoupons
from tests.support.book import no_pause
from tests.support.duck import Duck, Moment
from tests.support.happened import World, draw_history_tree, draw_world
from tests.support.segments import CONTEXT
from tests.support.tables import REGION, connect, create_tables

TAPPED = {"kind": "postback", "where": [{"property": "postback.data", "op": "contains", "value": "menu"}]}
FRIENDS, TREES = 30, 30


@pytest.fixture(scope="module")
def world() -> World:
    world = draw_world(Random(6).choice, CONTEXT, FRIENDS)
    assert any(e.at > CONTEXT.now for of in world.entries.values() for e in of)
    return world


@pytest.fixture(scope="module")
def dynamo(world):
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        create_tables("friends", "ledger", "catalog")
        connection = connect()
        friends, ledger = bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection)
        with friends.batch_write() as batch:
            for friend in world.friends.values():
                batch.save(to_item(friends, friend))
        with ledger.batch_write() as batch:
            for friend_id in world.friends:
                for entry in world.entries[friend_id]:
                    batch.save(entry_item(ledger, entry))
                for holding in world.holdings[friend_id].values():
                    batch.save(holdings._item(ledger, holding))
                for order in world.orders[friend_id]:
                    batch.save(orders.order_item(ledger, friend_id, order))
        coupons = CatalogCoupons(DynamoCatalog(connection, "catalog"))
        for coupon_id, says in world.coupons.items():
            coupons.create(coupon_id, says, 0)
        yield connection


@pytest.fixture
def reader(dynamo) -> histories.DynamoHistories:
    coupons = CatalogCoupons(DynamoCatalog(dynamo, "catalog"))
    return histories.DynamoHistories(dynamo.client, "ledger", coupons.get, no_pause)


@pytest.fixture
def friends(dynamo, reader) -> scan.SegmentScan:
    return scan.SegmentScan(dynamo.client, "friends", reader)


@pytest.fixture
def calls(dynamo, monkeypatch) -> list[tuple[str, dict[str, Any]]]:
    """What DynamoDB is asked for."""
    made: list[tuple[str, dict[str, Any]]] = []
    for name in ("Query", "BatchGetItem"):
        seen = lambda params, name=name, **_: made.append((name, params))  # noqa: E731
        dynamo.client.meta.events.register(f"provide-client-params.dynamodb.{name}", seen, unique_id=f"test-{name}")
    yield made
    for name in ("Query", "BatchGetItem"):
        dynamo.client.meta.events.unregister(f"provide-client-params.dynamodb.{name}", unique_id=f"test-{name}")


def walk(friends: scan.SegmentScan, where: dict[str, Any], context: Context = CONTEXT, **how: Any) -> list[str]:
    """Everybody who is found, page after page."""
    found, after = [], None
    for _ in range(3 * FRIENDS):
        page = friends.page(compile_filter(parse(where), context), after=after, **how)
        found += page.matches
        after = page.cursor
        if after is None:
            return found
    raise AssertionError("the walk does not come to an end")


def duck_of(world: World) -> Duck:
    facts = ({"friend_id": f.friend_id, "follows": f.follows, "last_seen_at": f.last_seen_at,
              "followed_at": f.followed_at, "first_seen_at": f.first_seen_at} for f in world.friends.values())  # fmt: skip
    return Duck(facts, happened=world.rows)


def test_the_tables_hold_whom_duckdb_finds(world, friends):
    duck, choose = duck_of(world), Random(11).choice
    moment = Moment(CONTEXT.now, CONTEXT.cutoff_minutes, str(CONTEXT.leap_day))
    some = 0
    for n in range(TREES):
        where = draw_history_tree(choose, CONTEXT)
        found = walk(friends, where, limit=None if n % 3 else 7)
        assert len(found) == len(set(found)) and set(found) == duck.ask(where, moment), where
        some += 0 < len(found) < FRIENDS
    assert some > TREES / 3


def test_only_the_undecided_are_read_and_only_what_decides(world, friends, calls):
    did = {f.friend_id: f.did.get("postback") for f in world.friends.values()}
    ever = {"field": "events", "op": "did", "value": {"kind": "postback", "times": 1}}
    later = Context(CONTEXT.now + 10)
    assert set(walk(friends, ever, later)) == {friend_id for friend_id, of in did.items() if of}
    assert walk(friends, {"not": ever}, later) and calls == []
    walk(friends, {"field": "events", "op": "did", "value": TAPPED}, later)
    asked = {params["ExpressionAttributeValues"][":page"]["S"]: params for _, params in calls}
    assert len(calls) == len(asked) and asked.keys() == {friend_id for friend_id, of in did.items() if of}
    for friend_id, params in asked.items():
        values = params["ExpressionAttributeValues"]
        assert values[":first"]["S"] == f"{did[friend_id]['first']:013d}" and "ConsistentRead" not in params
        assert {name: value for name, value in values.items() if name.startswith(":k")} == {":k0": {"S": "postback"}}
    calls.clear()
    both = {
        "all": [{"field": "follows", "op": "gte", "value": 99}, {"field": "messages", "op": "no_reaction", "value": 1}]
    }
    assert walk(friends, both) == [] and calls == []
    unused = {"field": "coupons", "op": "state_is", "value": {"coupon_id": "K1", "state": "unused"}}
    walk(friends, unused)
    assert Counter(name for name, _ in calls) == {"BatchGetItem": 1}


def test_a_page_that_takes_too_long_ends_early_and_goes_on(friends, monkeypatch):
    known = {"not": {"field": "status", "op": "is", "value": "visitor"}}
    where = {"all": [{"field": "events", "op": "did_not", "value": TAPPED}, known]}
    whole = walk(friends, where)
    monkeypatch.setattr(scan, "_AT_ONCE", 3)
    short = friends.page(compile_filter(parse(where), CONTEXT), deadline=lambda: True)
    assert short.cursor is not None and short.matches == whole[: len(short.matches)] and len(short.matches) < len(whole)
    assert walk(friends, where, deadline=lambda: True) == whole
    some = friends.preview(parse(where), CONTEXT, 3, lambda: True)
    assert not some.complete and some.count < len(whole)
    everybody = friends.preview(parse(where), CONTEXT, 3, lambda: False)
    assert everybody.complete and everybody.count == len(whole)


def test_at_a_glance_only_the_last_page_is_asked_whole(friends, monkeypatch):
    where = {"field": "events", "op": "did_not", "value": TAPPED}
    whole = friends.preview(parse(where), CONTEXT, 3, lambda: False)
    monkeypatch.setattr(scan, "_AT_ONCE", 1)
    assert friends.preview(parse(where), CONTEXT, 3, lambda: False, pages=1) == whole
    compiled = compile_filter(parse(where), CONTEXT)
    first, glance = (friends.page(compiled, limit=20, glance=glance) for glance in (False, True))
    assert first.cursor is not None and glance.cursor is not None
    assert len(glance.matches) < len(first.matches)


def test_whoever_cannot_read_pages_says_so(dynamo, friends):
    where = parse({"field": "messages", "op": "no_reaction", "value": 1})
    with pytest.raises(ValueError, match="nothing was given that reads it"):
        scan.SegmentScan(dynamo.client, "friends").page(compile_filter(where, CONTEXT))
    client = boto3.client("dynamodb", region_name=REGION)
    reader = histories.DynamoHistories(client, "ledger", lambda _: Defined("K1", 1, 0, 0, Coupon("一杯")), no_pause)
    for operation, need in (("query", Need({"sent": 0})), ("batch_get_item", Need(coupons=frozenset({"K1"})))):
        with Stubber(client) as stub, pytest.raises(Unavailable) as refused:
            stub.add_client_error(operation, "ProvisionedThroughputExceededException", "slow down", 400)
            reader.read({"U1": need}, 5)
        assert refused.value.code == "dynamodb_ProvisionedThroughputExceededException"
