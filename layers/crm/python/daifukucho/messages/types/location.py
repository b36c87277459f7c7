"""Location (Messaging API reference, Location message)."""

from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Number, Prose, Shape

TYPE = MessageType(
    key="location",
    ja="位置情報",
    en="Location",
    description="A place on the map.",
    example={
        "type": "location",
        "title": "大福屋 日本橋店",
        "address": "東京都中央区日本橋1-1-1",
        "latitude": 35.684,
        "longitude": 139.774,
    },
    shape=Shape(
        required={
            "title": Prose(100),
            "address": Prose(100),
            "latitude": Number(-90, 90),
            "longitude": Number(-180, 180),
        }
    ),
)
