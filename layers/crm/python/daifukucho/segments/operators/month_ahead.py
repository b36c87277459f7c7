"""``month_ahead``: a date comes round in this month, in the next one, or N months from now, whatever its year."""

from typing import ClassVar

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, begins_with
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._anniversary import AnniversaryOperator, month_and_day
from daifukucho.segments.operators._values import months

MOST_MONTHS = 11


class MonthAhead(AnniversaryOperator):
    """Of dates alone: an instant is something that happened, and "in this month" would be heard as this year's."""

    key = "month_ahead"
    types: ClassVar[tuple[AttributeType, ...]] = (AttributeType.DATE,)
    label = Words("今月・来月・Nか月後の月", "this month, next month, or N months from now")
    description = Words(
        "誕生日などの月が、今月（0）、来月（1）、Nか月後の月に当たる友だち（年は問わない。その月の1日から末日まで。2月29日は常に2月）",
        "In this month (0), the next one (1) or N months from now, from its first day to its last, of any year; 29 February is "
        "always in February.",
    )
    example = Example(
        leaf={"field": "birthday", "op": "month_ahead", "value": 1},
        matches={"birthday": "1990-12-31"},
        differs={"birthday": "1990-11-30"},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.MONTHS_AHEAD

    def parse(self, value: object, attribute: Attribute) -> int:
        return months(value, most=MOST_MONTHS)

    def predicate(self, value: int, fact: str, context: Context) -> bool:
        return month_and_day(fact, context)[0] == _month(value, context)

    def of_month_day(self, name: str, value: int, context: Context) -> Condition:
        return begins_with(name, f"{_month(value, context):02d}-")

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"{name}の月が{('今月', '来月')[value] if value < 2 else f'{value}か月後の月'}である"
        return (
            f"the month of {name} is {('this one', 'the next one')[value] if value < 2 else f'{value} months from now'}"
        )


def _month(ahead: int, context: Context) -> int:
    """The month of the year, so many after the present one."""
    return (context.today.month - 1 + ahead) % 12 + 1


OPERATOR = MonthAhead()
