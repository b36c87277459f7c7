"""What a member of the registry of templates carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.messages.rules import Shape


@dataclass(frozen=True, slots=True)
class TemplateType:
    """One of LINE's layouts for a template message. ``example`` is also its test."""

    key: str
    ja: str
    en: str
    description: str
    example: Mapping[str, object]
    shape: Shape
