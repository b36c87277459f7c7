"""Calls LINE until it is known what LINE decided. Everything that is sent is sent by this one loop.

A batch of a run, a notice and a test send differ in what they keep and in when they stop. A call means the same in all
of them (docs/adr/outbox-protocol.md): one retry key for all tries; a doubt ends only when LINE accepts, or after
the time after which LINE may have forgotten the key; a refusal tells only of its own try.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from daifukucho.delivery.line import DOUBT_LIMIT, Answer, AnswerKind, Line, Mode
from daifukucho.delivery.patience import Patience
from daifukucho.kernel.time import Clock

TRIED_AGAIN = (AnswerKind.IN_DOUBT, AnswerKind.TRY_LATER)
"""The answers after which the same call is made again."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call to make. ``first_try_at``: when ``retry_key`` was first used, or a time before that (UTC epoch
    milliseconds). ``doubt``: an earlier try may have been accepted."""

    mode: Mode
    friends: Sequence[str]
    messages: Sequence[Mapping[str, object]]
    retry_key: str
    first_try_at: int
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """What is known after the tries.

    ``answer``: LINE's last one; ``None``: no call was made. ``doubt``: LINE may have accepted without saying so.
    ``expired``: LINE may have forgotten the key, so no call may be made any more.
    """

    answer: Answer | None
    doubt: bool
    expired: bool = False

    @property
    def accepted(self) -> Answer | None:
        """LINE's acceptance."""
        return self.answer if self.answer and self.answer.kind is AnswerKind.ACCEPTED else None

    @property
    def refusal(self) -> Answer | None:
        """LINE's refusal, after which the same call is not tried again at once."""
        return self.answer if self.answer and self.answer.kind not in (AnswerKind.ACCEPTED, *TRIED_AGAIN) else None


class Caller:
    """Calls LINE. Safe to use from several threads."""

    def __init__(self, line: Line, clock: Clock) -> None:
        self._line = line
        self._clock = clock

    def call(self, call: Call, patience: Patience, stop: Callable[[], bool] = lambda: False) -> Called:
        """Try until LINE accepts or refuses, the key's time or ``patience`` ends, or ``stop()`` is true. ``stop`` is
        asked before each try. One call to LINE a try, four at most. Never raises."""
        answer, doubt = None, call.doubt
        for pause in (*patience.pauses, None):
            # The clock is read right before each try: LINE forgets a key after 24 hours.
            if self._clock() - call.first_try_at >= DOUBT_LIMIT:
                return Called(answer, doubt, expired=True)
            if stop() or patience.time_is_short():
                break
            answer = self._line.send(call.mode, call.friends, call.messages, call.retry_key)
            doubt = answer.kind is not AnswerKind.ACCEPTED and (doubt or answer.kind is AnswerKind.IN_DOUBT)
            if answer.kind not in TRIED_AGAIN:
                break
            if pause is not None:
                patience.pause(pause)
        return Called(answer, doubt)
