"""``ne``: a number is known and is another number."""

from decimal import Decimal

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Words
from daifukucho.segments.condition import Condition, conjunction, exists
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._number import NumberOperator


class NotEqual(NumberOperator):
    key = "ne"
    symbol = "<>"
    label = Words("等しくない", "differs from")
    clause = Words("{0}が{1}ではない", "{0} is not {1}")
    description = Words(
        "数が異なる友だち（数が不明な友だちを含まない）",
        "Friends with another number; those whose number is not known are out.",
    )
    example = Example(
        leaf={"field": "follows", "op": "ne", "value": 1},
        matches={"follows": 2},
        differs={},
    )

    def filter(self, attribute: Attribute, value: int | Decimal, context: Context) -> Condition:
        # DynamoDB's <> is true when the attribute is missing.
        return conjunction([exists(attribute.name), super().filter(attribute, value, context)])


OPERATOR = NotEqual()
