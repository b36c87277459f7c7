"""What the operators share that ask what happened: decided by the friend's item where it says enough, else by the page.

Nothing that comes after the instant for which a segment is asked counts, so that a run has the same result whenever it
asks.
"""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.refusals import WHOLE
from daifukucho.kernel.words import Language, Words
from daifukucho.segments import refusals
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.operator import Operator
from daifukucho.segments.operators._values import refuse

Facts = Mapping[str, Any]
MAX_ID = 100


class HistoryOperator(Operator):
    """``decide`` asks ``by_item`` first, then ``predicate`` of what was read. No filter is exact, because DynamoDB does
    not see the friend's page: ``filter`` and ``unless`` narrow."""

    def decide(self, attribute: Attribute, value: Any, facts: Facts, context: Context) -> bool | None:
        decided = self.by_item(value, facts, context)
        if decided is None and attribute.name in facts:
            return self.predicate(value, self.fact(attribute, facts), context)
        return decided

    def by_item(self, value: Any, facts: Facts, context: Context) -> bool | None:
        """Whether the friend matches, if the item says enough."""
        return None

    @abstractmethod
    def need(self, value: Any, facts: Facts, context: Context) -> Need: ...

    def reads(self, attribute: Attribute) -> frozenset[str]:
        return frozenset()

    def knows(self, fact: Any) -> bool:
        """Of what happened, everything is known."""
        return True

    def filter(self, attribute: Attribute, value: Any, context: Context) -> Condition | None:
        return None

    def exact(self, attribute: Attribute) -> bool:
        return False

    @abstractmethod
    def saw(self, value: Any, history: Any, context: Context) -> Any:
        """What of the friend's page an explanation shows, fit for JSON."""


def members(
    value: object,
    needed: Mapping[str, Callable[[Any], Any]],
    optional: Mapping[str, tuple[Callable[[Any], Any], Any]],
    example: str,
) -> dict[str, Any]:
    """Read an object's members, each with its reader; the optional ones have a default. There is at least one.

    Raises Invalid with a pointer for each fault.
    """
    if not isinstance(value, dict) or not value or not needed.keys() <= value.keys() <= needed.keys() | optional.keys():
        raise refuse(_rule(example, optional))
    faults: list[Fault] = []
    found = {name: default for name, (_, default) in optional.items()}
    for name, given in value.items():
        read = needed[name] if name in needed else optional[name][0]
        try:
            found[name] = read(given)
        except Invalid as error:
            faults += [Fault(f"/{name}{fault.pointer}", fault.message) for fault in error.faults]
    if faults:
        raise refusals.INVALID_VALUE(*faults)
    return found


def _rule(example: str, optional: Collection[str]) -> Words:
    if not optional:
        return refusals.MEMBERS.words(example=example)
    return refusals.MORE_MEMBERS.words(example=example, optional=", ".join(optional))


def whole(least: int, most: int) -> Callable[[object], int]:
    """Reads a whole number within bounds."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise refuse(WHOLE.words(least=least, most=most))
        return value

    return read


def quoted(text: str, lang: Language) -> str:
    return f"「{text}」" if lang == "ja" else f"“{text}”"
