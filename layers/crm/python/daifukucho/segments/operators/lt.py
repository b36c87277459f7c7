"""``lt``: a number is smaller."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class Less(NumberOperator):
    key = "lt"
    symbol = "<"
    label = Words("より小さい", "less than")
    clause = Words("{0}が{1}より小さい", "{0} is less than {1}")
    description = Words("数がこれより小さい友だち", "Friends with a smaller number.")
    example = Example(
        leaf={"field": "messages_received", "op": "lt", "value": 3},
        matches={"messages_received": 2},
        differs={"messages_received": 3},
    )


OPERATOR = Less()
