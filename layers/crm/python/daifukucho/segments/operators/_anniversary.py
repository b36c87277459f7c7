"""What the operators share that ask on which day of the year a date or an instant falls, whatever its year."""

from abc import abstractmethod
from typing import Any, ClassVar

from daifukucho.kernel.attribute import MONTH_DAY, Attribute, AttributeType
from daifukucho.segments.condition import Condition, exists
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Operator


class AnniversaryOperator(Operator):
    """A date's month and day are stored for DynamoDB to compare. An instant's are not, so a filter only narrows."""

    types: ClassVar[tuple[AttributeType, ...]] = (AttributeType.DATE, AttributeType.INSTANT)

    @abstractmethod
    def of_month_day(self, name: str, value: Any, context: Context) -> Condition:
        """The condition on the attribute that holds ``MM-DD``."""

    def exact(self, attribute: Attribute) -> bool:
        return attribute.worked_out or attribute.month_day is not None

    def filter(self, attribute: Attribute, value: Any, context: Context) -> Condition:
        name = attribute.asked_for(MONTH_DAY) if attribute.worked_out else attribute.month_day
        return exists(attribute.name) if name is None else self.of_month_day(name, value, context)


def month_and_day(fact: str | int, context: Context) -> tuple[int, int]:
    """Of a date, with or without its year, or of the shop's day on which an instant falls."""
    if isinstance(fact, str):
        _, month, day = fact.rsplit("-", 2)
        return int(month), int(day)
    date = context.day_of(fact)
    return date.month, date.day
