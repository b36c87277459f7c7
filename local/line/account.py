"""What LINE tells about the account and its friends: profiles, followers, quota, webhook settings, deliveries."""

import base64
import binascii
import json
from typing import Any

from local.line.call import Call
from local.line.errors import LineError, forbidden, invalid_parameter, not_found
from local.line.friends import USER_ID
from local.line.settings import is_webhook_url
from local.line.state import is_day
from local.line.webhooks import SENDER

FOLLOWERS_TOKEN_LIFE_MS = 24 * 3600 * 1000
DELIVERED = ("reply", "push", "multicast", "broadcast")
COUNTED_SINCE = "20180331"


async def profile(call: Call) -> Any:
    user_id = call.request.match_info["userId"]
    if not USER_ID.fullmatch(user_id):
        raise invalid_parameter("userId")
    friend = call.platform.friends.get(user_id)
    if friend is None or not friend.has_visible_profile:
        raise not_found()
    found = {
        "displayName": friend.display_name,
        "userId": user_id,
        "language": friend.language,
        "pictureUrl": str(call.request.url.origin() / f"_sim/pictures/{user_id}.svg") if friend.picture else None,
        "statusMessage": friend.status_message,
    }
    return {name: value for name, value in found.items() if value is not None}


async def followers(call: Call) -> Any:
    if not call.platform.settings.verified_account:
        raise forbidden()
    limit = call.query("limit") or "300"
    if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
        raise invalid_parameter("limit")
    everyone = list(call.platform.friends.values())
    found: list[str] = []
    for index in range(_read_position(call), len(everyone)):
        if not everyone[index].reached_by_multicast:
            continue
        if len(found) == int(limit):
            position = json.dumps([index, call.platform.now()])
            return {"userIds": found, "next": base64.urlsafe_b64encode(position.encode()).decode()}
        found.append(everyone[index].user_id)
    return {"userIds": found}


def _read_position(call: Call) -> int:
    start = call.query("start")
    if start is None:
        return 0
    try:
        index, issued_at = json.loads(base64.urlsafe_b64decode(start))
        fresh = 0 <= call.platform.now() - issued_at < FOLLOWERS_TOKEN_LIFE_MS
    except (ValueError, TypeError, binascii.Error) as error:
        raise LineError(400, "Invalid start param") from error
    if not fresh or type(index) is not int or index < 0:
        raise LineError(400, "Invalid start param")
    return index


async def quota(call: Call) -> Any:
    value = call.platform.settings.quota
    return {"type": "none"} if value is None else {"type": "limited", "value": value}


async def consumption(call: Call) -> Any:
    return {"totalUsage": call.platform.consumption[call.platform.month()]}


async def delivery(call: Call) -> Any:
    kind, date = call.request.match_info["kind"], call.query("date") or ""
    if kind not in DELIVERED:
        raise not_found()
    if not is_day(date):
        raise invalid_parameter("date")
    if date < COUNTED_SINCE:
        return {"status": "out_of_service"}
    if date >= call.platform.day():
        return {"status": "unready"}
    return {"status": "ready", "success": call.platform.messages_by_day[date, kind]}


async def bot_info(call: Call) -> Any:
    settings = call.platform.settings
    return {
        "userId": settings.bot_user_id,
        "basicId": "@000sim",
        "displayName": settings.bot_name,
        "chatMode": "chat",
        "markAsReadMode": "manual",
    }


async def get_webhook_endpoint(call: Call) -> Any:
    settings = call.platform.settings
    if settings.webhook_url is None:
        raise LineError(404, "Webhook endpoint not found")
    return {"endpoint": settings.webhook_url, "active": settings.webhook_active}


async def set_webhook_endpoint(call: Call) -> Any:
    call.platform.settings.webhook_url = _webhook_url(call.body.get("endpoint"))
    return {}


async def test_webhook_endpoint(call: Call) -> Any:
    url = call.body.get("endpoint")
    url = call.platform.settings.webhook_url if url is None else _webhook_url(url)
    if url is None:
        raise LineError(404, "Webhook endpoint not found")
    return await call.request.app[SENDER].test(url)


def _webhook_url(url: Any) -> str:
    if not is_webhook_url(url):
        raise LineError(400, "Invalid webhook endpoint URL")
    return url
