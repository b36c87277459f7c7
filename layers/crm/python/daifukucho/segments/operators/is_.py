"""``is``: a text, a choice or a switch has just this value."""

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, compare
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._values import called, choice, flag, text_of

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
            return flag(value)
        return choice(value, attribute) if attribute.type is AttributeType.CHOICE else text_of(value, attribute)

    def predicate(self, value: str | bool, fact: str | bool, context: Context) -> bool:
        return fact == value

    def filter(self, attribute: Attribute, value: str | bool, context: Context) -> Condition:
        return compare(attribute.name, "=", value)

    def sentence(self, attribute: Attribute, value: str | bool, lang: Language) -> str:
        if attribute.says is not None:
            said: str = getattr(attribute.says[0 if value else 1], lang)
            return said
        name, shown = named(attribute, lang), called(value, attribute, lang)
        return f"{name}が{shown}である" if lang == "ja" else f"{name} is {shown}"


OPERATOR = Is()
