"""``on``: a date or an instant falls on a day."""

from datetime import date

from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._date import DateOperator
from daifukucho.segments.operators._days import Span


class On(DateOperator):
    key = "on"
    label = Words("その日", "on")
    clause = Words("{0}が{1}である", "{0} is on {1}")
    description = Words(
        "その日の友だち",
        "On this day.",
    )
    example = Example(
        leaf={"field": "followed_at", "op": "on", "value": "2026-11-22"},
        matches={"followed_at": 1_795_273_200_000},
        differs={"followed_at": 1_795_273_199_999},
    )

    def span(self, value: date, context: Context) -> Span:
        return value, value


OPERATOR = On()
