"""LINE as it may behave: a retry key is good once in 24 hours, an answer is lost, a lost call arrives late or never."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from daifukucho.delivery.line import Answer, AnswerKind, Mode
from tests.support.explorer import KEY_LIFE, ON_THE_WIRE

REFUSALS = (AnswerKind.TRY_LATER, AnswerKind.REFUSED, AnswerKind.BAD_RECIPIENT, AnswerKind.QUOTA_EXCEEDED)


class KeyedLine:
    """``daifukucho.delivery.line.Line`` for pushes. ``accident(chance)`` tells whether something goes wrong now.

    ``calls``: of each key; ``keys``: those that were used for each friend; ``got``: how many messages each friend has.
    """

    def __init__(self, rng: random.Random, clock: Callable[[], int], accident: Callable[[float], bool]) -> None:
        self.rng, self.clock, self.accident = rng, clock, accident
        self.calls: Counter[str] = Counter()
        self.keys: dict[str, set[str]] = {}
        self.got: Counter[str] = Counter()
        self._accepted: dict[str, tuple[int, bool]] = {}
        self._wire: list[tuple[int, str, str]] = []

    def send(self, mode: Mode, friends: Sequence[str], messages: Any, key: str) -> Answer:
        (friend_id,) = friends
        assert mode is Mode.PUSH
        self.calls[key] += 1
        self.keys.setdefault(friend_id, set()).add(key)
        now = self.clock()
        first, accepted = self._accepted.get(key, (now, False))
        if now - first >= KEY_LIFE:
            first, accepted = now, False
        self._accepted[key] = (first, accepted)
        if accepted:
            return Answer(AnswerKind.ACCEPTED)  # 409
        if self.accident(0.2):
            self._wire.append((now, key, friend_id))
            return Answer(AnswerKind.IN_DOUBT)
        if self.accident(0.2):
            return Answer(self.rng.choice(REFUSALS))
        self._accept(key, friend_id)
        return Answer(AnswerKind.IN_DOUBT if self.accident(0.2) else AnswerKind.ACCEPTED)

    def late(self) -> None:
        """A call whose caller has given it up arrives, if one is still on its way."""
        self._wire = [call for call in self._wire if self.clock() - call[0] < ON_THE_WIRE]
        if self._wire:
            self._accept(*self._wire.pop()[1:])

    def _accept(self, key: str, friend_id: str) -> None:
        first, accepted = self._accepted[key]
        if not accepted or self.clock() - first >= KEY_LIFE:
            self._accepted[key] = (first, True)
            self.got[friend_id] += 1
