"""``between``: a number lies between two numbers, both included."""

from decimal import Decimal

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.segments.condition import Condition, between
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Language, Operator, Words
from daifukucho.segments.operators._values import figure, number, refuse

Range = tuple[int | Decimal, int | Decimal]


class Between(Operator):
    key = "between"
    types = (AttributeType.NUMBER,)
    label = Words("範囲内", "between")
    description = Words("数が範囲内の友だち（両端を含む）", "Friends with a number in the range, both ends included.")
    example = Example(
        leaf={"field": "messages_received", "op": "between", "value": [3, 5]},
        matches={"messages_received": 5},
        differs={"messages_received": 6},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.NUMBER_RANGE

    def parse(self, value: object, attribute: Attribute) -> Range:
        if not isinstance(value, list) or len(value) != 2:
            raise refuse("must be a list of two numbers: the smallest and the largest")
        ends: list[int | Decimal] = []
        faults: list[Fault] = []
        for i, end in enumerate(value):
            try:
                ends.append(number(end))
            except Invalid as error:
                faults.append(Fault(f"/{i}", error.detail))
        if faults:
            raise Invalid("The range cannot be used.", faults=faults)
        if ends[0] > ends[1]:
            raise refuse("the first number must not be larger than the second: exchange them")
        return ends[0], ends[1]

    def predicate(self, value: Range, fact: int | Decimal | None, context: Context) -> bool:
        return fact is not None and value[0] <= fact <= value[1]

    def filter(self, attribute: Attribute, value: Range, context: Context) -> Condition:
        return between(attribute.name, *value)

    def sentence(self, attribute: Attribute, value: Range, lang: Language) -> str:
        low, high = map(figure, value)
        if lang == "ja":
            return f"{attribute.ja}が{low}以上{high}以下である"
        return f"{attribute.en} is from {low} to {high}"


OPERATOR = Between()
