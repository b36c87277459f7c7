"""``contains``: a text holds another."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Words
from daifukucho.segments.condition import Condition, contains
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example
from daifukucho.segments.operators._text import TextOperator


class Contains(TextOperator):
    key = "contains"
    label = Words("含む", "contains")
    clause = Words("{0}が「{1}」を含む", "{0} contains “{1}”")
    description = Words(
        "値がこの文字列を含む友だち（大文字・小文字、全角・半角を区別する）",
        "Friends whose value contains this text; case and width count.",
    )
    example = Example(
        leaf={"field": "address", "op": "contains", "value": "京都市"},
        matches={"address": "京都府京都市中京区1-2"},
        differs={"address": "京都府宇治市1-2"},
    )

    def predicate(self, value: str, fact: str, context: Context) -> bool:
        return value in fact

    def filter(self, attribute: Attribute, value: str, context: Context) -> Condition:
        return contains(attribute.name, value)


OPERATOR = Contains()
