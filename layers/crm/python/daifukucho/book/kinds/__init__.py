"""The kinds of ledger entries, one module each. A new module in this folder is a new kind; nothing else has to be
done."""

from collections.abc import Mapping

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, quotable
from daifukucho.kernel.registry import Registry
from daifukucho.kernel.words import Words

EVENTS: Registry[EventType] = Registry(__name__, __path__, "EVENT", EventType)
"""Every kind by its key, which is the module's name (``accountLink``: ``account_link.py``). Modules are loaded when
they are first used: LINE waits for the webhook, which needs few of them."""

UNKNOWN = "unknown"
"""The key of the kind for events that this release does not know."""

FORMER: Mapping[str, str] = {}
"""The former keys of our own kinds, each with the present one, as the kinds declare them (``former``). They are
repeated here so that a key is found without loading every kind."""


def present_key(key: str) -> str:
    """The present key of a kind, given its present or a former key."""
    return FORMER.get(key, key)


def keys_ever(key: str) -> list[str]:
    """Every key under which the entries of a kind are stored: the present one, then the former ones."""
    now = present_key(key)
    return [now, *(former for former, present in FORMER.items() if present == now)]


def line_event(name: object) -> EventType:
    """The kind of a webhook event of this ``type``; ``unknown`` if LINE's documentation had none of that name.

    A name that is, or was, one of our own kinds is unknown as well: LINE may one day choose that name.
    """
    event = EVENTS.get(name) if isinstance(name, str) else None
    return EVENTS[UNKNOWN] if event is None or event.ours else event


def kind_of(key: str) -> EventType:
    """The kind of an entry. A kind that this release no longer has is ``unknown``."""
    return EVENTS.get(key) or EVENTS[UNKNOWN]


def sentence_of(told: Told) -> Words:
    """What happened, for a person who reads a friend's page: what the kind's file says; else the kind's description;
    else the kind's name with what was written."""
    kind = kind_of(told.entry.kind)
    if said := kind.says and kind.says(told):
        return said
    if text := quotable(told.content().get("text")):
        return Words(f"{kind.label.ja}「{text}」。", f"{kind.label.en.capitalize()}: “{text}”.")
    return kind.description
