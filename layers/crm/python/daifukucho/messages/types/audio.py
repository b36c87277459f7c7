"""Audio (Messaging API reference, Audio message). LINE fetches it: mp3 or m4a, 200 MB."""

from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Shape, Url, Whole

TYPE = MessageType(
    key="audio",
    ja="音声",
    en="Audio",
    description="A sound. Its duration is in milliseconds.",
    example={"type": "audio", "originalContentUrl": "https://example.com/audio/greeting.m4a", "duration": 60_000},
    shape=Shape(required={"originalContentUrl": Url(), "duration": Whole(1)}),
)
