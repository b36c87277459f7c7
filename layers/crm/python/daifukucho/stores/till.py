"""The till: a member of staff types her store's PIN into a customer's phone."""

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Denied, NotFound, Unavailable
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import SECOND, Clock, to_iso
from daifukucho.stores.pin import is_pin
from daifukucho.stores.store import Store, Stores
from daifukucho.stores.tries import MOST_TRIES, Tries, TriesStore

_ATTEMPTS = 12
_STILL_CHECKED = 5 * SECOND
"""A try so young may be one that is being checked at this moment, and about to turn out right."""


class PinDesk:
    """Checks PINs. A try is counted *before* it is checked, so that guesses sent all at once gain nothing."""

    def __init__(self, stores: Stores, tries: TriesStore, clock: Clock, pause: Pause) -> None:
        self._stores = stores
        self._tries = tries
        self._clock = clock
        self._pause = pause

    def open(self, store_id: str, pin: str) -> Defined[Store]:
        """The store, if that is its PIN; the right one begins the count anew. Two reads, two writes, 50 ms.

        While five are being checked at once, a sixth waits for a moment. Raises Denied (``pin_wrong``, which says how
        many tries are left; ``pin_locked``, which says until when; ``pin_not_set``; ``store_closed`` for a store that
        is unknown or not active) and Unavailable.
        """
        store = self._open(store_id)
        claimed = self._claim(store_id)
        if not is_pin(pin, store.says.pin_hash or ""):
            left = MOST_TRIES - claimed.count
            facts = {"tries_left": left, **_lock(claimed, claimed.last_at)}
            raise Denied(f"The PIN is wrong; {left} more tries until it is locked.", code="pin_wrong", facts=facts)
        self._tries.forget(store_id)
        return store

    def _open(self, store_id: str) -> Defined[Store]:
        try:
            store = self._stores.get(store_id)
        except NotFound:
            raise Denied("There is no such store.", code="store_closed") from None
        if not store.says.active:
            raise Denied("The store is not active.", code="store_closed")
        if store.says.pin_hash is None:
            raise Denied("The store has no PIN.", code="pin_not_set")
        return store

    def _claim(self, store_id: str) -> Tries:
        """Count a try; the tries with it."""
        for attempt in range(_ATTEMPTS):
            now = self._clock()
            tries = self._tries.get(store_id)
            if tries.locked_until(now) is not None:
                if now - tries.last_at > _STILL_CHECKED or attempt == _ATTEMPTS - 1:
                    facts = _lock(tries, now)
                    raise Denied("The PIN is locked after five wrong tries.", code="pin_locked", facts=facts)
            else:
                claimed = Tries(1 if tries.count >= MOST_TRIES else tries.count + 1, now)
                if self._tries.claim(store_id, tries, claimed):
                    return claimed
            self._pause(attempt)
        raise Unavailable("Too many PINs are being checked; try again.", code="contention")


def _lock(tries: Tries, now: int) -> dict[str, str | int]:
    until = tries.locked_until(now)
    return {} if until is None else {"locked_until": to_iso(until)}
