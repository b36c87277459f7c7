"""The registry of message types. To add one: a file here, and its name in the tuple below."""

from daifukucho.messages.message_type import MessageType
from daifukucho.messages.types.text import TEXT

MESSAGE_TYPES: dict[str, MessageType] = {t.key: t for t in (TEXT,)}
