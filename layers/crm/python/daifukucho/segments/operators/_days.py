"""What the operators share that ask on which day a date or an instant falls.

A plain date is compared as a date; an instant by the shop's day on which it falls. A date without its year cannot be
compared, so every one of these conditions is false of it.
"""

from abc import abstractmethod
from datetime import date
from typing import Any, ClassVar

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.segments.condition import Condition, between, compare
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Form, Operator
from daifukucho.segments.operators._values import days

_FIRST_DATE = "0001-01-01"
"""Dates without a year, ``--MM-DD``, sort before it."""

Span = tuple[date | None, date | None]
"""The first and the last day meant, both included; ``None``: without end."""


class DayOperator(Operator):
    types: ClassVar[tuple[AttributeType, ...]] = (AttributeType.DATE, AttributeType.INSTANT)

    @abstractmethod
    def span(self, value: Any, context: Context) -> Span:
        """The days meant; at least one end is known."""

    def knows(self, fact: str | int | None) -> bool:
        return has_its_year(fact)

    def predicate(self, value: Any, fact: str | int, context: Context) -> bool:
        return in_span(fact, self.span(value, context), context)

    def filter(self, attribute: Attribute, value: Any, context: Context) -> Condition:
        return span_filter(attribute, self.span(value, context), context)


class DaysOperator(DayOperator):
    """Those whose value is a number of days."""

    def form(self, attribute: Attribute) -> Form:
        return Form.DAYS

    def parse(self, value: object, attribute: Attribute) -> int:
        return days(value)


def has_its_year(fact: str | int | None) -> bool:
    """Whether a day is known, with its year."""
    return fact is not None and not (isinstance(fact, str) and fact.startswith("--"))


def in_span(fact: str | int, span: Span, context: Context) -> bool:
    """Whether a date that has its year, or an instant, falls on one of the days."""
    first, last = span
    day = date.fromisoformat(fact) if isinstance(fact, str) else context.day_of(fact)
    return (first is None or first <= day) and (last is None or day <= last)


def span_filter(attribute: Attribute, span: Span, context: Context) -> Condition:
    """The same for DynamoDB."""
    first, last = span
    low: str | int | None
    high: str | int | None
    if attribute.type is AttributeType.DATE:
        low = _FIRST_DATE if first is None else first.isoformat()
        high = None if last is None else last.isoformat()
    else:
        low = None if first is None else context.begin(first)
        high = None if last is None else context.end(last)
    if low is not None and high is not None:
        return between(attribute.name, low, high)
    if low is not None:
        return compare(attribute.name, ">=", low)
    assert high is not None
    return compare(attribute.name, "<=", high)
