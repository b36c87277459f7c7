"""``/v1/runs/{run_id}/recipients``: each friend of a run, and why somebody did not get it."""

from collections import Counter

import pytest

from daifukucho.campaigns.batch import Failure
from daifukucho.delivery.line import AnswerKind, Mode
from daifukucho.delivery.skip import Skip
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import HOUR
from daifukucho_aws.dynamo import recipients as adapter
from tests.integration.api.conftest import GREETING, VIP, Crm
from tests.support.line import answer

PERSONAL = {"type": "text", "text": "{{ name }}様、こんにちは"}


@pytest.fixture(params=list(Mode), ids=str)
def message(request):
    return GREETING if request.param is Mode.MULTICAST else PERSONAL


@pytest.fixture
def small(monkeypatch):
    """Batches of two, so that a slice has several."""
    monkeypatch.setattr(Mode, "batch_size", property(lambda mode: 2))


def listed(crm: Crm, run_id: str, **query) -> list[dict]:
    return [item for page in crm.pages(f"/runs/{run_id}/recipients", **query) for item in page]


def by_outcome(items: list[dict]) -> Counter:
    return Counter((item["outcome"], item["reason"]) for item in items)


def told_by_report(crm: Crm, run_id: str) -> Counter:
    report = crm("GET", f"/runs/{run_id}").json
    told = Counter({("sent", None): report["sent"], ("unknown", None): report["unknown"]})
    told |= Counter({("pending", None): report["pending"]})
    told |= Counter({("skipped", reason): n for reason, n in report["skipped"].items()})
    told |= Counter({("failed", reason): n for reason, n in report["failed"].items()})
    return +told


def agree(crm: Crm, run_id: str) -> Counter:
    """Walk everybody, two a page, in every way, and compare with the report."""
    items = listed(crm, run_id)
    ids = [item["friend_id"] for item in items]
    assert len(set(ids)) == len(ids)
    found = by_outcome(items)
    assert found == told_by_report(crm, run_id)
    for (outcome, reason), n in found.items():
        filtered = listed(crm, run_id, outcome=outcome, **({"reason": reason} if reason else {}))
        assert by_outcome(filtered) == {(outcome, reason): n}
        assert all(item in items for item in filtered)
    return found


def explained(crm: Crm, run_id: str, friend_id: str) -> dict:
    reply = crm("GET", f"/runs/{run_id}/recipients/{friend_id}")
    assert reply.status == 200, reply.text
    assert reply.json["friend_id"] == friend_id
    assert reply.json["sentence"]["ja"] and reply.json["sentence"]["en"]
    return reply.json


def test_everybody_is_listed_once_from_the_first_minute_to_the_last(crm: Crm, message, small):
    blocked, busy, nameless, *_ = crm.shop.ids
    run_id = crm.sent(messages=[message])
    assert listed(crm, run_id) == []
    crm.shop.work(only="slice")
    assert agree(crm, run_id) == {("pending", None): 5}
    crm.shop.change(blocked, status="blocked")
    crm.shop.change(busy, in_progress=True)
    crm.shop.change(nameless, display_name=None)
    crm.shop.until_closed(run_id)
    found = agree(crm, run_id)
    skipped = {("skipped", "blocked"): 1, ("skipped", "in_progress"): 1}
    if message is PERSONAL:
        assert found == skipped | {("skipped", "empty_variable"): 1, ("sent", None): 2}
    else:
        assert found == skipped | {("sent", None): 3}
    for item in listed(crm, run_id):
        is_sent = item["outcome"] == "sent"
        assert (item["request_id"] is not None) is is_sent
        assert (item["at"] is not None) is is_sent
        told = explained(crm, run_id, item["friend_id"])
        assert {key: told[key] for key in item} == item
        assert told["clause"] is None


def test_of_a_batch_that_was_split_everybody_is_listed_once(crm: Crm):
    wrong = crm.shop.ids[1]
    crm.shop.line.wrong_ids = {wrong}
    crm.shop.change(crm.shop.ids[0], do_not_send=True)
    run_id = crm.sent()

    def each_is_there_once() -> None:
        assert sorted(item["friend_id"] for item in listed(crm, run_id)) == crm.shop.ids

    crm.shop.until_closed(run_id, each_minute=each_is_there_once)
    assert agree(crm, run_id) == {("sent", None): 3, ("failed", "refused"): 1, ("skipped", "do_not_send"): 1}
    assert explained(crm, run_id, wrong)["outcome"] == "failed"
    assert explained(crm, run_id, crm.shop.ids[0])["reason"] == "do_not_send"
    assert explained(crm, run_id, crm.shop.ids[2])["outcome"] == "sent"


def test_what_line_never_answered_is_unknown(crm: Crm, message):
    run_id = crm.sent(messages=[message])
    crm.shop.line.before = [answer(AnswerKind.IN_DOUBT)] * 99
    crm.shop.work()
    assert {item["outcome"] for item in listed(crm, run_id)} == {"pending"}
    crm.shop.now += 24 * HOUR
    crm.shop.until_closed(run_id)
    assert agree(crm, run_id) == {("unknown", None): 5}


def test_a_run_that_was_cancelled_or_ran_out_of_quota(crm: Crm, message):
    run_id = crm.sent(messages=[message])
    crm.shop.work(only="slice")
    crm("POST", f"/runs/{run_id}/cancel")
    crm.shop.until_closed(run_id)
    assert agree(crm, run_id) == {("skipped", "cancelled"): 5}
    run_id = crm.sent(messages=[message])
    crm.shop.line.before = [answer(AnswerKind.QUOTA_EXCEEDED)] * 99
    crm.shop.until_closed(run_id)
    assert agree(crm, run_id) == {("failed", "quota"): 5}


def test_a_batch_under_way_is_told_before_the_report_counts_it(crm: Crm):
    """Of a personal batch some have it, and LINE asks to wait with the rest."""
    run_id = crm.sent(messages=[PERSONAL])
    crm.shop.line.wrong_ids = set()
    crm.shop.line.before = [lambda: None, *[answer(AnswerKind.TRY_LATER)] * 99]
    crm.shop.work()
    told = told_by_report(crm, run_id)
    found = by_outcome(listed(crm, run_id))
    assert sum(found.values()) == sum(told.values()) == 5
    assert found["sent", None] >= 1
    crm.shop.line.before = []
    crm.shop.until_closed(run_id)
    assert agree(crm, run_id) == {("sent", None): 5}


def test_a_page_reads_a_bounded_amount_and_goes_on_from_there(crm: Crm, small, monkeypatch):
    monkeypatch.setattr(adapter, "BATCHES_A_PAGE", 1)
    monkeypatch.setattr(adapter, "_HEADS_A_QUERY", 1)
    crm.shop.change(crm.shop.ids[4], in_progress=True)
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    pages = crm.pages(f"/runs/{run_id}/recipients", limit=100, outcome="skipped")
    assert len(pages) > 2
    assert [len(page) for page in pages].count(1) == 1
    assert agree(crm, run_id) == {("sent", None): 4, ("skipped", "in_progress"): 1}


def test_whom_a_batch_found_is_read_only_where_its_state_leaves_it_open(crm: Crm, small, monkeypatch):
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    recipients = crm.services.recipients._recipients
    monkeypatch.setattr(recipients, "_batch", lambda *_: pytest.fail("it was read"))
    assert listed(crm, run_id, outcome="failed") == []
    assert listed(crm, run_id, reason="blocked") == []
    assert listed(crm, run_id, outcome="sent", reason="quota") == []


def test_a_cursor_goes_on_with_its_own_list_alone(crm: Crm):
    run_id, other = crm.sent(), crm.sent()
    crm.shop.work()
    path = f"/runs/{run_id}/recipients"
    cursor = crm("GET", path, query={"limit": 2}).json["cursor"]
    for elsewhere, query in (
        (path, {"outcome": "sent"}),
        (f"/runs/{other}/recipients", {}),
        ("/friends", {}),
    ):
        crm("GET", elsewhere, query={"limit": 2, "cursor": cursor} | query).refused(422, "invalid_cursor")
    crm("GET", path, query={"cursor": "x"}).refused(422, "invalid_cursor")


def test_a_cursor_that_nobody_gave_is_refused(crm: Crm):
    run_id = crm.sent()
    crm.shop.work()
    of = adapter.cursors.question("recipients", run=run_id)
    for place in ("x", "0", "0/000000", "0/000000/x", "-1/000000/0", "0/000000/0/0", "0/../0", "999/000000/0"):
        cursor = adapter.cursors.encode(place, of)
        crm("GET", f"/runs/{run_id}/recipients", query={"cursor": cursor}).refused(422, "invalid_cursor")


def test_what_is_not_there_is_not_listed(crm: Crm):
    run_id = crm.sent()
    crm("GET", "/runs/none/recipients").refused(404, "run_not_found")
    crm("GET", f"/runs/none/recipients/{crm.shop.ids[0]}").refused(404, "run_not_found")
    path = f"/runs/{run_id}/recipients"
    assert crm("GET", path, query={"outcome": "lost"}).faults(422, "invalid_query") == ["/outcome"]
    assert crm("GET", path, query={"outcome": "not_in_run"}).faults(422, "invalid_query") == ["/outcome"]
    assert crm("GET", path, query={"reason": "shy"}).faults(422, "invalid_query") == ["/reason"]
    assert crm("GET", path, query={"limit": 0}).faults() == ["/limit"]
    for reason in (*Skip, *Failure):
        assert crm("GET", path, query={"reason": reason}).json == {"items": [], "cursor": None}


# Why somebody is not in a run


def test_somebody_whom_the_segment_does_not_mean(crm: Crm):
    she = crm.shop.ids[0]
    crm.shop.change(she, tags={})
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    told = explained(crm, run_id, she)
    assert (told["outcome"], told["reason"]) == ("not_in_run", "no_match")
    assert (told["clause"]["matches"], told["clause"]["field"]) == (False, "tags")
    assert (told["at"], told["request_id"]) == (None, None)
    crm.shop.change(she, tags={"vip": crm.shop.now})
    assert explained(crm, run_id, she)["reason"] == "matches_now"


def test_the_segment_is_judged_for_the_runs_own_time_in_the_shop_of_then(crm: Crm):
    she = crm.shop.ids[0]
    crm.shop.change(she, tags={}, last_seen_at=crm.shop.now - HOUR)
    recent = {"all": [VIP, {"field": "last_seen_at", "op": "within_last", "value": 0}]}
    run_id = crm.sent(where=recent)
    crm.shop.until_closed(run_id)
    crm.shop.now += 72 * HOUR
    told = explained(crm, run_id, she)
    assert [clause["matches"] for clause in told["clause"]["clauses"]] == [False, True]


def test_somebody_who_came_later(crm: Crm):
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    newcomer = f"U{99:032x}"
    crm.shop.put(Friend(newcomer, first_seen_at=crm.shop.now, tags={"vip": 1}))
    told = explained(crm, run_id, newcomer)
    assert (told["outcome"], told["reason"]) == ("not_in_run", "came_later")
    assert told["clause"]["matches"] is True


@pytest.mark.parametrize("nobody", [f"U{77:032x}", "U", "nobody", "C" + "0" * 32, "友"])
def test_somebody_who_is_not_known_or_was_erased(crm: Crm, nobody):
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    reply = crm("GET", f"/runs/{run_id}/recipients/{nobody}")
    assert (reply.json["outcome"], reply.json["reason"], reply.json["clause"]) == ("not_in_run", "not_known", None)


def test_somebody_who_was_written_to_and_then_erased_is_still_told_of(crm: Crm):
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    she = crm.shop.ids[0]
    crm.shop.connection.client.delete_item(TableName="friends", Key={"friend_id": {"S": she}})
    assert explained(crm, run_id, she)["outcome"] == "sent"


def test_while_its_recipients_are_being_found_and_when_that_is_cut_short(crm: Crm):
    run_id = crm.sent()
    she = crm.shop.ids[0]
    assert explained(crm, run_id, she)["reason"] == "not_yet"
    crm("POST", f"/runs/{run_id}/cancel")
    crm.shop.until_closed(run_id)
    told = explained(crm, run_id, she)
    assert (told["outcome"], told["reason"], told["clause"]["matches"]) == ("not_in_run", "cut_short", True)
