"""By which inflow route 流入経路 a person came, a friend or not yet."""

from typing import Literal

from gate import Request, Route, WayIn
from typing_extensions import TypedDict

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.inflow.refusals import INFLOW_NOT_FOUND
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.rules import is_key


class IsFriend(TypedDict):
    friend: Literal[True]


class NoFriend(WayIn):
    """With the way to become a friend."""

    friend: Literal[False]


Friendship = IsFriend | NoFriend


def visit(request: Request) -> Friendship:
    """Notes the visit: what ``Visits.record`` reads and writes. An inflow route that does not exist, or no longer, is a
    mistake of the shop's and not of the visitor's: it is logged, and nothing is noted."""
    key = request.params["key"]
    try:
        if not is_key(key):
            raise INFLOW_NOT_FOUND()
        friend: Friend | None = request.liff.visits.record(request.user_id, key)
    except NotFound:
        request.log.info("unknown route", extra={"key": key if is_key(key) else None})
        friend = request.liff.friends.get(request.user_id)
    return _said(request, friend)


def friendship(request: Request) -> Friendship:
    """Whether the shop knows the visitor as a friend by now: one read."""
    return _said(request, request.liff.friends.get(request.user_id))


def _said(request: Request, friend: Friend | None) -> Friendship:
    if friend is not None and friend.status is Status.ACTIVE:
        return {"friend": True}
    return {"friend": False, **request.way_in()}


ROUTES = (Route("POST", "visits/{key}", visit), Route("GET", "friendship", friendship))
