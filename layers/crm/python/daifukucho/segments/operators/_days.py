"""What the operators share that compare a date or an instant with the days around today.

A plain date is compared as a date; an instant by the shop's day on which it falls.
"""

from abc import abstractmethod
from datetime import date

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.segments.condition import Condition, between
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Form, Operator
from daifukucho.segments.operators._values import days


class DaysOperator(Operator):
    types = (AttributeType.DATE, AttributeType.INSTANT)

    @abstractmethod
    def span(self, days: int, context: Context) -> tuple[date, date]:
        """The first and the last day meant, both included."""

    def form(self, attribute: Attribute) -> Form:
        return Form.DAYS

    def parse(self, value: object, attribute: Attribute) -> int:
        return days(value)

    def predicate(self, value: int, fact: str | int | None, context: Context) -> bool:
        if fact is None:
            return False
        first, last = self.span(value, context)
        if isinstance(fact, str):
            return first.isoformat() <= fact <= last.isoformat()
        low, high = context.instants(first, last)
        return low <= fact <= high

    def filter(self, attribute: Attribute, value: int, context: Context) -> Condition:
        first, last = self.span(value, context)
        if attribute.type is AttributeType.DATE:
            return between(attribute.name, first.isoformat(), last.isoformat())
        return between(attribute.name, *context.instants(first, last))
