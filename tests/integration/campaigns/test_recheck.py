"""Right before a friend is written to, everything that decides is asked once more, on the real stores."""

import pytest

from daifukucho.campaigns.run import RunState, Totals
from daifukucho.coupons.holding import Use, issued, redeemed
from daifukucho.delivery.line import AnswerKind
from daifukucho.friends.attributes import Status
from daifukucho.kernel.time import DAY, HOUR, JST, to_datetime
from daifukucho.ledger.entry import Entry
from tests.support.campaigns import COUPON
from tests.support.line import answer
from tests.support.shop import check

FRIENDS = 40
UNUSED = {"field": "coupons", "op": "state_is", "value": {"coupon_id": COUPON, "state": "unused"}}


def opened(shop, **given):
    return shop.opener.open(shop.intent(shop.campaign(**given)))


def held_until_evaluated(shop, **given):
    """A run of which everybody has been found, and nobody written to."""
    run = opened(shop, **given)
    shop.work("slice")
    return run


def give(shop, friend_id):
    holding = issued(friend_id, COUPON, None, shop.now)
    entry = Entry("coupon_issued", shop.now, f"issued-{friend_id}", friend_id, body="{}")
    shop.holdings.save(None, holding, entry)


def redeem(shop, friend_id):
    before = shop.holdings.get(friend_id, COUPON)
    after = redeemed(before, shop.coupons.get(COUPON).says, Use("use", shop.now, "shibuya"), 0)
    shop.holdings.save(before, after, Entry("coupon_redeemed", shop.now, "redeemed", friend_id, body="{}"))


def reminded(shop, **given):
    """A reminder about a coupon that five friends have; one of them redeems it before the reminder goes out."""
    shop.coupon()
    for friend_id in shop.ids[:5]:
        give(shop, friend_id)
    run = held_until_evaluated(shop, where=UNUSED, **given)
    shop.now += HOUR
    redeem(shop, shop.ids[0])
    return shop.until_closed(run.run_id)


def test_who_has_redeemed_the_coupon_meanwhile_is_not_reminded_of_it(shop):
    totals = reminded(shop).totals
    assert totals == Totals(planned=5, sent=4, skipped={"no_longer_matches": 1})
    assert shop.ids[0] not in shop.line.got


def test_a_frozen_audience_is_not_asked_again(shop):
    assert reminded(shop, freeze_audience=True).totals == Totals(planned=5, sent=5)


def test_what_the_friends_item_says_is_asked_again_too(shop):
    run = held_until_evaluated(shop)
    shop.change(shop.ids[0], tags={})
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS - 1, skipped={"no_longer_matches": 1})


def test_what_keeps_messages_away_is_named_first(shop):
    run = held_until_evaluated(shop)
    shop.change(shop.ids[0], tags={}, do_not_send=True)
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS - 1, skipped={"do_not_send": 1})


def test_days_are_counted_from_the_time_for_which_the_run_was_due(shop):
    """A greeting for a birthday that goes out after midnight, because the run was paused, still goes out."""
    today = to_datetime(shop.now).astimezone(JST).date()
    for friend_id in shop.ids:
        shop.change(friend_id, birthday=f"1990-{today:%m-%d}")
    where = {"field": "birthday", "op": "anniversary_within", "value": 0}
    run = held_until_evaluated(shop, where=where)
    shop.control.pause(run.run_id)
    shop.now += DAY
    shop.control.resume(run.run_id)
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS)


def test_after_a_refusal_everybody_is_asked_once_more(shop):
    run = held_until_evaluated(shop)
    shop.line.before += [answer(AnswerKind.TRY_LATER)] * 4
    first = next(ref for kind, ref in shop.bells if kind == "batch")
    shop.answer(("batch", first))
    untagged = shop.outbox.batch(first).matched[0]
    shop.change(untagged, tags={})
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS - 1, skipped={"no_longer_matches": 1})
    assert untagged not in shop.line.got


@pytest.mark.parametrize("kind", [AnswerKind.TRY_LATER, AnswerKind.BAD_RECIPIENT])
def test_who_was_given_the_coupon_before_a_refusal_still_gets_its_message(shop, kind):
    """The campaign asks for those who do not have its coupon, and gives it: after that nobody matches any more."""
    shop.coupon()
    where = {"field": "coupons", "op": "state_is", "value": {"coupon_id": COUPON, "state": "never"}}
    run = held_until_evaluated(shop, where=where, coupon_id=COUPON)
    shop.line.before += [answer(kind)] * (4 if kind is AnswerKind.TRY_LATER else 1)
    shop.work("batch")
    check(shop, shop.until_closed(run.run_id), sent=FRIENDS)


def test_who_could_not_have_been_written_to_is_not_counted_as_cancelled(shop):
    run = held_until_evaluated(shop)
    shop.change(shop.ids[0], status=Status.BLOCKED)
    shop.change(shop.ids[1], in_progress=True)
    shop.control.cancel(run.run_id)
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=0, skipped={"blocked": 1, "in_progress": 1, "cancelled": FRIENDS - 2})


def test_who_could_not_have_been_written_to_is_not_counted_against_the_quota(shop):
    run = held_until_evaluated(shop)
    shop.change(shop.ids[0], status=Status.BLOCKED)
    shop.outbox.change_state(run.run_id, RunState.QUOTA_EXCEEDED, [RunState.OPEN])
    check(shop, shop.until_closed(run.run_id), sent=0, skipped={"blocked": 1}, failed={"quota": FRIENDS - 1})


def test_who_blocked_the_account_does_not_count_beyond_a_limit(shop):
    shop.change(shop.ids[0], status=Status.BLOCKED)
    run = opened(shop, limits={"recipients": 1})
    closed = shop.until_closed(run.run_id)
    check(shop, closed, sent=0, skipped={"blocked": 1, "over_recipient_limit": FRIENDS - 1})
