"""``month_is``: a date or an instant falls in a month, whatever its year."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, begins_with
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._anniversary import AnniversaryOperator, month_and_day
from daifukucho.segments.operators._values import month

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class MonthIs(AnniversaryOperator):
    key = "month_is"
    label = Words("月が", "month is")
    description = Words(
        "その月の友だち（年は問わない。2月29日は常に2月）",
        "In this month of any year; 29 February is always in February.",
    )
    example = Example(
        leaf={"field": "birthday", "op": "month_is", "value": 12},
        matches={"birthday": "--12-31"},
        differs={"birthday": "1990-11-30"},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.MONTH

    def parse(self, value: object, attribute: Attribute) -> int:
        return month(value)

    def predicate(self, value: int, fact: str | int, context: Context) -> bool:
        return month_and_day(fact, context)[0] == value

    def of_month_day(self, name: str, value: int, context: Context) -> Condition:
        return begins_with(name, f"{value:02d}-")

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        return f"{name}が{value}月である" if lang == "ja" else f"{name} is in {_MONTHS[value - 1]}"


OPERATOR = MonthIs()
