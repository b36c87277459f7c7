"""``eq``: a number is this number."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class Equal(NumberOperator):
    key = "eq"
    symbol = "="
    label = Words("等しい", "equals")
    clause = Words("{0}が{1}である", "{0} is {1}")
    description = Words("数が等しい友だち", "Friends with just this number.")
    example = Example(
        leaf={"field": "order_count", "op": "eq", "value": 1},
        matches={"order_count": 1},
        differs={"order_count": 2},
    )


OPERATOR = Equal()
