"""What a field of the shop's own was when a tree was expanded: a run asks it without looking it up."""

from collections.abc import Mapping
from typing import Any

from daifukucho.friends.attributes import Attribute, AttributeType, Choice
from daifukucho.kernel.words import Words

FROZEN = "attribute"
"""The member of an expanded condition that holds it."""


def frozen(where: Mapping[str, Any], attribute: Attribute) -> dict[str, Any]:
    """A condition with all that reading it again needs: of choices, those that its value names."""
    value = where["value"]
    named = value if isinstance(value, list) else [value]
    told = {
        "type": str(attribute.type),
        "ja": attribute.ja,
        "en": attribute.en,
        "choices": {choice.value: choice.label._asdict() for choice in attribute.choices if choice.value in named},
    }
    return {**where, FROZEN: told}


def thawed(where: Mapping[str, Any]) -> Attribute:
    """The attribute of a condition that ``frozen`` has made."""
    told = where[FROZEN]
    choices = tuple(Choice(value, Words(**label)) for value, label in told["choices"].items())
    return Attribute(where["field"], AttributeType(told["type"]), told["ja"], told["en"], choices)
