"""Inflow routes: where somebody came from is known before the follow, and nothing is sent until then."""

from types import SimpleNamespace

import pytest

from daifukucho.book.replay import Replay, ReplayOutcome
from daifukucho.campaigns.ports import Question
from daifukucho.delivery.look import Looking, look
from daifukucho.delivery.skip import Skip
from daifukucho.friends.attributes import Status
from daifukucho.friends.edit import TAGS_PER_FRIEND
from daifukucho.kernel.errors import Conflict, Invalid, NotFound
from daifukucho.kernel.time import MINUTE
from daifukucho.ledger.entry import Entry
from daifukucho.segments.context import Context
from daifukucho.segments.tree import parse
from daifukucho_aws.dynamo.audience import DynamoAudience
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.roster_count import DynamoRosterCount
from daifukucho_aws.dynamo.scan import SegmentScan
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.support.book import no_pause

FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
EVERYBODY = {"not": {"field": "status", "op": "is", "value": "blocked"}}
BY_ROUTE = {"field": "first_route", "op": "is", "value": "pop"}


@pytest.fixture
def routes(shop):
    for key, tags in (("pop", ["店頭"]), ("insta", [])):
        shop.inflow_route_editor.create({"key": key, "label": f"{key}から", "tags": tags})
    return shop


def follow(shop, at=None, kind="follow"):
    entry = Entry(kind, at or shop.clock.now, f"{kind}-{at}", FRIEND)
    shop.ledger.write([entry])
    return shop.folding.fold(entry)


def test_first_and_last_touch_are_known_before_she_follows(routes):
    visitor = routes.visits.record(FRIEND, "pop")
    assert (visitor.status, visitor.first_route, visitor.last_route) == (Status.VISITOR, "pop", "pop")
    assert set(visitor.tags) == {"店頭"}
    routes.clock.now += MINUTE
    routes.visits.record(FRIEND, "insta")
    routes.clock.now += MINUTE
    friend = follow(routes)
    assert (friend.status, friend.first_route, friend.last_route) == (Status.ACTIVE, "pop", "insta")
    assert set(friend.tags) == {"店頭"}
    assert friend == routes.friends.get(FRIEND)


@pytest.mark.parametrize("where", [EVERYBODY, BY_ROUTE])
def test_no_segment_and_no_run_finds_a_visitor(routes, connection, where):
    routes.visits.record(FRIEND, "pop")
    node, context = parse(where), Context(routes.clock.now)
    asked = Question(node, context)
    run = SimpleNamespace(opened_at=routes.clock.now, total_slices=1)

    def found():
        scan = SegmentScan(connection.client, "friends").preview(node, context, 10, lambda: False)
        page = DynamoAudience(connection.client, "friends").page(asked, run, 0, None)
        survey = DynamoRosterCount(connection.client, "friends").tally(
            node, context, routes.clock.now, Looking(), lambda: False
        )
        return scan.count, len(page.matches), sum(survey.matched.values())

    assert found() == (0, 0, 0)
    assert (
        look(routes.friends.get(FRIEND), ())[0] is Skip.NOT_A_FRIEND
    )  # nor a test send, nor a run that had found them
    follow(routes)
    assert found() == (1, 1, 1)
    assert look(routes.friends.get(FRIEND), ())[0] is None


def test_a_visit_of_somebody_who_has_blocked_leaves_her_so(routes):
    follow(routes, 100)
    follow(routes, 200, "unfollow")
    assert routes.visits.record(FRIEND, "pop").status is Status.BLOCKED


def test_the_same_page_again_is_the_same_visit(routes):
    for _ in range(3):
        routes.visits.record(FRIEND, "pop")
        routes.clock.now += MINUTE // 4
    assert [e.kind for e in routes.ledger.entries(FRIEND)] == ["route", "edit"]
    routes.clock.now += MINUTE
    routes.visits.record(FRIEND, "pop")
    assert [e.kind for e in routes.ledger.entries(FRIEND)] == ["route", "edit", "route"]


def test_the_stream_folds_nothing_twice_and_replay_finds_the_same(routes, connection):
    routes.visits.record(FRIEND, "pop")
    before = routes.friends.get(FRIEND)
    for entry in list(routes.ledger.entries(FRIEND)):
        if entry.kind == "route":
            routes.folding.fold(entry)
    assert routes.friends.get(FRIEND) == before
    writer = BookRepository(connection, bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection))
    replay = Replay(routes.friends, writer, routes.ledger, routes.folding, no_pause)
    assert replay.one(FRIEND).outcome is ReplayOutcome.SAME


def test_coupons_on_a_page_are_no_entries_to_fold(routes, coupon_id, connection):
    routes.wallet.open(FRIEND, coupon_id)
    writer = BookRepository(connection, bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection))
    replay = Replay(routes.friends, writer, routes.ledger, routes.folding, no_pause)
    assert replay.one(FRIEND).outcome is ReplayOutcome.SAME  # folding what was not folded yet was all
    assert routes.friends.get(FRIEND).status is Status.VISITOR
    assert [e.kind for e in routes.ledger.timeline(FRIEND).items] == ["coupon_viewed"]


def test_whoever_has_all_the_tags_that_one_can_have_is_noted_all_the_same(routes):
    follow(routes)
    routes.book.edit(FRIEND, by="op", tags_add=[f"t{n}" for n in range(TAGS_PER_FRIEND)])
    routes.clock.now += MINUTE
    friend = routes.visits.record(FRIEND, "pop")
    assert friend.first_route == "pop"
    assert "店頭" not in friend.tags


def test_a_route_that_is_not(routes):
    with pytest.raises(NotFound) as error:
        routes.visits.record(FRIEND, "gone")
    assert error.value.code == "inflow_not_found"
    assert routes.friends.get(FRIEND) is None


def test_a_key_is_taken_once_and_kept(routes):
    with pytest.raises(Conflict) as error:
        routes.inflow_route_editor.create({"key": "pop", "label": "x"})
    assert error.value.code == "inflow_taken"
    assert routes.inflow_routes.get("pop").says.url("1234-abcd") == "https://liff.line.me/1234-abcd/r/pop"
    for given, at in (
        ({"key": "insta", "label": "x"}, "/key"),
        ({"key": "pop", "label": ""}, "/label"),
        ({"key": "pop", "label": "x", "tags": ["a", "a"]}, "/tags/1"),
    ):
        with pytest.raises(Invalid) as error:
            routes.inflow_route_editor.update("pop", given)
        assert [fault.pointer for fault in error.value.faults] == [at]
    for key in ("", "店", "A", "a/b", "a" * 41, "-a", 3):
        with pytest.raises(Invalid):
            routes.inflow_route_editor.create({"key": key, "label": "x"})
