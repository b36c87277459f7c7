"""What a segment may ask: the attributes of a friend, and what happened, which is read from her page."""

from daifukucho.friends.attributes import ATTRIBUTES, Attribute, AttributeType, Choice
from daifukucho.ledger.events import EVENTS

KINDS: tuple[str, ...] = tuple(event.key for event in EVENTS.values() if event.asked)
"""The kinds of entries that a segment may ask for."""

HISTORIES: dict[str, Attribute] = {
    a.name: a
    for a in (
        Attribute(
            "events",
            AttributeType.EVENTS,
            "できごと",
            "events",
            tuple(Choice(kind, EVENTS[kind].label) for kind in KINDS),
        ),
        Attribute("coupons", AttributeType.COUPONS, "クーポン", "coupon"),
        Attribute("messages", AttributeType.MESSAGES, "配信", "messages"),
        Attribute("orders", AttributeType.ORDERS, "購買", "purchases"),
    )
}
"""What happened. None of it is an attribute of her item: the item narrows, and her page in the ledger decides."""

FIELDS: dict[str, Attribute] = ATTRIBUTES | HISTORIES
