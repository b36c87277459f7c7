"""A campaign with a coupon: whoever is written to has it, once; and one that gives it and says nothing."""

import json

import pytest

import functions.scheduler.handler as scheduler
from daifukucho.campaigns.campaign import CampaignState, Problem
from daifukucho.campaigns.report import CouponCounts, Reports
from daifukucho.campaigns.run import RunState, Totals
from daifukucho.coupons.again import Rule
from daifukucho.coupons.giver import AT_ONCE, Giver
from daifukucho.coupons.holding import Gift, Holding, Use, redeemed, revoked
from daifukucho.delivery.line import AnswerKind, Mode
from daifukucho.delivery.patience import Patience
from daifukucho.friends.attributes import Status
from daifukucho.kernel.errors import Conflict, NotFound, Unavailable
from daifukucho.kernel.time import MINUTE, to_iso
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo import audience
from daifukucho_aws.dynamo.holdings import DynamoGifts
from tests.support.account import Snapshot
from tests.support.aws_calls import AwsCalls, cancelled, refused
from tests.support.campaigns import COUPON
from tests.support.line import answer, nothing
from tests.support.shop import LEASE, Death, Shop, check
from tests.support.world import LIFF_ID

FRIENDS, BATCH = 12, 4
GIFT = Gift("R1", "C1", 1_795_000_000_000)
LINK = "どうぞ {{ coupon_url }}"


@pytest.fixture(scope="module")
def twelve_friends(account, empty) -> Snapshot:
    empty.put_back()
    Shop(FRIENDS)
    return Snapshot()


@pytest.fixture
def shop(twelve_friends, monkeypatch) -> Shop:
    """A small one, whose batches are of four: in moto a transaction takes its time."""
    monkeypatch.setattr(Mode, "batch_size", property(lambda self: BATCH))
    monkeypatch.setattr(audience, "FEWEST_SLICES", 1)
    twelve_friends.put_back()
    return Shop(FRIENDS, known=True)


def with_coupon(shop, text="クーポンです", **given):
    return shop.campaign(text, coupon_id=shop.coupon(), **given)


def silent(shop, **given):
    return with_coupon(shop, messages=[], **given)


def opened(shop, campaign):
    return shop.opener.open(shop.intent(campaign))


def holders(shop) -> dict[str, Holding]:
    """Who has the coupon; each once, with one entry that says so, whatever the index says."""
    found = {f: holding for f in shop.ids if (holding := shop.holdings.get(f, COUPON))}
    for friend_id in shop.ids:
        issued = [e for e in shop.ledger.timeline(friend_id).items if e.kind == "coupon_issued"]
        assert len(issued) == (friend_id in found)
    return found


def given_to(shop, count=FRIENDS, *, sent=None, **others):
    """Of a run that says nothing: the report, the holders and LINE agree."""
    assert not shop.line.calls
    found = holders(shop)
    assert len(found) == count
    entries = [e for f in shop.ids for e in shop.ledger.timeline(f).items if e.kind == "sent"]
    assert entries == []
    return Totals(planned=FRIENDS, sent=count if sent is None else sent, **others)


@pytest.mark.parametrize(("text", "mode"), [("クーポンです", Mode.MULTICAST), ("{{ name }}様へ", Mode.PUSH)])
def test_everybody_who_is_written_to_has_the_coupon_first(shop, text, mode):
    shop.change(shop.ids[0], do_not_send=True)
    run = opened(shop, with_coupon(shop, text))
    at_the_call = []
    shop.line.before = [lambda: at_the_call.append(set(holders(shop)))]
    closed = shop.until_closed(run.run_id)
    assert closed.mode is mode
    assert set(holders(shop)) == set(shop.line.got) == set(shop.ids[1:])
    assert set(shop.line.calls[0][1]) <= at_the_call[0]
    assert closed.totals == Totals(planned=FRIENDS, sent=FRIENDS - 1, skipped={"do_not_send": 1})
    (entry,) = [e for e in shop.ledger.timeline(shop.ids[1]).items if e.kind == "coupon_issued"]
    says = {"coupon_id": holders(shop)[shop.ids[1]].coupon_id, "campaign_id": run.campaign_id, "run_id": run.run_id}
    assert json.loads(entry.body) == says


def test_a_link_to_it_is_the_same_for_all(shop):
    run = opened(shop, with_coupon(shop, LINK))
    closed = shop.until_closed(run.run_id)
    check(shop, closed)
    assert closed.mode is Mode.MULTICAST
    (coupon_id,) = {holding.coupon_id for holding in holders(shop).values()}
    assert set(shop.line.texts.values()) == {f"どうぞ https://liff.line.me/{LIFF_ID}/c/{coupon_id}"}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_sender_is_killed_in_the_middle(shop, moment):
    run = opened(shop, with_coupon(shop))
    getattr(shop.line, moment).extend([nothing, shop.dies])
    shop.work("slice")
    with pytest.raises(Death):
        shop.work()
    check(shop, shop.until_closed(run.run_id))
    assert len(holders(shop)) == FRIENDS


@pytest.mark.parametrize("messages", [[{"type": "text", "text": "クーポンです"}], []])
def test_a_crash_between_two_gifts(shop, messages, monkeypatch):
    """The next owner finds some of them given, and nobody gets a second one."""
    monkeypatch.setattr("daifukucho.coupons.giver.AT_ONCE", 1)
    run = opened(shop, with_coupon(shop, messages=messages))
    shop.work("slice")
    put, tries = DynamoGifts.put_new, iter(range(99))

    def dies_at_the_seventh(*given):
        if next(tries) == 6:
            raise Death
        return put(*given)

    monkeypatch.setattr(DynamoGifts, "put_new", dies_at_the_seventh)
    with pytest.raises(Death):
        shop.work()
    assert len(holders(shop)) == 6
    before = holders(shop)
    shop.now += LEASE
    closed = shop.until_closed(run.run_id)
    assert closed.totals == Totals(planned=FRIENDS, sent=FRIENDS)
    assert {friend_id: holders(shop)[friend_id] for friend_id in before} == before
    assert len(holders(shop)) == FRIENDS
    assert len(shop.line.got) == (FRIENDS if messages else 0)


@pytest.mark.parametrize("again", ["skip", "once_a_campaign"])
def test_who_had_the_coupon_before_is_skipped_or_given_a_new_one(shop, again):
    campaign = with_coupon(shop, coupon_again=again)
    used, gone, _ = had_before(shop, campaign)
    closed = shop.until_closed(opened(shop, campaign).run_id)
    if again == "skip":
        skipped = {"coupon_used": 1, "coupon_held": 2}
        assert closed.totals == Totals(planned=FRIENDS, sent=FRIENDS - 3, skipped=skipped)
        assert report(shop, closed) == CouponCounts(given=FRIENDS - 3, held=2, used=1)
        assert holders(shop)[used].used == 1
    else:
        assert closed.totals == Totals(planned=FRIENDS, sent=FRIENDS)
        assert report(shop, closed) == CouponCounts(given=FRIENDS, held=0, used=0)
        anew = [shop.holdings.get(friend_id, COUPON) for friend_id in (used, gone)]
        assert [(holding.used, holding.revoked_at) for holding in anew] == [(0, None)] * 2


def test_who_had_the_coupon_before_may_be_told_of_it_as_it_is(shop):
    campaign = with_coupon(shop, coupon_again="announce")
    before = had_before(shop, campaign)
    closed = shop.until_closed(opened(shop, campaign).run_id)
    assert closed.totals == Totals(planned=FRIENDS, sent=FRIENDS, had={"held": 2, "used": 1})
    assert report(shop, closed) == CouponCounts(given=FRIENDS - 3, held=2, used=1)
    assert {friend_id: holders(shop)[friend_id] for friend_id in before} == before


def test_what_the_run_itself_gave_before_a_refusal_is_no_reason_to_skip(shop):
    run = opened(shop, with_coupon(shop))
    shop.line.before = [answer(AnswerKind.TRY_LATER)] * 500
    shop.work()
    assert len(holders(shop)) == FRIENDS
    assert shop.line.got == {}
    shop.line.before = []
    assert shop.until_closed(run.run_id).totals == Totals(planned=FRIENDS, sent=FRIENDS)


def report(shop, run):
    return Reports(shop.outbox).read(run.run_id).coupon


def had_before(shop, campaign):
    """Three friends who have had the campaign's coupon: one has used it, one's was taken back, one has it still."""
    coupon = shop.campaigns.coupon(campaign.coupon_id)
    used, gone, fresh, *_ = shop.ids
    for friend_id in (used, gone, fresh):
        holding = Holding(friend_id, coupon.id, 5, revision=1)
        shop.holdings.save(None, holding, Entry("coupon_issued", 5, f"e{friend_id}", friend_id, body="{}"))
    had = {f: shop.holdings.get(f, coupon.id) for f in (used, gone, fresh)}
    for friend_id, after in (
        (used, redeemed(had[used], coupon.says, Use("u1", 6, "store"), 0)),
        (gone, revoked(had[gone], 6)),
    ):
        shop.holdings.save(had[friend_id], after, Entry("edit", 6, f"f{friend_id}", friend_id, body="{}"))
        had[friend_id] = after
    return had


def test_what_she_has_stays_as_it_is(shop):
    """Redeemed stays redeemed; what was taken back from one friend is not given again because all are given one."""
    campaign = with_coupon(shop, messages=[])
    coupon = shop.campaigns.coupon(campaign.coupon_id)
    used, gone, *_ = shop.ids
    had = {}
    for friend_id in (used, gone):
        holding = Holding(friend_id, coupon.id, 5, revision=1)
        shop.holdings.save(None, holding, Entry("coupon_issued", 5, f"e{friend_id}", friend_id, body="{}"))
        after = redeemed(holding, coupon.says, Use("u1", 6, "store"), 0) if friend_id == used else revoked(holding, 6)
        shop.holdings.save(holding, after, Entry("edit", 6, f"f{friend_id}", friend_id, body="{}"))
        had[friend_id] = after
    run = opened(shop, campaign)
    closed = shop.until_closed(run.run_id)
    assert closed.totals == given_to(shop, sent=FRIENDS - 2, skipped={"coupon_used": 1, "coupon_held": 1})
    assert {friend_id: holders(shop)[friend_id] for friend_id in had} == had
    assert shop.holdings.count(coupon.id) == 1


def test_an_issue_is_a_campaign_that_says_nothing(shop):
    blocked, flagged, busy, visitor, *_ = shop.ids
    shop.change(blocked, status=Status.BLOCKED)
    shop.change(flagged, do_not_send=True)
    shop.change(busy, in_progress=True)
    shop.change(visitor, display_name=None)
    run = opened(shop, silent(shop))
    assert (run.mode, run.quota) == (Mode.GIVE, None)
    closed = shop.until_closed(run.run_id)
    assert closed.totals == given_to(shop, FRIENDS - 1, skipped={"blocked": 1})
    assert blocked not in holders(shop)


def test_an_issue_at_its_time_within_its_limits(shop):
    """Nothing is said, so nothing is charged; but how many are given it can be limited."""
    due = shop.now + 10 * MINUTE
    campaign = silent(shop, limits={"recipients": FRIENDS, "yen": 0}, schedule={"at": to_iso(due)})
    shop.now = due
    run = opened(shop, campaign)
    shop.work()
    assert shop.outbox.run(run.run_id).state is RunState.HELD
    assert holders(shop) == {}
    assert shop.until_closed(run.run_id).totals == given_to(shop)


def test_an_issue_to_too_many_is_refused(shop):
    closed = shop.until_closed(opened(shop, silent(shop, limits={"recipients": FRIENDS - 1})).run_id)
    assert closed.totals == given_to(shop, 0, skipped={"over_recipient_limit": FRIENDS})


def test_an_issue_is_paused_and_cancelled(shop):
    run = opened(shop, silent(shop))
    shop.work("slice")
    shop.answer(shop.bells.pop(0))
    shop.control.pause(run.run_id)
    shop.work()
    assert len(holders(shop)) == BATCH
    shop.control.resume(run.run_id)
    shop.answer(next(bell for bell in shop.bells if bell[0] == "batch"))
    shop.control.cancel(run.run_id)
    closed = shop.until_closed(run.run_id)
    assert closed.totals == given_to(shop, 2 * BATCH, skipped={"cancelled": FRIENDS - 2 * BATCH})


def test_an_issue_that_is_cancelled_while_it_is_given_says_that_it_does_not_know(shop, monkeypatch):
    monkeypatch.setattr("daifukucho.coupons.giver.AT_ONCE", 1)
    run = opened(shop, silent(shop))
    shop.work("slice")
    put = DynamoGifts.put_new

    def once_and_no_more(*given):
        monkeypatch.setattr(DynamoGifts, "put_new", silence)
        return put(*given)

    def silence(*given):
        raise Unavailable(Words("今はできません。", "Not now."))

    monkeypatch.setattr(DynamoGifts, "put_new", once_and_no_more)
    with pytest.raises(Unavailable):
        shop.answer(shop.bells.pop(0))
    monkeypatch.setattr(DynamoGifts, "put_new", put)
    shop.control.cancel(run.run_id)
    closed = shop.until_closed(run.run_id)
    assert closed.totals == given_to(shop, 1, sent=0, unknown=BATCH, skipped={"cancelled": FRIENDS - BATCH})


@pytest.mark.parametrize("messages", [[{"type": "text", "text": "クーポンです"}], []])
def test_while_the_database_does_not_answer_nobody_is_called(shop, messages, monkeypatch):
    aws = AwsCalls(monkeypatch)
    run = opened(shop, with_coupon(shop, messages=messages))
    shop.work("slice")
    ref = shop.bells[0][1]
    aws.always["TransactWriteItems"] = refused("ThrottlingException")
    with pytest.raises(Unavailable):
        shop.answer(shop.bells.pop(0))
    aws.always.clear()
    batch = shop.outbox.batch(ref)
    assert not shop.line.calls
    assert batch.owner is None
    assert not any(unit.doubt for unit in batch.units)
    assert shop.until_closed(run.run_id).totals == Totals(planned=FRIENDS, sent=FRIENDS)
    assert len(holders(shop)) == FRIENDS


def test_conflicts_delay_and_change_nothing(shop, monkeypatch):
    aws = AwsCalls(monkeypatch)
    run = opened(shop, silent(shop))
    shop.work("slice")
    aws.faults["TransactWriteItems"] = [cancelled("None", "None", "TransactionConflict")] * 3
    shop.answer(shop.bells.pop(0))
    assert shop.until_closed(run.run_id).totals == given_to(shop)


def test_when_time_is_short_it_goes_on_later(shop):
    run = opened(shop, with_coupon(shop))
    shop.work("slice")
    ref = shop.bells.pop(0)[1]
    with pytest.raises(Unavailable) as late:
        shop.sender().send(ref, Patience(lambda: True, shop.world.sleep))
    assert late.value.code == "coupon_time_short"
    assert holders(shop) == {}
    check(shop, shop.until_closed(run.run_id))
    assert len(holders(shop)) == FRIENDS


def test_a_refused_call_leaves_the_coupon_with_who_was_not_reached(shop):
    run = opened(shop, with_coupon(shop))
    shop.work("slice")
    shop.line.before = [answer(AnswerKind.TRY_LATER)] * 4
    shop.answer(shop.bells.pop(0))
    (someone, *_) = holders(shop)
    shop.change(someone, do_not_send=True)
    closed = shop.until_closed(run.run_id)
    assert closed.totals == Totals(planned=FRIENDS, sent=FRIENDS - 1, skipped={"do_not_send": 1})
    assert someone not in shop.line.got
    assert someone in holders(shop)


def test_a_coupon_that_is_gone_stops_a_planned_campaign_and_refuses_a_sent_one(shop):
    due = shop.now + 10 * MINUTE
    campaign = with_coupon(shop, schedule={"at": to_iso(due)})
    shop.coupons.delete(shop.campaigns.coupon(campaign.coupon_id))
    with pytest.raises(NotFound):
        shop.campaigns.coupon(campaign.coupon_id)
    with pytest.raises(Conflict) as gone:
        shop.control.send(campaign.campaign_id, "k1")
    assert gone.value.code == "coupon_deleted"
    assert shop.campaigns.get(campaign.campaign_id).state is CampaignState.SCHEDULED
    shop.now = due + 2 * MINUTE
    shop.watch.look()
    stored = shop.campaigns.get(campaign.campaign_id)
    assert (stored.state, stored.problem) == (CampaignState.STOPPED, Problem.COUPON_DELETED)


def test_a_deployment_that_lost_its_liff_app_says_so(shop):
    campaign = with_coupon(shop, LINK, schedule={"at": to_iso(shop.now + MINUTE)})
    elsewhere = Shop(0, liff_id=None)
    elsewhere.now = shop.now + 10 * MINUTE
    elsewhere.watch.look()
    assert shop.campaigns.get(campaign.campaign_id).problem is Problem.LIFF_UNKNOWN


@pytest.mark.parametrize(("liff_id", "counted"), [(None, [[1]]), (LIFF_ID, [])])
@pytest.mark.parametrize("kind", ["due", "watch"])
def test_a_planned_campaign_that_cannot_go_out_is_counted(shop, kind, liff_id, counted, monkeypatch, capsys):
    """An alarm reads it, for nobody sits and waits for a planned campaign."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "daifukucho-test")
    campaign = with_coupon(shop, LINK, schedule={"at": to_iso(shop.now + MINUTE)})
    later = Shop(0, liff_id=liff_id)
    later.now = shop.now + 10 * MINUTE
    monkeypatch.setattr(scheduler, "parts", lambda: (later.opener, later.sweeper, later.watch))
    intent = shop.intent(campaign)
    scheduler.handler(
        {"kind": kind, "campaign": intent.campaign_id, "revision": intent.revision, "due": intent.due_at}, None
    )
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert [line["CampaignsStopped"] for line in metrics if "CampaignsStopped" in line] == counted
    assert (later.outbox.run(intent.run_id) is None) is bool(counted)


def test_what_it_costs(shop, monkeypatch):
    """A transaction for each 25 friends, 20 for a full batch, whether they have it or not; it reads nothing."""
    aws, giver = AwsCalls(monkeypatch), Giver(shop.gifts, shop.clock)
    friends = [f"U{n:032x}" for n in range(2 * AT_ONCE)]
    for _ in range(2):
        aws.made.clear()
        giver.give(friends, "C", GIFT, Rule(), lambda: False)
        assert aws.made == {"TransactWriteItems": 2}
    assert len(shop.holdings.of_coupon("C", None, 100).items) == len(friends)
    aws.made.clear()
    giver.give([*friends[:13], "Unew"], "C", GIFT, Rule(), lambda: False)
    assert aws.made == {"TransactWriteItems": 2}


def test_a_batch_that_was_split_gives_nobody_a_second_one(shop):
    shop.line.wrong_ids = {shop.ids[3]}
    closed = shop.until_closed(opened(shop, with_coupon(shop)).run_id)
    check(shop, closed, sent=FRIENDS - 1, failed={"refused": 1})
    assert len(holders(shop)) == FRIENDS
