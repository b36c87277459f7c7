"""Camera roll: opens the pictures on the friend's phone (Messaging API reference, Camera roll action)."""

from daifukucho.messages.action_type import ActionType

ACTION = ActionType(
    key="cameraRoll",
    ja="カメラロール",
    en="Camera roll",
    description="Opens the pictures on the friend's phone.",
    example={"type": "cameraRoll", "label": "写真を選ぶ"},
    only_in_quick_reply=True,
)
