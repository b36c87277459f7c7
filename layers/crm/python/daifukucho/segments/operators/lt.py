"""``lt``: a number is smaller."""

from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class Less(NumberOperator):
    key = "lt"
    symbol = "<"
    label = Words("未満", "less than")
    clause = Words("{0}が{1}未満である", "{0} is less than {1}")
    description = Words("数がこれより小さい友だち", "Friends with a smaller number.")
    example = Example(
        leaf={"field": "order_count", "op": "lt", "value": 3},
        matches={"order_count": 2},
        differs={"order_count": 3},
    )


OPERATOR = Less()
