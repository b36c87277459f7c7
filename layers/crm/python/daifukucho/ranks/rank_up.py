"""What a friend is told when the friend's rank rises ランクアップ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import FIELD_PREFIX
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.setups import Setups
from daifukucho.kernel.time import business_date
from daifukucho.ledger.entry import Entry
from daifukucho.messages.check import message_faults
from daifukucho.messages.template import filled, named
from daifukucho.ranks.ranks import RANKS, Rank, Ranks
from daifukucho.ranks.refusals import FIELD_IN_NOTICE

VARIABLE = "rank"
"""The rank's name. It is the shop's own word and never empty, so it needs no default."""


class RankUps:
    """``daifukucho.delivery.occasion.Occasion``: the messages of the rank, once for a rank and calendar month in Japan.

    So a friend who falls and rises again by corrections at the till is told once, and a friend who earns a rank anew
    next year is told again. Nothing is said that is no longer so: the friend has another rank by now, or the shop no
    longer has the rank.
    """

    key: ClassVar = "rank_up"
    kinds: ClassVar = frozenset({"rank_changed"})

    @staticmethod
    def calls_for(entry: Entry) -> bool:
        return bool(entry.data["rose"])

    def __init__(self, ranks: Setups[Ranks]) -> None:
        self._ranks = ranks

    def name(self, entry: Entry) -> str:
        return f"rank/{entry.data['rank']}/{business_date(entry.at):%Y-%m}"

    def says(self, entry: Entry, friend: Friend) -> Sequence[Mapping[str, Any]] | None:
        """One read, unless the friend has another rank. Raises Unavailable."""
        rank_id = entry.data["rank"]
        if friend.rank != rank_id:
            return None
        rank = self._ranks.get().value.rank(rank_id)
        return filled(rank.messages, {VARIABLE: _name_for(friend, rank)}) if rank and rank.messages else None


def define_to_save(given: object) -> Ranks:
    """Check the ranks that a staff member wants to save, their messages included. Raises Invalid
    (``invalid_ranks``)."""

    def checks(ranks: Ranks) -> Iterator[Fault]:
        for index, rank in enumerate(ranks.ranks):
            if rank.messages:
                yield from _message_faults(rank, f"/ranks/{index}/messages")

    return RANKS.define(given, checks)


def _message_faults(rank: Rank, at: str) -> list[Fault]:
    """What is wrong with the messages of a rank, whichever of its names they hold."""
    faults = [fault for name in rank.name for fault in message_faults(filled(rank.messages, {VARIABLE: name}), at)]
    if any(name.startswith(FIELD_PREFIX) for name in named(rank.messages)):
        faults.append(FIELD_IN_NOTICE.at(at))
    return list(dict.fromkeys(faults))


def _name_for(friend: Friend, rank: Rank) -> str:
    """The name in the language of the friend's LINE, as the friend's card shows it; in Japanese if LINE does not
    say."""
    return rank.name.ja if (friend.language or "ja").startswith("ja") else rank.name.en
