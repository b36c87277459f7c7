"""``months_since``: at least N calendar months have passed since a date or an instant."""

from calendar import monthrange
from datetime import date

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._days import DayOperator, Span
from daifukucho.segments.operators._values import months


class MonthsSince(DayOperator):
    key = "months_since"
    label = Words("Nか月以上経過", "at least N months ago")
    description = Words(
        "その日からNか月以上たっている友だち（月末は月末に合わせる: 8月31日の3か月後は11月30日）",
        "At least N calendar months have passed since. A month that is too short ends early: 31 August and 3 months is 30 November.",
    )
    example = Example(
        leaf={"field": "last_order_at", "op": "months_since", "value": 3},
        matches={"last_order_at": 1_787_410_799_999},
        differs={"last_order_at": 1_787_410_800_000},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.MONTHS

    def parse(self, value: object, attribute: Attribute) -> int:
        return months(value)

    def span(self, value: int, context: Context) -> Span:
        """Up to the last date which, N months later, is today or before."""
        today = context.today
        year, month = divmod(today.year * 12 + today.month - 1 - value, 12)
        longest = monthrange(year, month + 1)[1]
        at_end = today.day == monthrange(today.year, today.month)[1]
        return None, date(year, month + 1, longest if at_end else min(today.day, longest))

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"{name}から{value:,}か月以上たっている" if value else f"{name}が今日以前である"
        if not value:
            return f"{name} is not after today"
        return f"{name} is at least {value:,} {'month' if value == 1 else 'months'} ago"


OPERATOR = MonthsSince()
