"""The shop's ranks, and which of them a friend has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import TAKEN
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.rules import AnyObject, Choice, Flag, Key, OrNull, Schema, Whole
from daifukucho.kernel.shape import Each, Label, Shape
from daifukucho.kernel.time import months_after
from daifukucho.kernel.words import Words
from daifukucho.ranks.refusals import INVALID_RANKS, NOT_A_MULTIPLIER, NOT_ASCENDING

NAME_LENGTH = 40
MOST_RANKS = 10
MOST_MONTHS = 24
MOST = 1_000_000_000
MOST_MESSAGES = 5
ALL = "all"
"""The sum over all time, among the sums by month."""


class Measure(StrEnum):
    """What thresholds are measured in: the yen that were spent, or the points that were granted."""

    YEN = "yen"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Rank:
    """``threshold``: the sum from which on a friend has the rank. ``multiplier``: of the points that a purchase is
    worth. ``messages``: what the friend is told when the friend rises to the rank, in LINE's words, as the shop wrote
    it (see ``daifukucho.ranks.rank_up``)."""

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
class RankStanding:
    """Where a friend stands: the rank, the next rank, and the sum by which the friend was judged."""

    rank: Rank | None
    next: Next | None
    reached: int


@dataclass(frozen=True, slots=True)
class Ranks:
    """``months``: so many calendar months count, the present one included; ``None``: everything ever.

    ``never_falls``: a rank once given is kept. ``ranks`` in ascending order of their thresholds.
    """

    measure: Measure = Measure.YEN
    months: int | None = 12
    never_falls: bool = False
    ranks: tuple[Rank, ...] = ()

    def judge(self, friend: Friend, today: date) -> RankStanding:
        """Where a friend stands on a day, whatever rank was last given (except with ``never_falls``)."""
        sums = friend.spent if self.measure is Measure.YEN else friend.earned
        reached = self._reached(sums, today)
        index = sum(rank.threshold <= reached for rank in self.ranks) - 1
        if self.never_falls:
            index = max([index, *(i for i, rank in enumerate(self.ranks) if rank.id == friend.rank)])
        above = self.ranks[index + 1] if index + 1 < len(self.ranks) else None
        return RankStanding(
            rank=self.ranks[index] if index >= 0 else None,
            next=Next(above, above.threshold - reached) if above else None,
            reached=reached,
        )

    def rank(self, rank_id: str | None) -> Rank | None:
        return next((rank for rank in self.ranks if rank.id == rank_id), None)

    def is_above(self, one: str | None, other: str | None) -> bool | None:
        """Whether a rank is higher than another. Every rank is higher than none; ``None``: one of them is not (or no
        longer) defined, so nobody can tell."""
        ids = [None, *(rank.id for rank in self.ranks)]
        return ids.index(one) > ids.index(other) if one in ids and other in ids else None

    def _reached(self, sums: Mapping[str, int], today: date) -> int:
        if self.months is None:
            return sums.get(ALL, 0)
        first = f"{months_after(today, 1 - self.months):%Y-%m}"
        return sum(n for month, n in sums.items() if month != ALL and first <= month)


def counted(sums: Mapping[str, int], month: str, amount: int, today: date) -> dict[str, int]:
    """Sums after an amount of a month. Months before any window are left out; their amounts stay in the sum over
    all."""
    first = f"{months_after(today, -MOST_MONTHS):%Y-%m}"
    after = {**sums, ALL: sums.get(ALL, 0) + amount}
    after[month] = after.get(month, 0) + amount
    return {name: after[name] for name in sorted(after) if after[name] and (name == ALL or name >= first)}


@dataclass(frozen=True, slots=True)
class _Multiplier:
    """The factor of the points that a purchase is worth. JSON's numbers come as floats; the shortest decimal that means
    the float is what was written."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return NOT_A_MULTIPLIER.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, int | float) or isinstance(given, bool) or not _is_multiplier(Decimal(str(given))):
            yield Fault(at, self.asks)

    def kept(self, given: float) -> Decimal:
        return Decimal(str(given))

    def stored(self, kept: Decimal) -> float:
        return float(kept)

    restored = kept
    shown = stored

    def schema(self) -> Schema:
        return {"type": "number", "exclusiveMinimum": 0, "maximum": 100, "multipleOf": 0.01}


def _is_multiplier(number: Decimal) -> bool:
    return 0 < number <= 100 and number == round(number, 2)


def _ascending(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    ranks: tuple[Rank, ...] = members["ranks"]
    for index, rank in enumerate(ranks):
        if any(rank.id == before.id for before in ranks[:index]):
            yield TAKEN.at(f"{at}/ranks/{index}/id", name="id")
        if index and rank.threshold <= ranks[index - 1].threshold:
            yield NOT_ASCENDING.at(f"{at}/ranks/{index}/threshold")


_RANK = Shape(
    {
        "id": Key(Words("友だちとセグメントが持つ値です。", "The value that friends and segments hold.")),
        "name": Label(NAME_LENGTH),
        "threshold": Whole(0, MOST, Words("このランクになる値です。", "The sum from which on a friend has this rank.")),
    },
    {
        "multiplier": _Multiplier(
            Words("購入で付与するポイントの倍率です。", "The factor of the points that a purchase is worth.")
        ),
        "messages": Each(
            AnyObject(),
            MOST_MESSAGES,
            says=Words(
                "このランクに上がったときに送るメッセージです（LINE のメッセージオブジェクト、5件まで）。ランク名の {{ rank }} も使えます。",
                "What a friend is told when the friend rises to this rank: up to five of LINE's message objects, as "
                "in a "
                "campaign, that may also hold `{{ rank }}`, the rank's name.",
            ),
        ),
    },
    make=Rank,
)

RANKS: Settings[Ranks] = Settings(
    kind="ranks",
    path="ranks",
    title="RankSettings",
    name=Words("ランク", "the ranks"),
    shape=Shape(
        {
            "measure": Choice(
                Measure,
                Words(
                    "何で判定するか（購入金額の円、または付与したポイント）です。",
                    "What thresholds are measured in: the yen of purchases, or the points that were granted.",
                ),
            ),
            "months": OrNull(
                Whole(
                    1,
                    MOST_MONTHS,
                    Words(
                        "今月を含めて数える月数です。null: すべての期間。",
                        "So many calendar months count, the present one included; `null`: everything ever.",
                    ),
                )
            ),
            "never_falls": Flag(Words("一度上がったランクを下げません。", "A rank once given is kept.")),
            "ranks": Each(
                _RANK, MOST_RANKS, says=Words("低い順に並べます。", "In ascending order of their thresholds.")
            ),
        },
        also=_ascending,
        make=Ranks,
    ),
    default={"measure": "yen", "months": 12, "never_falls": False, "ranks": []},
    invalid=INVALID_RANKS,
)
