"""An audience that cannot be looked at in time: counted in the roster's copy, and a random part of it looked at."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from daifukucho.delivery.look import Looking
from daifukucho.delivery.skip import Skip
from daifukucho.friends.facts import facts_of
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import Clock
from daifukucho.segments.among import among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.estimate import Estimate, Stratum, estimated, shares
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.history import Histories
from daifukucho.segments.preview import PATIENCE, Copied, Copy, Names, of_roster
from daifukucho.segments.tree import Node, parse_expanded

MOST = 2_000
"""So many are looked at of the friends who match for certain, and so many of the others."""

_AT_ONCE = 100

Matched = Mapping[Skip | None, int]


@dataclass(frozen=True, slots=True)
class Polled:
    """How many match, most likely, by why they would be skipped (``None``: they would not), and how sure that is."""

    matched: Matched
    planned: Estimate
    to_send: Estimate

    @property
    def complete(self) -> bool:
        """Everybody was looked at after all."""
        return self.to_send.population == 0


def of_part(matched: Matched, asked: int, size: int) -> Polled:
    """What a part of the roster tells of all of it; what was found in the part if nobody knows how many friends there
    are. ``size``: as ``segments.preview.Scan`` has it."""
    planned = of_roster(sum(matched.values()), asked, size)
    all_of_them = matched if planned.count is None else _divided(matched, planned.count)
    to_send = of_roster(matched.get(None, 0), asked, size)
    return Polled(all_of_them, planned, _agreeing(to_send, all_of_them))


class Poll:
    """Asks some friends at random, the same ones as a segment's preview does, so that both tell the same of a
    segment."""

    def __init__(self, copy: Copy, friends: Names, histories: Histories, clock: Clock) -> None:
        self._copy = copy
        self._friends = friends
        self._histories = histories
        self._clock = clock

    def ask(self, where: Mapping[str, Any], context: Context, looking: Looking) -> Polled | None:
        """What would happen to all who match an expanded tree; ``None`` if there is no copy that can be asked.

        Calls the copy's function once. Then reads friends, a hundred a call, for five seconds at most, but a hundred of
        either group at least: 2,000 of those who match for certain, and 2,000 of those whom the copy leaves undecided, with
        what is needed of their pages. Raises Unavailable.
        """
        copied = None
        with suppress(Unavailable):
            copied = self._copy.count(where, context, MOST, MOST)
        if copied is None:
            return None
        sure, others = self._looked_at(copied, among_friends(parse_expanded(where)), context, looking)
        planned = estimated(
            Stratum(copied.count, copied.count, copied.count), others.stratum(sum(others.found.values()))
        )
        to_send = estimated(sure.stratum(sure.found[None]), others.stratum(others.found[None]))
        matched = Counter(_divided(sure.found, copied.count))
        matched.update(_divided(others.found, (planned.count or 0) - copied.count))
        return Polled(matched, planned, _agreeing(to_send, matched))

    def _looked_at(self, copied: Copied, node: Node, context: Context, looking: Looking) -> tuple["_Group", "_Group"]:
        """Friends who match for certain, and the others: some of each group, a hundred in turn, as long as there is
        time."""

        def look_at(ids: Collection[str]) -> list[Skip | None]:
            friends = self._friends.get_many(ids, consistent=False)
            return [looking.at(friends.get(friend_id)) for friend_id in ids]

        def ask(ids: Collection[str]) -> list[Skip | None]:
            friends = self._friends.get_many(ids, consistent=False)
            facts = {friend_id: facts_of(friend) for friend_id, friend in friends.items()}
            held = asked_of(node, facts, context, self._histories)
            return [looking.at(friend) for i, friend in friends.items() if held[i]]

        sure, others = _Group(copied.count, look_at), _Group(copied.undecided, ask)
        until = self._clock() + PATIENCE
        for start in range(0, MOST, _AT_ONCE):
            for group, some in ((sure, copied.sample_ids), (others, copied.undecided_ids)):
                ids = some[start : start + _AT_ONCE]
                if ids and (start == 0 or self._clock() < until):
                    group.found.update(group.judge(ids))
                    group.asked += len(ids)
        return sure, others


@dataclass(slots=True)
class _Group:
    """So many of ``of`` were ``asked``; what ``judge`` said of those of them who match."""

    of: int
    judge: Callable[[Collection[str]], list[Skip | None]]
    found: Counter[Skip | None] = field(default_factory=Counter)
    asked: int = 0

    def stratum(self, found: int) -> Stratum:
        return Stratum(found, self.asked, self.of)


def _divided(found: Matched, whole: int) -> dict[Skip | None, int]:
    return dict(zip(found, shares(list(found.values()), whole), strict=True))


def _agreeing(to_send: Estimate, matched: Matched) -> Estimate:
    """Rounded like its parts, so that they add up to it."""
    return to_send if to_send.count is None else replace(to_send, count=matched.get(None, 0))
