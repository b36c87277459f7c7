"""``none_of``: she has not one of the tags, or no tags at all."""

from daifukucho.friends.attributes import Attribute
from daifukucho.segments.condition import Condition, conjunction, contains, negate
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Language, Words
from daifukucho.segments.operators._tags import TagsOperator, quoted


class NoneOf(TagsOperator):
    key = "none_of"
    label = Words("どれもない", "include none of")
    description = Words(
        "タグが1つも付いていない友だち（タグのない友だちを含む）",
        "Friends with not one of the tags, those without any tag included.",
    )
    example = Example(
        leaf={"field": "tags", "op": "none_of", "value": ["vip", "gold"]},
        matches={},
        differs={"tags": frozenset({"gold", "new"})},
    )

    def predicate(self, value: tuple[str, ...], fact: frozenset[str] | None, context: Context) -> bool:
        return fact is None or fact.isdisjoint(value)

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return conjunction(negate(contains(attribute.name, tag)) for tag in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        tags = quoted(value, lang)
        if lang == "ja":
            return f"{attribute.ja}に{tags}{'のどれも' if len(value) > 1 else 'が'}ない"
        return f"{attribute.en} {'include none of' if len(value) > 1 else 'do not include'} {tags}"


OPERATOR = NoneOf()
