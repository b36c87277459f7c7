"""What many messages have in common (Messaging API reference, Common properties for messages)."""

import re
from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.places import QUICK_REPLY
from daifukucho.messages.rules import Choice, Data, Items, Shape, Url, Words

ALT_TEXT = Words(1_500)


def _sender(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    if not given:
        yield Fault(at, "Give a name or an iconUrl, or leave out the sender.")
    name = given.get("name")
    # LINE: "Certain words such as LINE may not be used." It does not name the others.
    if isinstance(name, str) and re.search("(?<![A-Za-z])LINE(?![A-Za-z])", name):
        yield Fault(f"{at}/name", "LINE does not allow the word LINE in a sender's name.")


_QUICK_REPLY = Shape(
    required={
        "items": Items(
            Shape(required={"type": Choice(("action",)), "action": QUICK_REPLY}, optional={"imageUrl": Url()}), 1, 13
        )
    }
)
_SENDER = Shape(optional={"name": Words(20, variables=False), "iconUrl": Url()}, also=_sender)


def whole_shape(kind: MessageType) -> Shape:
    """A message type's shape, with what every message has."""
    return Shape(
        required={"type": Data(), **kind.shape.required},
        optional={**kind.shape.optional, "quickReply": _QUICK_REPLY, "sender": _SENDER},
        also=kind.shape.also,
    )
