"""``days_since``: at least N days have passed since a date or an instant."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._days import DaysOperator, Span


class DaysSince(DaysOperator):
    key = "days_since"
    label = Words("N日以上経過", "at least N days ago")
    description = Words(
        "その日からN日以上たっている友だち（N日前の日を含む）",
        "At least N days have passed since; the day N days ago is in.",
    )
    example = Example(
        leaf={"field": "last_seen_at", "op": "days_since", "value": 90},
        matches={"last_seen_at": 1_787_583_599_999},
        differs={"last_seen_at": 1_787_583_600_000},
    )

    def span(self, value: int, context: Context) -> Span:
        return None, context.day(-value)

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"{name}から{value:,}日以上たっている" if value else f"{name}が今日以前である"
        return (
            f"{name} is at least {value:,} {'day' if value == 1 else 'days'} ago"
            if value
            else f"{name} is not after today"
        )


OPERATOR = DaysSince()
