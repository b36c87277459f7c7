"""``blank``: nothing is known (``true``), or something is (``false``)."""

from collections.abc import Mapping

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, exists, negate
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._values import flag


class Blank(Operator):
    key = "blank"
    types = (
        AttributeType.TEXT,
        AttributeType.NUMBER,
        AttributeType.DATE,
        AttributeType.INSTANT,
        AttributeType.TAGS,
        AttributeType.CHOICE,
        AttributeType.FLAG,
        AttributeType.IMAGE,
    )
    label = Words("未登録", "is blank")
    description = Words(
        "値が不明な友だち（オフにすると、値がわかっている友だち）",
        "Friends of whom nothing is known here; switched off, those of whom something is.",
    )
    example = Example(
        leaf={"field": "birthday", "op": "blank", "value": True},
        matches={},
        differs={"birthday": "--04-01"},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.FLAG

    def parse(self, value: object, attribute: Attribute) -> bool:
        return flag(value)

    def knows(self, fact: object) -> bool:
        """That nothing is known is what it asks."""
        return True

    def seen(self, value: bool, fact: object) -> object:
        """Of tags, how many there are."""
        return len(fact) if isinstance(fact, Mapping) else fact

    def predicate(self, value: bool, fact: object, context: Context) -> bool:
        return (fact is None) is value

    def filter(self, attribute: Attribute, value: bool, context: Context) -> Condition:
        known = exists(attribute.name)
        return negate(known) if value else known

    def sentence(self, attribute: Attribute, value: bool, lang: Language) -> str:
        name = named(attribute, lang)
        if attribute.type is AttributeType.TAGS:
            ja, en = (f"{name}が1つもない", f"has no {name}") if value else (f"{name}がある", f"has {name}")
        else:
            ja, en = f"{name}が{'未登録' if value else '登録済み'}である", f"{name} is {'' if value else 'not '}blank"
        return ja if lang == "ja" else en


OPERATOR = Blank()
