"""``all_of``: the friend has every one of the tags."""

from collections.abc import Mapping

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, conjunction, exists
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._tags import TagsOperator, quoted


class AllOf(TagsOperator):
    key = "all_of"
    label = Words("すべてがある", "include all of")
    description = Words("タグがすべて付いている友だち", "Friends with every one of the tags.")
    example = Example(
        leaf={"field": "tags", "op": "all_of", "value": ["vip", "gold"]},
        matches={"tags": dict.fromkeys(["vip", "gold", "new"], 1_795_000_000_000)},
        differs={"tags": dict.fromkeys(["vip", "new"], 1_795_000_000_000)},
    )

    def predicate(self, value: tuple[str, ...], fact: Mapping[str, int], context: Context) -> bool:
        return all(tag in fact for tag in value)

    def filter(self, attribute: Attribute, value: tuple[str, ...], context: Context) -> Condition:
        return conjunction(exists(attribute.name, member=tag) for tag in value)

    def sentence(self, attribute: Attribute, value: tuple[str, ...], lang: Language) -> str:
        name, tags = named(attribute, lang), quoted(attribute, value, lang)
        if lang == "ja":
            return f"{name}に{tags}{'のすべて' if len(value) > 1 else ''}がある"
        return f"{name} include {'all of ' if len(value) > 1 else ''}{tags}"


OPERATOR = AllOf()
