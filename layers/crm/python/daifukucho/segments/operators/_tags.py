"""What the operators on tags share. A friend's tags are a map from each tag to the instant at which it was added."""

from collections.abc import Iterable, Mapping
from typing import Any

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language
from daifukucho.segments.operator import Form, Mention, Operator
from daifukucho.segments.operators._values import called, tag_list


class TagsOperator(Operator):
    types = (AttributeType.TAGS,)

    def form(self, attribute: Attribute) -> Form:
        return Form.TAGS

    def parse(self, value: object, attribute: Attribute) -> Any:
        return tag_list(value)

    def tags(self, value: Any) -> tuple[str, ...]:
        """The tags that a parsed value names."""
        return tuple(value)

    def mentions(self, attribute: Attribute, value: Any) -> Iterable[Mention]:
        return super().mentions(attribute, self.tags(value))

    def seen(self, value: Any, fact: Mapping[str, int]) -> Mapping[str, int]:
        """Those of the friend's tags that the condition names."""
        return {tag: fact[tag] for tag in self.tags(value) if tag in fact}


def quoted(attribute: Attribute, tags: tuple[str, ...], lang: Language) -> str:
    """The tags one after another, each in quotation marks."""
    return ("" if lang == "ja" else ", ").join(called(tag, attribute, lang) for tag in tags)
