"""Sending: reply, push, multicast, broadcast, narrowcast, and the validation of messages."""

from datetime import UTC, datetime
from typing import Any

from local.line.call import Answer, Call
from local.line.errors import (
    LineError,
    body_errors,
    invalid_property,
    not_found,
    send_failed,
)
from local.line.friends import GROUP_ID, USER_ID
from local.line.state import REPLY_EVENT_LIFE_MS, REPLY_TOKEN_LIFE_MS, SentRequest
from local.line.validation import check_messages, check_units

MAX_RECIPIENTS = 500
VALIDATED = ("reply", "push", "multicast", "narrowcast", "broadcast")


async def push(call: Call) -> Any:
    refuse_repeat(call)
    to = call.body.get("to")
    if to is None or to == "":
        raise _missing("to")
    if not isinstance(to, str) or not (USER_ID.fullmatch(to) or GROUP_ID.fullmatch(to)):
        raise invalid_property("to")
    check_messages(call.body)
    unit = check_units(call.body)
    targets = call.platform.push_targets(to, call.platform.now())
    return {"sentMessages": accept(call, "push", targets, aimed=1, unit=unit).sent_messages}


async def multicast(call: Call) -> Any:
    refuse_repeat(call)
    to = _multicast_ids(call.body.get("to"))
    check_messages(call.body)
    unit = check_units(call.body)
    friends = call.platform.friends
    if call.platform.settings.refuse_unknown_users:
        for index, user_id in enumerate(to):
            if user_id not in friends:
                raise invalid_property(f"to[{index}]")
    # An id that is given twice gets the messages twice: a simulator that hid that would hide the sender's mistake.
    reached = [user_id for user_id in to if user_id in friends and friends[user_id].reached_by_multicast]
    accept(call, "multicast", reached, aimed=len(to), unit=unit)
    return {}


def _multicast_ids(to: Any) -> list[str]:
    if to is None:
        raise _missing("to")
    if not isinstance(to, list):
        raise invalid_property("to")
    if not 1 <= len(to) <= MAX_RECIPIENTS:
        raise body_errors([{"message": f"Size must be between 1 and {MAX_RECIPIENTS}", "property": "to"}])
    for index, user_id in enumerate(to):
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise invalid_property(f"to[{index}]")
    return to


async def broadcast(call: Call) -> Any:
    refuse_repeat(call)
    check_messages(call.body)
    reached = [friend.user_id for friend in call.platform.friends.values() if friend.reached_by_multicast]
    accept(call, "broadcast", reached, aimed=len(reached))
    return {}


async def narrowcast(call: Call) -> Any:
    """To all friends, or to ``limit.max`` of them, at once. There are no audiences here, so no ``recipient``."""
    refuse_repeat(call)
    check_messages(call.body)
    for name in ("recipient", "filter"):
        if call.body.get(name) is not None:
            raise body_errors([{"message": "The simulator has no audiences and no demographics", "property": name}])
    reached = [friend.user_id for friend in call.platform.friends.values() if friend.reached_by_multicast]
    limit = call.body.get("limit") or {}
    if not isinstance(limit, dict) or type(limit.get("max", 1)) is not int or limit.get("max", 1) < 1:
        raise invalid_property("limit.max")
    reached = reached[: limit.get("max")]
    accept(call, "narrowcast", reached, aimed=len(reached))
    return Answer({}, status=202)


async def narrowcast_progress(call: Call) -> Any:
    for sent in call.platform.requests:
        if sent.kind == "narrowcast" and sent.request_id == call.query("requestId"):
            at = datetime.fromtimestamp(sent.at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            count = len(sent.recipients)
            return {
                "phase": "succeeded",
                "successCount": count,
                "failureCount": 0,
                "targetCount": count,
                "acceptedTime": at,
                "completedTime": at,
            }
    raise not_found()


async def reply(call: Call) -> Any:
    token = call.body.get("replyToken")
    if token is None or token == "":
        raise _missing("replyToken")
    if not isinstance(token, str):
        raise invalid_property("replyToken")
    check_messages(call.body)
    platform, now = call.platform, call.platform.now()
    known = platform.reply_tokens.get(token)
    if (
        known is None
        or known.delivered_at is None
        or now - known.delivered_at > REPLY_TOKEN_LIFE_MS
        or now - known.event_at > REPLY_EVENT_LIFE_MS
    ):
        raise LineError(400, "Invalid reply token")
    if known.target[0] == "U":
        friend = platform.friends.get(known.target)
        reached = [known.target] if friend and not friend.blocked else []
    elif known.target in platform.groups:
        reached = [known.target]
    else:
        raise send_failed()
    del platform.reply_tokens[token]
    return {"sentMessages": accept(call, "reply", reached, aimed=1).sent_messages}


async def validate(call: Call) -> Any:
    if call.request.match_info["kind"] not in VALIDATED:
        raise not_found()
    check_messages(call.body)
    return {}


def refuse_repeat(call: Call) -> None:
    """Raises: LineError 409 if a request with this retry key was accepted in the last 24 h."""
    known = call.retry_state()
    if known is None or known.accepted is None:
        return
    sent = known.accepted
    raise LineError(
        409,
        "The retry key is already accepted",
        headers={"x-line-accepted-request-id": sent.request_id},
        extra={"sentMessages": sent.sent_messages} if sent.sent_messages else None,
    )


def accept(call: Call, kind: str, to: list[str], *, aimed: int, unit: str | None = None) -> SentRequest:
    """Delivers, and marks the retry key as accepted in the same breath."""
    sent = call.platform.accept(kind, to, aimed=aimed, body=call.body, request_id=call.request_id, unit=unit)
    known = call.retry_state()
    if known is not None:
        known.accepted, sent.retry_key = sent, call.retry_key
    return sent


def _missing(name: str) -> LineError:
    return body_errors([{"message": "May not be empty", "property": name}])
