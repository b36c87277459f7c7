"""Camera: opens the camera (Messaging API reference, Camera action)."""

from daifukucho.messages.action_type import ActionType

ACTION = ActionType(
    key="camera",
    ja="カメラ",
    en="Camera",
    description="Opens the camera.",
    example={"type": "camera", "label": "写真を撮る"},
    only_in_quick_reply=True,
)
