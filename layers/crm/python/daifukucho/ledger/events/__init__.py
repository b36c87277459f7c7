"""The kinds of ledger entries, one module each. A module dropped in here is a kind; there is nothing else to do."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType
from daifukucho.ledger.telling import Told, quotable


class _Kinds(Mapping[str, EventType]):
    """Imports a kind when it is first asked for: LINE waits for the webhook, which needs few of them."""

    _modules = frozenset(module.name for module in pkgutil.iter_modules(__path__))

    def __getitem__(self, key: str) -> EventType:
        name = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", key)
        if name in self._modules and (event := self._of(name)).key == key:
            return event
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (self._of(name).key for name in sorted(self._modules))

    def __len__(self) -> int:
        return len(self._modules)

    @staticmethod
    def _of(module: str) -> EventType:
        event: EventType = importlib.import_module(f"{__name__}.{module}").EVENT
        return event


EVENTS: Mapping[str, EventType] = _Kinds()
"""Every kind by its key, which is the module's name (``accountLink``: ``account_link.py``)."""

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
