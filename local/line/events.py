"""Webhook events, as LINE builds them (reference, Webhook Event Objects), and what they change on the platform."""

import json
import secrets
from typing import Any

from ulid import ULID

from local.line.errors import ControlError
from local.line.friends import GROUP_ID, USER_ID, Group
from local.line.state import Platform, ReplyToken

REPLIABLE = (
    "message",
    "messageEdited",
    "follow",
    "join",
    "memberJoined",
    "postback",
    "videoPlayComplete",
    "beacon",
    "accountLink",
    "membership",
)
OWN_PROPERTY = {
    "message": "message",
    "messageEdited": "message",
    "postback": "postback",
    "unsend": "unsend",
    "memberJoined": "joined",
    "memberLeft": "left",
    "videoPlayComplete": "videoPlayComplete",
    "beacon": "beacon",
    "accountLink": "link",
    "membership": "membership",
}
QUOTABLE = ("text", "image", "video", "sticker")
MEDIA = ("image", "video", "audio")
SHORTHANDS = ("user_id", "group_id", "room_id")
NEED_SOURCE = ("follow", "unfollow", "message", "postback", "unsend")


def encode(event: dict[str, Any]) -> bytes:
    """An event as LINE writes it: compact JSON, raw UTF-8. Raises: ControlError for what has no such form."""
    try:
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise ControlError("an event holds half of a surrogate pair, which LINE cannot send") from error
    except RecursionError as error:
        raise ControlError("an event is nested too deeply") from error


def check(action: Any) -> None:
    """Raises: ControlError that says what to change, if ``act`` could not carry out ``action``."""
    if not isinstance(action, dict):
        raise ControlError("an event is an object with a 'type', or with 'raw'")
    encode(action)
    if "raw" in action:
        return
    kind = action.get("type")
    if not isinstance(kind, str) or not kind:
        raise ControlError('an event needs a \'type\', such as "follow" or "message"')
    own = OWN_PROPERTY.get(kind)
    if own and not isinstance(action.get(own), dict):
        raise ControlError(f"a {kind} event needs the object '{own}'")
    timestamp = action.get("timestamp")
    if timestamp is not None and (type(timestamp) is not int or not 0 <= timestamp < 2**47):
        raise ControlError("'timestamp' must be UTC epoch milliseconds")
    for name in SHORTHANDS:
        value = action.get(name)
        pattern = USER_ID if name == "user_id" else GROUP_ID
        if value is not None and not (isinstance(value, str) and pattern.fullmatch(value)):
            raise ControlError(f"'{name}' must be a LINE id: U, C or R and 32 hexadecimal digits")
    if kind in NEED_SOURCE and not _ids(action) and "source" not in action:
        raise ControlError(f"a {kind} event needs a 'user_id', 'group_id' or 'room_id'")


def act(platform: Platform, action: dict[str, Any]) -> Any:
    """One thing somebody does: changes the platform and returns the event that tells of it.

    ``action``, which ``check`` has passed, is a LINE event without its common properties, with ``user_id``,
    ``group_id`` or ``room_id`` for a source. Any property that it does give wins over the simulator's; one given as
    null is left out. ``{"raw": …}`` is sent as it stands and changes nothing.
    """
    if "raw" in action:
        return action["raw"]
    kind, ids = action["type"], _ids(action)
    at = action.get("timestamp")
    at = platform.now() if at is None else at
    event: dict[str, Any] = {
        "type": kind,
        "mode": "active",
        "timestamp": at,
        "webhookEventId": str(ULID.from_timestamp(at / 1000)),
        "deliveryContext": {"isRedelivery": False},
        **({"source": _source(ids)} if ids else {}),
        **{name: value for name, value in action.items() if name not in SHORTHANDS},
    }
    if kind in REPLIABLE and event["mode"] == "active":
        event.setdefault("replyToken", secrets.token_hex(16))
    event.update(_apply(platform, kind, ids, event, at))
    event = {name: value for name, value in event.items() if value is not None}
    if ids and isinstance(event.get("replyToken"), str):
        target = ids.get("group_id") or ids.get("room_id") or ids["user_id"]
        platform.reply_tokens[event["replyToken"]] = ReplyToken(target, at)
    return event


def _ids(action: dict[str, Any]) -> dict[str, str]:
    return {name: action[name] for name in SHORTHANDS if action.get(name) is not None}


def _source(ids: dict[str, str]) -> dict[str, str]:
    user = {"userId": ids["user_id"]} if "user_id" in ids else {}
    if "group_id" in ids:
        return {"type": "group", "groupId": ids["group_id"], **user}
    if "room_id" in ids:
        return {"type": "room", "roomId": ids["room_id"], **user}
    return {"type": "user", **user}


def _apply(platform: Platform, kind: str, ids: dict[str, str], event: dict[str, Any], at: int) -> dict[str, Any]:
    """Changes the platform; returns the event properties that depend on it."""
    chat = ids.get("group_id") or ids.get("room_id")
    if chat:
        return _apply_in_chat(platform, kind, chat, ids, event)
    friend = platform.person(ids["user_id"]) if "user_id" in ids else None
    match kind:
        case "follow" if friend:
            was_blocked = platform.follow(friend, at)
            return {"follow": event.get("follow", {"isUnblocked": was_blocked})}
        case "unfollow" if friend:
            platform.block(friend, at)
        case "message":
            if friend:
                friend.last_message_at = at
            return {"message": _message(platform, event["message"], own_chat=True)}
    return {}


def _apply_in_chat(
    platform: Platform, kind: str, chat: str, ids: dict[str, str], event: dict[str, Any]
) -> dict[str, Any]:
    if kind == "leave":
        platform.groups.pop(chat, None)
        return {}
    group = platform.groups.setdefault(chat, Group(chat))
    if "user_id" in ids:
        group.members.add(ids["user_id"])
    match kind:
        case "memberJoined":
            group.members.update(_members(event["joined"]))
        case "memberLeft":
            group.members.difference_update(_members(event["left"]))
        case "message":
            return {"message": _message(platform, event["message"], own_chat=False)}
    return {}


def _members(change: dict[str, Any]) -> list[str]:
    members = change.get("members", [])
    return [member["userId"] for member in members if isinstance(member, dict) and "userId" in member]


def _message(platform: Platform, message: dict[str, Any], *, own_chat: bool) -> dict[str, Any]:
    kind = message.get("type")
    full: dict[str, Any] = {"id": platform.new_message_id()}
    if kind in QUOTABLE:
        full["quoteToken"] = secrets.token_urlsafe(24)
    if kind in MEDIA:
        full["contentProvider"] = {"type": "line"}
    if kind == "sticker":
        full["stickerResourceType"] = "STATIC"
    if own_chat:
        full["markAsReadToken"] = secrets.token_urlsafe(24)
    return {**full, **message}
