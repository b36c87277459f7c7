"""Asking a saved segment of friends who have been read, a bounded number at a time."""

from collections.abc import Callable, Sequence

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.segments.among import among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import decide, matches, needed
from daifukucho.segments.fields import field_named
from daifukucho.segments.history import Histories
from daifukucho.segments.reference import Find, asked
from daifukucho.segments.tree import Known

MOST_PAGES = 100
"""Friends of whom what happened is read for one page of a list, as far as the segment needs it."""


class SegmentAsked:
    """``daifukucho.friends.filters.Within``: a segment for one page of a list. Visitors are in none."""

    def __init__(self, segment_id: str, find: Find, known: Known, context: Context, histories: Histories) -> None:
        """Reads the segment, and those that it refers to. Raises NotFound, Conflict and Unavailable."""
        self._node = among_friends(asked(None, segment_id, find, known))
        self._context = context
        self._histories = histories
        self._left = MOST_PAGES

    def hold(self, friends: Sequence[Friend]) -> list[bool]:
        """Reads the pages of those whom their items leave undecided, until ``MOST_PAGES`` were read in all."""
        facts = {friend.friend_id: facts_of(friend) for friend in friends}
        verdicts = {friend_id: decide(self._node, known, self._context) for friend_id, known in facts.items()}
        undecided = [friend_id for friend_id, verdict in verdicts.items() if verdict is None]
        judged = list(verdicts)
        if len(undecided) > self._left:
            judged = judged[: judged.index(undecided[self._left])]
            undecided = undecided[: self._left]
        self._left -= len(undecided)
        needs = {friend_id: needed(self._node, facts[friend_id], self._context) for friend_id in undecided}
        read = self._histories.read(needs, self._context.now) if needs else {}
        for friend_id in undecided:
            everything = {**facts[friend_id], **read[friend_id].facts}
            verdicts[friend_id] = matches(self._node, everything, self._context)
        return [bool(verdicts[friend_id]) for friend_id in judged]


def within_segments(
    find: Find, context: Callable[[], Context], histories: Histories, known: Known = field_named
) -> Callable[[str], SegmentAsked]:
    """``daifukucho.friends.filters.WithinSegment``."""
    return lambda segment_id: SegmentAsked(segment_id, find, known, context(), histories)
