"""What the operators on tags share."""

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.segments.operator import Form, Language, Operator
from daifukucho.segments.operators._values import tag_list


class TagsOperator(Operator):
    types = (AttributeType.TAGS,)

    def form(self, attribute: Attribute) -> Form:
        return Form.TAGS

    def parse(self, value: object, attribute: Attribute) -> tuple[str, ...]:
        return tag_list(value)


def quoted(tags: tuple[str, ...], lang: Language) -> str:
    """The tags one after another, each in quotation marks."""
    return "".join(f"「{tag}」" for tag in tags) if lang == "ja" else ", ".join(f"“{tag}”" for tag in tags)
