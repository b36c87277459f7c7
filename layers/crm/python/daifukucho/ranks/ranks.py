"""The shop's ranks, and which of them a friend has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.time import months_after
from daifukucho.kernel.words import Words

KIND = "ranks"
NAME_LENGTH = 40
MOST_RANKS = 10
MOST_MONTHS = 24
MOST = 1_000_000_000
MOST_MESSAGES = 5
ALL = "all"
"""The sum over all time, among the sums by month."""


class Measure(StrEnum):
    """What thresholds are in: the yen that were spent, or the points that were granted."""

    YEN = "yen"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Rank:
    """``threshold``: from how much on. ``multiplier``: of the points that a purchase is worth. ``messages``: what she is
    told when she rises to it, in LINE's words, as the shop wrote it (see ``daifukucho.ranks.rank_up``)."""

    id: str
    name: Words
    threshold: int
    multiplier: Decimal = Decimal(1)
    messages: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """The next rank above, and how much is missing."""

    rank: Rank
    missing: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a friend stands: her rank, the next one, and by how much she was judged."""

    rank: Rank | None
    next: Next | None
    reached: int


@dataclass(frozen=True, slots=True)
class Ranks:
    """``months``: that many calendar months count, the present one included; ``None``: everything ever.

    ``never_falls``: a rank once given is kept. ``ranks`` in ascending order of their thresholds.
    """

    measure: Measure = Measure.YEN
    months: int | None = 12
    never_falls: bool = False
    ranks: tuple[Rank, ...] = ()

    def judge(self, friend: Friend, today: date) -> Standing:
        """Where she stands on a day, whatever rank she was last given (but for ``never_falls``)."""
        sums = friend.spent if self.measure is Measure.YEN else friend.earned
        reached = self._reached(sums, today)
        index = sum(rank.threshold <= reached for rank in self.ranks) - 1
        if self.never_falls:
            index = max([index, *(i for i, rank in enumerate(self.ranks) if rank.id == friend.rank)])
        above = self.ranks[index + 1] if index + 1 < len(self.ranks) else None
        return Standing(
            rank=self.ranks[index] if index >= 0 else None,
            next=Next(above, above.threshold - reached) if above else None,
            reached=reached,
        )

    def rank(self, rank_id: str | None) -> Rank | None:
        return next((rank for rank in self.ranks if rank.id == rank_id), None)

    def is_above(self, one: str | None, other: str | None) -> bool | None:
        """Whether a rank is higher than another, and any is than none; ``None``: that of one that is not (or no longer)
        defined nobody can tell."""
        ids = [None, *(rank.id for rank in self.ranks)]
        return ids.index(one) > ids.index(other) if one in ids and other in ids else None

    def _reached(self, sums: Mapping[str, int], today: date) -> int:
        if self.months is None:
            return sums.get(ALL, 0)
        first = f"{months_after(today, 1 - self.months):%Y-%m}"
        return sum(n for month, n in sums.items() if month != ALL and first <= month)


def counted(sums: Mapping[str, int], month: str, amount: int, today: date) -> dict[str, int]:
    """Sums after an amount of a month. Months before any window are left out; their amounts stay in the whole."""
    first = f"{months_after(today, -MOST_MONTHS):%Y-%m}"
    after = {**sums, ALL: sums.get(ALL, 0) + amount}
    after[month] = after.get(month, 0) + amount
    return {name: after[name] for name in sorted(after) if after[name] and (name == ALL or name >= first)}


DEFAULT: Mapping[str, Any] = {"measure": "yen", "months": 12, "never_falls": False, "ranks": []}


def define_ranks(given: object, message_faults: Callable[[Rank, str], list[Fault]] | None = None) -> Ranks:
    """Read what a person sent. ``message_faults`` checks a rank's messages, for those who save them: what was saved
    once stays what it is, whatever LINE takes by now.

    Raises Invalid (``invalid_ranks``) with every fault found, each with its place.
    """
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "What is set up of ranks")
    measure = reader.choice("measure", tuple(Measure), Measure.YEN, needed=True)
    months = reader.whole("months", 1, MOST_MONTHS, None)
    never_falls = reader.flag("never_falls")
    ranks: list[Rank] = []
    for inner in reader.each("ranks", MOST_RANKS, "A rank", least=0):
        key, name = inner.key("id", [rank.id for rank in ranks]), inner.words("name", NAME_LENGTH, needed=True)
        threshold = inner.whole("threshold", 0, MOST, 0, needed=True)
        if ranks and threshold <= ranks[-1].threshold:
            inner.fault("threshold", "Ranks ascend: give more than the rank before.")
        rank = Rank(key, name or Words("", ""), threshold, _multiplier(inner), _messages(inner))
        inner.done()
        if message_faults and rank.messages:
            faults += message_faults(rank, f"{inner.at}/messages")
        ranks.append(rank)
    reader.done()
    if faults:
        raise Invalid("The ranks cannot be saved like this.", code="invalid_ranks", faults=faults)
    return Ranks(Measure(measure), months, never_falls, tuple(ranks))


def _messages(reader: Reader) -> tuple[Any, ...]:
    none: list[Any] = []
    rule = f"Give a list of at most {MOST_MESSAGES} messages."
    return tuple(reader.read("messages", lambda v: isinstance(v, list) and len(v) <= MOST_MESSAGES, none, rule))


def _multiplier(reader: Reader) -> Decimal:
    """JSON's numbers come as floats; the shortest decimal that means the float is what was written."""

    def fine(given: object) -> bool:
        if not isinstance(given, int | float) or isinstance(given, bool):
            return False
        return 0 < given <= 100 and Decimal(str(given)) == round(Decimal(str(given)), 2)

    rule = "Give a number above 0, at most 100, with at most two decimals, such as 1.5."
    return Decimal(str(reader.read("multiplier", fine, 1, rule)))
