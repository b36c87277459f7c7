"""Pausing: by a person within one batch, and by the run itself when too much goes wrong."""

import pytest

from daifukucho.campaigns import send, trouble
from daifukucho.campaigns.run import RunState, Totals, Tried
from daifukucho.campaigns.trouble import too_many, tried_in
from daifukucho.delivery.line import AnswerKind, Mode
from daifukucho.kernel.time import HOUR, MINUTE
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from tests.support.line import answer
from tests.support.shop import check

FRIENDS = 40
NAMED = "{{ name }}様"


@pytest.mark.parametrize("text", ["感謝デー", NAMED])
def test_after_a_pause_only_those_who_are_calling_go_on(shop, text, monkeypatch):
    """Two senders are in the middle of a call; more of them come after the pause."""
    monkeypatch.setattr(send, "CONCURRENT_PUSHES", 1)
    run = shop.opener.open(shop.intent(shop.campaign(text)))
    shop.work("slice")
    first, second, *shop.bells = shop.bells
    assert len(shop.bells) >= 2
    calling = {friend for _, ref in (first, second) for friend in shop.outbox.batch(ref).matched}

    def pause():
        shop.control.pause(run.run_id)
        shop.work()

    def another():
        shop.line.before = [pause]
        shop.answer(second)

    shop.line.before = [another]
    shop.answer(first)
    assert set(shop.line.got) == calling
    shop.now += 10 * MINUTE
    shop.sweeper.sweep(shop.sweeps[run.run_id])
    shop.work()
    assert set(shop.line.got) == calling
    shop.control.resume(run.run_id)
    check(shop, shop.until_closed(run.run_id))


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.CANCELLED])
def test_a_claim_that_has_not_called_yet_obeys(shop, monkeypatch, state):
    """It took its lease before the pause; it looks at the run after it."""
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.work("slice")
    really = DynamoOutbox.run

    def meanwhile(outbox, run_id):
        shop.outbox.change_state(run_id, state, [RunState.OPEN])
        return really(outbox, run_id)

    with monkeypatch.context() as patched:
        patched.setattr(DynamoOutbox, "run", meanwhile)
        shop.answer(shop.bells.pop(0))
    assert shop.line.calls == []
    assert shop.outbox.run(run.run_id).state is state


def test_a_batch_full_of_errors_pauses_its_run_at_once(shop, monkeypatch):
    monkeypatch.setattr(Mode, "batch_size", property(lambda self: 25))
    shop.line.wrong_ids = set(shop.ids)
    run = shop.opener.open(shop.intent(shop.campaign(NAMED)))
    shop.work("slice")
    sizes = [len(shop.outbox.batch(ref).matched) for _, ref in shop.bells]
    shop.bells = [bell for bell, size in zip(shop.bells, sizes, strict=True) if size >= 20][:1]
    shop.answer(shop.bells[0])
    paused = shop.outbox.run(run.run_id)
    assert (paused.state, paused.reason) == (RunState.PAUSED, "error_threshold")


def test_errors_that_add_up_pause_the_run_and_are_forgiven_by_a_resume(shop):
    shop.line.wrong_ids = set(shop.ids)
    run = shop.opener.open(shop.intent(shop.campaign(NAMED)))
    shop.work("slice")
    held_back = shop.bells.pop()
    shop.work()
    assert shop.outbox.run(run.run_id).state is RunState.OPEN
    swept = shop.sweeper.sweep(shop.sweeps[run.run_id])
    assert swept.paused
    assert swept.run.reason == "error_threshold"
    shop.line.wrong_ids = set()
    shop.answer(held_back)
    assert not shop.line.got
    resumed = shop.control.resume(run.run_id)
    assert resumed.acknowledged.errors == resumed.acknowledged.friends >= 20
    assert not shop.sweeper.sweep(shop.sweeps[run.run_id]).paused
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=len(shop.line.got), failed={"refused": FRIENDS - len(shop.line.got)})
    assert closed.state is RunState.OPEN


def test_new_errors_after_a_resume_pause_it_again(shop, monkeypatch):
    monkeypatch.setattr(trouble, "FEWEST_ERRORS", 10)
    shop.line.wrong_ids = set(shop.ids)
    run = shop.opener.open(shop.intent(shop.campaign(NAMED)))
    pauses = 0
    for _ in range(20):
        shop.work()
        shop.now += 3 * MINUTE
        if shop.outbox.run(run.run_id).closed:
            break
        shop.sweeper.sweep(shop.sweeps[run.run_id])
        if shop.outbox.run(run.run_id).state is RunState.PAUSED:
            pauses += 1
            shop.control.resume(run.run_id)
    closed = shop.outbox.run(run.run_id)
    assert closed.totals == Totals(planned=FRIENDS, failed={"refused": FRIENDS})
    assert 1 <= pauses <= FRIENDS // 10


def test_a_run_that_has_nothing_left_to_keep_back_closes(shop):
    """Everybody is unknown, and nobody is left to be spared: a pause would only hold the report up."""
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.line.after = [answer(AnswerKind.IN_DOUBT)] * 500
    shop.work()
    shop.line.after = []
    shop.now += 24 * HOUR
    for bell in [("batch", ref) for n in range(2) for ref in silent(shop, run, n)]:
        shop.answer(bell)
    check(shop, shop.until_closed(run.run_id), sent=0, unknown=FRIENDS)


def silent(shop, run, slice_no):
    return shop.outbox.silent(run, slice_no, shop.now, 99).send


@pytest.mark.parametrize(
    ("friends", "errors", "expected"),
    [(20, 19, False), (20, 20, True), (400, 20, False), (399, 20, True), (10_000, 500, False), (10_000, 501, True)],
)
def test_the_threshold(friends, errors, expected):
    assert too_many(Tried(friends, errors)) is expected


def test_what_counts_as_an_error():
    totals = Totals(100, 50, {"blocked": 10}, {"refused": 3, "quota": 30}, 7)
    assert tried_in(totals) == Tried(60, 10)
