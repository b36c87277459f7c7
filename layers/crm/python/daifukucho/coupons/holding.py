"""A friend and a coupon: its states from the day the friend gets it until it is redeemed, expired or revoked.

Pure: each act takes the holding that was read and returns the one to write, or refuses.
"""

import hmac
from dataclasses import dataclass, field, replace
from enum import StrEnum

from daifukucho.coupons.coupon import Audience, Coupon, Uses
from daifukucho.coupons.refusals import (
    EXPIRED,
    NOT_GIVEN,
    NOT_STARTED,
    OTHER_STORE,
    REDEEMED,
    REDEEMED_AT,
    RENEWED,
    TAKEN_BACK,
    UNDONE_TOO_LATE,
    USE_UNDONE,
    USE_UNKNOWN,
)
from daifukucho.kernel.errors import Conflict
from daifukucho.kernel.time import MINUTE, to_iso

UNDO_WITHIN = 10 * MINUTE
KEPT_USES = 20
"""So many of the latest uses are kept with a coupon that may be used without limit; all of them are in the ledger."""
KEPT_ISSUES = 6
"""So many of the latest issues before the present one are kept; all of them are in the ledger."""
KEPT_GIFTS = 50
"""So many of the latest campaigns that gave a friend the coupon are remembered."""


class State(StrEnum):
    ISSUED = "issued"
    VIEWED = "viewed"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Use:
    """One redemption. ``use_id`` is that of its entry, derived from the request's key. ``staff_id`` ``None``: it was
    done with the store's PIN or by a program. ``undone_at``: when it was taken back; then also by whom and why."""

    use_id: str
    at: int
    store_id: str
    staff_id: str | None = None
    undone_at: int | None = None
    undone_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """Which run of a campaign gives a coupon. ``due_at``: the run's nominal time (UTC epoch milliseconds)."""

    run_id: str
    campaign_id: str
    due_at: int


@dataclass(frozen=True, slots=True)
class Issue:
    """A coupon as it was when a new issue replaced it. The members are those of a holding."""

    got_at: int
    revoked_at: int | None = None
    used: int = 0
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """A friend's coupon. Instants are UTC epoch milliseconds.

    A campaign may replace the friend's coupon by a new one, a new *issue*; most members tell of the present issue.
    ``got_at``: when it was given to the friend, or when the friend first opened it (a public one). ``used`` counts the
    uses that stand. ``code`` is what the till scans. ``run_id``: the run that gave it; ``None``: no run did, or this
    was not recorded.

    Of former issues: ``earlier``, oldest first; ``used_before``, the uses of all of them that stand; and
    ``code_before``, the last code, which opens nothing any more and is dropped when the friend gets the next code.
    ``gifts``: the latest run of each campaign that ever gave the friend one, oldest first. ``revision`` guards each
    write; 0: nothing is written yet."""

    friend_id: str
    coupon_id: str
    got_at: int
    viewed_at: int | None = None
    revoked_at: int | None = None
    used: int = 0
    uses: tuple[Use, ...] = ()
    code: str | None = field(default=None, repr=False)
    run_id: str | None = None
    earlier: tuple[Issue, ...] = ()
    used_before: int = 0
    code_before: str | None = field(default=None, repr=False)
    gifts: tuple[Gift, ...] = ()
    revision: int = 0

    @property
    def last_use(self) -> Use | None:
        """The latest use that stands, as far as uses are kept."""
        return next((use for use in reversed(self.uses) if use.undone_at is None), None)

    @property
    def used_in_all(self) -> int:
        """The uses that stand, those of former issues included. A new issue does not change this number."""
        return self.used_before + self.used

    def known(self, use_id: str) -> Use | None:
        """A redemption of the present issue or of a former one, as far as redemptions are kept."""
        issues = (*(issue.uses for issue in self.earlier), self.uses)
        return next((use for uses in issues for use in uses if use.use_id == use_id), None)

    def use(self, use_id: str) -> Use:
        """One of the coupon's redemptions. Raises Conflict (``coupon_use_unknown``) if it is not known, or no
        longer."""
        use = self.known(use_id)
        if use is None:
            raise USE_UNKNOWN()
        return use

    def as_of(self, instant: int) -> "Holding | None":
        """The holding as it was with the issue that was the present one at an instant; ``None``: the friend had none
        then, as far as issues are kept. What happened later with that issue is in it."""
        if self.got_at <= instant:
            return self
        then = next((issue for issue in reversed(self.earlier) if issue.got_at <= instant), None)
        if then is None:
            return None
        return replace(self, got_at=then.got_at, revoked_at=then.revoked_at, used=then.used, uses=then.uses)

    def state(self, coupon: Coupon, now: int, cutoff_minutes: int) -> State:
        if self.revoked_at is not None:
            return State.REVOKED
        if self.used and coupon.uses is Uses.ONCE:
            return State.REDEEMED
        until = coupon.valid_until(self.got_at, cutoff_minutes)
        if until is not None and now >= until:
            return State.EXPIRED
        return State.ISSUED if self.viewed_at is None else State.VIEWED


class AlreadyRedeemed(Conflict):
    """The coupon was redeemed before: ``use`` says when, where and by whom."""

    code = "coupon_redeemed"

    def __init__(self, use: Use | None) -> None:
        if use is None:
            super().__init__(REDEEMED.words())
        else:
            at = to_iso(use.at)
            facts = {"redeemed_at": at, "store_id": use.store_id}
            super().__init__(REDEEMED_AT.words(at=at, store_id=use.store_id), facts=facts)
        self.use = use


def issued(friend_id: str, coupon_id: str, before: Holding | None, now: int) -> Holding | None:
    """The coupon is given to the friend; ``None``: the friend has it. A revoked coupon is the friend's again, as if
    given now."""
    if before is None:
        return Holding(friend_id, coupon_id, now, revision=1)
    if before.revoked_at is None:
        return None
    return _next(before, got_at=now, revoked_at=None, run_id=None)


def given(friend_id: str, coupon_id: str, before: Holding | None, gift: Gift, now: int) -> Holding:
    """A run gives the friend one, in place of what the friend had, whatever its state."""
    if before is None:
        return Holding(friend_id, coupon_id, now, run_id=gift.run_id, gifts=(gift,), revision=1)
    former = Issue(before.got_at, before.revoked_at, before.used, before.uses)
    others = (known for known in before.gifts if known.campaign_id != gift.campaign_id)
    return _next(
        before,
        got_at=now,
        viewed_at=None,
        revoked_at=None,
        used=0,
        uses=(),
        code=None,
        run_id=gift.run_id,
        earlier=(*before.earlier, former)[-KEPT_ISSUES:],
        used_before=before.used_in_all,
        code_before=before.code or before.code_before,
        gifts=(*others, gift)[-KEPT_GIFTS:],
    )


def held(friend_id: str, coupon_id: str, coupon: Coupon, before: Holding | None, now: int) -> Holding:
    """The coupon as the friend has it: a public one is everybody's.

    Raises Denied (``coupon_not_held``, ``coupon_revoked``).
    """
    if before is None and coupon.audience is not Audience.PUBLIC:
        raise NOT_GIVEN()
    if before is not None and before.revoked_at is not None:
        raise TAKEN_BACK()
    return before or Holding(friend_id, coupon_id, now)


def viewed(holding: Holding, code: str, now: int) -> Holding | None:
    """The friend looks at it, and gets the code that the till scans; ``None``: the friend has the code already."""
    if holding.viewed_at is not None:
        return None
    return _next(holding, viewed_at=now, code=code, code_before=None)


def redeemed(holding: Holding, coupon: Coupon, use: Use, cutoff_minutes: int) -> Holding | None:
    """The coupon is redeemed; ``None``: this very use is known and stands, perhaps of a former issue.

    Raises Conflict: ``coupon_use_undone`` if this very use was undone; ``coupon_not_started``; ``coupon_expired``;
    ``coupon_redeemed``; and Denied (``coupon_other_store``).
    """
    known = holding.known(use.use_id)
    if known is not None:
        if known.undone_at is not None:
            raise USE_UNDONE()
        return None
    if not coupon.has_begun(use.at):
        starts_at = to_iso(coupon.starts_at or 0)
        raise NOT_STARTED(starts_at=starts_at, facts={"starts_at": starts_at})
    match holding.state(coupon, use.at, cutoff_minutes):
        case State.REDEEMED:
            raise AlreadyRedeemed(holding.last_use)
        case State.EXPIRED:
            raise EXPIRED()
    if coupon.stores and use.store_id not in coupon.stores:
        raise OTHER_STORE()
    return _next(holding, used=holding.used + 1, uses=(*holding.uses, use)[-KEPT_USES:])


def undone(holding: Holding, use_id: str, by: str, reason: str, now: int) -> Holding | None:
    """A use is taken back, and everything is as before it; ``None``: it was taken back before.

    Raises Conflict: ``coupon_use_unknown``; ``coupon_renewed``: the friend has a new one since;
    ``coupon_undo_too_late`` after ten minutes.
    """
    use = holding.use(use_id)
    if use.undone_at is not None:
        return None
    if use not in holding.uses:
        raise RENEWED()
    if now - use.at > UNDO_WITHIN:
        raise UNDONE_TOO_LATE(minutes=UNDO_WITHIN // MINUTE)
    taken = replace(use, undone_at=now, undone_by=by, reason=reason)
    uses = tuple(taken if other is use else other for other in holding.uses)
    return _next(holding, used=holding.used - 1, uses=uses)


def revoked(holding: Holding, now: int) -> Holding | None:
    """The shop takes the coupon back; ``None``: it was taken back before. What was redeemed stays redeemed."""
    return None if holding.revoked_at is not None else _next(holding, revoked_at=now)


def has_code(holding: Holding, code: str) -> bool:
    """Whether this is the holding's code; compared in constant time."""
    return holding.code is not None and hmac.compare_digest(holding.code.encode(), code.encode("utf-8", "replace"))


def _next(holding: Holding, **changes: object) -> Holding:
    return replace(holding, **changes, revision=holding.revision + 1)  # type: ignore[arg-type]
