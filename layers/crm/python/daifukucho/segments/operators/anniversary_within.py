"""``anniversary_within``: month and day of a date or an instant come round today or on one of the N days to come."""

from calendar import isleap
from datetime import date

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, between, compare, disjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._anniversary import AnniversaryOperator, month_and_day
from daifukucho.segments.operators._values import days

_LEAP_DAY = "02-29"


class AnniversaryWithin(AnniversaryOperator):
    key = "anniversary_within"
    label = Words("記念日が今後N日以内", "anniversary within the next N days")
    description = Words(
        "今日からN日後までに、同じ月日が来る友だち（年は問わない。今日を含む。0は今日だけ）",
        "Month and day come round from today to N days ahead, today included; 0 means today alone.",
    )
    example = Example(
        leaf={"field": "birthday", "op": "anniversary_within", "value": 60},
        matches={"birthday": "1990-01-21"},
        differs={"birthday": "1990-01-22"},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.DAYS

    def parse(self, value: object, attribute: Attribute) -> int:
        return days(value, most=365)

    def predicate(self, value: int, fact: str | int, context: Context) -> bool:
        month, day = month_and_day(fact, context)
        this_year = context.today.year
        return any(
            context.today <= context.anniversary(year, month, day) <= context.day(value)
            for year in (this_year, this_year + 1)
        )

    def of_month_day(self, name: str, value: int, context: Context) -> Condition:
        first, last = context.today, context.day(value)
        # Where 29 February falls on the first or the last day, it is just beyond that day's own month and day.
        low, high = min(_month_days(first, context)), max(_month_days(last, context))
        if first.year == last.year:
            return between(name, low, high)
        return disjunction([compare(name, ">=", low), compare(name, "<=", high)])

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"{name}の記念日が{f'今日から{value:,}日後まで' if value else '今日'}である"
        when = f"between today and {value:,} {'day' if value == 1 else 'days'} from now" if value else "today"
        return f"the anniversary of {name} is {when}"


def _month_days(day: date, context: Context) -> list[str]:
    """The months and days whose anniversary falls on a day."""
    own = f"{day:%m-%d}"
    return [own, _LEAP_DAY] if own == context.leap_day and not isleap(day.year) else [own]


OPERATOR = AnniversaryWithin()
