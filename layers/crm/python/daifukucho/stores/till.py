"""The till: a staff member types the store's PIN into a customer's phone."""

from dataclasses import dataclass

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Denied
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import SECOND, Clock, to_iso
from daifukucho.kernel.words import Words
from daifukucho.stores.pin import is_pin
from daifukucho.stores.refusals import PIN_LOCKED, PIN_NOT_SET, PIN_WRONG, PINS_CONTENDED
from daifukucho.stores.store import Store, pin_id
from daifukucho.stores.tries import STORE_TRIES, FriendTries, TriesRepository

_ATTEMPTS = 12
_STILL_CHECKED = 5 * SECOND
"""A try this young may be one that is being checked at this moment, and may turn out right."""


class PinRefused(Denied):
    """A try that was refused (``pin_wrong``, ``pin_locked``). ``on_guard``: the store has counted so many wrong
    tries of all friends on this date that the shop has to be warned."""

    def __init__(self, detail: Words, code: str, facts: dict[str, str | int], *, on_guard: bool) -> None:
        super().__init__(detail, code=code, facts=facts)
        self.on_guard = on_guard


@dataclass(frozen=True, slots=True)
class _Claim:
    """A try that is counted and may now be checked, with the friend's tries."""

    pin_id: str
    at: int
    tries: FriendTries

    @property
    def is_first(self) -> bool:
        return self.tries.at(self.pin_id).count == 1


class PinDesk:
    """Checks PINs. A try is counted *before* it is checked, so that guesses sent all at once gain nothing.

    A friend's tries belong to that friend. The store's count is read only after a wrong try: a friend whose
    first try is right neither reads nor writes it, whatever other friends do.
    """

    def __init__(self, tries: TriesRepository, clock: Clock, pause: Pause) -> None:
        self._tries = tries
        self._clock = clock
        self._pause = pause

    def open(self, store: Defined[Store], friend_id: str, pin: str) -> None:
        """Returns if this is the store's PIN; the friend's tries at it are then forgotten, and no other friend's.

        Two reads, two writes, 50 ms; a write more if the friend was wrong before, or is now. While the friend's last
        tries are being checked, another one waits for a moment. Raises Denied (``pin_not_set``), PinRefused
        (``pin_wrong``, which says how many tries are left, ``pin_locked``, which says until when) and Unavailable.
        """
        kept = store.says.pin_hash
        if kept is None:
            raise PIN_NOT_SET()
        claim = self._claim(pin_id(store), friend_id)
        if not claim.is_first:
            wrong = self._tries.count(claim.pin_id, claim.at, 1)
            if wrong > STORE_TRIES:
                self._tries.count(claim.pin_id, claim.at, -1)  # it is not checked
                raise _locked(claim.tries.at(claim.pin_id).until, on_guard=True)
        if not is_pin(pin, kept):
            if claim.is_first:
                wrong = self._tries.count(claim.pin_id, claim.at, 1)
            raise _wrong(claim, wrong)
        self._forget(friend_id, claim.pin_id)
        if not claim.is_first:
            self._tries.count(claim.pin_id, claim.at, -1)

    def wrong_today(self, store: Defined[Store]) -> int:
        """The wrong tries of all friends at the store's PIN on this date in Japan. One read."""
        return self._tries.counted(pin_id(store), self._clock())

    def unlock(self, store: Defined[Store], friend_id: str) -> None:
        """Forget a friend's tries at the store's PIN. A read and a write. Raises Unavailable."""
        self._forget(friend_id, pin_id(store))

    def _claim(self, pin: str, friend_id: str) -> _Claim:
        """Count a try of a friend's."""
        for attempt in range(_ATTEMPTS):
            now = self._clock()
            tries = self._tries.get(friend_id)
            until = tries.locked_until(pin, now)
            if until is None:
                claimed = tries.tried(pin, now)
                if self._tries.save(friend_id, tries, claimed, now):
                    return _Claim(pin, now, claimed)
            elif now - tries.at(pin).last_at > _STILL_CHECKED or attempt == _ATTEMPTS - 1:
                raise _locked(until, on_guard=False)
            self._pause(attempt)
        raise PINS_CONTENDED()

    def _forget(self, friend_id: str, pin: str) -> None:
        """Forget a friend's tries at one PIN."""
        for attempt in range(_ATTEMPTS):
            tries = self._tries.get(friend_id)
            if pin not in tries.by_pin:
                return
            if self._tries.save(friend_id, tries, tries.without(pin), self._clock()):
                return
            self._pause(attempt)
        raise PINS_CONTENDED()


def _wrong(claim: _Claim, wrong: int) -> PinRefused:
    on_guard = wrong >= STORE_TRIES
    left = 0 if on_guard else claim.tries.left(claim.pin_id, claim.at)
    facts: dict[str, str | int] = {"tries_left": left}
    if left == 0:
        until = claim.tries.locked_until(claim.pin_id, claim.at)
        facts["locked_until"] = to_iso(until or claim.tries.at(claim.pin_id).until)
    return PinRefused(PIN_WRONG.words(left=left), "pin_wrong", facts, on_guard=on_guard)


def _locked(until: int, *, on_guard: bool) -> PinRefused:
    facts: dict[str, str | int] = {"locked_until": to_iso(until)}
    return PinRefused(PIN_LOCKED.words(until=to_iso(until)), "pin_locked", facts, on_guard=on_guard)
