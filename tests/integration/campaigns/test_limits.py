"""Limits: a run is counted before anybody is written to, and then let go or refused, on the real stores."""

import pytest

from daifukucho.campaigns.hold import refused
from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.run import RunState
from daifukucho.delivery.line import Quota
from daifukucho.delivery.skip import Skip
from daifukucho.friends.attributes import Status
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import LeapDay
from daifukucho.kernel.words import Words
from daifukucho.shop.plan import KNOWN_PLANS
from daifukucho.shop.settings import SHOP
from tests.support.shop import check

FRIENDS = 40


def opened(shop, **given):
    return shop.opener.open(shop.intent(shop.campaign(**given)))


def test_a_run_within_its_limit_is_counted_and_then_sent(shop):
    shop.change(shop.ids[0], status=Status.BLOCKED)
    shop.change(shop.ids[1], do_not_send=True)
    run = opened(shop, limits={"recipients": FRIENDS - 2})
    assert run.state is RunState.HELD
    shop.work()
    assert shop.line.calls == []
    shop.sweeper.sweep(shop.sweeps[run.run_id])
    assert shop.outbox.run(run.run_id).state is RunState.OPEN
    assert {kind for kind, _ in shop.bells} == {"batch"}
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=FRIENDS - 2, skipped={"blocked": 1, "do_not_send": 1})


def test_a_run_over_its_limit_writes_to_nobody_and_says_why(shop):
    run = opened(shop, limits={"recipients": FRIENDS - 1})
    closed = shop.until_closed(run.run_id)
    assert (closed.state, closed.reason) == (RunState.CANCELLED, "over_recipient_limit")
    check(shop, closed, sent=0, skipped={"over_recipient_limit": FRIENDS})
    assert shop.line.calls == []


def test_those_without_a_name_do_not_count_for_a_message_that_needs_it(shop):
    """The limit compares what a preview shows: those who would be written to."""
    shop.change(shop.ids[0], display_name=None)
    run = opened(shop, text="{{ name }}様", limits={"recipients": FRIENDS - 1})
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS - 1, skipped={"empty_variable": 1})


def test_nobody_is_within_any_limit(shop):
    run = opened(shop, where={"field": "tags", "op": "any_of", "value": ["nobody"]}, limits={"recipients": 0})
    assert shop.until_closed(run.run_id).state is RunState.OPEN


def test_a_pause_leads_no_way_round_the_limit(shop):
    run = opened(shop, limits={"recipients": FRIENDS - 1})
    bells, shop.bells = shop.bells, []
    shop.control.pause(run.run_id)
    shop.sweeper.sweep(shop.sweeps[run.run_id])
    assert shop.outbox.run(run.run_id).state is RunState.PAUSED
    assert shop.control.resume(run.run_id).state is RunState.HELD
    assert shop.bells == bells
    shop.work()
    assert shop.line.calls == []
    shop.control.pause(run.run_id)
    assert shop.control.resume(run.run_id).state is RunState.CANCELLED
    check(shop, shop.until_closed(run.run_id), sent=0, skipped={"over_recipient_limit": FRIENDS})


def test_a_pause_in_the_middle_of_sending_goes_on_at_once(shop):
    run = opened(shop, limits={"recipients": FRIENDS})
    shop.work()
    shop.sweeper.sweep(shop.sweeps[run.run_id])
    shop.answer(shop.bells.pop(0))
    shop.control.pause(run.run_id)
    shop.work()
    assert len(shop.line.got) == 10
    assert shop.control.resume(run.run_id).state is RunState.OPEN
    assert shop.control.resume(run.run_id).state is RunState.OPEN
    shop.work()
    assert len(shop.line.got) == FRIENDS
    check(shop, shop.until_closed(run.run_id))


def test_a_held_run_can_be_cancelled(shop):
    run = opened(shop, limits={"recipients": FRIENDS})
    shop.work()
    shop.control.cancel(run.run_id)
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=0, skipped={"cancelled": FRIENDS})
    assert closed.reason is None


def test_an_evaluator_that_died_is_rung_again_however_many_batches_wait(shop):
    run = opened(shop, limits={"recipients": FRIENDS})
    shop.bells = []
    shop.now += 121_000
    shop.sweeper.sweep(shop.sweeps[run.run_id])
    assert [kind for kind, _ in shop.bells] == ["slice", "slice"]
    check(shop, shop.until_closed(run.run_id))


# LINE has counted 1,200 messages of this month; the light plan includes 5,000, the standard one 30,000.


def test_a_budget_is_compared_with_what_the_plan_costs(shop):
    shop.settings.save(shop.settings.get(), {**SHOP.default, "plan": "standard"}, shop.now)
    shop.line.used = 29_990
    run = opened(shop, limits={"yen": 89})  # 30 of them cost 3 yen each
    closed = shop.until_closed(run.run_id)
    assert (closed.state, closed.reason) == (RunState.CANCELLED, "over_budget")
    check(shop, closed, sent=0, skipped={"over_budget": FRIENDS})


def test_what_was_frozen_counts_and_not_what_the_shop_says_later(shop):
    settings = {"day_starts_at": "05:00", "leap_day": "03-01", "plan": "standard"}
    saved = shop.settings.save(shop.settings.get(), settings, shop.now)
    run = opened(shop, limits={"yen": 0})
    shop.settings.save(saved, SHOP.default, shop.now)
    pinned = shop.outbox.definition(run.run_id)
    assert (pinned.shop.cutoff_minutes, pinned.shop.leap_day, pinned.shop.version) == (300, LeapDay.MAR_1, 1)
    check(shop, shop.until_closed(run.run_id))


def test_without_the_plan_no_cost_can_be_promised(shop):
    closed = shop.until_closed(opened(shop, limits={"yen": 1_000_000}).run_id)
    assert closed.reason == "cost_unknown"
    check(shop, closed, sent=0, skipped={"cost_unknown": FRIENDS})


def test_without_lines_quota_no_cost_can_be_promised(shop, monkeypatch):
    def silent():
        raise Unavailable(Words("応答がありません。", "LINE did not answer."))

    shop.settings.save(shop.settings.get(), {**SHOP.default, "plan": "standard"}, shop.now)
    monkeypatch.setattr(shop.line, "quota", silent)
    closed = shop.until_closed(opened(shop, limits={"yen": 1_000_000}).run_id)
    check(shop, closed, sent=0, skipped={"cost_unknown": FRIENDS})


LIGHT = KNOWN_PLANS["light"]


@pytest.mark.parametrize(
    ("limits", "reachable", "expected"),
    [
        (None, 10**6, None),
        (Limits(recipients=10), 10, None),
        (Limits(recipients=10), 11, Skip.OVER_RECIPIENT_LIMIT),
        (Limits(recipients=0), 0, None),
        (Limits(yen=0), 3_800, None),
        (Limits(yen=0), 3_801, Skip.COST_UNKNOWN),  # the light plan sells no more
        (Limits(recipients=10, yen=0), 11, Skip.OVER_RECIPIENT_LIMIT),
    ],
)
def test_what_limits_refuse(limits, reachable, expected):
    assert refused(limits, reachable, Quota(5_000, 1_200), LIGHT) is expected
