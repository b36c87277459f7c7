"""How large a stage is made (``-c size=``): for which roster, and what it may use at once.

What each brings is worked out by ``make bench`` (``seconds_for_a_million_by_model``); docs/scale.md says by which limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Throughput:
    """What a table takes at once, in units a second."""

    read: int
    write: int


NEW_TABLE = Throughput(read=12_000, write=4_000)
"""What AWS gives a new table on demand (DynamoDB developer guide, "Warm throughput")."""


@dataclass(frozen=True, slots=True)
class Warm:
    """To what a table is warmed beforehand; ``None``: it is not. AWS raises it by itself with use, and never lowers
    it."""

    read: int | None = None
    write: int | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """``friends``: up to how many the size is meant for. ``senders``, ``evaluators``: the most invocations at once.
    ``slice_mb``: how much of the roster one evaluator reads. A slice lies in one part of the table, which serves
    3,000 read units a second, so a faster run needs more slices.
    ``warm``: the tables that are warmed beforehand, by name; all others are as AWS gives them."""

    friends: int
    senders: int
    evaluators: int
    slice_mb: int = 32
    warm: Mapping[str, Warm] = field(default_factory=dict)

    def throughput(self, table: str) -> Throughput:
        """What a table of the size takes at least."""
        warm = self.warm.get(table, Warm())
        return Throughput(warm.read or NEW_TABLE.read, warm.write or NEW_TABLE.write)


SIZES: Mapping[str, Size] = {
    "small": Size(friends=100_000, senders=5, evaluators=10),
    # As many reads as a table has without a request (DynamoDB quotas: 40,000 a table).
    "large": Size(friends=500_000, senders=12, evaluators=20, warm={"friends": Warm(read=40_000)}),
    # LINE's limit is what remains.
    "million": Size(
        friends=2_000_000,
        senders=30,
        evaluators=40,
        slice_mb=16,
        warm={"friends": Warm(read=120_000), "outbox": Warm(write=16_000)},
    ),
}

DEFAULT_SIZE = "small"
