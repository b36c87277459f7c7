"""Asking a segment of the columnar copy of the roster: DynamoDB's conditions, written in SQL.

What an operator says to DynamoDB (``filter``) is said to the copy as well, so that an operator stays one file with two
faces. Where DynamoDB cannot be told exactly, because an item does not hold the month and day of an instant or a date,
the copy works them out: it takes the operator's word for an attribute that has them. Every condition is true or false,
never NULL, by DynamoDB's own semantics (see ``condition.py``), so that NOT, AND and OR mean the same in both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from daifukucho.friends.attributes import ATTRIBUTES, Attribute, AttributeType
from daifukucho.kernel.time import JST, MINUTE, SECOND
from daifukucho.segments.condition import Condition, Scalar, Term, conjunction, disjunction, negate
from daifukucho.segments.context import Context
from daifukucho.segments.tree import And, Leaf, Node, Not, Or, Reference

MONTH_DAY = "_md"
"""A date has a second column, named so after it, with its month and day: ``MM-DD``."""

_JAPAN = int(JST.utcoffset(None).total_seconds()) * SECOND
_EXISTS = "attribute_exists({0})"
_FUNCTIONS = {"begins_with({0}, {1})": "starts_with({0}, {1})", _EXISTS: "{0} IS NOT NULL"}
"""The terms that SQL calls otherwise."""

MOST_TERMS = 1_000
"""A question of more comparisons takes the database seconds to plan."""


class Inexpressible(Exception):
    """The copy cannot be asked: an operator cannot say its condition exactly, or there are too many of them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A WHERE clause over columns that are named like the attributes (and ``MONTH_DAY``), and what ``$1``, ``$2``… stand for in it.

    Nothing that a person has written is in ``sql`` itself.
    """

    sql: str
    parameters: Sequence[str | int | bool | Decimal]


def question(node: Node, context: Context) -> Question:
    """A segment, whose references are expanded, for one moment. Raises Inexpressible."""
    writer = _Writer(context)
    return Question(writer.write(_condition(node, context)), writer.parameters)


def _condition(node: Node, context: Context) -> Condition:
    match node:
        case Leaf(attribute, operator, value):
            known = _with_month_day(attribute)
            condition = operator.filter(known, value, context)
            if condition is None or not operator.exact(known):
                raise Inexpressible(operator.key)
            return condition
        case Reference():
            return _condition(node.expanded, context)
        case Not(child):
            return negate(_condition(child, context))
        case And(children):
            return conjunction(_condition(child, context) for child in children)
        case Or(children):
            return disjunction(_condition(child, context) for child in children)


def _with_month_day(attribute: Attribute) -> Attribute:
    if attribute.type in (AttributeType.DATE, AttributeType.INSTANT):
        return replace(attribute, month_day=attribute.name + MONTH_DAY)
    return attribute


@dataclass(slots=True)
class _Writer:
    context: Context
    parameters: list[Scalar] = field(default_factory=list)
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
        column, *member = term.path
        path, template = self._column(column), _FUNCTIONS.get(term.template, term.template)
        if member and term.template == _EXISTS:
            text = f"map_contains({path}, {self._parameter(member[0])})"
        else:
            path = f"map_extract_value({path}, {self._parameter(member[0])})" if member else path
            text = template.format(path, *map(self._parameter, term.operands))
        # Of what is missing, DynamoDB says that it differs from everything and is nothing else.
        text = f"coalesce({text}, {'TRUE' if '<>' in template else 'FALSE'})"
        return f"NOT {text}" if term.negated else text

    def _column(self, name: str) -> str:
        if name in ATTRIBUTES:
            return f'"{name}"'
        attribute = ATTRIBUTES[name.removesuffix(MONTH_DAY)]
        if attribute.type is AttributeType.DATE:
            return f'"{name}"'
        shift = _JAPAN - self.context.cutoff_minutes * MINUTE
        return f"""strftime(make_timestamp(("{attribute.name}" + {shift}) * 1000), '%m-%d')"""

    def _parameter(self, value: Scalar) -> str:
        key = type(value), value
        if key not in self._names:
            self.parameters.append(value)
            self._names[key] = f"${len(self.parameters)}"
        return self._names[key]
