"""A friend and a coupon: what becomes of it, from the day she gets it until it is redeemed, expired or revoked.

Pure: each act takes the holding as it was read and returns the one to write, or refuses.
"""

import hmac
from dataclasses import dataclass, field, replace
from enum import StrEnum

from daifukucho.coupons.coupon import Audience, Coupon, Uses
from daifukucho.kernel.errors import Conflict, Denied
from daifukucho.kernel.time import MINUTE, to_iso

UNDO_WITHIN = 10 * MINUTE
KEPT_USES = 20
"""Of a coupon that may be used without limit the latest uses are kept with it; all of them are in the ledger."""


class State(StrEnum):
    ISSUED = "issued"
    VIEWED = "viewed"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Use:
    """One redemption. ``use_id`` is that of its entry, derived from the request's key. ``operator_id`` ``None``: it was
    done with the store's PIN or by a program. ``undone_at``: it was taken back then, by whom and why."""

    use_id: str
    at: int
    store_id: str
    operator_id: str | None = None
    undone_at: int | None = None
    undone_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A friend's coupon. Instants are UTC epoch milliseconds. ``got_at``: when it was given to her, or (of a public one)
    when she first opened it. ``used`` counts the uses that stand. ``code`` is what the till scans. ``revision`` guards
    each write; 0: nothing is written yet."""

    friend_id: str
    coupon_id: str
    got_at: int
    viewed_at: int | None = None
    revoked_at: int | None = None
    used: int = 0
    uses: tuple[Use, ...] = ()
    code: str | None = field(default=None, repr=False)
    revision: int = 0

    @property
    def last_use(self) -> Use | None:
        """The latest use that stands, as far as uses are kept."""
        return next((use for use in reversed(self.uses) if use.undone_at is None), None)

    def knows(self, use_id: str) -> bool:
        return any(use.use_id == use_id for use in self.uses)

    def use(self, use_id: str) -> Use:
        """One of its redemptions. Raises Conflict (``coupon_use_unknown``) if it is not known, or no longer."""
        use = next((use for use in self.uses if use.use_id == use_id), None)
        if use is None:
            raise Conflict("There is no such redemption that could be undone.", code="coupon_use_unknown")
        return use

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
    """It was redeemed before: ``use`` says when, where and by whom."""

    code = "coupon_redeemed"

    def __init__(self, use: Use | None) -> None:
        when = f" at {to_iso(use.at)}, in the store {use.store_id}" if use else ""
        facts = {"redeemed_at": to_iso(use.at), "store_id": use.store_id} if use else {}
        super().__init__(f"The coupon was redeemed before{when}.", facts=facts)
        self.use = use


def issued(friend_id: str, coupon_id: str, before: Holding | None, now: int) -> Holding | None:
    """She is given the coupon; ``None``: she has it. One that was revoked is hers again, as if given now."""
    if before is None:
        return Holding(friend_id, coupon_id, now, revision=1)
    if before.revoked_at is None:
        return None
    return _next(before, got_at=now, revoked_at=None)


def held(friend_id: str, coupon_id: str, coupon: Coupon, before: Holding | None, now: int) -> Holding:
    """The coupon as she has it: a public one is everybody's.

    Raises Denied (``coupon_not_held``, ``coupon_revoked``).
    """
    if before is None and coupon.audience is not Audience.PUBLIC:
        raise Denied("This coupon was not given to this friend.", code="coupon_not_held")
    if before is not None and before.revoked_at is not None:
        raise Denied("This coupon was taken back.", code="coupon_revoked")
    return before or Holding(friend_id, coupon_id, now)


def viewed(holding: Holding, code: str, now: int) -> Holding | None:
    """She looks at it, and gets the code that the till scans; ``None``: she has had it before."""
    if holding.viewed_at is not None:
        return None
    return _next(holding, viewed_at=now, code=code)


def redeemed(holding: Holding, coupon: Coupon, use: Use, cutoff_minutes: int) -> Holding | None:
    """It is redeemed; ``None``: this very use is known, and stands.

    Raises Conflict: ``coupon_use_undone`` if this very use was undone; ``coupon_not_started``; ``coupon_expired``;
    ``coupon_redeemed``; and Denied (``coupon_other_store``).
    """
    known = next((other for other in holding.uses if other.use_id == use.use_id), None)
    if known is not None:
        if known.undone_at is not None:
            raise Conflict("This redemption was undone. Use a new key to redeem again.", code="coupon_use_undone")
        return None
    if not coupon.has_begun(use.at):
        starts_at = to_iso(coupon.starts_at or 0)
        facts = {"starts_at": starts_at}
        raise Conflict(f"The coupon is valid from {starts_at} on.", code="coupon_not_started", facts=facts)
    match holding.state(coupon, use.at, cutoff_minutes):
        case State.REDEEMED:
            raise AlreadyRedeemed(holding.last_use)
        case State.EXPIRED:
            raise Conflict("The coupon has expired.", code="coupon_expired")
    if coupon.stores and use.store_id not in coupon.stores:
        raise Denied("The coupon is not valid in this store.", code="coupon_other_store")
    return _next(holding, used=holding.used + 1, uses=(*holding.uses, use)[-KEPT_USES:])


def undone(holding: Holding, use_id: str, by: str, reason: str, now: int) -> Holding | None:
    """A use is taken back, and everything is as before it; ``None``: it was taken back before.

    Raises Conflict: ``coupon_use_unknown``; ``coupon_undo_too_late`` after ten minutes.
    """
    use = holding.use(use_id)
    if use.undone_at is not None:
        return None
    if now - use.at > UNDO_WITHIN:
        minutes = UNDO_WITHIN // MINUTE
        raise Conflict(f"A redemption can be undone for {minutes} minutes.", code="coupon_undo_too_late")
    taken = replace(use, undone_at=now, undone_by=by, reason=reason)
    uses = tuple(taken if other is use else other for other in holding.uses)
    return _next(holding, used=holding.used - 1, uses=uses)


def revoked(holding: Holding, now: int) -> Holding | None:
    """The shop takes it back; ``None``: it has. What was redeemed stays redeemed."""
    return None if holding.revoked_at is not None else _next(holding, revoked_at=now)


def has_code(holding: Holding, code: str) -> bool:
    """Whether that is the holding's code; in constant time."""
    return holding.code is not None and hmac.compare_digest(holding.code.encode(), code.encode("utf-8", "replace"))


def _next(holding: Holding, **changes: object) -> Holding:
    return replace(holding, **changes, revision=holding.revision + 1)  # type: ignore[arg-type]
