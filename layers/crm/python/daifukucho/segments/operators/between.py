"""``between``: a number lies between two numbers, a date or an instant between two days, all of them included."""

from datetime import date
from decimal import Decimal
from typing import Any

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, between
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._days import DayOperator, Span
from daifukucho.segments.operators._values import dated, day, figure, number, pair

Number = int | Decimal


class Between(DayOperator):
    key = "between"
    types = (AttributeType.NUMBER, AttributeType.DATE, AttributeType.INSTANT)
    label = Words("範囲内", "between")
    description = Words(
        "数または日付が範囲内の友だち（両端を含む）",
        "Friends with a number or a date in the range, both ends included.",
    )
    example = Example(
        leaf={"field": "points", "op": "between", "value": [500, 999]},
        matches={"points": 999},
        differs={"points": 1_000},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.NUMBER_RANGE if attribute.type is AttributeType.NUMBER else Form.DATE_RANGE

    def parse(self, value: object, attribute: Attribute) -> tuple[Number, Number] | tuple[date, date]:
        return pair(value, number) if attribute.type is AttributeType.NUMBER else pair(value, day)

    def span(self, value: tuple[date, date], context: Context) -> Span:
        return value

    def predicate(self, value: Any, fact: Any, context: Context) -> bool:
        if isinstance(value[0], date):
            return super().predicate(value, fact, context)
        return value[0] <= fact <= value[1]

    def filter(self, attribute: Attribute, value: Any, context: Context) -> Condition:
        if isinstance(value[0], date):
            return super().filter(attribute, value, context)
        return between(attribute.name, *value)

    def sentence(self, attribute: Attribute, value: Any, lang: Language) -> str:
        name = named(attribute, lang)
        if isinstance(value[0], date):
            first, last = (dated(end, lang) for end in value)
            return f"{name}が{first}から{last}までである" if lang == "ja" else f"{name} is from {first} to {last}"
        low, high = (figure(end, attribute, lang) for end in value)
        return f"{name}が{low}以上{high}以下である" if lang == "ja" else f"{name} is from {low} to {high}"


OPERATOR = Between()
