"""What the operators share that compare a number with one other number."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar, Literal

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.segments.condition import Condition, compare
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Form, Language, Operator, Words
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

    def predicate(self, value: int | Decimal, fact: int | Decimal | None, context: Context) -> bool:
        return fact is not None and _PYTHON[self.symbol](fact, value)

    def filter(self, attribute: Attribute, value: int | Decimal, context: Context) -> Condition:
        return compare(attribute.name, self.symbol, value)

    def sentence(self, attribute: Attribute, value: int | Decimal, lang: Language) -> str:
        clause = self.clause.ja if lang == "ja" else self.clause.en
        return clause.format(attribute.ja if lang == "ja" else attribute.en, figure(value))
