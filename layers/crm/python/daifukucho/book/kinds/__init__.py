"""The kinds of ledger entries, one module each. A module dropped in here is a kind; there is nothing else to do."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, quotable
from daifukucho.kernel.registry import Registry
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry

EVENTS: Registry[EventType] = Registry(__name__, __path__, "EVENT", EventType)
"""Every kind by its key, which is the module's name (``accountLink``: ``account_link.py``). LINE waits for the webhook, which
needs few of them."""

UNKNOWN = "unknown"
"""The kind of what is not known."""


def line_event(name: object) -> EventType:
    """The kind of a webhook event of this ``type``; ``unknown`` if LINE's documentation had none of that name.

    A name that is one of our own kinds is unknown as well: LINE may one day choose it.
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


def owes_notice(entry: Entry) -> bool:
    """Whether a friend may have to be told something because of an entry."""
    asks = kind_of(entry.kind).owes_notice
    return asks is not None and asks(entry)
