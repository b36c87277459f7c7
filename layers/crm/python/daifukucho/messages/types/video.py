"""Video (Messaging API reference, Video message). LINE fetches it: mp4, 200 MB; its preview JPEG or PNG, 1 MB."""

from daifukucho.kernel.errors import Wrong
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Data, Shape, Url

_NO_TRACKING_ID = Wrong(
    "半角の英数字と -.=,+*()%$&;:@{{}}!?<>[] だけを使ってください。",
    "Use letters and digits of ASCII and -.=,+*()%$&;:@{{}}!?<>[].",
)

TYPE = MessageType(
    key="video",
    ja="動画",
    en="Video",
    description="A video. With a trackingId, LINE says who has watched it to the end.",
    example={
        "type": "video",
        "originalContentUrl": "https://example.com/videos/autumn.mp4",
        "previewImageUrl": "https://example.com/videos/autumn.jpg",
        "trackingId": "autumn-2026",
    },
    shape=Shape(
        required={"originalContentUrl": Url(), "previewImageUrl": Url()},
        optional={
            "trackingId": Data(100, r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]+", _NO_TRACKING_ID),
        },
    ),
)
