"""What narrows a list of friends, beside the words that somebody types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend


@dataclass(frozen=True, slots=True)
class Filters:
    """What has to hold of a friend, all of it; ``None``: no condition. ``store`` is one of the friend's stores; the ids
    are those of the store, the staff member, the rank and the saved segment."""

    status: Status | None = None
    tag: str | None = None
    assignee: str | None = None
    store: str | None = None
    rank: str | None = None
    segment_id: str | None = None

    def hold(self, friend: Friend) -> bool:
        """Whether every condition holds except the segment, which may have to read what happened."""
        return (
            self.status in (None, friend.status)
            and (self.tag is None or self.tag in friend.tags)
            and self.assignee in (None, friend.assignee)
            and (self.store is None or self.store in friend.stores)
            and self.rank in (None, friend.rank)
        )


class Within(Protocol):
    """A saved segment, asked of friends as they are read."""

    def hold(self, friends: Sequence[Friend]) -> list[bool]:
        """For each friend, in their order, whether the segment holds the friend. Answers only for the first ones if the
        others would cost too much: the caller then asks again for those. Raises Unavailable."""


WithinSegment = Callable[[str], Within]
"""A segment by its id, as it is now, for one page. Raises NotFound (``segment_not_found``), Conflict and
Unavailable."""
