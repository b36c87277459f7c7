"""What the operators share that compare a number with one other number."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar, Literal

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, compare
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Form, Operator, named
from daifukucho.segments.operators._values import figure, number

_PYTHON: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class NumberOperator(Operator):
    """``symbol`` is DynamoDB's; ``clause`` is the sentence with the attribute as ``{0}`` and the number as ``{1}``."""

    symbol: ClassVar[Literal["=", "<>", "<", "<=", ">", ">="]]
    clause: ClassVar[Words]
    types = (AttributeType.NUMBER,)

    def form(self, attribute: Attribute) -> Form:
        return Form.NUMBER

    def parse(self, value: object, attribute: Attribute) -> int | Decimal:
        return number(value)

    def predicate(self, value: int | Decimal, fact: int | Decimal, context: Context) -> bool:
        return _PYTHON[self.symbol](fact, value)

    def filter(self, attribute: Attribute, value: int | Decimal, context: Context) -> Condition:
        return compare(attribute.name, self.symbol, value)

    def sentence(self, attribute: Attribute, value: int | Decimal, lang: Language) -> str:
        return getattr(self.clause, lang).format(named(attribute, lang), figure(value, attribute, lang))
