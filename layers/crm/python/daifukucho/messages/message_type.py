"""What a member of the registry of message types carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daifukucho.kernel.errors import Fault


@dataclass(frozen=True, slots=True)
class MessageType:
    """One of LINE's message types that a campaign may send.

    ``check(message, pointer)`` returns everything that LINE would refuse. ``example`` is also the type's test.
    """

    key: str
    ja: str
    en: str
    description: str
    example: Mapping[str, object]
    check: Callable[[Mapping[str, object], str], list[Fault]]
