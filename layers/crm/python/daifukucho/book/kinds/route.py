"""The friend came by an inflow route 流入経路: a link or a code that tells where the friend found the shop."""

from dataclasses import replace

from daifukucho.book.kind import EventType, visited
from daifukucho.book.telling import Told, called, quoted
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    """The first inflow route is that of the earliest entry, the last that of the latest: by time, then by event id."""
    friend = visited(friend, entry)
    route = entry.data["route"]
    if not friend.first_route_version or entry.version < friend.first_route_version:
        friend = replace(friend, first_route=route, first_route_version=entry.version)
    if entry.version > friend.last_route_version:
        friend = replace(friend, last_route=route, last_route_version=entry.version)
    return friend


def _says(told: Told) -> Words:
    route = called(told.name("inflow", "route"), quoted([told.word("route")]))
    return Words(f"流入経路{route.ja}から来ました。", f"The friend came by the inflow route {route.en}.")


EVENT = EventType(
    key="route",
    asked=True,
    label=Words("流入経路", "route"),
    description=Words(
        "友だちが流入経路のリンクやQRコードを開きました。",
        "A friend opened a link or a QR code that stands for an inflow route.",
    ),
    example={"route": "店頭POP"},
    effect={
        "status": Status.VISITOR,
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
        "first_route": "店頭POP",
        "last_route": "店頭POP",
        "first_route_version": "1795316400000#example",
        "last_route_version": "1795316400000#example",
    },
    fold=_fold,
    ours=True,
    says=_says,
)
