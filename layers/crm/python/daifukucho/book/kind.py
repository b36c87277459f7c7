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
"""What an entry changes in a friend. Every attribute it touches is a sum, a minimum, a maximum, or goes to the
greatest or the smallest version, so that entries folded in any order give the same friend."""

Upcast = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Makes the next shape of a body of one shape. Whatever was ever written in that shape has to come out."""


def seen(friend: Friend, entry: Entry) -> Friend:
    """We know of her since the earliest entry. LINE tells of her, so she is a friend, if nothing says otherwise."""
    status = Status.ACTIVE if friend.status is Status.VISITOR else friend.status
    return replace(friend, status=status, first_seen_at=_earliest(friend.first_seen_at, entry.at))


def acted(friend: Friend, entry: Entry) -> Friend:
    """She did something herself: seen, and last seen at the latest of these."""
    return replace(seen(friend, entry), last_seen_at=latest(friend.last_seen_at, entry.at))


def visited(friend: Friend, entry: Entry) -> Friend:
    """She did something on a page of the shop, for which one need not be a friend: of somebody of whom nothing else is
    known, that makes a visitor."""
    status = Status.VISITOR if friend.first_seen_at is None and not friend.status_version else friend.status
    first, last = _earliest(friend.first_seen_at, entry.at), latest(friend.last_seen_at, entry.at)
    return replace(friend, status=status, first_seen_at=first, last_seen_at=last)


def recorded(friend: Friend, entry: Entry) -> Friend:
    """It says nothing of her; it was written together with her, so that its time is its own."""
    return replace(friend, recorded_at=entry.at)


def with_status(friend: Friend, status: Status, entry: Entry) -> Friend:
    """Her status is what the latest of the entries that tell it says: by time, then by event id."""
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
    friend of whom nothing is known. Both are this kind's test. ``says`` tells an entry to a person; ``None``: by the
    description. ``fold`` is ``None`` for what says nothing of the
    friend herself. ``recorded`` kinds are written together with the friend, in the order of their times.
    ``asked``: segments may ask whether it happened, so people have to know what it is.

    Of ours alone, whose entries are kept for ever: ``upcasts`` make the present shape of a body of an older one, the first of
    them shape 2 of shape 1; ``former`` are the keys that the kind had before, each with its line in
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
        """The number of the shape that bodies have today; those of LINE's events are as LINE sends them, and have the first."""
        return 1 + len(self.upcasts)
