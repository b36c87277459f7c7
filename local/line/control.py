"""The platform's half of the control API under ``/_sim/``: settings, clock, faults, and what was sent.

README.md documents it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from pydantic import Field

from local.line.call import read_json
from local.line.errors import ControlError, LineError
from local.line.faults import Fault
from local.line.limits import Rate
from local.line.settings import Request, Settings
from local.line.state import Platform, SentRequest

PLATFORM = web.AppKey("platform", Platform)
ENDPOINT_NAMES = web.AppKey("endpoint_names", frozenset[str])

Control = Callable[[web.Request], Awaitable[Any]]
"""Returns the JSON body of a 200 or a response; raises LineError."""


class Clock(Request):
    advance_seconds: int = Field(description="negative to go back, for events of the past")


class Reset(Request):
    keep_friends: bool = False


class NewFaults(Request):
    faults: list[Fault]


async def show_config(request: web.Request) -> Any:
    platform = request.app[PLATFORM]
    rates = {name: rate.model_dump() for name, rate in sorted(platform.limits.rates.items())}
    return {**platform.settings.public(), "rate_limits": rates}


async def configure(request: web.Request) -> Any:
    body, platform = await read_json(request), request.app[PLATFORM]
    given = body.pop("rate_limits", {})
    if not isinstance(given, dict):
        raise ControlError("rate_limits: must be an object of endpoints")
    rates = {_endpoint(request, name): Rate.parse(rate) for name, rate in given.items()}
    platform.settings = Settings.parse({**platform.settings.model_dump(), **body})
    for name, rate in rates.items():
        platform.limits.change(name, rate)
    return await show_config(request)


async def advance_clock(request: web.Request) -> Any:
    platform = request.app[PLATFORM]
    platform.clock_offset_ms += Clock.parse(await read_json(request)).advance_seconds * 1000
    return {"now": platform.now()}


async def reset(request: web.Request) -> Any:
    request.app[PLATFORM].reset(keep_friends=Reset.parse(await read_json(request)).keep_friends)
    return {}


async def received(request: web.Request) -> Any:
    """Who was sent how many message requests since ``since``; with ``user_id`` (or a group's) which."""
    platform, since = request.app[PLATFORM], number(request, "since", 0)
    recipient = request.query.get("user_id")
    if recipient is not None:
        sent = [_describe_sent(sent) for sent in platform.inbox.get(recipient, []) if sent.at >= since]
        return {"user_id": recipient, "requests": sent}
    counts = {to: sum(sent.at >= since for sent in inbox) for to, inbox in platform.inbox.items()}
    return {"counts": {to: count for to, count in counts.items() if count}}


async def stats(request: web.Request) -> Any:
    platform = request.app[PLATFORM]
    friends = platform.friends.values()
    calls: dict[str, dict[str, int]] = {}
    for (name, status), count in sorted(platform.calls.items()):
        calls.setdefault(name, {})[str(status)] = count
    return {
        "now": platform.now(),
        "friends": {
            "known": len(friends),
            "reachable": sum(friend.reached_by_multicast for friend in friends),
            "blocked": sum(friend.blocked for friend in friends),
        },
        "groups": len(platform.groups),
        "calls": calls,
        "webhooks": dict(platform.webhooks),
        "requests_accepted": len(platform.requests),
        "messages_delivered": sum(len(sent.recipients) for sent in platform.requests),
        "consumption": platform.consumption[platform.month()],
    }


async def add_faults(request: web.Request) -> Any:
    new = NewFaults.parse(await read_json(request))
    for fault in new.faults:
        _endpoint(request, fault.endpoint)
    request.app[PLATFORM].faults.rules.extend(new.faults)
    return await show_faults(request)


async def show_faults(request: web.Request) -> Any:
    return {"faults": [fault.describe() for fault in request.app[PLATFORM].faults.rules]}


async def clear_faults(request: web.Request) -> Any:
    request.app[PLATFORM].faults.rules.clear()
    return {"faults": []}


async def rotate_key(request: web.Request) -> Any:
    return {"kid": request.app[PLATFORM].login.rotate()}


def _endpoint(request: web.Request, name: str) -> str:
    names = request.app[ENDPOINT_NAMES]
    if name not in names:
        raise ControlError(f"there is no endpoint '{name}', only: {', '.join(sorted(names))}")
    return name


def number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise ControlError(f"'{name}' must be a whole number")
    return int(text)


def _describe_sent(sent: SentRequest) -> dict[str, Any]:
    names = ("request_id", "retry_key", "kind", "at", "unit", "messages")
    return {name: getattr(sent, name) for name in names}


def control(handler: Control) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            answer = await handler(request)
        except LineError as error:
            return error.response()
        return answer if isinstance(answer, web.StreamResponse) else web.json_response(answer)

    return handle


def routes() -> list[web.RouteDef]:
    return [
        web.get("/_sim/config", control(show_config)),
        web.post("/_sim/config", control(configure)),
        web.post("/_sim/clock", control(advance_clock)),
        web.post("/_sim/reset", control(reset)),
        web.get("/_sim/received", control(received)),
        web.get("/_sim/stats", control(stats)),
        web.get("/_sim/faults", control(show_faults)),
        web.post("/_sim/faults", control(add_faults)),
        web.delete("/_sim/faults", control(clear_faults)),
        web.post("/_sim/keys/rotate", control(rotate_key)),
    ]
