"""What every outbox must do: the one in memory, which the explorer uses, and the one over DynamoDB."""

import dataclasses
from decimal import Decimal

import pytest
from moto import mock_aws

from daifukucho.campaigns.batch import Batch, BatchRef, Failure, Outcome, Unit, batch_number
from daifukucho.campaigns.campaign import KIND
from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.ports import Silent
from daifukucho.campaigns.receipts import Receipts
from daifukucho.campaigns.run import Progress, Recurrence, Run, RunDefinition, RunState, Slice, Totals, Tried
from daifukucho.coupons.again import Had
from daifukucho.delivery.line import Mode, Quota
from daifukucho.delivery.skip import Skip
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import LeapDay
from daifukucho.kernel.words import Words
from daifukucho.shop.plan import Plan, Tier
from daifukucho.shop.settings import Shop as ShopSettings
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from tests.support.outbox import MemoryOutbox
from tests.support.tables import connect, create_tables

NOW = 1_795_000_000_000
RUN = Run("C1-r", "C1", 1, Mode.MULTICAST, RunState.OPEN, NOW, NOW, 2, Quota(None, 7), idempotency_key="k")
DEFINITION = RunDefinition("春", {"field": "tags", "op": "any_of", "value": ["vip"]}, ({"type": "text", "text": "あ"},))
FRIENDS = tuple(f"U{n:032x}" for n in range(5))
REF = BatchRef("C1-r", 0, batch_number(0))


@pytest.fixture(params=["memory", "dynamo"])
def outbox(request, monkeypatch):
    if request.param == "memory":
        store = MemoryOutbox()
        store.campaign_versions["C1"], store.campaign_dues["C1"] = 1, NOW
        yield store
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        create_tables("catalog", "outbox")
        DynamoCatalog(connect(), "catalog").create(Stored(KIND, "C1", 1, {}, NOW, NOW, due_at=NOW))
        yield DynamoOutbox(connect(), "outbox", "catalog")


def opened(outbox):
    assert outbox.open_run(RUN, DEFINITION)
    return outbox


def with_batch(outbox, matched=FRIENDS):
    opened(outbox)
    before = outbox.slice("C1-r", 0)
    after = dataclasses.replace(before, cursor=matched[-1], batches=1, planned=len(matched))
    assert outbox.close_batch(before, after, Batch(REF, matched), NOW)
    return outbox.batch(REF)


def test_a_run_is_read_back_as_it_was_opened(outbox):
    opened(outbox)
    assert outbox.run("C1-r") == RUN
    assert outbox.definition("C1-r") == DEFINITION
    assert outbox.slice("C1-r", 1) == Slice("C1-r", 1)
    assert outbox.run("C1-other") is None


def test_one_run_for_one_campaign_at_its_version(outbox):
    opened(outbox)
    assert not outbox.open_run(RUN, DEFINITION)
    assert not outbox.open_run(dataclasses.replace(RUN, run_id="C1-s"), DEFINITION)
    assert outbox.run("C1-s") is None


def test_a_run_of_another_version_is_not_opened(outbox):
    assert not outbox.open_run(dataclasses.replace(RUN, version=2), DEFINITION)
    assert outbox.run("C1-r") is None


def test_a_run_with_limits_pins_them_and_what_they_are_judged_by(outbox):
    plan = Plan("light", 5_000, (Tier(50_000, Decimal("2.8")), Tier(None, Decimal("1.999"))))
    shop = ShopSettings(cutoff_minutes=300, leap_day=LeapDay.MAR_1, plan=plan, version=3)
    definition = dataclasses.replace(DEFINITION, limits=Limits(1_000, 0), shop=shop)
    assert outbox.open_run(RUN, definition)
    assert outbox.definition("C1-r") == definition


def test_a_campaign_that_recurs_has_one_run_for_each_of_its_times(outbox):
    other_time = dataclasses.replace(RUN, run_id="C1-q", now=NOW + 1)
    assert not outbox.open_run(other_time, DEFINITION, Recurrence(NOW + 9))
    assert outbox.open_run(RUN, DEFINITION, Recurrence(NOW + 5))
    assert not outbox.open_run(RUN, DEFINITION, Recurrence(NOW + 5))
    assert not outbox.open_run(other_time, DEFINITION, Recurrence(NOW + 9))
    second = dataclasses.replace(RUN, run_id="C1-s", now=NOW + 5)
    assert not outbox.open_run(dataclasses.replace(second, version=2), DEFINITION, Recurrence(None))
    assert outbox.open_run(second, DEFINITION, Recurrence(None))
    third = dataclasses.replace(RUN, run_id="C1-t", now=NOW + 9)
    assert not outbox.open_run(third, DEFINITION, Recurrence(None))
    assert outbox.run("C1-r") == RUN
    assert outbox.run("C1-s") == second
    assert outbox.run("C1-q") is outbox.run("C1-t") is None


def test_a_held_run_is_not_closed_and_only_its_evaluation_is_silent(outbox):
    assert outbox.open_run(dataclasses.replace(RUN, state=RunState.HELD), DEFINITION)
    before = outbox.slice("C1-r", 0)
    after = dataclasses.replace(before, cursor=FRIENDS[-1], batches=1, planned=5, reachable=3)
    assert outbox.close_batch(before, after, Batch(REF, FRIENDS), NOW)
    assert outbox.slice("C1-r", 0) == after
    held = outbox.run("C1-r")
    assert outbox.progress(held) == Progress(Totals(planned=5), 0, 3)
    assert outbox.silent(held, 0, NOW + 1, 1) == Silent("C1-r", 0, evaluate=True)
    assert outbox.silent(held, 0, NOW, 9) == Silent("C1-r", 0)
    assert not outbox.close_run("C1-r", Totals(), NOW)
    assert outbox.change_state("C1-r", RunState.CANCELLED, [RunState.HELD], "over_budget")
    ended = outbox.run("C1-r")
    assert ended.reason == "over_budget"
    assert outbox.silent(ended, 0, NOW + 1, 9) == Silent("C1-r", 0, evaluate=True, send=(REF,))


def test_a_pause_for_errors_counts_from_the_last_resume(outbox):
    opened(outbox)
    before = outbox.run("C1-r")
    assert outbox.pause_for_errors(before, "why")
    paused = outbox.run("C1-r")
    assert (paused.state, paused.reason) == (RunState.PAUSED, "why")
    assert not outbox.pause_for_errors(before, "why")
    assert outbox.change_state("C1-r", RunState.OPEN, [RunState.PAUSED], acknowledged=Tried(30, 20))
    assert not outbox.pause_for_errors(before, "why")
    resumed = outbox.run("C1-r")
    assert (resumed.state, resumed.reason, resumed.acknowledged) == (RunState.OPEN, None, Tried(30, 20))
    assert outbox.pause_for_errors(resumed, "again")
    assert outbox.change_state("C1-r", RunState.CANCELLED, [RunState.PAUSED])
    assert not outbox.pause_for_errors(resumed, "again")
    assert outbox.run("C1-r").acknowledged == Tried(30, 20)


def test_states_change_only_from_where_they_are_said_to_be(outbox):
    opened(outbox)
    assert outbox.change_state("C1-r", RunState.PAUSED, [RunState.OPEN], "why")
    assert outbox.run("C1-r").reason == "why"
    assert not outbox.change_state("C1-r", RunState.PAUSED, [RunState.OPEN])
    assert not outbox.close_run("C1-r", Totals(), NOW)
    assert outbox.change_state("C1-r", RunState.OPEN, [RunState.PAUSED])
    assert outbox.run("C1-r").reason is None
    totals = Totals(3, 1, {"blocked": 1}, {"refused": 1}, 0)
    assert outbox.close_run("C1-r", totals, NOW + 1)
    assert outbox.run("C1-r").totals == totals
    assert not outbox.close_run("C1-r", Totals(), NOW + 2)
    assert not outbox.change_state("C1-r", RunState.CANCELLED, [RunState.OPEN])


def test_a_batch_is_closed_once_and_moves_its_slice(outbox):
    batch = with_batch(outbox)
    assert (batch.matched, batch.revision, batch.units) == (FRIENDS, 0, ())
    stale = Slice("C1-r", 0)
    assert not outbox.close_batch(stale, dataclasses.replace(stale, batches=1), Batch(REF, FRIENDS[:1]), NOW)
    assert outbox.slice("C1-r", 0).cursor == FRIENDS[-1]
    assert outbox.progress(RUN).totals == Totals(planned=5)


def test_an_ended_slice_takes_no_more_batches(outbox):
    opened(outbox)
    before = outbox.slice("C1-r", 0)
    end = dataclasses.replace(before, batches=1, ended=True)
    assert outbox.close_batch(before, end, Batch(REF, ()).ended(), NOW)
    again = BatchRef("C1-r", 0, batch_number(1))
    assert not outbox.close_batch(end, dataclasses.replace(end, batches=2), Batch(again, FRIENDS), NOW)
    assert outbox.finished("C1-r", 0)
    assert not outbox.finished("C1-r", 1)
    assert outbox.progress(RUN).slices_ended == 1


def test_only_who_read_the_present_revision_writes(outbox):
    batch = with_batch(outbox)
    mine = outbox.replace(batch, batch.taken("me", NOW + 1000), NOW)
    assert mine.owner == "me"
    assert outbox.batch(REF) == mine
    assert outbox.replace(batch, batch.taken("you", NOW + 1000), NOW) is None
    assert not outbox.finish(batch, batch.ended(), NOW)


UNITS = {
    "multicast": [Unit(FRIENDS[2:], 2, NOW, doubt=True, outcome=Outcome.SENT, request_id="r")],
    "push": [
        Unit((FRIENDS[2],), 1, NOW, {"name": "花"}, outcome=Outcome.SENT, request_id="r1"),
        Unit((FRIENDS[3],), 3, NOW + 1, {}, outcome=Outcome.FAILED, failure=Failure.REFUSED),
        Unit((FRIENDS[4],), 1, NOW, {"name": "月"}, doubt=True, outcome=Outcome.UNKNOWN),
    ],
}


@pytest.mark.parametrize("mode", UNITS)
def test_a_receipt_is_counted_once_and_read_back(outbox, mode):
    batch = with_batch(outbox)
    fixed = batch.fixed(UNITS[mode], {FRIENDS[0]: Skip.BLOCKED, FRIENDS[1]: Skip.IN_PROGRESS}, {FRIENDS[2]: Had.USED})
    claim = outbox.replace(batch, fixed, NOW)
    assert outbox.batch(REF) == claim
    assert outbox.unwritten(REF) is None
    assert outbox.finish(claim, claim.ended(), NOW)
    assert not outbox.finish(claim, claim.ended(), NOW)
    totals = outbox.progress(RUN).totals
    assert totals.planned == 5 == totals.resolved
    assert totals.skipped == {"blocked": 1, "in_progress": 1}
    assert (totals.sent, totals.unknown) == ((3, 0) if mode == "multicast" else (1, 1))
    assert outbox.receipts_owed(RUN)
    assert outbox.unwritten(REF) == outbox.batch(REF)
    outbox.receipt_written(REF)
    assert not outbox.receipts_owed(RUN)
    assert outbox.unwritten(REF) is None


@pytest.mark.parametrize("mode", UNITS)
def test_a_receipt_that_is_rung_again_is_not_written_again(outbox, mode):
    """Under load the sweep rings for receipts that only wait for their turn."""
    batch = with_batch(outbox)
    claim = outbox.replace(batch, batch.fixed(UNITS[mode], {}, {}), NOW)
    outbox.finish(claim, claim.ended(), NOW)
    ledgers = Ledgers()
    receipts = Receipts(outbox, ledgers)
    written = [receipts.write(REF) for _ in range(4)]
    assert written[0] == len(ledgers.put) > 0
    assert written[1:] == [0, 0, 0]
    assert len(set(ledgers.put)) == len(ledgers.put)


@pytest.mark.parametrize("mode", UNITS)
def test_a_receipt_whose_writing_broke_off_is_written_whole(outbox, mode):
    batch = with_batch(outbox)
    claim = outbox.replace(batch, batch.fixed(UNITS[mode], {}, {}), NOW)
    outbox.finish(claim, claim.ended(), NOW)
    ledgers = Ledgers(fails=1)
    with pytest.raises(Unavailable):
        Receipts(outbox, ledgers).write(REF)
    assert outbox.receipts_owed(RUN)
    assert Receipts(outbox, ledgers).write(REF) == len(ledgers.put) > 0


class Ledgers:
    """``put``: the friends into whose ledgers something was written. It is out of order the first few times."""

    def __init__(self, fails=0):
        self.put, self.fails = [], fails

    def put_many(self, entries):
        if self.fails:
            self.fails -= 1
            raise Unavailable(Words("混み合っています。", "The database is busy."))
        self.put += [entry.friend_id for entry in entries]


def test_a_split_is_one_step(outbox):
    batch = with_batch(outbox)
    claim = outbox.replace(batch, batch.fixed([Unit(FRIENDS[1:], 1, NOW)], {FRIENDS[0]: Skip.GONE}, {}), NOW)
    halves = claim.halves(FRIENDS[1:])
    assert outbox.split(claim, claim.split(), halves, NOW)
    assert not outbox.split(claim, claim.split(), halves, NOW)
    assert [outbox.batch(h.ref).matched for h in halves] == [FRIENDS[1:3], FRIENDS[3:]]
    assert REF.number < halves[0].ref.number < halves[1].ref.number < batch_number(1)
    assert outbox.progress(RUN).totals == Totals(5, skipped={"gone": 1})
    assert not outbox.finished("C1-r", 0)


def test_the_sweep_is_told_what_is_silent_until_it_has_rung(outbox):
    with_batch(outbox)
    late = NOW + 1000
    assert not len(outbox.silent(RUN, 0, NOW, 10))
    silent = outbox.silent(RUN, 0, late, 10)
    assert (silent.evaluate, silent.send, silent.write) == (True, (REF,), ())
    assert len(outbox.silent(RUN, 0, late, 1)) == 1
    outbox.rung(silent, late)
    assert not len(outbox.silent(RUN, 0, late, 10))
    assert outbox.batch(REF).revision == 0
    batch = outbox.batch(REF)
    claim = outbox.replace(batch, batch.fixed([Unit(FRIENDS, 1, NOW, outcome=Outcome.SENT)], {}, {}), late)
    assert outbox.finish(claim, claim.ended(), late)
    silent = outbox.silent(RUN, 0, late + 1, 10)
    assert (silent.evaluate, silent.send, silent.write) == (True, (), (REF,))
