"""What a field of the shop's own was when a tree was expanded, and what things were called that a condition names: a run
asks it, and says it, without looking anything up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import Attribute, AttributeType, Choice
from daifukucho.kernel.words import Words
from daifukucho.segments.operator import MENTIONED

FROZEN = "attribute"
"""The member of an expanded condition that holds it."""


def frozen(where: Mapping[str, Any], attribute: Attribute) -> dict[str, Any]:
    """A condition with all that reading it again needs: of choices, those that its value names."""
    named = set(_texts(where["value"]))
    choices = tuple(choice for choice in attribute.choices if _id(choice.value) in named)
    return {**where, FROZEN: told(replace(attribute, choices=choices))}


def told(attribute: Attribute) -> dict[str, Any]:
    """An attribute as JSON, but for its name."""
    choices = {choice.value: choice.label._asdict() for choice in attribute.choices}
    return {"type": str(attribute.type), "ja": attribute.ja, "en": attribute.en, "choices": choices}


def attribute_told(name: str, told: Mapping[str, Any]) -> Attribute:
    """The attribute that ``told`` has made JSON of."""
    choices = tuple(Choice(value, Words(**label)) for value, label in told["choices"].items())
    refers_to = ATTRIBUTES[name].refers_to if name in ATTRIBUTES else None
    return Attribute(name, AttributeType(told["type"]), told["ja"], told["en"], choices, refers_to=refers_to)


def _id(key: str) -> str:
    """Of what is called something, as ``Mention.name`` has it; else the choice's own value."""
    return key.partition("/")[2] if key.startswith(MENTIONED) else key


def _texts(value: object) -> Iterator[str]:
    """The texts anywhere in a value."""
    match value:
        case str():
            yield value
        case list():
            for member in value:
                yield from _texts(member)
        case dict():
            for member in value.values():
                yield from _texts(member)


def thawed(where: Mapping[str, Any]) -> Attribute:
    """The attribute of a condition that ``frozen`` has made."""
    return attribute_told(where["field"], where[FROZEN])
