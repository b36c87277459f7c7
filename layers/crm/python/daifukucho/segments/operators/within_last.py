"""``within_last``: a date or an instant falls on today or on one of the N days before."""

from datetime import date

from daifukucho.friends.attributes import Attribute
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Language, Words
from daifukucho.segments.operators._days import DaysOperator


class WithinLast(DaysOperator):
    key = "within_last"
    label = Words("過去N日以内", "within the last N days")
    description = Words(
        "N日前から今日までの友だち（今日を含む。0は今日だけ）",
        "From N days ago to today, today included; 0 means today alone.",
    )
    example = Example(
        leaf={"field": "last_seen_at", "op": "within_last", "value": 7},
        matches={"last_seen_at": 1_794_668_400_000},  # 2026-11-15 00:00 in Japan
        differs={"last_seen_at": 1_794_668_399_999},
    )

    def span(self, days: int, context: Context) -> tuple[date, date]:
        return context.day(-days), context.today

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        if lang == "ja":
            return f"{attribute.ja}が{f'{value:,}日前から今日まで' if value else '今日'}である"
        if not value:
            return f"{attribute.en} is today"
        return f"{attribute.en} is between {value:,} {'day' if value == 1 else 'days'} ago and today"


OPERATOR = WithinLast()
