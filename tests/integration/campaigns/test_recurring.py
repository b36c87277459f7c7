"""Campaigns that recur: one run for each of their times, whatever is late, lost, doubled or asleep."""

import pytest
from botocore.exceptions import ReadTimeoutError

from daifukucho.campaigns.campaign import CampaignState
from daifukucho.kernel.errors import Conflict
from daifukucho.kernel.time import DAY, HOUR, MINUTE, to_iso
from daifukucho_aws.dynamo.outbox import DynamoOutbox

CAMPAIGN = "01JD0000000000000000000000"


@pytest.fixture
def daily(shop):
    """Its first time, in an hour; then every day."""
    return planned(shop)


def planned(shop, **more):
    start = shop.now - shop.now % 1000 + HOUR
    campaign = shop.campaign(schedule={"rate": {"every": 1, "unit": "days"}, "starts_at": to_iso(start), **more})
    shop.schedules.plan(shop.intent(campaign))
    return start


def opened(shop):
    """The run of the next time."""
    shop.world.advance_to_next_due()
    return shop.outbox.run(shop.campaigns.get(CAMPAIGN).run_id)


def test_each_time_has_its_run_and_the_next_is_planned_with_it(shop, daily):
    for day in range(3):
        run = opened(shop)
        campaign = shop.campaigns.get(CAMPAIGN)
        assert (shop.now, run.now, campaign.due_at) == (run.now, daily + day * DAY, daily + (day + 1) * DAY)
        assert campaign.state is CampaignState.RECURRING
        assert shop.plans == {CAMPAIGN: shop.intent(campaign)}
        closed = shop.until_closed(run.run_id)
        assert closed.totals.sent == 40
    assert set(shop.line.got.values()) == {3}


def test_two_who_open_one_time_open_one_run(shop, daily, monkeypatch):
    intent = shop.intent(shop.campaigns.get(CAMPAIGN))
    shop.now = daily
    really, runs = DynamoOutbox.open_run, []

    def overtaken(*args):
        if not runs:
            runs.append(None)
            runs.append(shop.opener.open(intent))
        return really(*args)

    with monkeypatch.context() as patched:
        patched.setattr(DynamoOutbox, "open_run", overtaken)
        assert shop.opener.open(intent) == runs[1]
    assert shop.opener.open(intent) == runs[1]
    assert shop.campaigns.get(CAMPAIGN).due_at == daily + DAY


def test_what_was_missed_is_not_sent_in_a_burst(shop, daily):
    shop.now = daily + 3 * DAY + HOUR
    assert shop.watch.look() == 1
    campaign = shop.campaigns.get(CAMPAIGN)
    assert shop.outbox.run(campaign.run_id).now == daily
    assert campaign.due_at == daily + 4 * DAY
    assert shop.watch.look() == 0


def test_a_plan_that_could_not_be_made_is_made_by_the_watch(shop, daily, monkeypatch):
    def silent(**schedule):
        raise ReadTimeoutError(endpoint_url="https://scheduler.test")

    with monkeypatch.context() as patched:
        patched.setattr(shop.world.schedules, "update_schedule", silent)
        run = opened(shop)
    assert shop.plans == {}
    assert shop.bells == [("slice", (run.run_id, 0)), ("slice", (run.run_id, 1))]
    shop.now = daily + DAY - 10 * MINUTE
    shop.watch.look()
    assert shop.plans[CAMPAIGN].due_at == daily + DAY


def test_the_last_time_is_the_last(shop):
    start = planned(shop, ends_at=to_iso(shop.now + DAY + HOUR))
    for due_at in (start, start + DAY):
        run = opened(shop)
        assert run.now == due_at
        shop.until_closed(run.run_id)
    campaign = shop.campaigns.get(CAMPAIGN)
    assert (campaign.due_at, campaign.state) == (None, CampaignState.FINISHED)
    assert list(shop.campaigns.due(shop.now + 10**12)) == []
    assert shop.plans == {}


def test_a_plan_that_is_left_over_opens_nothing(shop, daily):
    """Of an earlier version, of a time that is over, or of a campaign that is gone."""
    first = shop.intent(shop.campaigns.get(CAMPAIGN))
    given = {
        "name": "新",
        "where": {"field": "tags", "op": "any_of", "value": ["vip"]},
        "messages": [{"type": "text", "text": "a"}],
        "schedule": {"rate": {"every": 1, "unit": "days"}, "starts_at": to_iso(daily)},
    }
    shop.editor.update(CAMPAIGN, given)
    shop.now = daily
    with pytest.raises(Conflict):
        shop.opener.open(first)
    run = opened(shop)
    shop.until_closed(run.run_id)
    late = shop.plans[CAMPAIGN]
    shop.now = daily + 2 * DAY + HOUR
    shop.watch.look()
    shop.until_closed(late.run_id)
    assert shop.opener.open(late).closed  # EventBridge was late: the run is there already
    never = type(late)(CAMPAIGN, 2, daily + 2 * DAY)
    shop.schedules.start_sweep(never)
    assert shop.sweeper.sweep(never).run is None
    assert never.run_id not in shop.sweeps
    assert set(shop.line.got.values()) == {2}


def test_dates_are_judged_by_the_time_that_was_due(shop, daily):
    shop.now = daily + 5 * HOUR
    shop.watch.look()
    run = shop.outbox.run(shop.campaigns.get(CAMPAIGN).run_id)
    assert (run.now, run.opened_at) == (daily, daily + 5 * HOUR)
