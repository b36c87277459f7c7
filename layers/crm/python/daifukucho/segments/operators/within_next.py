"""``within_next``: a date or an instant falls on today or on one of the N days to come."""

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._days import DaysOperator, Span


class WithinNext(DaysOperator):
    key = "within_next"
    label = Words("今後N日以内", "within the next N days")
    description = Words(
        "今日からN日後までの友だち（今日を含む。0は今日だけ）",
        "From today to N days ahead, today included; 0 means today alone.",
    )
    example = Example(
        leaf={"field": "points_expire_on", "op": "within_next", "value": 7},
        matches={"points_expire_on": "2026-11-29"},
        differs={"points_expire_on": "2026-11-30"},
    )

    def offered(self, attribute: Attribute) -> bool:
        """Not of a birthday, nor of what happened, which is never ahead."""
        return attribute.type is AttributeType.DATE and not attribute.comes_round

    def span(self, value: int, context: Context) -> Span:
        return context.today, context.day(value)

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"{name}が{f'今日から{value:,}日後まで' if value else '今日'}である"
        if not value:
            return f"{name} is today"
        return f"{name} is between today and {value:,} {'day' if value == 1 else 'days'} from now"


OPERATOR = WithinNext()
