"""What ``did`` and ``did_not`` share: entries of a kind, counted.

The friend's item keeps for each kind how many entries were folded, and when the first and the last of them came
(``did``). It decides unless a property is asked for, or some of several entries are outside of the window. Kinds that
are not folded (``sent``, ``notice``, ``coupon_issued``) are always read.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from daifukucho.book.kinds import EVENTS, present_key
from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language
from daifukucho.ledger.entry import Entry
from daifukucho.segments.condition import Condition, Term, conjunction, negate
from daifukucho.segments.context import Context
from daifukucho.segments.fields import asked_kinds
from daifukucho.segments.history import Need
from daifukucho.segments.operator import Form, Mention
from daifukucho.segments.operators._history import Facts, HistoryOperator, members, whole
from daifukucho.segments.operators._values import refuse
from daifukucho.segments.operators._where import Comparison, comparisons, mentions
from daifukucho.segments.operators._window import WINDOW, Window, windowed

MAX_TIMES = 1_000


@dataclass(frozen=True, slots=True)
class Happening:
    """At least ``times`` entries of a kind in a ``window``, each of which meets every comparison of ``where``."""

    kind: str
    times: int
    window: Window
    where: tuple[Comparison, ...]

    def among(self, entries: Iterable[Entry], context: Context) -> list[Entry]:
        """Those entries that it asks for."""
        first, last = self.window.span(context)
        found = [e for e in entries if e.kind == self.kind and first <= e.at <= last]
        if not self.where:
            return found
        return [e for e in found if all(comparison(body_of(e)) for comparison in self.where)]


def body_of(entry: Entry) -> Any:
    """What an entry holds, its numbers exact."""
    return json.loads(entry.body, parse_float=Decimal)


def _kind(value: object) -> str:
    """A kind by its key; a saved segment may have a former one."""
    value = present_key(value) if isinstance(value, str) else value
    if not isinstance(value, str) or value not in asked_kinds():
        raise refuse(CHOICE.words(choices=", ".join(asked_kinds())))
    return value


def folded(kind: str) -> bool:
    """Whether the item keeps account of entries of a kind."""
    return EVENTS[kind].fold is not None


def counted(facts: Facts, kind: str) -> tuple[int, int, int]:
    """How many entries of a kind were folded, and when the first and the last of them came."""
    known = facts.get("did", {}).get(kind, {})
    return known.get("n", 0), known.get("first", 0), known.get("last", 0)


def of_did(kind: str, member: str, symbol: str, value: int) -> Term:
    """What the item keeps of a kind, compared."""
    return Term(f"{{0}} {symbol} {{1}}", ("did", kind, member), (value,))


class EventOperator(HistoryOperator):
    types = (AttributeType.EVENTS,)

    def form(self, attribute: Attribute) -> Form:
        return Form.EVENT

    def parse(self, value: object, attribute: Attribute) -> Happening:
        optional: dict[str, Any] = {"times": (whole(1, MAX_TIMES), 1), **WINDOW, "where": (comparisons, ())}
        return Happening(**windowed(members(value, {"kind": _kind}, optional, '{"kind": "postback"}')))

    def mentions(self, attribute: Attribute, value: Happening) -> Iterable[Mention]:
        return [mention for comparison in value.where for mention in mentions(comparison)]

    def reads(self, attribute: Attribute) -> frozenset[str]:
        return frozenset({"did"})

    def need(self, value: Happening, facts: Facts, context: Context) -> Need:
        since, until = value.window.span(context)
        if folded(value.kind):
            n, first, last = counted(facts, value.kind)
            if n == 0 or last < since or first > until:
                return Need()
            since = max(since, first)
        return Need({value.kind: since})

    def saw(self, value: Happening, history: tuple[Entry, ...], context: Context) -> Any:
        """How many of them there are, and when the last one came."""
        found = value.among(history, context)
        return {"times": len(found), "last": to_iso(max(e.at for e in found)) if found else None}


def by_item(value: Happening, facts: Facts, context: Context) -> bool | None:
    """Whether it happened, if the item says enough."""
    if not folded(value.kind):
        return None
    n, first, last = counted(facts, value.kind)
    since, until = value.window.span(context)
    if n < value.times or last < since or first > until:
        return False
    if value.where:
        return None
    if since <= first and last <= until:
        return True
    if value.times == 1 and (since <= first or last <= until):
        return True  # the first or the last one is in the window
    return None


def perhaps(value: Happening, context: Context) -> Condition | None:
    """A condition for everybody with whom it may have happened."""
    if not folded(value.kind):
        return None
    since, until = value.window.span(context)
    parts = [of_did(value.kind, "n", ">=", value.times), of_did(value.kind, "first", "<=", until)]
    if value.window.begins:
        parts.append(of_did(value.kind, "last", ">=", since))
    return conjunction(parts)


def perhaps_not(value: Happening, context: Context) -> Condition | None:
    """A condition for everybody with whom it may not have happened: with whom it is not certain that it did."""
    if not folded(value.kind) or value.where:
        return None
    since, until = value.window.span(context)
    return negate(
        conjunction(
            [
                of_did(value.kind, "n", ">=", value.times),
                of_did(value.kind, "first" if value.times > 1 else "last", ">=", since),
                of_did(value.kind, "last", "<=", until),
            ]
        )
    )


def kind_called(attribute: Attribute, kind: str, lang: Language) -> str:
    """What people call a kind."""
    return next(getattr(choice.label, lang) for choice in attribute.choices if choice.value == kind)
