"""``POST /v1/segments/preview``: how many, a few of them, and who was asked."""

import json
from random import Random
from typing import Any

import pytest

from daifukucho.book.folding import Folding
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import SECOND, to_iso
from daifukucho.ledger.entry import Entry
from daifukucho.segments import preview
from daifukucho.segments.preview import Copied
from daifukucho_aws.dynamo import scan
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.scan import Preview
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.integration.api.conftest import GREETING, VIP, Crm, FakeCopy
from tests.support.book import no_pause

MENU = {"property": "postback.data", "op": "starts_with", "value": "menu="}
TAPPED = {"field": "events", "op": "did", "value": {"kind": "postback", "within": 7, "where": [MENU]}}


def tap(crm: Crm, friend_id: str) -> Entry:
    """The friend taps a button of the menu, and the ledger and the item know it."""
    said = {"postback": {"data": "menu=reserve"}}
    entry = Entry("postback", crm.shop.now, f"tap-{friend_id}", friend_id, body=json.dumps(said))
    crm.shop.ledger.write([entry])
    items = (
        bind(model, name, crm.shop.connection) for model, name in ((FriendItem, "friends"), (LedgerItem, "ledger"))
    )
    Folding(crm.shop.friends, BookRepository(crm.shop.connection, *items), no_pause).fold(entry)
    return entry


def test_a_preview_counts_and_names_a_few(crm: Crm):
    first, second, *_ = crm.shop.ids
    crm.shop.change(first, alias="山田さま", tags={"新規": 1})
    crm.shop.change(second, display_name=None, tags={"新規": 1})
    reply = crm("POST", "/segments/preview", {"where": {"field": "tags", "op": "any_of", "value": ["新規"]}})
    assert reply.status == 200
    told = reply.json
    assert (told["complete"], told["count"], told["count_at_least"]) == (True, 2, 2)
    assert sorted(told["sample"], key=lambda f: f["friend_id"]) == [
        {"friend_id": first, "name": "山田さま"},
        {"friend_id": second, "name": None},
    ]
    assert told["sentence"] == {"ja": "タグに「新規」がある", "en": "tags include “新規”"}


def test_a_preview_names_at_most_ten(crm: Crm):

    for n in range(20):
        crm.shop.put(Friend(f"Ux{n}", tags={"vip": 1}, revision=1))
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["count"], len(told["sample"])) == (25, 10)


def test_a_preview_that_takes_too_long_says_what_it_has(crm: Crm, monkeypatch):
    pages = iter([0, 0, 0, 6 * SECOND])  # the first one shows that the roster does not fit
    started = crm.shop.now

    class Slow(type(crm.services.previewer._scan)):
        def page(self, *args, **kwargs):
            crm.shop.now = started + next(pages)
            return super().page(*args, **{**kwargs, "limit": 1})

    monkeypatch.setattr(crm.services.previewer._scan, "__class__", Slow)
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["complete"], told["count"], told["count_at_least"]) == (False, None, 3)
    # All three who were asked are in it, and two were not asked.
    assert told["estimate"] == {"count": 5, "least": 3, "most": 5, "confidence": 0.95, "asked": 3, "population": 5}


def test_nobody_knows_how_large_the_roster_is(crm: Crm, monkeypatch):
    """DynamoDB counts a table some hours after it was filled: until then, what was found is said."""
    scan = crm.services.previewer._scan
    monkeypatch.setattr(scan, "preview", lambda *_, **__: Preview(36, [], 4_000, complete=False))
    monkeypatch.setattr(scan, "size", lambda: 0)
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["complete"], told["count"], told["count_at_least"]) == (False, None, 36)
    found = {"count": None, "least": 36, "most": None, "confidence": 0.95, "asked": 4_000, "population": None}
    assert told["estimate"] == found


@pytest.fixture
def large(crm: Crm, monkeypatch) -> Crm:
    """A roster that one page does not hold."""

    class Paged(type(crm.services.previewer._scan)):
        def page(self, *args, **kwargs):
            return super().page(*args, **{**kwargs, "limit": 1})

    monkeypatch.setattr(crm.services.previewer._scan, "__class__", Paged)
    return crm


def test_a_large_roster_is_counted_in_its_copy(large: Crm, monkeypatch):
    """The sample is shown as it is now: whoever does not match any more is left out."""
    for n in range(3):
        large.shop.put(Friend(f"Ux{n}", tags={"vip": 1} if n else {}, alias=f"友{n}", revision=1))
    segment_id = large.segment(where=VIP)["segment_id"]
    copy = FakeCopy(Copied(31_415, ("Ux0", "Ux1", "Ux2", "gone"), 1_795_316_400_000, 0, ()))
    monkeypatch.setattr(large.services.previewer, "_copy", copy)
    told = large("POST", "/segments/preview", {"where": {"not": {"segment": segment_id}}}).json
    assert (told["count"], told["complete"], told["source"]) == (31_415, True, "copy")
    assert told["as_of"] == "2026-11-22T12:00:00+09:00"
    assert [friend["name"] for friend in told["sample"]] == ["友0"]
    [asked] = copy.asked
    assert asked["not"]["where"] == VIP


def test_those_whom_the_copy_leaves_undecided_are_asked_themselves(large: Crm, monkeypatch):
    """Whoever has gone, or become a visitor again, is not counted. More than were named: at least so many."""
    first, second, third, *_ = large.shop.ids
    for friend_id in (first, third):
        tap(large, friend_id)
    large.shop.change(third, status="visitor")
    named = [first, second, third, "gone"]
    for undecided, estimate in (
        (4, None),
        (2_000, {"count": 600, "least": 113, "most": 1_711, "confidence": 0.95, "asked": 4, "population": 2_000}),
    ):
        copy = FakeCopy(Copied(100, (), 1_795_316_400_000, undecided, named))
        monkeypatch.setattr(large.services.previewer, "_copy", copy)
        told = large("POST", "/segments/preview", {"where": TAPPED}).json
        assert (told["count_at_least"], told["source"]) == (101, "copy")
        assert (told["count"], told["complete"]) == ((None, False) if estimate else (101, True))
        assert told["estimate"] == estimate
        assert [friend["friend_id"] for friend in told["sample"]] == [first]


def test_there_is_not_time_for_all_who_are_undecided(large: Crm, monkeypatch):
    first, second, *_ = large.shop.ids
    for friend_id in (first, second):
        tap(large, friend_id)
    previewer = large.services.previewer
    monkeypatch.setattr(previewer, "_copy", FakeCopy(Copied(0, (), 0, 2, (first, second))))
    monkeypatch.setattr(preview, "_AT_ONCE", 1)
    # It begins, whether the first page was asked in time, until when, before the second.
    times = iter([0, 0, 0, 6 * SECOND])
    monkeypatch.setattr(previewer, "_clock", lambda: next(times))
    told = large("POST", "/segments/preview", {"where": TAPPED}).json
    assert (told["count_at_least"], told["complete"]) == (1, False)


def test_a_copy_that_does_not_answer_costs_nothing_but_the_time(large: Crm, monkeypatch):
    for n in range(3):
        large.shop.put(Friend(f"Ux{n}", tags={"vip": 1}, revision=1))
    monkeypatch.setattr(large.services.previewer, "_copy", FakeCopy(None))
    told = large("POST", "/segments/preview", {"where": VIP}).json
    assert (told["source"], told["complete"]) == ("roster", True)
    assert told["count"] >= 3


def test_a_small_roster_is_asked_itself(crm: Crm, monkeypatch):
    copy = FakeCopy(Copied(1, (), 0, 0, ()))
    monkeypatch.setattr(crm.services.previewer, "_copy", copy)
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["source"], copy.asked) == ("roster", [])


def test_a_small_roster_stays_small_though_many_pages_have_to_be_read(crm: Crm, monkeypatch):
    monkeypatch.setattr(scan, "_AT_ONCE", 1)
    copy = FakeCopy(Copied(1, (), 0, 0, ()))
    monkeypatch.setattr(crm.services.previewer, "_copy", copy)
    tapped = crm.shop.ids[:3]
    for friend_id in tapped:
        tap(crm, friend_id)
    for where, count in ((TAPPED, 3), (VIP, 5)):
        told = crm("POST", "/segments/preview", {"where": where}).json
        assert (told["source"], told["count"]) == ("roster", count)
    assert copy.asked == []


def test_a_preview_of_what_cannot_be(crm: Crm):
    assert crm("POST", "/segments/preview", {"where": {"all": []}}).faults(code="invalid_segment") == ["/all"]
    assert crm("POST", "/segments/preview", {"where": VIP, "limit": 3}).faults() == ["/limit"]


def test_a_preview_of_a_saved_segment_or_of_a_tree_but_not_of_both(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    told = crm("POST", "/segments/preview", {"segment_id": segment_id}).json
    assert told == crm("POST", "/segments/preview", {"where": VIP}).json and told["count"] == 5
    for body in ({}, {"where": VIP, "segment_id": segment_id}):
        assert crm("POST", "/segments/preview", body).faults(code="invalid_segment") == ["/where"]
    crm("POST", "/segments/preview", {"segment_id": "gone"}).refused(404, "segment_not_found")


@pytest.mark.parametrize("answer", [Copied(1, (), 0, 0, ()), None])
def test_whoever_is_about_to_edit_a_segment_wakes_the_copy(crm: Crm, monkeypatch, answer):
    monkeypatch.setattr(crm.services.previewer, "_copy", copy := FakeCopy(answer))
    assert crm("GET", "/segments/vocabulary").status == 200
    assert copy.woken == 1


def test_what_happened_is_found_by_preview_run_and_explanation_alike(crm: Crm, monkeypatch):
    """A campaign with a coupon goes out, one friend taps its button: whom the next one means, everybody says the same."""
    first, second, *_ = crm.shop.ids
    coupon_id = crm.coupon(audience="issued", days=3)
    crm.shop.until_closed(crm.sent(messages=[GREETING], coupon_id=coupon_id))
    [campaign] = crm("GET", "/campaigns").json["items"]
    entry = tap(crm, first)
    crm.shop.now += SECOND
    received = {"field": "messages", "op": "received", "value": {"campaign_id": campaign["campaign_id"], "within": 0}}
    silent = {"field": "messages", "op": "no_reaction", "value": 1}
    expiring = {"field": "coupons", "op": "expires_within", "value": {"coupon_id": coupon_id, "days": 3}}
    for where, count in ((received, 5), (TAPPED, 1), (silent, 4), ({"not": silent}, 1), (expiring, 5)):
        assert crm("POST", "/segments/preview", {"where": where}).json["count"] == count, where

    def told(friend_id: str) -> list[Any]:
        asked = {"where": {"all": [received, TAPPED, silent, expiring]}, "friend_id": friend_id}
        clauses = crm("POST", "/segments/explain", asked).json["clause"]["clauses"]
        assert not any(clause["true_because_unknown"] for clause in clauses)
        return [(clause["matches"], clause["fact"]) for clause in clauses]

    was_sent, did, reacted, holds = told(first)
    assert was_sent[0] and was_sent[1]["times"] == 1
    assert did == (True, {"times": 1, "last": to_iso(entry.at)}) and holds[1]["state"] == "unused"
    assert reacted == (False, {"sent_since_last_reaction": 0})
    assert told(second)[1:3] == [(False, {"times": 0, "last": None}), (True, {"sent_since_last_reaction": 1})]

    next_one = crm.campaign(where={"all": [silent, expiring]}, limits={"recipients": 4})
    path = f"/campaigns/{next_one['campaign_id']}"
    forecast = crm("POST", f"{path}/preview", {"friend_id": first}).json
    assert (forecast["planned"], forecast["shown"]["matches"]) == (4, False)
    run_id = crm("POST", f"{path}/send", headers={"idempotency-key": "next"}).json["run_id"]
    monkeypatch.setattr(scan, "_AT_ONCE", 1)
    evaluator, choose = crm.shop.evaluator, Random(3).choice
    for slice_no in range(2):  # there is time for one page of a friend after the other, and what was found stays found
        while not crm.shop.outbox.slice(run_id, slice_no).ended:
            evaluator.evaluate(run_id, slice_no, lambda: choose([False, True]))
    assert crm.shop.outbox.slice(run_id, 0).batches > 1
    assert crm.shop.until_closed(run_id).totals.planned == 4
    explained = crm("GET", f"/runs/{run_id}/recipients/{first}").json
    assert explained["outcome"] == "not_in_run"
    assert explained["clause"]["clauses"][0]["fact"] == {"sent_since_last_reaction": 0}
