"""Inflow routes: where a person came from is known before the follow."""

import io
import json

import pytest

from daifukucho.book.folding import Folding
from daifukucho.friends.attributes import Status
from daifukucho.kernel.time import MINUTE
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from tests.integration.liff.conftest import HANAKO
from tests.support.book import no_pause


@pytest.fixture
def routes(liff):
    till = liff.function.liff().till
    for key, tags in (("pop", ["店頭"]), ("insta", [])):
        till.inflow_route_editor.create({"key": key, "label": f"{key}から", "tags": tags})
    return liff


def visit(liff, key, **more):
    return liff.call("POST", f"api/visits/{key}", **more)


def her(liff):
    return liff.function.liff().friends.get(HANAKO)


def heard(liff, kind):
    """What the webhook and the ledger's stream make of an event."""
    entries = bind(LedgerItem, "ledger", liff.connection)
    writer = BookRepository(liff.connection, liff.friends, entries)
    entry = Entry(kind, liff.clock.now, kind, HANAKO)
    liff.function.liff().ledger.write([entry])
    Folding(FriendRepository(liff.connection, liff.friends, no_pause), writer, no_pause).fold(entry)
    liff.clock.now += MINUTE


def test_first_and_last_touch_are_there_before_the_follow_and_stay_after_it(routes):
    assert visit(routes, "pop").json["friend"] is False
    before = her(routes)
    assert (before.status, before.first_route, before.last_route) == (Status.VISITOR, "pop", "pop")
    routes.clock.now += MINUTE
    assert visit(routes, "insta").json["friend"] is False
    assert routes.get("api/friendship").json["friend"] is False
    routes.clock.now += MINUTE
    heard(routes, "follow")
    assert routes.get("api/friendship").json["friend"] is True
    after = her(routes)
    assert (after.status, after.first_route, after.last_route) == (Status.ACTIVE, "pop", "insta")
    assert set(after.tags) == {"店頭"}


def test_a_friend_and_somebody_who_has_blocked(routes):
    heard(routes, "follow")
    assert visit(routes, "pop").json["friend"] is True
    heard(routes, "unfollow")
    assert visit(routes, "pop").json["friend"] is False


def test_opened_again_at_once_is_one_visit(routes):
    for _ in range(3):
        assert visit(routes, "insta").status == 200
    assert [entry.kind for entry in routes.entries() if entry.kind == "route"] == ["route"]


@pytest.mark.parametrize(("key", "logged"), [("gone", "gone"), ("%E5%BA%97", None), ("a" * 2000, None)])
@pytest.mark.parametrize("friend", [True, False])
def test_a_route_that_is_not_is_no_fault_of_hers_and_is_logged(routes, monkeypatch, key, logged, friend):
    log = io.StringIO()
    monkeypatch.setattr(routes.function.logger.registered_handler, "stream", log)
    if friend:
        routes.befriend()
    assert visit(routes, key).json["friend"] is friend
    assert not [entry for entry in routes.entries() if entry.kind == "route"]
    [said] = [line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == "unknown route"]
    assert said.get("key") == logged
    assert HANAKO not in log.getvalue()


def test_who_is_not_vouched_for_is_nobody(routes):
    visit(routes, "pop", user_id=None).refused(401, "id_token_missing")
    routes.get("api/friendship", user_id=None).refused(401, "id_token_missing")
