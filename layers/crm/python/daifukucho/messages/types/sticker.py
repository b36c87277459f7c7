"""Sticker, one of those that LINE allows bots to send (Messaging API reference, Sticker message)."""

from daifukucho.kernel.errors import Wrong
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Data, Shape

_NO_ID = Wrong(
    'LINE のスタンプ一覧にある番号を "446" のように文字列で書いてください。',
    'Write the number from LINE\'s list of stickers as a text, such as "446".',
)
# LINE documents no form; every id in its list of stickers is a number, written as a text.
_ID = Data(pattern="[0-9]{1,20}", says=_NO_ID)

TYPE = MessageType(
    key="sticker",
    ja="スタンプ",
    en="Sticker",
    description="One of the stickers that LINE lists for the Messaging API.",
    example={"type": "sticker", "packageId": "446", "stickerId": "1988"},
    shape=Shape(required={"packageId": _ID, "stickerId": _ID}),
)
