"""Ids as LINE gives them, of whatever type: every event that names a thing gives it the same id here."""

import json
import re

from daifukucho.kernel.ids import fingerprint

SANE_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def line_id(value: object) -> str | None:
    """An id as text, fit for a key; ``None`` for a value that is no id.

    LINE gives strings. A whole number is read as the string of its digits; any other value that says something is
    replaced by its hash.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if text is None or isinstance(text, bool) or text in ("", [], {}):
        return None
    if isinstance(text, str) and SANE_ID.fullmatch(text):
        return text
    return "sha256-" + fingerprint(json_text(text, sort_keys=True))


def said_under(message: object, event_id: str) -> str:
    """The id under which the ledger keeps what a message says: the message's own, or else one made of its event's."""
    found = line_id(message.get("id")) if isinstance(message, dict) else None
    return found or f"of-{event_id}"


def json_text(value: object, *, sort_keys: bool = False) -> str:
    """Compact JSON text that UTF-8 can write: half a surrogate pair stays an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), sort_keys=sort_keys)
    return text
