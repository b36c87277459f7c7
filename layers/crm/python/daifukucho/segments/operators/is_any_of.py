"""``is_any_of``: a text or a choice has one of some values."""

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, compare, disjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._values import called, choice, members, text_list
from daifukucho.segments.refusals import VALUES


class IsAnyOf(Operator):
    key = "is_any_of"
    types = (AttributeType.TEXT, AttributeType.CHOICE)
    label = Words("いずれかに一致する", "is any of")
    description = Words(
        "値がどれかとまったく同じ友だち（大文字・小文字、全角・半角を区別する）",
        "Friends with exactly one of these values; case and width count.",
    )
    example = Example(
        leaf={"field": "rank", "op": "is_any_of", "value": ["gold", "silver"]},
        matches={"rank": "silver"},
        differs={"rank": "bronze"},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.CHOICES if attribute.type is AttributeType.CHOICE else Form.TEXTS

    def parse(self, value: object, attribute: Attribute) -> tuple[str, ...]:
        if attribute.type is AttributeType.CHOICE:
            return members(value, lambda member: choice(member, attribute), VALUES)
        return text_list(value)

    def predicate(self, value: tuple[str, ...], fact: str, context: Context) -> bool:
        return fact in value

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return disjunction(compare(attribute.name, "=", member) for member in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        name, shown = named(attribute, lang), [called(member, attribute, lang) for member in value]
        if lang == "ja":
            return f"{name}が{''.join(shown)}{'のいずれか' if len(value) > 1 else ''}である"
        return f"{name} is {'any of ' if len(value) > 1 else ''}{', '.join(shown)}"


OPERATOR = IsAnyOf()
