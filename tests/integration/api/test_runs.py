"""``/v1/runs``: the report, and taking a hand in a run."""

import pytest

from daifukucho.delivery.line import Quota
from daifukucho.kernel.time import MINUTE
from tests.integration.api.conftest import Crm


@pytest.fixture
def run_id(crm: Crm) -> str:
    return crm.sent()


def report(crm: Crm, run_id: str):
    reply = crm("GET", f"/runs/{run_id}")
    assert reply.status == 200, reply.text
    told = reply.json
    settled = told["sent"] + told["skipped_total"] + told["failed_total"] + told["unknown"]
    assert told["planned"] == settled + told["pending"]
    assert told["skipped_total"] == sum(told["skipped"].values())
    assert told["failed_total"] == sum(told["failed"].values())
    assert 0 <= told["progress"] <= 1
    return told


def test_a_run_from_its_first_minute_to_its_last(crm: Crm, run_id):
    blocked, busy, *_ = crm.shop.ids
    crm.shop.change(blocked, status="blocked")
    crm.shop.change(busy, in_progress=True)
    told = report(crm, run_id)
    assert (told["state"], told["closed"], told["planned"], told["progress"]) == ("sending", False, 0, 0)
    crm.shop.work(only="slice")
    told = report(crm, run_id)
    assert (told["state"], told["planned"], told["pending"], told["progress"]) == ("sending", 5, 5, 0)
    crm.shop.work()
    told = report(crm, run_id)
    assert (told["state"], told["closed"], told["pending"], told["progress"]) == ("sending", False, 0, 1)
    crm.shop.until_closed(run_id)
    told = report(crm, run_id)
    opened, closed = told.pop("opened_at"), told.pop("closed_at")
    assert opened.endswith("+09:00")
    assert closed.endswith("+09:00")
    assert closed > opened
    assert told == {
        "run_id": run_id,
        "campaign_id": run_id.rpartition("-")[0],
        "name": "感謝デー",
        "coupon_id": None,
        "coupon": None,
        "freeze_audience": False,
        "state": "completed",
        "closed": True,
        "planned": 5,
        "sent": 3,
        "skipped": {"blocked": 1, "in_progress": 1},
        "skipped_total": 2,
        "failed": {},
        "failed_total": 0,
        "unknown": 0,
        "pending": 0,
        "progress": 1,
        "quota": {"limit": 30_000, "used": 1_200},
        "limits": None,
        "reason": None,
        "due_at": opened,
    }


def test_a_run_that_reaches_nobody_is_done_when_all_has_been_looked_at(crm: Crm):
    run_id = crm.sent(where={"field": "tags", "op": "any_of", "value": ["nobody"]})
    assert report(crm, run_id)["progress"] == 0
    crm.shop.work()
    told = report(crm, run_id)
    assert (told["planned"], told["progress"]) == (0, 1)


def test_a_run_whose_quota_line_did_not_tell(crm: Crm, monkeypatch):
    monkeypatch.setattr(crm.shop.line, "quota", lambda: Quota(None, 3))
    assert report(crm, crm.sent())["quota"] == {"limit": None, "used": 3}


def test_pause_and_resume(crm: Crm, run_id):
    crm.shop.work(only="slice")
    paused = crm("POST", f"/runs/{run_id}/pause")
    assert (paused.status, paused.json["state"], paused.json["reason"]) == (200, "paused", None)
    assert crm("POST", f"/runs/{run_id}/pause").json["state"] == "paused"
    crm.shop.work()  # the doorbells of a paused run are answered by nothing
    crm.shop.now += 10 * MINUTE
    crm.shop.sweeper.sweep(crm.shop.sweeps[run_id])
    assert not crm.shop.line.calls
    assert not crm.shop.bells
    assert report(crm, run_id)["state"] == "paused"
    resumed = crm("POST", f"/runs/{run_id}/resume")
    assert (resumed.status, resumed.json["state"]) == (200, "sending")
    assert {kind for kind, _ in crm.shop.bells} == {"batch"}
    crm.shop.work()
    assert crm("POST", f"/runs/{run_id}/resume").json["sent"] == 5
    crm.shop.until_closed(run_id)
    assert set(crm.shop.line.got.values()) == {1}


def test_a_run_that_is_resumed_before_it_was_evaluated_is_evaluated(crm: Crm, run_id):
    crm("POST", f"/runs/{run_id}/pause")
    crm.shop.bells.clear()
    crm("POST", f"/runs/{run_id}/resume")
    assert crm.shop.bells == [("slice", (run_id, 0)), ("slice", (run_id, 1))]


@pytest.mark.parametrize("paused", [False, True])
def test_cancel_skips_whoever_was_not_written_to(crm: Crm, run_id, paused):
    crm.shop.work(only="slice")
    crm.shop.bells = [bell for bell in crm.shop.bells if bell[0] != "batch"]
    if paused:
        crm("POST", f"/runs/{run_id}/pause")
    cancelled = crm("POST", f"/runs/{run_id}/cancel")
    assert (cancelled.status, cancelled.json["state"], cancelled.json["closed"]) == (200, "cancelled", False)
    assert crm("POST", f"/runs/{run_id}/cancel").json["state"] == "cancelled"
    crm.shop.work()
    told = report(crm, run_id)
    assert (told["skipped"], told["pending"], told["progress"]) == ({"cancelled": 5}, 0, 1)
    crm("POST", f"/runs/{run_id}/pause").refused(409, "run_ending")
    crm("POST", f"/runs/{run_id}/resume").refused(409, "run_ending")
    crm.shop.until_closed(run_id)
    told = report(crm, run_id)
    assert (told["state"], told["closed"]) == ("cancelled", True)
    assert not crm.shop.line.calls


@pytest.mark.parametrize("command", ["pause", "resume", "cancel"])
def test_a_run_that_is_over_takes_no_commands(crm: Crm, run_id, command):
    crm.shop.until_closed(run_id)
    before = crm.dump()
    crm("POST", f"/runs/{run_id}/{command}").refused(409, "run_closed")
    assert crm.dump() == before


@pytest.mark.parametrize("command", ["", "/pause", "/resume", "/cancel"])
def test_a_run_that_does_not_exist(crm: Crm, command):
    before = crm.dump()
    crm("POST" if command else "GET", f"/runs/none{command}").refused(404, "run_not_found")
    assert crm.dump() == before
