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
        leaf={"field": "messages_received", "op": "eq", "value": 3},
        matches={"messages_received": 3},
        differs={"messages_received": 4},
    )


OPERATOR = Equal()
