"""What many messages have in common (Messaging API reference, Common properties for messages)."""

import re
from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.places import QUICK_REPLY
from daifukucho.messages.rules import Choice, Data, Items, Prose, Shape, Url

ALT_TEXT = Prose(1_500)

_NO_SENDER = Wrong(
    "name か iconUrl を指定するか、sender を省いてください。", "Give a name or an iconUrl, or leave out the sender."
)
_NAMED_LINE = Wrong(
    "送信者の名前から LINE という語を除いてください。LINE では使えません。",
    "Leave the word LINE out of a sender's name; LINE does not allow it.",
)


def _sender(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    if not given:
        yield _NO_SENDER.at(at)
    name = given.get("name")
    # LINE: "Certain words such as LINE may not be used." It does not name the others.
    if isinstance(name, str) and re.search("(?<![A-Za-z])LINE(?![A-Za-z])", name):
        yield _NAMED_LINE.at(f"{at}/name")


_QUICK_REPLY = Shape(
    required={
        "items": Items(
            Shape(required={"type": Choice(("action",)), "action": QUICK_REPLY}, optional={"imageUrl": Url()}), 1, 13
        )
    }
)
_SENDER = Shape(optional={"name": Prose(20, variables=False), "iconUrl": Url()}, also=_sender)


def whole_shape(kind: MessageType) -> Shape:
    """A message type's shape, with what every message has."""
    return Shape(
        required={"type": Data(), **kind.shape.required},
        optional={**kind.shape.optional, "quickReply": _QUICK_REPLY, "sender": _SENDER},
        also=kind.shape.also,
    )
