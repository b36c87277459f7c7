"""Variables in a message: ``{{ name }}``, or with what to say when it is empty: ``{{ name | default: 'お客' }}``.

The notation is Liquid's, of which this is the part that a shop needs. Variables may stand in whatever a person reads,
and nowhere else: nothing personal gets into a URL, a postback's data or an id. A variable that does not exist refuses
the campaign before anything is sent; one that is empty for a friend and has no default skips the friend: nobody gets
an empty greeting.

A *link* is written like a variable and is none: an address that is the same for everybody, and filled in before the
messages are checked or a run is opened. So it may stand wherever an address may.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import FIELD_PREFIX
from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.text import is_blank, without_bidi
from daifukucho.messages.lengths import Unit, clusters, utf16_units
from daifukucho.messages.variables import VARIABLES, Speech, Variable, variable

_TAG = re.compile(r"\{\{(?P<inside>.*?)\}\}", re.DOTALL)
_INSIDE = re.compile(
    r"\s*(?P<name>[a-z_]+(?:\.[a-z0-9_-]+)?)\s*(?:\|\s*default:\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")\s*)?"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

LONGEST_VALUE = {Unit.UTF16: 100, Unit.CLUSTERS: 20}
"""What a variable's value may take; longer ones are cut. LINE's own display names end at 20 characters."""

LINKS = ("coupon_url",)
"""The addresses that a message may name."""

_UNREADABLE = Wrong(
    "「{written}」を読めません。{{{{ name }}}} か {{{{ name | default: 'x' }}}} のように書いてください。",
    "Cannot read {written!r}; write {{{{ name }}}} or {{{{ name | default: 'x' }}}}.",
)
_NO_SUCH_VARIABLE = Wrong(
    "「{name}」という変数はありません（あるもの: {known}）。", "There is no variable {name!r}; there is: {known}."
)
_EMPTY_DEFAULT = Wrong(
    "「{name}」の default が空です。文字を入れるか、default を省いてください。",
    "The default of {name!r} is empty; say something, or leave it out.",
)
_NOT_CLOSED = Wrong("{{{{ が }}}} で閉じられていません。閉じてください。", "A {{{{ is not closed by }}}}; close it.")


class _Tag(NamedTuple):
    """What is written between the braces."""

    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a variable in a text; ``default`` is ``None`` when none is stated. ``speech``: when, and in whose words, it is
    said."""

    name: str
    default: str | None
    speech: Speech

    @property
    def variable(self) -> Variable:
        found = variable(self.name)
        assert found is not None  # the messages have been checked
        return found


def has_variable(text: str) -> bool:
    return "{{" in text


def template_faults(text: str, pointer: str) -> list[Fault]:
    """Everything wrong with the variables of a text."""
    faults = []
    for match in _TAG.finditer(text):
        use = _use(match)
        known = ", ".join((*VARIABLES, f"{FIELD_PREFIX}<key>", *LINKS))
        if use is None:
            faults.append(_UNREADABLE.at(pointer, written=match[0]))
        elif variable(use.name) is None:
            faults.append(_NO_SUCH_VARIABLE.at(pointer, name=use.name, known=known))
        elif use.default == "":
            faults.append(_EMPTY_DEFAULT.at(pointer, name=use.name))
    if has_variable(_TAG.sub("", text)):
        faults.append(_NOT_CLOSED.at(pointer))
    return faults


def longest(text: str, unit: Unit = Unit.UTF16, count: Callable[[str], int] | None = None) -> int:
    """The most that a text can become. ``count`` takes the place of the unit's own way to count.

    Counting its pieces one by one is exact in UTF-16 units; clusters may join where pieces meet, and never part.
    """
    length = count or unit.length
    total = end = 0
    for match in _TAG.finditer(text):
        use = _use(match)
        default = use.default if use is not None and use.default is not None else ""
        total += length(text[end : match.start()]) + max(LONGEST_VALUE[unit], length(default))
        end = match.end()
    return total + length(text[end:])


def widest(value: Any) -> Any:
    """A message, or a part of one, with each variable at the most bytes that it can take as JSON."""

    def fill(match: re.Match[str]) -> str:
        use = _use(match)
        default = use.default if use is not None and use.default is not None else ""
        # Three bytes of UTF-8, or six of an escape, for each UTF-16 unit: no text takes more, as values have no controls.
        return "あ" * max(LONGEST_VALUE[Unit.UTF16], 2 * len(default))

    return _everywhere(value, lambda text: _TAG.sub(fill, text))


def outside_variables(text: str, index: int) -> bool:
    """Whether a place in a text, in UTF-16 units, is none within a variable."""
    return not any(start <= index < end for start, end, _ in _spans(text))


def uses(messages: Iterable[Mapping[str, object]], speech: Speech) -> list[Use]:
    """Every use of a variable in some messages that have been checked."""
    found = (match for message in messages for text in _texts(message) for match in _TAG.finditer(text))
    return [Use(tag.name, tag.default, speech) for match in found if (tag := _use(match))]


def named(messages: object) -> set[str]:
    """The variables, and links, that are named in what may be messages, and need not have been checked."""
    return {tag.name for text in _texts(messages) for match in _TAG.finditer(text) if (tag := _use(match))}


def values_for(friend: Friend, wanted: Sequence[Use]) -> dict[str, str] | None:
    """What the variables are for a friend; ``None`` if one without a default is empty for the friend."""
    values = {}
    for use in wanted:
        value = without_bidi(_CONTROLS.sub(" ", use.variable.says(friend, use.speech) or "")).strip()
        if not is_blank(value):
            values[use.name] = _cut(value)
        elif use.default is None:
            return None
    return values


def filled(messages: Sequence[Any], words: Mapping[str, str]) -> list[Any]:
    """Messages with variables filled in whose words are the shop's own, and may stand anywhere; the others stay for
    ``render``. The messages need not have been checked: they are to be, after this.
    """

    def fill(match: re.Match[str]) -> str:
        use = _use(match)
        return words.get(use.name, match[0]) if use else match[0]

    def whole(message: Any) -> Any:
        said = _everywhere(message, lambda text: _TAG.sub(fill, text))
        return _with_emojis_moved(message, said, fill) if _has_places(message) else said

    return [whole(message) for message in messages]


def render(messages: Sequence[Mapping[str, object]], values: Mapping[str, str]) -> list[dict[str, object]]:
    """Messages that have been checked, with their variables filled in."""

    def fill(match: re.Match[str]) -> str:
        use = _use(match)
        return values.get(use.name, use.default or "") if use else match[0]

    return [_with_emojis_moved(m, _everywhere(m, lambda text: _TAG.sub(fill, text)), fill) for m in messages]


def links_in(messages: object) -> set[str]:
    """The links that are named in what may be messages, and need not have been checked."""
    return named(messages) & set(LINKS)


def linked(messages: Any, addresses: Mapping[str, str]) -> Any:
    """What may be messages, and need not have been checked, with their links filled in; everything else stays."""

    def fill(match: re.Match[str]) -> str:
        use = _use(match)
        return match[0] if use is None else addresses.get(use.name, match[0])

    filled = _everywhere(messages, lambda text: _TAG.sub(fill, text))
    if not isinstance(messages, list | tuple):
        return filled
    return [
        _with_emojis_moved(before, after, fill) if isinstance(before, Mapping) else after
        for before, after in zip(messages, filled, strict=True)
    ]


def _use(match: re.Match[str]) -> _Tag | None:
    inside = _INSIDE.fullmatch(match["inside"])
    if inside is None:
        return None
    default = inside["single"] if inside["single"] is not None else inside["double"]
    return _Tag(inside["name"], default)


def _cut(value: str) -> str:
    if len(value) > LONGEST_VALUE[Unit.CLUSTERS]:
        value = "".join(clusters(value)[: LONGEST_VALUE[Unit.CLUSTERS]])
    if utf16_units(value) > LONGEST_VALUE[Unit.UTF16]:
        value = value.encode("utf-16-le")[: LONGEST_VALUE[Unit.UTF16] * 2].decode("utf-16-le", "ignore")
    return value


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with each of its texts changed; names stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _everywhere(member, change) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_everywhere(member, change) for member in value]
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


def _spans(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Where the variables of a text stand, in UTF-16 units."""
    for match in _TAG.finditer(text):
        start = utf16_units(text[: match.start()])
        yield start, start + utf16_units(match[0]), match


def _has_places(message: Any) -> bool:
    """Whether a message, checked or not, has emojis whose places can be told."""
    if not isinstance(message, Mapping) or not isinstance(message.get("text"), str):
        return False
    emojis = message.get("emojis")
    return isinstance(emojis, list) and all(isinstance(e, Mapping) and type(e.get("index")) is int for e in emojis)


def _with_emojis_moved(
    message: Mapping[str, Any], filled: dict[str, Any], fill: Callable[[re.Match[str]], str]
) -> dict[str, Any]:
    """LINE finds its own emojis by their place in the text, which moves as the variables before them are filled in.

    What is no emoji, or has no place, stays as it is: it may not have been checked.
    """
    text, emojis = message.get("text"), message.get("emojis")
    if not emojis or not isinstance(emojis, list | tuple) or not isinstance(text, str) or not _whole(text):
        return filled
    spans = [(end, utf16_units(fill(match)) - (end - start)) for start, end, match in _spans(text)]

    def moved(emoji: Any) -> Any:
        index = emoji.get("index") if isinstance(emoji, Mapping) else None
        if not isinstance(index, int) or isinstance(index, bool):
            return emoji
        return {**emoji, "index": index + sum(by for end, by in spans if end <= index)}

    return {**filled, "emojis": [moved(emoji) for emoji in emojis]}


def _whole(text: object) -> bool:
    """A text without half of a surrogate pair."""
    return isinstance(text, str) and not any("\ud800" <= c <= "\udfff" for c in text)
