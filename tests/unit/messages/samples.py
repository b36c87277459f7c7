"""The examples of every registry, as whole messages."""

from collections.abc import Mapping
from typing import Any

from daifukucho.messages.actions import ACTIONS
from daifukucho.messages.templates import TEMPLATES
from daifukucho.messages.types import MESSAGE_TYPES

Message = dict[str, Any]
IMAGE = "https://example.com/a.png"
TAP = {"type": "message", "label": "はい", "text": "はい"}


def text(words: object) -> Message:
    return {"type": "text", "text": words}


def quick(*actions: Mapping[str, object]) -> Message:
    return {**text("どうぞ"), "quickReply": {"items": [{"type": "action", "action": dict(a)} for a in actions]}}


def template(**given: object) -> Message:
    return {"type": "template", "altText": "ご案内", "template": given}


def buttons(**given: object) -> Message:
    return template(**{"type": "buttons", "text": "どうぞ", "actions": [TAP], **given})


def bubble(**given: object) -> Message:
    return {"type": "flex", "altText": "ご案内", "contents": {"type": "bubble", **given}}


def box(*contents: object, layout: str = "vertical", **given: object) -> dict[str, object]:
    return {"type": "box", "layout": layout, "contents": list(contents), **given}


def body(*contents: object) -> Message:
    return bubble(body=box(*contents))


def carousel(*bubbles: object) -> Message:
    return {"type": "flex", "altText": "ご案内", "contents": {"type": "carousel", "contents": list(bubbles)}}


def _with_action(action: Mapping[str, object], quick_reply: bool) -> Message:
    return quick(action) if quick_reply else body({"type": "button", "action": dict(action)})


EXAMPLES: dict[str, Message] = {
    **{key: dict(kind.example) for key, kind in MESSAGE_TYPES.items()},
    **{f"template {key}": template(**t.example) for key, t in TEMPLATES.items()},
    **{f"action {key}": _with_action(a.example, a.only_in_quick_reply) for key, a in ACTIONS.items()},
    "flex carousel": carousel(*[{"type": "bubble", "size": "nano", "body": box({"type": "text", "text": "栗"})}] * 12),
    "flex video": bubble(
        hero={
            "type": "video",
            "url": "https://example.com/a.mp4",
            "previewUrl": IMAGE,
            "altContent": {"type": "image", "url": IMAGE, "size": "full", "aspectRatio": "20:13", "animated": True},
            "aspectRatio": "20:13",
            "action": {"type": "uri", "label": "見る", "uri": "https://example.com/"},
        }
    ),
    "sender, quick reply": {
        **quick(TAP),
        "sender": {"name": "大福屋 ONLINE", "iconUrl": IMAGE},
    },
}
