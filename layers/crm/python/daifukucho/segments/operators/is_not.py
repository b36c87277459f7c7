"""``is_not``: a text or a choice is known and has another value."""

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, compare, conjunction, exists
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._values import called, choice, text_of


class IsNot(Operator):
    key = "is_not"
    types = (AttributeType.TEXT, AttributeType.CHOICE)
    label = Words("一致しない", "is not")
    description = Words(
        "値が異なる友だち（値が不明な友だちを含まない）",
        "Friends with another value; those whose value is not known are out.",
    )
    example = Example(
        leaf={"field": "language", "op": "is_not", "value": "ja"},
        matches={"language": "en"},
        differs={},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.CHOICE if attribute.type is AttributeType.CHOICE else Form.TEXT

    def parse(self, value: object, attribute: Attribute) -> str:
        return choice(value, attribute) if attribute.type is AttributeType.CHOICE else text_of(value, attribute)

    def predicate(self, value: str, fact: str, context: Context) -> bool:
        return fact != value

    def filter(self, attribute: Attribute, value: str, context: Context) -> Condition:
        # DynamoDB's <> is true when the attribute is missing.
        return conjunction([exists(attribute.name), compare(attribute.name, "<>", value)])

    def sentence(self, attribute: Attribute, value: str, lang: Language) -> str:
        name, shown = named(attribute, lang), called(value, attribute, lang)
        return f"{name}が{shown}ではない" if lang == "ja" else f"{name} is not {shown}"


OPERATOR = IsNot()
