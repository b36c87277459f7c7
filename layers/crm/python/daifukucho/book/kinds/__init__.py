"""The kinds of ledger entries, one module each. A module dropped in here is a kind; there is nothing else to do."""

from collections.abc import Mapping

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, quotable
from daifukucho.kernel.registry import Registry
from daifukucho.kernel.words import Words

EVENTS: Registry[EventType] = Registry(__name__, __path__, "EVENT", EventType)
"""Every kind by its key, which is the module's name (``accountLink``: ``account_link.py``). LINE waits for the webhook, which
needs few of them."""

UNKNOWN = "unknown"
"""The kind of what is not known."""

FORMER: Mapping[str, str] = {}
"""The keys that kinds of ours had before, each with the present one, as the kinds themselves declare them (``former``): here a
key is found without loading every kind."""


def present_key(key: str) -> str:
    """What the key of a kind, perhaps a former one, is today."""
    return FORMER.get(key, key)


def keys_ever(key: str) -> list[str]:
    """Every key under which the entries of a kind are stored: the present one, and those before it."""
    now = present_key(key)
    return [now, *(former for former, present in FORMER.items() if present == now)]


def line_event(name: object) -> EventType:
    """The kind of a webhook event of this ``type``; ``unknown`` if LINE's documentation had none of that name.

    A name that is one of our own kinds, or was, is unknown as well: LINE may one day choose it.
    """
    event = EVENTS.get(name) if isinstance(name, str) else None
    return EVENTS[UNKNOWN] if event is None or event.ours else event


def kind_of(key: str) -> EventType:
    """The kind of an entry. A kind that is no longer here is ``unknown``."""
    return EVENTS.get(key) or EVENTS[UNKNOWN]


def sentence_of(told: Told) -> Words:
    """What happened, for a person who reads a friend's page. Whatever a kind's file does not say, its description does, or
    its name with what was written."""
    kind = kind_of(told.entry.kind)
    if said := kind.says and kind.says(told):
        return said
    if text := quotable(told.content().get("text")):
        return Words(f"{kind.label.ja}「{text}」。", f"{kind.label.en.capitalize()}: “{text}”.")
    return kind.description
