"""What a member of the registry of message types carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.messages.rules import Shape


@dataclass(frozen=True, slots=True)
class MessageType:
    """One of LINE's message types that a campaign may send.

    ``shape`` is what LINE documents of it, without what every message may have. ``example`` is also the type's test.
    """

    key: str
    ja: str
    en: str
    description: str
    example: Mapping[str, object]
    shape: Shape
