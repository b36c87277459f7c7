"""The message types, one a module. To add one: a module here with its ``TYPE``, and its place in ``_ORDER``."""

from daifukucho.kernel.registry import Registry
from daifukucho.messages.message_type import MessageType

_ORDER = ("text", "sticker", "image", "video", "audio", "location", "imagemap", "template", "flex", "coupon")
"""In which order people are offered them."""

MESSAGE_TYPES: Registry[MessageType] = Registry(__name__, __path__, "TYPE", MessageType, _ORDER)
