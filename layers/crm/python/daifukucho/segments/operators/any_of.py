"""``any_of``: she has at least one of the tags."""

from daifukucho.friends.attributes import Attribute
from daifukucho.segments.condition import Condition, contains, disjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Language, Words
from daifukucho.segments.operators._tags import TagsOperator, quoted


class AnyOf(TagsOperator):
    key = "any_of"
    label = Words("いずれかがある", "include any of")
    description = Words("タグのうち少なくとも1つが付いている友だち", "Friends with at least one of the tags.")
    example = Example(
        leaf={"field": "tags", "op": "any_of", "value": ["vip", "gold"]},
        matches={"tags": frozenset({"gold", "new"})},
        differs={"tags": frozenset({"new"})},
    )

    def predicate(self, value: tuple[str, ...], fact: frozenset[str] | None, context: Context) -> bool:
        return fact is not None and not fact.isdisjoint(value)

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return disjunction(contains(attribute.name, tag) for tag in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        tags = quoted(value, lang)
        if lang == "ja":
            return f"{attribute.ja}に{tags}{'のいずれか' if len(value) > 1 else ''}がある"
        return f"{attribute.en} include {'any of ' if len(value) > 1 else ''}{tags}"


OPERATOR = AnyOf()
