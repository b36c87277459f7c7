"""Coupon: one that was made at LINE (Messaging API reference, Coupon message)."""

from daifukucho.kernel.errors import Wrong
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Data, Shape

_NO_TAG = Wrong(
    "半角の英数字とアンダースコア（_）だけを使ってください。", "Use letters and digits of ASCII and underscores."
)

TYPE = MessageType(
    key="coupon",
    ja="クーポン",
    en="Coupon",
    description="A coupon that was made at LINE. The deliveryTag tells the ways apart in LINE's statistics.",
    example={"type": "coupon", "couponId": "01JYNW8JMQVFBNWF1APF8Z3FS7", "deliveryTag": "autumn_2026"},
    shape=Shape(
        required={"couponId": Data()},
        optional={"deliveryTag": Data(30, "[a-zA-Z0-9_]+", _NO_TAG)},
    ),
)
