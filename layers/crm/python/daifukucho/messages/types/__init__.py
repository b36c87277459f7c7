"""The registry of message types. To add one: a file here, and its name in the tuple below."""

from daifukucho.messages.message_type import MessageType
from daifukucho.messages.types.audio import AUDIO
from daifukucho.messages.types.coupon import COUPON
from daifukucho.messages.types.flex import FLEX
from daifukucho.messages.types.image import IMAGE
from daifukucho.messages.types.imagemap import IMAGEMAP
from daifukucho.messages.types.location import LOCATION
from daifukucho.messages.types.sticker import STICKER
from daifukucho.messages.types.template import TEMPLATE
from daifukucho.messages.types.text import TEXT
from daifukucho.messages.types.video import VIDEO

MESSAGE_TYPES: dict[str, MessageType] = {
    t.key: t for t in (TEXT, STICKER, IMAGE, VIDEO, AUDIO, LOCATION, IMAGEMAP, TEMPLATE, FLEX, COUPON)
}
