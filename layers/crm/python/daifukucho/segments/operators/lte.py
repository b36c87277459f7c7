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
        leaf={"field": "rfm_r", "op": "lte", "value": 2},
        matches={"rfm_r": 2},
        differs={"rfm_r": 3},
    )


OPERATOR = LessOrEqual()
