"""``lte``: a number is this number or smaller."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class LessOrEqual(NumberOperator):
    key = "lte"
    symbol = "<="
    label = Words("以下", "at most")
    clause = Words("{0}が{1}以下である", "{0} is at most {1}")
    description = Words("数がこれ以下の友だち", "Friends with this number or a smaller one.")
    example = Example(
        leaf={"field": "messages_received", "op": "lte", "value": 3},
        matches={"messages_received": 3},
        differs={"messages_received": 4},
    )


OPERATOR = LessOrEqual()
