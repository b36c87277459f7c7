"""``within_next``: a date or an instant falls on today or on one of the N days to come."""

from datetime import date

from daifukucho.friends.attributes import Attribute
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Language, Words
from daifukucho.segments.operators._days import DaysOperator


class WithinNext(DaysOperator):
    key = "within_next"
    label = Words("今後N日以内", "within the next N days")
    description = Words(
        "今日からN日後までの友だち（今日を含む。0は今日だけ）",
        "From today to N days ahead, today included; 0 means today alone.",
    )
    example = Example(
        leaf={"field": "birthday", "op": "within_next", "value": 7},
        matches={"birthday": "2026-11-29"},
        differs={"birthday": "2026-11-30"},
    )

    def span(self, days: int, context: Context) -> tuple[date, date]:
        return context.today, context.day(days)

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        if lang == "ja":
            return f"{attribute.ja}が{f'今日から{value:,}日後まで' if value else '今日'}である"
        if not value:
            return f"{attribute.en} is today"
        return f"{attribute.en} is between today and {value:,} {'day' if value == 1 else 'days'} from now"


OPERATOR = WithinNext()
