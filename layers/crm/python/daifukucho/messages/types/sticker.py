"""Sticker, one of those that LINE allows bots to send (Messaging API reference, Sticker message)."""

from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Data, Shape

# LINE documents no form; every id in its list of stickers is a number, written as a text.
_ID = Data(pattern="[0-9]{1,20}", says='Write the number from LINE\'s list of stickers as a text, such as "446".')

TYPE = MessageType(
    key="sticker",
    ja="スタンプ",
    en="Sticker",
    description="One of the stickers that LINE lists for the Messaging API.",
    example={"type": "sticker", "packageId": "446", "stickerId": "1988"},
    shape=Shape(required={"packageId": _ID, "stickerId": _ID}),
)
