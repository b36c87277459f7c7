"""Asking a segment of the columnar copy of the roster: DynamoDB's conditions, written in SQL.

What an operator says to DynamoDB (``filter``) is said to the copy as well, so that an operator stays one file for
both. Some things DynamoDB cannot be told exactly, because an item does not hold the month, the day or the weekday of an
instant, or the friend's number in a lottery. The copy works these out: for such an attribute it takes what the operator
asks. Every condition is true or false, never NULL, by DynamoDB's own semantics (see ``condition.py``), so that NOT, AND
and OR mean the same in both.

Of what happened, the copy has what a friend's item sums up. So it is told two conditions: which friends may be in the
segment, and which are for certain. A friend between the two is undecided, and has to be asked one by one.
"""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal

from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import COHORT, MONTH_DAY, WORKED_OUT, Attribute, AttributeType
from daifukucho.kernel.time import JST, MINUTE, SECOND
from daifukucho.segments.compile import widen
from daifukucho.segments.condition import Condition, Scalar, Term, negate
from daifukucho.segments.context import Context
from daifukucho.segments.holders import Answer, listed
from daifukucho.segments.operators._coupons import CouponOperator
from daifukucho.segments.operators.cohort import PARTS
from daifukucho.segments.tree import Leaf, Node

MONTH_DAYS = f"{WORKED_OUT}{MONTH_DAY}"
"""A date has a second column, named so after it, with its month and day."""

NESTED = ("nine_segments", "fields")
"""Columns of JSON: what a friend has there differs from one to another."""

DID = "did"
"""What sums up what happened has a column for each kind and member, named by ``did_column``: JSON would be read ten times as
slowly."""

_JAPAN = int(JST.utcoffset(None).total_seconds()) * SECOND
_ANYBODY, _NOBODY = "TRUE", "FALSE"
_EXISTS = "attribute_exists({0})"
_FUNCTIONS = {"begins_with({0}, {1})": "starts_with({0}, {1})", _EXISTS: "{0} IS NOT NULL"}
"""The terms that SQL calls otherwise."""

_NUMBER = "DECIMAL(38, 15)"
"""It holds every number that a segment may name, and every instant, exactly."""

MOST_TERMS = 1_000
"""A question of more comparisons takes the database seconds to plan."""


def did_column(kind: str, member: str) -> str:
    return f"{DID}.{kind}.{member}"


class Inexpressible(Exception):
    """The copy cannot be asked: there are too many conditions."""


@dataclass(frozen=True, slots=True)
class Question:
    """Conditions over columns that are named like the attributes (and ``MONTH_DAYS``), and what ``$1``, ``$2``… stand for in
    both of them.

    ``perhaps``: everybody whom the segment may hold. ``certain``: those of them whom it holds for certain; ``None``: all.
    ``columns``: those that are asked. Nothing that a person has written is in any of them. ``lists``: ids of friends, each a
    table with a column ``friend_id`` that the conditions ask by its ``holders.list_name``.
    """

    perhaps: str
    certain: str | None
    parameters: Sequence[str | int | bool | Decimal]
    columns: Set[str]
    lists: Sequence[Sequence[str]] = ()


def question(node: Node, context: Context, answers: Sequence[Answer] = ()) -> Question:
    """A segment, whose references are expanded, for one moment. ``answers``: to its ``holders.coupon_leaves``; without any,
    these conditions are left undecided. Raises Inexpressible."""
    writer, said = _Writer(context), listed(node, answers)
    lists = [told.others for told in answers]

    def told(leaf: Leaf) -> Condition | None:
        return said.get((leaf.operator.key, leaf.value)) if isinstance(leaf.operator, CouponOperator) else None

    condition, exact = widen(node, context, seen=_worked_out, told=told)
    perhaps = _ANYBODY if condition is None else writer.write(condition)
    if exact:
        return Question(perhaps, None, writer.parameters, writer.columns, lists)
    unlike, _ = widen(node, context, negated=True, seen=_worked_out, told=told)
    certain = _NOBODY if unlike is None else writer.write(negate(unlike))
    return Question(perhaps, certain, writer.parameters, writer.columns, lists)


def _worked_out(attribute: Attribute) -> Attribute:
    """An attribute as the copy has it."""
    return replace(attribute, worked_out=True)


@dataclass(slots=True)
class _Writer:
    context: Context
    parameters: list[Scalar] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    terms: int = 0
    _names: dict[tuple[type, Scalar], str] = field(default_factory=dict)

    def write(self, condition: Condition) -> str:
        if isinstance(condition, Term):
            return self._term(condition)
        return f"({f' {condition.joint} '.join(map(self.write, condition.parts))})"

    def _term(self, term: Term) -> str:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise Inexpressible("too many terms")
        template, (column, *member) = _FUNCTIONS.get(term.template, term.template), term.path
        if member and column not in (*NESTED, DID) and term.template == _EXISTS:
            text = f"map_contains({self._column(column)}, {self._parameter(member[0])})"
        else:
            text = template.format(self._value(term), *map(self._parameter, term.operands))
        # Of what is missing, DynamoDB says that it differs from everything and is nothing else.
        text = f"coalesce({text}, {'TRUE' if '<>' in template else 'FALSE'})"
        return f"NOT {text}" if term.negated else text

    def _value(self, term: Term) -> str:
        if term.path[1:] and term.path[0] not in (*NESTED, DID):
            column, tag = term.path
            return f"map_extract_value({self._column(column)}, {self._parameter(tag)})"
        names = [part.partition(WORKED_OUT) for part in term.path]
        (column, *member), what = (name for name, _, _ in names), "".join(what for _, _, what in names)
        if column == DID:
            return self._column(did_column(*member))
        if member:
            place = "$" + "".join(f".{json.dumps(name)}" for name in member)
            raw, kind = f"json_extract_string({self._column(column)}, {self._parameter(place)})", AttributeType.DATE
            if not what:
                return _as_compared(raw, term.operands)
        else:
            kind = ATTRIBUTES[column].type
            if what == MONTH_DAY and kind is AttributeType.DATE:
                return self._column(f"{column}{WORKED_OUT}{what}")
            raw = self._column(column)
            if not what:
                return raw
        return self._worked_out(what, raw, kind)

    def _worked_out(self, what: str, raw: str, kind: AttributeType) -> str:
        if what.startswith(COHORT):
            salt = self._parameter(what.removeprefix(COHORT))
            return f"CAST('0x' || left(sha256({salt} || '/' || {raw}), 16) AS UBIGINT) % {PARTS}"
        if kind is AttributeType.DATE:
            month_day, day = f"right({raw}, 5)", f"TRY_CAST({raw} AS DATE)"
        else:
            shift = _JAPAN - self.context.cutoff_minutes * MINUTE
            day = f"make_timestamp(({raw} + {shift}) * 1000)"
            month_day = f"strftime({day}, '%m-%d')"
        return month_day if what == MONTH_DAY else f"isodow({day}) - 1"

    def _column(self, name: str) -> str:
        self.columns.add(name)
        return f'"{name}"'

    def _parameter(self, value: Scalar) -> str:
        key = type(value), value
        if key not in self._names:
            self.parameters.append(value)
            self._names[key] = f"${len(self.parameters)}"
        return self._names[key]


def _as_compared(text: str, operands: Sequence[Scalar]) -> str:
    match operands:
        case [bool(), *_]:
            return f"TRY_CAST({text} AS BOOLEAN)"
        case [int() | Decimal(), *_]:
            return f"TRY_CAST({text} AS {_NUMBER})"
    return text
