"""Image (Messaging API reference, Image message). LINE fetches it: JPEG or PNG, 10 MB; its preview 1 MB."""

from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Shape, Url

TYPE = MessageType(
    key="image",
    ja="画像",
    en="Image",
    description="A picture that LINE fetches from an address of yours, and its small preview.",
    example={
        "type": "image",
        "originalContentUrl": "https://example.com/images/autumn.jpg",
        "previewImageUrl": "https://example.com/images/autumn-small.jpg",
    },
    shape=Shape(required={"originalContentUrl": Url(), "previewImageUrl": Url()}),
)
