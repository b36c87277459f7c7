"""``starts_with``: a text begins with another."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Words
from daifukucho.segments.condition import Condition, begins_with
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._text import TextOperator


class StartsWith(TextOperator):
    key = "starts_with"
    label = Words("始まる", "starts with")
    clause = Words("{0}が「{1}」で始まる", "{0} starts with “{1}”")
    description = Words(
        "値がこの文字列で始まる友だち（大文字・小文字、全角・半角を区別する）",
        "Friends whose value begins with this text; case and width count.",
    )
    example = Example(
        leaf={"field": "postal_code", "op": "starts_with", "value": "600"},
        matches={"postal_code": "6000010"},
        differs={"postal_code": "1600022"},
    )

    def predicate(self, value: str, fact: str, context: Context) -> bool:
        return fact.startswith(value)

    def filter(self, attribute: Attribute, value: str, context: Context) -> Condition:
        return begins_with(attribute.name, value)


OPERATOR = StartsWith()
