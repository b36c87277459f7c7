"""What a member of the registry of actions carries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from daifukucho.kernel.errors import Fault
from daifukucho.messages.rules import Rule, nothing_more


@dataclass(frozen=True, slots=True)
class ActionType:
    """What a tap can do (Messaging API reference, Action objects).

    ``required`` and ``optional`` are its members, without ``type`` and ``label``. ``not_in_quick_reply``: the optional
    ones that do nothing in a quick reply. ``only_in_quick_reply``: it can stand nowhere else. ``example`` is also the
    action's test.
    """

    key: str
    ja: str
    en: str
    description: str
    example: Mapping[str, object]
    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    not_in_quick_reply: frozenset[str] = frozenset()
    only_in_quick_reply: bool = False
    also: Callable[[Mapping[str, object], str], Iterable[Fault]] = nothing_more
