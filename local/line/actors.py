"""The people's half of the control API: who there is, what they do, and what reaches the webhook of it."""

import time
from html import escape
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from local.line import events
from local.line.call import read_json
from local.line.control import PLATFORM, control, number
from local.line.errors import ControlError, LineError
from local.line.friends import friend_id
from local.line.settings import Request
from local.line.tokens import ACCESS_TOKEN_LIFE_SECONDS, ISSUER
from local.line.webhooks import SENDER, Delivery, Options

UserId = Annotated[str, Field(pattern=r"^U[0-9a-f]{32}$")]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Person(Request):
    """Somebody by hand. What is not given follows from the user id."""

    user_id: UserId
    display_name: str = ""
    status_message: str | None = None
    language: str | None = None
    picture: bool = False
    following: bool = False
    blocked: bool = False


class NewFriends(Request):
    count: Count | None = None
    seed: str = "friends"
    following: bool = False
    friends: list[Person] = Field(default_factory=list)


class Follow(Options):
    count: Count | None = None
    seed: str = "friends"
    user_ids: list[UserId] | None = None


class NewEvents(Options):
    events: list[Any]


class Redeliver(Options):
    event_ids: list[str]


class Opened(Request):
    unit: str
    user_ids: list[UserId]
    url: str | None = None


class NewIdToken(Request):
    user_id: UserId
    audience: str | None = None
    nonce: str | None = None
    expires_in: int = 3600
    scope: str = "openid profile"
    claims: dict[str, Any] = Field(default_factory=dict)
    listed_key: bool = True


async def create_friends(request: web.Request) -> Any:
    """Makes people. ``following`` ones added the account before anybody listened: no webhook tells of them."""
    new, platform = NewFriends.parse(await read_json(request)), request.app[PLATFORM]
    people = [Person(user_id=friend_id(new.seed, index), following=new.following) for index in range(new.count or 0)]
    for person in [*people, *new.friends]:
        friend = platform.person(person.user_id)
        for name in person.model_fields_set - {"user_id", "following", "blocked"}:
            setattr(friend, name, getattr(person, name))
        if person.following and not friend.following:
            platform.follow(friend, platform.now())
        if person.blocked and not friend.blocked:
            platform.block(friend, platform.now())
    return {"user_ids": [person.user_id for person in [*people, *new.friends]]}


async def list_friends(request: web.Request) -> Any:
    """A page of people in the order in which they were made; ``next`` is the ``start`` of the next page."""
    start, limit = number(request, "start", 0), number(request, "limit", 1000)
    everyone = list(request.app[PLATFORM].friends.values())
    names = ("user_id", "display_name", "status_message", "language", "picture", "following", "blocked")
    page = [{name: getattr(friend, name) for name in names} for friend in everyone[start : start + limit]]
    return {"friends": page, "next": start + limit if start + limit < len(everyone) else None}


async def follow(request: web.Request) -> Any:
    wanted = Follow.parse(await read_json(request))
    if (wanted.count is None) == (wanted.user_ids is None):
        raise ControlError("follow needs either 'count' or 'user_ids'")
    user_ids = wanted.user_ids or [friend_id(wanted.seed, index) for index in range(wanted.count or 0)]
    return await _deliver(request, [{"type": "follow", "user_id": user_id} for user_id in user_ids], wanted)


async def send_events(request: web.Request) -> Any:
    wanted = NewEvents.parse(await read_json(request))
    return await _deliver(request, wanted.events, wanted)


async def redeliver(request: web.Request) -> Any:
    wanted, platform = Redeliver.parse(await read_json(request)), request.app[PLATFORM]
    unknown = [event_id for event_id in wanted.event_ids if event_id not in platform.events]
    if unknown:
        raise ControlError(f"event_ids: {unknown[0]} was never sent")
    sender = request.app[SENDER]
    sender.check_ready()
    return (await sender.redeliver(wanted.event_ids, wanted)).describe()


async def show_event(request: web.Request) -> Any:
    body = request.app[PLATFORM].events.get(request.match_info["id"])
    if body is None:
        raise LineError(404, "no such event")
    return web.Response(body=body, content_type="application/json")


async def show_delivery(request: web.Request) -> Any:
    delivery: Delivery | None = request.app[SENDER].deliveries.get(request.match_info["id"])
    if delivery is None:
        raise LineError(404, "no such delivery")
    return delivery.describe()


async def open_messages(request: web.Request) -> Any:
    """Those of ``user_ids`` who were sent messages of this unit look at them, and open ``url`` if it is given."""
    opened, platform = Opened.parse(await read_json(request)), request.app[PLATFORM]
    got = {user_id for sent in platform.requests if sent.unit == opened.unit for user_id in sent.recipients}
    people = [user_id for user_id in opened.user_ids if user_id in got]
    for user_id in people:
        platform.opens[opened.unit, user_id, ""] += 1
        if opened.url:
            platform.opens[opened.unit, user_id, opened.url] += 1
    return {"opened": len(people)}


async def issue_id_token(request: web.Request) -> Any:
    """What LIFF gives a page: an ID token and an access token. ``claims`` overrides; null takes a claim away."""
    wanted, platform = NewIdToken.parse(await read_json(request)), request.app[PLATFORM]
    friend, now = platform.person(wanted.user_id), int(time.time())
    audience = wanted.audience or platform.settings.login_channel_id
    picture = str(request.url.origin() / f"_sim/pictures/{friend.user_id}.svg") if friend.picture else None
    claims = {
        "iss": ISSUER,
        "sub": friend.user_id,
        "aud": audience,
        "exp": now + wanted.expires_in,
        "iat": now,
        "nonce": wanted.nonce,
        "amr": ["linesso"],
        "name": friend.display_name if "profile" in wanted.scope else None,
        "picture": picture if "profile" in wanted.scope else None,
        **wanted.claims,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    return {
        "id_token": platform.login.issue_id_token(claims, listed_key=wanted.listed_key),
        "access_token": platform.login.issue_access_token(friend.user_id, audience, wanted.scope),
        "expires_in": ACCESS_TOKEN_LIFE_SECONDS,
    }


async def picture(request: web.Request) -> Any:
    """A friend's picture, so that pages have one without a network: the initial of the name on a colour of the friend's
    own."""
    friend = request.app[PLATFORM].friends.get(request.match_info["user_id"])
    if friend is None or not friend.picture:
        raise LineError(404, "no such picture")
    initial = escape(friend.display_name.strip()[:1] or "・")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
        f'<rect width="96" height="96" fill="hsl({int(friend.user_id[1:4], 16) % 360} 35% 55%)"/>'
        f'<text x="48" y="62" font-size="40" fill="#fff" text-anchor="middle">{initial}</text></svg>'
    )
    return web.Response(text=svg, content_type="image/svg+xml")


async def _deliver(request: web.Request, actions: list[Any], options: Options) -> Any:
    sender, platform = request.app[SENDER], request.app[PLATFORM]
    sender.check_ready()
    for action in actions:
        events.check(action)
    return (await sender.deliver([events.act(platform, action) for action in actions], options)).describe()


def routes() -> list[web.RouteDef]:
    return [
        web.get("/_sim/friends", control(list_friends)),
        web.post("/_sim/friends", control(create_friends)),
        web.post("/_sim/follow", control(follow)),
        web.post("/_sim/events", control(send_events)),
        web.get("/_sim/events/{id}", control(show_event)),
        web.post("/_sim/redeliver", control(redeliver)),
        web.get("/_sim/deliveries/{id}", control(show_delivery)),
        web.post("/_sim/opens", control(open_messages)),
        web.post("/_sim/id_token", control(issue_id_token)),
        web.get("/_sim/pictures/{user_id}.svg", control(picture)),
    ]
