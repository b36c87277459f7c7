"""``all_of``: she has every one of the tags."""

from daifukucho.friends.attributes import Attribute
from daifukucho.segments.condition import Condition, conjunction, contains
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Language, Words
from daifukucho.segments.operators._tags import TagsOperator, quoted


class AllOf(TagsOperator):
    key = "all_of"
    label = Words("すべてがある", "include all of")
    description = Words("タグがすべて付いている友だち", "Friends with every one of the tags.")
    example = Example(
        leaf={"field": "tags", "op": "all_of", "value": ["vip", "gold"]},
        matches={"tags": frozenset({"vip", "gold", "new"})},
        differs={"tags": frozenset({"vip", "new"})},
    )

    def predicate(self, value: tuple[str, ...], fact: frozenset[str] | None, context: Context) -> bool:
        return fact is not None and fact.issuperset(value)

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return conjunction(contains(attribute.name, tag) for tag in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        tags = quoted(value, lang)
        if lang == "ja":
            return f"{attribute.ja}に{tags}{'のすべて' if len(value) > 1 else ''}がある"
        return f"{attribute.en} include {'all of ' if len(value) > 1 else ''}{tags}"


OPERATOR = AllOf()
