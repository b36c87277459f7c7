"""``gt``: a number is larger."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class Greater(NumberOperator):
    key = "gt"
    symbol = ">"
    label = Words("を超える", "more than")
    clause = Words("{0}が{1}を超えている", "{0} is more than {1}")
    description = Words("数がこれより大きい友だち", "Friends with a larger number.")
    example = Example(
        leaf={"field": "points", "op": "gt", "value": 0},
        matches={"points": 1},
        differs={"points": 0},
    )


OPERATOR = Greater()
