"""The kinds of ledger entries, one module each. A module dropped in here is a kind; there is nothing else to do."""

import importlib
import pkgutil

from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType

EVENTS: dict[str, EventType] = {
    event.key: event
    for event in (importlib.import_module(f"{__name__}.{m.name}").EVENT for m in pkgutil.iter_modules(__path__))
}
"""Every kind by its key."""

UNKNOWN = EVENTS["unknown"]


def line_event(name: object) -> EventType:
    """The kind of a webhook event of this ``type``; ``unknown`` if LINE's documentation had none of that name.

    A name that is one of our own kinds is unknown as well: LINE may one day choose it.
    """
    event = EVENTS.get(name) if isinstance(name, str) else None
    return UNKNOWN if event is None or event.ours else event


def kind_of(key: str) -> EventType:
    """The kind of an entry. A kind that is no longer here is ``unknown``."""
    return EVENTS.get(key, UNKNOWN)


def owes_notice(entry: Entry) -> bool:
    """Whether a friend may have to be told something because of an entry."""
    asks = kind_of(entry.kind).owes_notice
    return asks is not None and asks(entry)
