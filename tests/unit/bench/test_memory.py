"""Reading the memory of processes, and judging it."""

from dataclasses import replace
from datetime import UTC, datetime

from bench.soak import BOUND_MB, memory_faults, report_faults
from bench.support.memory import Trend, by_role, processes, trend
from daifukucho_client.runs import Run

LISTING = """\
  100     1 204800 python -m ministack
  101   100  51200 python first/ministack-lambda-daifukucho-local-segment-eval-ab_c1/_worker.py
  102   100  61440 python first/ministack-lambda-daifukucho-local-segment-eval-zz9/_worker.py
  103   900  99999 python second/ministack-lambda-daifukucho-local-sender-abc/_worker.py
  104     1  10240 python -m local.seed
  105     1   1024
"""
NOW = datetime(2026, 11, 22, tzinfo=UTC)
RUN = Run(
    run_id="r",
    campaign_id="c",
    name="感謝デー",
    state="completed",
    closed=True,
    planned=5,
    sent=3,
    skipped={"blocked": 1},
    skipped_total=1,
    failed={},
    failed_total=0,
    unknown=1,
    pending=0,
    progress=1.0,
    quota=None,
    limits=None,
    coupon_id=None,
    coupon=None,
    freeze_audience=False,
    reason=None,
    due_at=NOW,
    opened_at=NOW,
    closed_at=NOW,
)


def test_functions_are_told_by_their_folders_and_only_our_own_stacks():
    found = by_role(processes(LISTING), 100, {"MiniStack": 100, "seed": 104})
    assert found == {"MiniStack": 200.0, "segment_eval": 60.0, "seed": 10.0}


def test_a_trend_compares_the_outer_quarters_once_it_is_warm():
    found = trend([*[9.0] * 5, 50.0, 50.0, 60.0, 61.0, 62.0, 63.0, 64.0, 65.0])
    assert found == Trend(first=50.0, last=64.5, highest=65.0, samples=8)
    assert found.growth == 14.5
    assert trend([1.0] * 12) is None


def test_only_what_is_ours_must_be_flat():
    grown = Trend(50.0, 50.0 + BOUND_MB + 1, 70.0, 20)
    trends = {("sending", "sender"): grown, ("sending", "MiniStack"): grown, ("sending", "webhook"): None}
    (fault,) = memory_faults(trends)
    assert fault.startswith("sender grew by 9.0 MB")
    assert memory_faults({("sending", "sender"): Trend(50.0, 50.0 + BOUND_MB, 70.0, 20)}) == []


def test_a_report_that_adds_up_has_no_faults():
    assert report_faults(RUN, 5, dict.fromkeys("abc", 1)) == []


def test_each_fault_is_named():
    assert report_faults(replace(RUN, state="paused"), 5, dict.fromkeys("abc", 1)) == [
        "the run is paused, not completed"
    ]
    assert report_faults(RUN, 6, dict.fromkeys("abc", 1)) == ["planned is 5, not 6"]
    assert report_faults(replace(RUN, unknown=0), 5, dict.fromkeys("abc", 1)) == ["planned is 5, but its parts are 4"]
    assert report_faults(RUN, 5, dict.fromkeys("ab", 1)) == ["sent is 3, but LINE counts 2 friends"]
    assert report_faults(RUN, 5, {"a": 1, "b": 1, "c": 2}) == ["somebody was sent to twice"]
