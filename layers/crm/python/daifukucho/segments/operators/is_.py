"""``is``: a text, a choice or a switch has just this value."""

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.segments.condition import Condition, compare
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Language, Operator, Words
from daifukucho.segments.operators._values import refuse, text

_FORMS = {AttributeType.TEXT: Form.TEXT, AttributeType.CHOICE: Form.CHOICE, AttributeType.FLAG: Form.FLAG}


class Is(Operator):
    key = "is"
    types = (AttributeType.TEXT, AttributeType.CHOICE, AttributeType.FLAG)
    label = Words("一致する", "is")
    description = Words(
        "値がまったく同じ友だち（大文字・小文字、全角・半角を区別する）",
        "Friends with exactly this value; case and width count.",
    )
    example = Example(
        leaf={"field": "status", "op": "is", "value": "active"},
        matches={"status": "active"},
        differs={"status": "blocked"},
    )

    def form(self, attribute: Attribute) -> Form:
        return _FORMS[attribute.type]

    def parse(self, value: object, attribute: Attribute) -> str | bool:
        if attribute.type is AttributeType.FLAG:
            if not isinstance(value, bool):
                raise refuse("must be true or false")
            return value
        if attribute.type is AttributeType.CHOICE:
            if not isinstance(value, str) or value not in attribute.choices:
                raise refuse(f"must be one of {', '.join(attribute.choices)}")
            return value
        return text(value)

    def predicate(self, value: str | bool, fact: str | bool | None, context: Context) -> bool:
        return fact == value

    def filter(self, attribute: Attribute, value: str | bool, context: Context) -> Condition:
        return compare(attribute.name, "=", value)

    def sentence(self, attribute: Attribute, value: str | bool, lang: Language) -> str:
        if lang == "ja":
            shown = {True: "オン", False: "オフ"}[value] if isinstance(value, bool) else f"「{value}」"
            return f"{attribute.ja}が{shown}である"
        shown = {True: "on", False: "off"}[value] if isinstance(value, bool) else f"“{value}”"
        return f"{attribute.en} is {shown}"


OPERATOR = Is()
