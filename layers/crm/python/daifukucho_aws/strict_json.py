"""JSON as RFC 8259 has it, and no more: what Python's own reader lets through would trouble others later."""

import json
import math
from collections.abc import Iterator
from typing import Any

from daifukucho.kernel.errors import Wrong
from daifukucho.kernel.words import Words

DEEPEST = 32
"""Objects and lists that may be nested."""

_LONGEST_NUMBER = 400

_NO_VALUE = Wrong(
    "{at}文字目から先が JSON の書き方に合いません。", "It is not written as JSON is from character {at} on."
)
_TOO_DEEP = Wrong("入れ子が {deepest} 段を超えています。", "It is nested more than {deepest} deep.")
_HALF = Wrong("文字として読めない部分（サロゲートペアの片方）があります。", "It holds half of a surrogate pair.")
_NO_NUMBER = Wrong("{name} は数ではありません。", "{name} is no number.")
_TOO_LONG = Wrong("桁数の多すぎる数があります。", "A number has too many digits.")
_TOO_LARGE = Wrong("大きすぎる数があります。", "A number is too large.")
_TWICE = Wrong("1つのオブジェクトの中で名前が重複しています。", "A name is given twice in one object.")


class NotJson(ValueError):
    """``reason`` says why a text cannot be read, ``pointer`` (RFC 6901) where, if that can be said."""

    def __init__(self, reason: Words, pointer: str | None = None) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.pointer = pointer


def parse(text: str) -> Any:
    """Read a JSON text.

    Raises NotJson for what is none, NaN and Infinity included, and for a name given twice in one object, a number that
    nobody can hold, half of a surrogate pair, and what is nested more than 32 deep.
    """
    try:
        value = json.loads(
            text, parse_constant=_constant, parse_int=_int, parse_float=_float, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise NotJson(_NO_VALUE.words(at=error.pos + 1)) from None
    except RecursionError:
        raise NotJson(_TOO_DEEP.words(deepest=DEEPEST)) from None
    for pointer, part, depth in _walk(value):
        if depth > DEEPEST:
            raise NotJson(_TOO_DEEP.words(deepest=DEEPEST))
        if isinstance(part, str) and not is_unicode(part):
            raise NotJson(_HALF.words(), pointer)
    return value


def to_json(value: object) -> str:
    """Compact JSON text; half a surrogate pair, which UTF-8 cannot write, stays an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if is_unicode(text) else json.dumps(value, separators=(",", ":"))


def as_unicode(value: Any) -> Any:
    """A JSON value with a question mark in place of each half of a surrogate pair, which others may have let in."""
    text = json.dumps(value, ensure_ascii=False)
    return value if is_unicode(text) else json.loads(text.encode("utf-8", "replace"))


def escaped(name: object) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def is_unicode(text: str) -> bool:
    """Whether a text is without halves of surrogate pairs, so that UTF-8 can write it."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _constant(name: str) -> None:
    raise NotJson(_NO_NUMBER.words(name=name))


def _int(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise NotJson(_TOO_LONG.words())
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise NotJson(_TOO_LARGE.words())
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotJson(_TWICE.words())
    return found


def _walk(value: Any) -> Iterator[tuple[str, Any, int]]:
    """Every value in a JSON value, and every name, with a pointer to it and its depth."""
    waiting = [("", value, 0)]
    while waiting:
        pointer, part, depth = waiting.pop()
        if isinstance(part, dict):
            depth += 1
            for name, member in part.items():
                below = f"{pointer}/{escaped(name)}"
                yield below, name, depth
                waiting.append((below, member, depth))
        elif isinstance(part, list):
            depth += 1
            waiting += [(f"{pointer}/{i}", member, depth) for i, member in enumerate(part)]
        yield pointer, part, depth
