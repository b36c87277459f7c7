"""DynamoDB conditions as data: made by operators, joined, negated, cut down to DynamoDB's limits, written out.

A condition is kept in negation normal form (only terms are negated, never groups), so that leaving out a part of an
AND always widens it. No AWS library is needed for any of this; values are in DynamoDB's low-level typed form.

DynamoDB's semantics that the operators rely on: a comparison with a missing attribute, or with a member of a map that
is missing, is false and ``NOT`` of it is true; ``<>`` is true when the attribute is missing; doubled parentheses are an
error, and so is a placeholder that the expression does not use.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from daifukucho.kernel.attribute import stored_at

Scalar: TypeAlias = "str | int | Decimal | bool"
TypedValue: TypeAlias = "dict[str, str | bool]"


class Cost(NamedTuple):
    """What an expression takes of DynamoDB's limits: operators and functions, and its length in bytes."""

    operators: int
    length: int

    def plus(self, other: "Cost") -> "Cost":
        return Cost(self.operators + other.operators, self.length + other.length)

    def minus(self, other: "Cost") -> "Cost":
        return Cost(self.operators - other.operators, self.length - other.length)

    def within(self, budget: "Cost") -> bool:
        return self.operators <= budget.operators and self.length <= budget.length


LIMITS = Cost(operators=300, length=4096)
"""DynamoDB's limits for one expression (Service quotas, "Expression parameters")."""

_JOINT = Cost(operators=1, length=len(" AND "))
_PARENTHESES = Cost(operators=0, length=2)
_WIDEST_NAME, _WIDEST_VALUE = "#n000", ":v000"


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison of an attribute, such as ``{0} = {1}``: 0 stands for its path, 1… for the operands.

    The path is an attribute's name, with further parts a member of an attribute that is a map.
    """

    template: str
    path: tuple[str, ...]
    operands: tuple[Scalar, ...] = ()
    operators: int = 1
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more conditions joined by AND or by OR."""

    joint: Literal["AND", "OR"]
    parts: "tuple[Condition, ...]"


Condition: TypeAlias = Term | Group


def compare(attribute: str, symbol: Literal["=", "<>", "<", "<=", ">", ">="], value: Scalar) -> Term:
    return Term(f"{{0}} {symbol} {{1}}", _path(attribute), (value,))


def between(attribute: str, low: Scalar, high: Scalar, *, member: str | None = None) -> Term:
    """Both ends are included. DynamoDB refuses ``low`` > ``high``. Its ``AND`` is counted as an operator too."""
    return Term("{0} BETWEEN {1} AND {2}", _path(attribute, member), (low, high), operators=2)


def contains(attribute: str, part: str) -> Term:
    """Whether a text holds another, or is it."""
    return Term("contains({0}, {1})", _path(attribute), (part,))


def begins_with(attribute: str, beginning: str) -> Term:
    return Term("begins_with({0}, {1})", _path(attribute), (beginning,))


def exists(attribute: str, *, member: str | None = None) -> Term:
    return Term("attribute_exists({0})", _path(attribute, member))


def _path(attribute: str, member: str | None = None) -> tuple[str, ...]:
    path = stored_at(attribute)
    return path if member is None else (*path, member)


def conjunction(parts: Iterable[Condition]) -> Condition:
    """All of the parts; there must be at least one."""
    return _join("AND", parts)


def disjunction(parts: Iterable[Condition]) -> Condition:
    """Any of the parts; there must be at least one."""
    return _join("OR", parts)


def _join(joint: Literal["AND", "OR"], parts: Iterable[Condition]) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Group) and part.joint == joint else (part,))
    if not flat:
        raise ValueError("a group of conditions needs at least one part")
    return flat[0] if len(flat) == 1 else Group(joint, tuple(flat))


def negate(condition: Condition) -> Condition:
    """The opposite, by De Morgan's laws."""
    if isinstance(condition, Term):
        return replace(condition, negated=not condition.negated)
    return _join("OR" if condition.joint == "AND" else "AND", map(negate, condition.parts))


def cost(condition: Condition) -> Cost:
    """What a condition takes of the limits, counted as if each placeholder were as long as it can get."""
    if isinstance(condition, Term):
        path, operands = [_WIDEST_NAME] * len(condition.path), [_WIDEST_VALUE] * len(condition.operands)
        text = _write(condition, path, operands)
        return Cost(condition.operators + condition.negated, len(text))
    total = _PARENTHESES
    for part in condition.parts:
        total = total.plus(cost(part)).plus(_JOINT)
    return total.minus(_JOINT)


def fit(condition: Condition, budget: Cost) -> Condition | None:
    """The condition itself if it is within the budget, else a wider one that is; ``None`` stands for "anything".

    Whatever matches the condition matches the answer. An AND gives up the parts that do not fit; an OR stays only if
    something is left of each of its parts, for leaving one out would narrow it.
    """
    if cost(condition).within(budget):
        return condition
    if isinstance(condition, Term):
        return None
    room = budget.minus(_PARENTHESES).plus(_JOINT)
    cheapest_first = sorted(condition.parts, key=cost)
    kept: list[Condition] = []
    for taken, part in enumerate(cheapest_first):
        share = room
        if condition.joint == "OR":
            left = len(cheapest_first) - taken
            share = Cost(room.operators // left, room.length // left)
        fitted = fit(part, share.minus(_JOINT))
        if fitted is not None:
            kept.append(fitted)
            room = room.minus(cost(fitted)).minus(_JOINT)
        elif condition.joint == "OR":
            return None
    return _join(condition.joint, kept) if kept else None


@dataclass(slots=True)
class Writer:
    """Writes conditions as one expression's text, and gathers the placeholders that it uses."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, TypedValue] = field(default_factory=dict)
    _name_of: dict[str, str] = field(default_factory=dict)
    _value_of: dict[tuple[str, str | bool], str] = field(default_factory=dict)

    def write(self, condition: Condition, *, inner: bool = False) -> str:
        if isinstance(condition, Term):
            return _write(condition, map(self._name, condition.path), map(self._value, condition.operands))
        text = f" {condition.joint} ".join(self.write(part, inner=True) for part in condition.parts)
        return f"({text})" if inner else text

    def _name(self, name: str) -> str:
        if name not in self._name_of:
            placeholder = f"#n{len(self._name_of)}"
            self._name_of[name] = placeholder
            self.names[placeholder] = name
        return self._name_of[name]

    def _value(self, operand: Scalar) -> str:
        value = typed(operand)
        [key] = value.items()
        if key not in self._value_of:
            placeholder = f":v{len(self._value_of)}"
            self._value_of[key] = placeholder
            self.values[placeholder] = value
        return self._value_of[key]


def _write(term: Term, path: Iterable[str], operands: Iterable[str]) -> str:
    text = term.template.format(".".join(path), *operands)
    return f"NOT {text}" if term.negated else text


def typed(value: Scalar) -> TypedValue:
    """A value in DynamoDB's low-level form; numbers in plain digits."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    return {"N": format(value, "f") if isinstance(value, Decimal) else str(value)}


def from_typed(value: Mapping[str, object]) -> object:
    """A stored value as a fact: S is str, N is int or Decimal, BOOL is bool, M is a dict of such.

    Raises ValueError for any other type: a friend's item holds no others.
    """
    match value:
        case {"S": str(text)}:
            return text
        case {"N": str(digits)}:
            return int(digits) if digits.lstrip("-").isdecimal() else Decimal(digits)
        case {"BOOL": bool(flag)}:
            return flag
        case {"M": dict(members)}:
            return {name: from_typed(member) for name, member in members.items()}
    raise ValueError(f"a friend's attribute cannot be of type {'/'.join(value)}")
