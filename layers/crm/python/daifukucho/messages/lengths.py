"""How LINE counts the length of a text (Messaging API documentation, "Character counting in a text").

UTF-16 code units everywhere, except in the properties that its page names: the labels of actions, what a postback or
message action says, the texts and titles of templates. Those count grapheme clusters (Unicode annex 29): what a person
takes for one character.
"""

import json
from enum import Enum


def utf16_units(text: str) -> int:
    """A text's UTF-16 code units. Raises UnicodeEncodeError for half of a surrogate pair."""
    return len(text.encode("utf-16-le")) // 2


def clusters(text: str) -> list[str]:
    """A text's extended grapheme clusters."""
    import regex  # type: ignore[import-untyped]  # 50 ms; most texts are found to be short enough without it

    return regex.findall(r"\X", text)


class Unit(Enum):
    """What a limit counts."""

    UTF16 = "utf16"
    CLUSTERS = "clusters"

    def length(self, text: str) -> int:
        return utf16_units(text) if self is Unit.UTF16 else len(clusters(text))


def json_bytes(value: object) -> int:
    """Bytes of a value as compact JSON in UTF-8."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
