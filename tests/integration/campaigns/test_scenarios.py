"""Things that go wrong on a real day, on the real stores: the totals are the same, nobody twice, nobody lost."""

import pytest

from daifukucho.campaigns.batch import BatchRef
from daifukucho.campaigns.run import RunState, Totals
from daifukucho.delivery.line import AnswerKind, Mode
from daifukucho.friends.attributes import Status
from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.time import HOUR, MINUTE, to_iso
from daifukucho.kernel.words import Words
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from tests.support.line import answer, nothing
from tests.support.shop import LEASE, Death, check

FRIENDS = 40


def test_a_quiet_day(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    check(shop, shop.until_closed(run.run_id))
    assert run.quota.used == 1_200


def test_a_personal_message_goes_to_each_with_her_name(shop):
    shop.change(shop.ids[0], display_name=None)
    run = shop.opener.open(shop.intent(shop.campaign("{{ name }}様、感謝デーです。")))
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=FRIENDS - 1, skipped={"empty_variable": 1})
    assert shop.line.texts[shop.ids[1]] == "友1様、感謝デーです。"
    assert {mode for mode, _, _ in shop.line.calls} == {Mode.PUSH}


def test_a_default_greets_those_without_a_name(shop):
    shop.change(shop.ids[0], display_name=None)
    run = shop.opener.open(shop.intent(shop.campaign("{{ name | default: 'お客' }}様")))
    check(shop, shop.until_closed(run.run_id))
    assert shop.line.texts[shop.ids[0]] == "お客様"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_sender_is_killed_in_the_middle(shop, moment):
    run = shop.opener.open(shop.intent(shop.campaign()))
    getattr(shop.line, moment).extend([nothing, shop.dies])
    shop.work("slice")
    with pytest.raises(Death):
        shop.work()
    check(shop, shop.until_closed(run.run_id))


def test_a_batch_is_delivered_twice(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.work("slice")
    shop.bells *= 2
    check(shop, shop.until_closed(run.run_id))
    assert len(shop.line.calls) == len(shop.line.keys)


def test_a_call_is_accepted_and_its_answer_lost(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.line.after = [answer(AnswerKind.IN_DOUBT)] * 2
    check(shop, shop.until_closed(run.run_id))


@pytest.mark.parametrize("kind", [AnswerKind.IN_DOUBT, AnswerKind.TRY_LATER])
@pytest.mark.parametrize("text", ["感謝デー", "{{ name }}様"])
def test_500s_and_429s_for_a_while(shop, kind, text):
    run = shop.opener.open(shop.intent(shop.campaign(text)))
    shop.line.before = [answer(kind)] * 25
    check(shop, shop.until_closed(run.run_id))


def test_the_scheduler_fires_twice(shop):
    intent = shop.intent(shop.campaign())
    assert shop.opener.open(intent).run_id == shop.opener.open(intent).run_id
    check(shop, shop.until_closed(intent.run_id))


def test_a_campaign_goes_out_once(shop):
    campaign = shop.campaign()
    first = shop.intent(campaign)
    shop.opener.open(first)
    shop.now += 1
    with pytest.raises(Conflict):
        shop.opener.open(shop.intent(campaign))
    check(shop, shop.until_closed(first.run_id))


@pytest.mark.parametrize("text", ["感謝デー", "{{ name }}様"])
def test_a_sender_freezes_past_its_lease_and_wakes_up(shop, text):
    run = shop.opener.open(shop.intent(shop.campaign(text)))
    shop.work("slice")

    def freeze():
        shop.now += LEASE + MINUTE
        shop.until_closed(run.run_id)

    shop.line.before = [freeze]
    first = next(bell for bell in shop.bells if bell[0] == "batch")
    shop.answer(first)
    check(shop, shop.until_closed(run.run_id))


def test_the_scheduler_dies_right_after_opening_the_run(shop, monkeypatch):
    intent = shop.intent(shop.campaign())
    with monkeypatch.context() as patched:
        patched.setattr(shop.world.queues, "send_message_batch", lambda **_: shop.dies())
        with pytest.raises(Death):
            shop.opener.open(intent)
    assert shop.bells == []
    check(shop, shop.until_closed(intent.run_id))


def test_the_scheduler_dies_before_opening_the_run(shop, monkeypatch):
    intent = shop.intent(shop.campaign())
    with monkeypatch.context() as patched:
        patched.setattr(DynamoOutbox, "open_run", lambda *a: shop.dies())
        with pytest.raises(Death):
            shop.opener.open(intent)
    check(shop, shop.until_closed(intent.run_id))


def test_a_sweep_of_a_run_that_is_not_to_be_ends_itself(shop):
    campaign = shop.campaign()
    intent = shop.intent(campaign)
    shop.schedules.start_sweep(intent)
    shop.campaigns.delete(campaign)
    assert shop.sweeper.sweep(intent).run is None
    assert shop.sweeps == {}


def test_a_sweep_goes_on_if_the_run_was_opened_while_it_was_refused(shop, monkeypatch):
    intent = shop.intent(shop.campaign())
    shop.schedules.start_sweep(intent)

    def opened_by_somebody_else(_):
        monkeypatch.undo()
        shop.opener.open(intent)
        raise NotFound(Words("直後に削除されました。", "The segment was deleted right after that."))

    monkeypatch.setattr(shop.sweeper._opener, "open", opened_by_somebody_else)
    assert shop.sweeper.sweep(intent).run.run_id == intent.run_id
    assert intent.run_id in shop.sweeps
    check(shop, shop.until_closed(intent.run_id))


def test_flags_change_between_evaluation_and_first_try(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.work("slice")
    shop.change(shop.ids[0], do_not_send=True)
    shop.change(shop.ids[1], in_progress=True)
    shop.change(shop.ids[2], status=Status.BLOCKED)
    shop.change(shop.ids[3], tags={})
    skipped = {"do_not_send": 1, "in_progress": 1, "blocked": 1, "no_longer_matches": 1}
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS - 4, skipped=skipped)
    assert not set(shop.ids[:4]) & set(shop.line.got)


@pytest.mark.parametrize("text", ["感謝デー", "{{ name }}様"])
def test_a_flag_set_between_a_refused_try_and_the_next_is_obeyed(shop, text):
    run = shop.opener.open(shop.intent(shop.campaign(text)))
    shop.line.before = [answer(AnswerKind.TRY_LATER)] * 500
    shop.work()
    shop.line.before = []
    shop.change(shop.ids[0], do_not_send=True)
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=FRIENDS - 1, skipped={"do_not_send": 1})
    assert shop.ids[0] not in shop.line.got


def test_a_flag_set_while_in_doubt_changes_nothing(shop):
    """The friend may have it already: only the same call, with the same key, finds out."""
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.line.after = [answer(AnswerKind.IN_DOUBT)] * 500
    shop.work()
    shop.line.after = []
    shop.change(shop.ids[0], do_not_send=True)
    check(shop, shop.until_closed(run.run_id))


@pytest.mark.parametrize("text", ["感謝デー", "{{ name }}様"])
def test_doubt_that_lasts_a_day_is_unknown_and_never_sent_again(shop, text):
    run = shop.opener.open(shop.intent(shop.campaign(text)))
    shop.line.after = [answer(AnswerKind.IN_DOUBT)] * 500
    shop.work()
    shop.line.after = []
    shop.now += 23 * HOUR
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=0, unknown=FRIENDS)


def test_one_wrong_id_costs_only_itself(shop):
    shop.line.wrong_ids = {shop.ids[7]}
    run = shop.opener.open(shop.intent(shop.campaign()))
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=FRIENDS - 1, failed={"refused": 1})


def test_the_quota_ends_the_run_and_the_rest_is_counted(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.line.before = [nothing] + [answer(AnswerKind.QUOTA_EXCEEDED)] * 50
    closed = shop.until_closed(run.run_id)
    assert closed.state is RunState.QUOTA_EXCEEDED
    sent = len(shop.line.got)
    assert 0 < sent <= 10
    check(shop, closed, sent=sent, failed={"quota": FRIENDS - sent})


def test_a_refusal_pauses_the_run_with_its_reason(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.line.before = [nothing, answer(AnswerKind.REFUSED)]
    shop.work()
    paused = shop.outbox.run(run.run_id)
    assert paused.state is RunState.PAUSED
    assert paused.reason.startswith("LINE answered 403")
    calls = len(shop.line.calls)
    shop.now += HOUR
    shop.sweeper.sweep(shop.sweeps[run.run_id])
    shop.work()
    assert len(shop.line.calls) == calls
    assert shop.outbox.change_state(run.run_id, RunState.OPEN, [RunState.PAUSED])
    check(shop, shop.until_closed(run.run_id))


def test_a_cancelled_run_skips_who_was_not_called(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.work("slice")
    shop.answer(next(bell for bell in shop.bells if bell[0] == "batch"))
    assert shop.outbox.change_state(run.run_id, RunState.CANCELLED, [RunState.OPEN])
    closed = shop.until_closed(run.run_id)
    sent = len(shop.line.got)
    check(shop, closed, sent=sent, skipped={"cancelled": FRIENDS - sent})


def test_friends_who_come_after_the_run_opened_are_not_in_it(shop):
    run = shop.opener.open(shop.intent(shop.campaign()))
    shop.change(shop.ids[0], first_seen_at=shop.now + 1)
    shop.work()
    closed = shop.until_closed(run.run_id)
    assert closed.totals == Totals(planned=FRIENDS - 1, sent=FRIENDS - 1)
    assert shop.ids[0] not in shop.line.got


def test_a_batch_that_does_not_exist_is_nobodys_business(shop):
    shop.answer(("batch", BatchRef("no-such-run", 0, "000000")))
    shop.answer(("slice", ("no-such-run", 0)))
    shop.answer(("receipt", BatchRef("no-such-run", 0, "000000")))
    assert shop.line.calls == []


def in_an_hour(shop):
    return {"at": to_iso(shop.now + HOUR - shop.now % 1000)}


def test_the_watch_opens_what_is_overdue_without_a_run(shop):
    campaign = shop.campaign(schedule=in_an_hour(shop))
    assert shop.watch.look() == 0
    shop.now += HOUR + 2 * MINUTE
    assert shop.watch.look() == 1
    assert shop.watch.look() == 0
    run_id = shop.campaigns.get(campaign.campaign_id).run_id
    run = shop.outbox.run(run_id)
    assert run.now == campaign.due_at
    check(shop, shop.until_closed(run_id))


def test_the_watch_makes_a_schedule_that_is_missing(shop):
    campaign = shop.campaign(schedule=in_an_hour(shop))
    shop.watch.look()
    assert shop.plans == {}
    shop.now += 50 * MINUTE
    shop.watch.look()
    assert shop.plans == {campaign.campaign_id: shop.intent(campaign)}
    assert shop.line.calls == []


def test_the_watch_leaves_alone_what_cannot_be_opened(shop):
    shop.campaign(schedule=in_an_hour(shop), where=None, segment_id="gone")
    shop.now += 2 * HOUR
    assert shop.watch.look() == 0
    assert shop.sweeps == {}
