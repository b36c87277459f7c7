"""What every kind of ledger entry carries about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from daifukucho.book.telling import Says
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry

Fold = Callable[[Friend, Entry], Friend]
"""What an entry changes in a friend. Every attribute that it touches is a sum, a minimum or a maximum, or is that of
the greatest or the smallest version, so that entries folded in any order give the same friend."""

Upcast = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Turns a body of one shape into a body of the next shape. It has to take every body that was ever written in its
shape."""


def seen(friend: Friend, entry: Entry) -> Friend:
    """The friend is known since the earliest entry. LINE tells of friends, so a friend is active unless an entry says
    otherwise."""
    status = Status.ACTIVE if friend.status is Status.VISITOR else friend.status
    return replace(friend, status=status, first_seen_at=_earliest(friend.first_seen_at, entry.at))


def acted(friend: Friend, entry: Entry) -> Friend:
    """The friend did something: seen, and last seen at the latest of these entries."""
    return replace(seen(friend, entry), last_seen_at=latest(friend.last_seen_at, entry.at))


def visited(friend: Friend, entry: Entry) -> Friend:
    """Somebody did something on a page of the shop, which needs no friend: a person of whom nothing else is known
    becomes a visitor."""
    status = Status.VISITOR if friend.first_seen_at is None and not friend.status_version else friend.status
    first, last = _earliest(friend.first_seen_at, entry.at), latest(friend.last_seen_at, entry.at)
    return replace(friend, status=status, first_seen_at=first, last_seen_at=last)


def recorded(friend: Friend, entry: Entry) -> Friend:
    """The friend after an entry that changes nothing else of the friend, but is written in the friend's order of
    times."""
    return replace(friend, recorded_at=entry.at)


def with_status(friend: Friend, status: Status, entry: Entry) -> Friend:
    """The friend's status is that of the latest entry that tells a status: by time, then by event id."""
    if entry.version <= friend.status_version:
        return friend
    return replace(friend, status=status, status_version=entry.version)


def latest(known: int | None, at: int) -> int:
    return at if known is None else max(known, at)


def _earliest(known: int | None, at: int) -> int:
    return at if known is None else min(known, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One kind of entry: one of LINE's webhook events, or one of ``ours``.

    ``example`` is a webhook event as LINE sends it or, for ours, an entry's body; ``effect`` is what it changes in a
    friend of whom nothing is known. Both are this kind's test. ``says`` makes the sentence that people read; ``None``:
    the description is the sentence. ``fold`` is ``None`` for a kind that says nothing of the friend as such.
    ``recorded`` kinds are written together with the friend, in the order of their times. ``asked``: segments may ask
    whether it happened, so people have to know what the kind is.

    Only for our own kinds, whose entries are kept for ever: ``upcasts`` turn a body of an older shape into the present
    one, the first of them shape 1 into shape 2; ``former`` are the earlier keys of the kind, each with its line in
    ``daifukucho.book.kinds.FORMER``.
    """

    key: str
    label: Words
    description: Words
    example: Mapping[str, Any]
    effect: Mapping[str, Any] = field(default_factory=dict)
    says: Says | None = None
    fold: Fold | None = seen
    ours: bool = False
    recorded: bool = False
    asked: bool = False
    upcasts: tuple[Upcast, ...] = ()
    former: tuple[str, ...] = ()

    @property
    def shape(self) -> int:
        """The number of today's shape of bodies. Bodies of LINE's events are as LINE sends them, and have shape 1."""
        return 1 + len(self.upcasts)
