"""When a question or a page is shown: a small tree over the answers to questions before it.

``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` or ``{"question": id, "op": …, "value": …}``. A question that has no
answer, or was not shown, makes every comparison false. Conditions look back only, so there are no circles.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import CHOICE, LIST, NOT_HERE, NUMBER, OBJECT
from daifukucho.kernel.rules import Schema
from daifukucho.kernel.shape import below
from daifukucho.kernel.words import Words
from daifukucho.surveys.refusals import (
    ANSWERED_HAS_NO_VALUE,
    NESTED_TOO_DEEP,
    NOT_BEFORE,
    NOT_ONE_CONDITION,
)

DEPTH = 4
MOST_PARTS = 10

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """As much of a question as can be told, whatever is wrong with it: the key of its ``type``, by which operators its answer is
    compared, and the ``values`` of its options. ``None``: nobody can tell."""

    type: str | None
    compares: Sequence[str] | None
    values: Sequence[str] | None


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

_KINDS = ("all", "any", "not", "question")
_MEMBERS = (*_KINDS, "op", "value")


@dataclass(frozen=True, slots=True)
class ShowIf:
    """A condition as a person writes it. Whether what it compares is there to be compared, ``comparison_faults`` says."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return NOT_ONE_CONDITION.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        yield from _faults(given, at, 1)

    def kept(self, given: Mapping[str, Any]) -> Condition:
        if given.get("question") is not None:
            return Condition(given.get("op", ""), question=given["question"], value=given.get("value"))
        op = _kinds_of(given)[0]
        return Condition(op, tuple(map(self.kept, [given[op]] if op == "not" else given[op])))

    def stored(self, kept: Condition) -> dict[str, Any]:
        return kept.to_json()

    restored = kept
    shown = stored

    def schema(self) -> Schema:
        parts = {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": MOST_PARTS}
        comparison = {"question": {"type": "string"}, "op": {"type": "string", "enum": list(_OPERATORS)}, "value": {}}
        return {
            "type": "object",
            "properties": {"all": parts, "any": parts, "not": {"type": "object"}, **comparison},
            "additionalProperties": False,
        }


SHOW_IF = ShowIf(
    Words(
        "表示する条件です: all、any、not か、前の質問の回答との比較（question、op、value）。null: いつも表示します。",
        "When it is shown: `all`, `any` or `not`, or a comparison of the answer to a question before it (`question`, `op`, `value`). "
        "`null`: always.",
    )
)


def _kinds_of(given: Mapping[str, Any]) -> list[str]:
    return [name for name in _KINDS if given.get(name) is not None]


def _faults(given: Any, at: str, depth: int) -> Iterator[Fault]:
    if not isinstance(given, Mapping):
        yield OBJECT.at(at)
        return
    kinds = _kinds_of(given)
    if len(kinds) != 1:
        yield NOT_ONE_CONDITION.at(at)
        return
    if depth > DEPTH:
        yield NESTED_TOO_DEEP.at(at, most=DEPTH)
        return
    [kind] = kinds
    known = _MEMBERS if kind == "question" else _KINDS
    yield from (NOT_HERE.at(below(at, name), name=name) for name in given if name not in known)
    if kind in ("all", "any") and not (isinstance(given[kind], list) and 1 <= len(given[kind]) <= MOST_PARTS):
        yield LIST.at(below(at, kind), least=1, most=MOST_PARTS)
    for part, place in _parts(given, at):
        yield from _faults(part, place, depth + 1)


def _parts(given: Mapping[str, Any], at: str) -> Iterator[tuple[Any, str]]:
    """What is joined or turned round, each with its place; no more than there may be."""
    if given.get("not") is not None:
        yield given["not"], below(at, "not")
    for kind in ("all", "any"):
        if isinstance(given.get(kind), list):
            yield from ((part, f"{at}/{kind}/{n}") for n, part in enumerate(given[kind][:MOST_PARTS]))


def comparison_faults(given: Any, at: str, before: Mapping[str, Asked], depth: int = 1) -> Iterator[Fault]:
    """What is wrong with the comparisons in what was sent as a condition, whatever else is: it knows the questions ``before``."""
    if not isinstance(given, Mapping) or len(_kinds_of(given)) != 1 or depth > DEPTH:
        return
    if given.get("question") is not None:
        yield from _of_comparison(given, at, before)
    for part, place in _parts(given, at):
        yield from comparison_faults(part, place, before, depth + 1)


def _of_comparison(given: Mapping[str, Any], at: str, before: Mapping[str, Asked]) -> Iterator[Fault]:
    key, op, value = given["question"], given.get("op"), given.get("value")
    question = before.get(key) if isinstance(key, str) else None
    if question is None:
        yield NOT_BEFORE.at(f"{at}/question")
    elif question.compares is None:
        return
    elif op not in (usable := ("answered", *question.compares)):
        yield CHOICE.at(f"{at}/op", choices=", ".join(usable))
    elif op == "answered":
        if value is not None:
            yield ANSWERED_HAS_NO_VALUE.at(f"{at}/value")
    elif op == "is":
        if question.values is not None and value not in question.values:
            yield CHOICE.at(f"{at}/value", choices=", ".join(question.values))
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield NUMBER.at(f"{at}/value")
