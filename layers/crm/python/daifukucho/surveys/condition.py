"""When a question or a page is shown: a small tree over the answers to questions before it.

``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` or ``{"question": id, "op": …, "value": …}``. A question that has no
answer, or was not shown, makes every comparison false. Conditions look back only, so there are no circles.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from daifukucho.kernel.reading import Reader
from daifukucho.kernel.refusals import CHOICE, NUMBER
from daifukucho.surveys.refusals import (
    ANSWERED_HAS_NO_VALUE,
    NESTED_TOO_DEEP,
    NOT_BEFORE,
    NOT_ONE_CONDITION,
)

DEPTH = 4
MOST_PARTS = 10

Answers = Mapping[str, Any]


class Askable(Protocol):
    """As much of a question as a condition needs to know."""

    @property
    def type(self) -> Any: ...

    @property
    def options(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """``op`` is ``all``, ``any``, ``not``, or how the answer to ``question`` is compared with ``value``."""

    op: str
    parts: tuple["Condition", ...] = ()
    question: str = ""
    value: Any = None

    def holds(self, answers: Answers) -> bool:
        """Whether it holds for the answers, in the form in which they are kept."""
        match self.op:
            case "all":
                return all(part.holds(answers) for part in self.parts)
            case "any":
                return any(part.holds(answers) for part in self.parts)
            case "not":
                return not self.parts[0].holds(answers)
        answer = answers.get(self.question)
        return answer is not None and _OPERATORS[self.op](answer, self.value)

    def comparisons(self) -> Iterator["Condition"]:
        """Each comparison in the tree."""
        if self.question:
            yield self
        for part in self.parts:
            yield from part.comparisons()

    def to_json(self) -> dict[str, Any]:
        """As a person writes it."""
        if self.op in ("all", "any"):
            return {self.op: [part.to_json() for part in self.parts]}
        if self.op == "not":
            return {"not": self.parts[0].to_json()}
        written = {"question": self.question, "op": self.op}
        return written if self.op == "answered" else {**written, "value": self.value}


def _is(answer: Any, value: Any) -> bool:
    return value in answer if isinstance(answer, list) else bool(answer == value)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "answered": lambda answer, value: True,
    "is": _is,
    "at_least": lambda answer, value: bool(answer >= value),
    "at_most": lambda answer, value: bool(answer <= value),
}
"""``is``, of a question where several can be chosen: it is among the chosen."""


def read_condition(reader: Reader, before: Mapping[str, Askable], depth: int = 1) -> Condition | None:
    """A condition on the questions ``before``; ``None`` if something is wrong with it, which is noted."""
    named = [name for name in ("all", "any", "not", "question") if reader.take(name) is not None]
    if len(named) != 1:
        reader.fault("", NOT_ONE_CONDITION.words())
        return None
    if depth > DEPTH:
        reader.fault("", NESTED_TOO_DEEP.words(most=DEPTH))
        return None
    if named[0] == "question":
        return _comparison(reader, before)
    if named[0] == "not":
        inner = Reader(reader.take("not"), f"{reader.at}/not", reader.faults, "A condition")
        part = read_condition(inner, before, depth + 1)
        found = Condition("not", (part,)) if part else None
    else:
        readers = reader.each(named[0], MOST_PARTS, "A condition")
        parts = [read_condition(inner, before, depth + 1) for inner in readers]
        whole = tuple(part for part in parts if part)
        found = Condition(named[0], whole) if whole and len(whole) == len(parts) else None
    reader.done()
    return found


def _comparison(reader: Reader, before: Mapping[str, Askable]) -> Condition | None:
    key, op, value = reader.take("question"), reader.take("op"), reader.take("value")
    reader.done()
    question = before.get(key) if isinstance(key, str) else None
    if question is None:
        reader.fault("question", NOT_BEFORE.words())
        return None
    usable = ("answered", *question.type.compares)
    if op not in usable:
        reader.fault("op", CHOICE.words(choices=", ".join(usable)))
        return None
    if op == "answered":
        if value is not None:
            reader.fault("value", ANSWERED_HAS_NO_VALUE.words())
        return Condition(op, question=key)
    if op == "is" and question.options:
        if value not in (values := [option.value for option in question.options]):
            reader.fault("value", CHOICE.words(choices=", ".join(values)))
            return None
    elif isinstance(value, bool) or not isinstance(value, int | float):
        reader.fault("value", NUMBER.words())
        return None
    return Condition(op, question=key, value=value)
