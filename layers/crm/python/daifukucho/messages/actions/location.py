"""Location: opens the map, to send a place (Messaging API reference, Location action)."""

from daifukucho.messages.action_type import ActionType

ACTION = ActionType(
    key="location",
    ja="位置情報",
    en="Location",
    description="Opens the map, to send a place.",
    example={"type": "location", "label": "現在地を送る"},
    only_in_quick_reply=True,
)
