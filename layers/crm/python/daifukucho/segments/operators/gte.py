"""``gte``: a number is this number or larger."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class GreaterOrEqual(NumberOperator):
    key = "gte"
    symbol = ">="
    label = Words("以上", "at least")
    clause = Words("{0}が{1}以上である", "{0} is at least {1}")
    description = Words("数がこれ以上の友だち", "Friends with this number or a larger one.")
    example = Example(
        leaf={"field": "points", "op": "gte", "value": 500},
        matches={"points": 500},
        differs={"points": 499},
    )


OPERATOR = GreaterOrEqual()
