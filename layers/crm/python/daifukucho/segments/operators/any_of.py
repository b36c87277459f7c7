"""``any_of``: the friend has at least one of the tags."""

from collections.abc import Mapping

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, disjunction, exists
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._tags import TagsOperator, quoted


class AnyOf(TagsOperator):
    key = "any_of"
    label = Words("いずれかがある", "include any of")
    description = Words("タグのうち少なくとも1つが付いている友だち", "Friends with at least one of the tags.")
    example = Example(
        leaf={"field": "tags", "op": "any_of", "value": ["vip", "gold"]},
        matches={"tags": {"gold": 1_795_000_000_000, "new": 1_795_000_000_000}},
        differs={"tags": {"new": 1_795_000_000_000}},
    )

    def predicate(self, value: tuple[str, ...], fact: Mapping[str, int], context: Context) -> bool:
        return any(tag in fact for tag in value)

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return disjunction(exists(attribute.name, member=tag) for tag in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        name, tags = named(attribute, lang), quoted(attribute, value, lang)
        if lang == "ja":
            return f"{name}に{tags}{'のいずれか' if len(value) > 1 else ''}がある"
        return f"{name} include {'any of ' if len(value) > 1 else ''}{tags}"


OPERATOR = AnyOf()
