"""``after``: a date or an instant falls on a later day."""

from datetime import date, timedelta

from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._date import DateOperator
from daifukucho.segments.operators._days import Span


class After(DateOperator):
    key = "after"
    label = Words("より後", "after")
    clause = Words("{0}が{1}より後である", "{0} is after {1}")
    description = Words(
        "その日より後の友だち（その日を含まない）",
        "On a later day; the day itself is out.",
    )
    example = Example(
        leaf={"field": "first_seen_at", "op": "after", "value": "2026-11-14"},
        matches={"first_seen_at": 1_794_668_400_000},
        differs={"first_seen_at": 1_794_668_399_999},
    )

    def span(self, value: date, context: Context) -> Span:
        return value + timedelta(days=1), None


OPERATOR = After()
