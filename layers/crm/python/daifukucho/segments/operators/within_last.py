"""``within_last``: a date or an instant falls on today or on one of the N days before."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._days import DaysOperator, Span


class WithinLast(DaysOperator):
    key = "within_last"
    label = Words("過去N日以内", "within the last N days")
    description = Words(
        "N日前から今日までの友だち（今日を含む。0は今日だけ）",
        "From N days ago to today, today included; 0 means today alone.",
    )
    example = Example(
        leaf={"field": "last_seen_at", "op": "within_last", "value": 7},
        matches={"last_seen_at": 1_794_668_400_000},
        differs={"last_seen_at": 1_794_668_399_999},
    )

    def offered(self, attribute: Attribute) -> bool:
        """Not of a birthday."""
        return not attribute.comes_round

    def span(self, value: int, context: Context) -> Span:
        return context.day(-value), context.today

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"{name}が{f'{value:,}日前から今日まで' if value else '今日'}である"
        if not value:
            return f"{name} is today"
        return f"{name} is between {value:,} {'day' if value == 1 else 'days'} ago and today"


OPERATOR = WithinLast()
