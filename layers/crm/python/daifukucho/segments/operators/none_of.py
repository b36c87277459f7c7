"""``none_of``: the friend has none of the tags, or no tags at all."""

from collections.abc import Mapping

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, conjunction, exists, negate
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
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
        differs={"tags": dict.fromkeys(["gold", "new"], 1_795_000_000_000)},
    )

    def knows(self, fact: Mapping[str, int] | None) -> bool:
        """Somebody without tags has none of them."""
        return True

    def predicate(self, value: tuple[str, ...], fact: Mapping[str, int] | None, context: Context) -> bool:
        return fact is None or not any(tag in fact for tag in value)

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return conjunction(negate(exists(attribute.name, member=tag)) for tag in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        name, tags = named(attribute, lang), quoted(attribute, value, lang)
        if lang == "ja":
            return f"{name}に{tags}{'のどれも' if len(value) > 1 else 'が'}ない"
        return f"{name} {'include none of' if len(value) > 1 else 'do not include'} {tags}"


OPERATOR = NoneOf()
