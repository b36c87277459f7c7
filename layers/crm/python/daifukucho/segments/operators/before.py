"""``before``: a date or an instant falls on an earlier day."""

from datetime import date, timedelta

from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._date import DateOperator
from daifukucho.segments.operators._days import Span


class Before(DateOperator):
    key = "before"
    label = Words("より前", "before")
    clause = Words("{0}が{1}より前である", "{0} is before {1}")
    description = Words(
        "その日より前の友だち（その日を含まない）",
        "On an earlier day; the day itself is out.",
    )
    example = Example(
        leaf={"field": "first_seen_at", "op": "before", "value": "2026-11-15"},
        matches={"first_seen_at": 1_794_668_399_999},
        differs={"first_seen_at": 1_794_668_400_000},
    )

    def span(self, value: date, context: Context) -> Span:
        return None, value - timedelta(days=1)


OPERATOR = Before()
