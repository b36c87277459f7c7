"""LINE in process, for scenarios: a key is accepted once, and whatever a test wants to happen at a call, happens."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from daifukucho.delivery.line import Answer, AnswerKind, Mode, Quota

Incident = Callable[[], Answer | None]
"""Happens at one call. An answer takes the place of LINE's (who then sends to nobody); None lets the call through."""


class ScriptedLine:
    """``before`` and ``after`` are taken from their front, one a call; ``after`` happens once LINE has accepted."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.texts: dict[str, str] = {}
        self.calls: list[tuple[Mode, tuple[str, ...], str]] = []
        self.keys: set[str] = set()
        self.before: list[Incident] = []
        self.after: list[Incident] = []
        self.wrong_ids: set[str] = set()
        self.used = 1_200

    def send(
        self, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str
    ) -> Answer:
        self.calls.append((mode, tuple(friends), retry_key))
        if self.before and (answer := self.before.pop(0)()):
            return answer
        if self.wrong_ids & set(friends):
            return Answer(AnswerKind.BAD_RECIPIENT)
        if retry_key not in self.keys:
            self.keys.add(retry_key)
            self.got.update(friends)
            self.texts |= dict.fromkeys(friends, str(messages[0].get("text")))
        if self.after and (answer := self.after.pop(0)()):
            return answer
        return Answer(AnswerKind.ACCEPTED, f"request-{len(self.calls)}")

    def quota(self) -> Quota:
        return Quota(30_000, self.used)


def nothing() -> None:
    return None


def answer(kind: AnswerKind) -> Incident:
    return lambda: Answer(kind, detail="LINE answered 403: Forbidden")
