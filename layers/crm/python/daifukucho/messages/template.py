"""Variables in a text: ``{{ name }}``, or with what to say when it is empty: ``{{ name | default: 'お客' }}``.

The notation is Liquid's, of which this is the part that a shop needs. A variable that does not exist refuses the
campaign before anything is sent; one that is empty for a friend and has no default skips her: nobody gets an empty
greeting.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault

_TAG = re.compile(r"\{\{(?P<inside>.*?)\}\}", re.DOTALL)
_INSIDE = re.compile(r"\s*(?P<name>[a-z_]+)\s*(?:\|\s*default:\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")\s*)?")

LONGEST_VALUE = 100
"""UTF-16 units that a variable may take; longer values are cut. LINE's own display names end at 20 characters."""

VARIABLES = {"name": lambda friend: friend.display_name}
"""What a text may say of a friend. ``name`` is LINE's display name: the operators' alias is never shown to her."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a variable in a text; ``default`` is ``None`` when none is stated."""

    name: str
    default: str | None


def utf16_units(text: str) -> int:
    """The length of a text as LINE counts it. Raises UnicodeEncodeError for half of a surrogate pair."""
    return len(text.encode("utf-16-le")) // 2


def _cut(value: str) -> str:
    if utf16_units(value) <= LONGEST_VALUE:
        return value
    return value.encode("utf-16-le")[: LONGEST_VALUE * 2].decode("utf-16-le", "ignore")


def _use(match: re.Match[str]) -> Use | None:
    inside = _INSIDE.fullmatch(match["inside"])
    if inside is None:
        return None
    default = inside["single"] if inside["single"] is not None else inside["double"]
    return Use(inside["name"], default)


def template_faults(text: str, pointer: str) -> list[Fault]:
    """Everything wrong with the variables of a text."""
    faults = []
    for match in _TAG.finditer(text):
        use = _use(match)
        known = ", ".join(VARIABLES)
        if use is None:
            faults.append(
                Fault(pointer, f"Cannot read {match[0]!r}; write {{{{ name }}}} or {{{{ name | default: 'x' }}}}.")
            )
        elif use.name not in VARIABLES:
            faults.append(Fault(pointer, f"There is no variable {use.name!r}; there is: {known}."))
        elif use.default == "":
            faults.append(Fault(pointer, f"The default of {use.name!r} is empty; say something, or leave it out."))
    if "{{" in _TAG.sub("", text):
        faults.append(Fault(pointer, "A {{ is not closed by }}."))
    return faults


def longest(text: str) -> int:
    """The most UTF-16 units that a text can become."""

    def widest(match: re.Match[str]) -> str:
        use = _use(match)
        return "x" * max(LONGEST_VALUE, utf16_units(use.default or "") if use else 0)

    return utf16_units(_TAG.sub(widest, text))


def _texts(messages: Iterable[Mapping[str, object]]) -> Iterable[str]:
    return (m["text"] for m in messages if isinstance(m.get("text"), str))  # type: ignore[misc]


def uses(messages: Iterable[Mapping[str, object]]) -> list[Use]:
    """Every use of a variable in some messages that have been checked."""
    return [use for text in _texts(messages) for match in _TAG.finditer(text) if (use := _use(match))]


def values_for(friend: Friend, wanted: Sequence[Use]) -> dict[str, str] | None:
    """What the variables are for a friend; ``None`` if one without a default is empty for her."""
    values = {}
    for use in wanted:
        value = (VARIABLES[use.name](friend) or "").strip()
        if value:
            values[use.name] = _cut(value)
        elif use.default is None:
            return None
    return values


def render(messages: Sequence[Mapping[str, object]], values: Mapping[str, str]) -> list[dict[str, object]]:
    """The messages with their variables filled in."""

    def fill(match: re.Match[str]) -> str:
        use = _use(match)
        return values.get(use.name, use.default or "") if use else match[0]

    return [
        {**m, "text": _TAG.sub(fill, text)} if isinstance(text := m.get("text"), str) else dict(m) for m in messages
    ]
