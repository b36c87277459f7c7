"""Fields of a shop's own, one of each type."""

from daifukucho.fields.field import Field, define_field
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.words import Words

_WORDS = {"ja": "項目", "en": "field"}
SAID = [
    {"key": "words", "type": "text", "label": {"ja": "ひとこと"}, "max_length": 20},
    {
        "key": "taste",
        "type": "choice",
        "label": {"ja": "好みの味", "en": "taste"},
        "choices": [
            {"value": "sweet", "label": {"ja": "甘口", "en": "sweet"}},
            {"value": "dry", "label": {"ja": "辛口", "en": "dry"}},
            {"value": "salt", "label": {"ja": "塩", "en": "salt"}, "retired": True},
        ],
    },
    {"key": "size", "type": "number", "label": _WORDS, "min": -1, "max": 40.5},
    {"key": "wed-on", "type": "date", "label": _WORDS, "earliest": "1950-01-01", "latest": "2100-12-31"},
    {"key": "agreed", "type": "flag", "label": _WORDS},
    {"key": "photo", "type": "image", "label": _WORDS},
    {"key": "old", "type": "text", "label": _WORDS, "retired": True},
]
FIELDS: dict[str, Field] = {said["key"]: define_field(said, None) for said in SAID}


def find(key: str) -> Defined[Field]:
    """A field as the catalog would find it."""
    if key not in FIELDS:
        raise NotFound(Words("その項目はありません。", "There is no such field."), code="field_not_found")
    return Defined(key, 1, 0, 0, FIELDS[key])
