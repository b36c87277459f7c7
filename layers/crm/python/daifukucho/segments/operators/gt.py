"""``gt``: a number is larger."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class Greater(NumberOperator):
    key = "gt"
    symbol = ">"
    label = Words("より大きい", "more than")
    clause = Words("{0}が{1}より大きい", "{0} is more than {1}")
    description = Words("数がこれより大きい友だち", "Friends with a larger number.")
    example = Example(
        leaf={"field": "messages_received", "op": "gt", "value": 3},
        matches={"messages_received": 4},
        differs={"messages_received": 3},
    )


OPERATOR = Greater()
