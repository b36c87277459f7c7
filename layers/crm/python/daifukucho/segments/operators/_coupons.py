"""What the operators on coupons share: how a coupon stands with a friend at an instant."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.time import to_iso
from daifukucho.segments.context import Context
from daifukucho.segments.history import Held, Need
from daifukucho.segments.operator import Mention
from daifukucho.segments.operators._history import MAX_ID, Facts, HistoryOperator
from daifukucho.segments.operators._values import text

COUPON_STATES = ("unused", "used", "expired", "revoked", "never")


def coupon_id(value: object) -> str:
    """The id of a coupon."""
    return text(value, MAX_ID)


class CouponOperator(HistoryOperator):
    """``value`` has a ``coupon_id``."""

    types = (AttributeType.COUPONS,)

    def decide(self, attribute: Attribute, value: Any, facts: Facts, context: Context) -> bool | None:
        """The item holds nothing of coupons; the reading may hold other coupons than this one."""
        held = facts.get(attribute.name, {}).get(value.coupon_id)
        return None if held is None else self.holds(value, held, context)

    def mentions(self, attribute: Attribute, value: Any) -> Iterable[Mention]:
        return [Mention("coupon", value.coupon_id, "/coupon_id")]

    def need(self, value: Any, facts: Facts, context: Context) -> Need:
        return Need(coupons=frozenset({value.coupon_id}))

    def predicate(self, value: Any, fact: Mapping[str, Held], context: Context) -> bool:
        return self.holds(value, fact[value.coupon_id], context)

    @abstractmethod
    def holds(self, value: Any, held: Held, context: Context) -> bool: ...

    def saw(self, value: Any, history: Mapping[str, Held], context: Context) -> Any:
        """Its state, when the friend got it and until when it is valid."""
        held = history[value.coupon_id]
        state, until, holding = state_of(held, context), valid_until(held, context), _then(held, context)
        got_at = None if holding is None else to_iso(holding.got_at)
        return {"state": state, "got_at": got_at, "valid_until": None if until is None else to_iso(until)}


def state_of(held: Held, context: Context) -> str:
    """Which of the states: everybody is in one. A coupon whose definition was deleted has expired."""
    holding = _then(held, context)
    if holding is None:
        return "never"
    if _used(holding, context.until):
        return "used"
    if holding.revoked_at is not None and holding.revoked_at <= context.until:
        return "revoked"
    until = valid_until(held, context)
    return "expired" if held.coupon is None or (until is not None and until <= context.until) else "unused"


def valid_until(held: Held, context: Context) -> int | None:
    """The instant from which the friend can no longer redeem it; ``None``: it never ends, or the friend does not have
    it."""
    coupon: Coupon | None = held.coupon
    holding = _then(held, context)
    if coupon is None or holding is None:
        return None
    return coupon.valid_until(holding.got_at, context.cutoff_minutes)


def _then(held: Held, context: Context) -> Holding | None:
    """The friend's holding, with its issue at the instant: a run that gives new ones asks of what the friend had before
    it."""
    return None if held.holding is None else held.holding.as_of(context.until)


def _used(holding: Holding, now: int) -> bool:
    """Whether a use of it stood at an instant. Of many uses the latest are kept one by one, and all are counted."""
    standing = sum(use.undone_at is None for use in holding.uses)
    then = sum(use.at <= now and (use.undone_at is None or use.undone_at > now) for use in holding.uses)
    return holding.used - standing + then > 0
