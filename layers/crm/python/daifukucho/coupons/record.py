"""Writing what was done with a friend's coupon: the holding and an entry in the friend's ledger, in one transaction."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daifukucho.coupons.holding import Holding
from daifukucho.coupons.ports import Holdings, Written
from daifukucho.coupons.refusals import COUPON_CONTENDED, USED_UP
from daifukucho.kernel.ids import derived_uuid
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import Clock
from daifukucho.ledger.entry import Entry

_ATTEMPTS = 20

Act = Callable[[Holding | None, int], Holding | None]
"""What an act makes of the holding that was read, at an instant; ``None``: nothing is to be done. Called for each
attempt."""


@dataclass(frozen=True, slots=True)
class Done:
    """The holding after the act; ``replayed``: nothing was to be done. ``holding`` ``None``: there is none, and was
    none."""

    holding: Holding | None
    replayed: bool


def act_id(friend_id: str, coupon_id: str, kind: str, key: str) -> str:
    """The id of an act's entry: the same for all copies of the act."""
    return derived_uuid("coupon", friend_id, coupon_id, kind, key)


def write(
    holdings: Holdings,
    clock: Clock,
    pause: Pause,
    friend_id: str,
    coupon_id: str,
    kind: str,
    key: str,
    act: Act,
    says: Callable[[Holding], Mapping[str, object]],
    limit: int | None = None,
) -> Done:
    """Do an act. A read and a transaction, again after a moment if another writer was first.

    ``says``: what the entry's body holds in addition to the coupon. Raises what ``act`` raises, Conflict
    (``coupon_used_up``) and Unavailable.
    """
    for attempt in range(_ATTEMPTS):
        before = holdings.get(friend_id, coupon_id)
        now = clock()
        after = act(before, now)
        if after is None:
            return Done(before, replayed=True)
        body = json.dumps({"coupon_id": coupon_id, **says(after)}, ensure_ascii=False, separators=(",", ":"))
        event_id = act_id(friend_id, coupon_id, kind, key or str(after.revision))
        entry = Entry(kind, now, event_id, friend_id, body=body)
        match holdings.save(before, after, entry, limit):
            case Written.DONE:
                return Done(after, replayed=False)
            case Written.FULL:
                raise USED_UP()
        pause(attempt)
    raise COUPON_CONTENDED()
