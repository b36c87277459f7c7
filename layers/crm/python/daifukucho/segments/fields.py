"""What a segment may ask: the attributes of a friend, and what happened, which is read from the friend's page."""

from collections.abc import Mapping
from functools import cache

from daifukucho.book.kinds import EVENTS
from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import Attribute, AttributeType, Choice


@cache
def asked_kinds() -> tuple[str, ...]:
    """The kinds of entries that a segment may ask for. Loads every kind."""
    return tuple(event.key for event in EVENTS.values() if event.asked)


@cache
def all_fields() -> Mapping[str, Attribute]:
    """Everything that a segment may ask, by name. Loads every kind."""
    return ATTRIBUTES | {name: _history(name) for name in _HISTORIES}


def field_named(name: str) -> Attribute | None:
    """What a segment may ask, by its name; ``None``: there is nothing of this name."""
    return ATTRIBUTES.get(name) or (all_fields().get(name) if name in _HISTORIES else None)


_HISTORIES = {
    "events": (AttributeType.EVENTS, "できごと", "events"),
    "coupons": (AttributeType.COUPONS, "クーポン", "coupon"),
    "messages": (AttributeType.MESSAGES, "配信", "messages"),
    "orders": (AttributeType.ORDERS, "購買", "purchases"),
}
"""What happened. None of it is an attribute of the friend's item: the item narrows, and the page in the ledger
decides."""


def _history(name: str) -> Attribute:
    kinds = asked_kinds() if name == "events" else ()
    return Attribute(name, *_HISTORIES[name], tuple(Choice(kind, EVENTS[kind].label) for kind in kinds))
