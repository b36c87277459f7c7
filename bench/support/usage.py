"""What work used, as numbers by name, and the arithmetic with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Usage:
    """Amounts by (who, what): ``("sender", "dynamodb:GetItem")``. What is not named is 0."""

    amounts: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def __add__(self, other: "Usage") -> "Usage":
        names = {*self.amounts, *other.amounts}
        return Usage({n: self.amounts.get(n, 0) + other.amounts.get(n, 0) for n in sorted(names)})

    def __sub__(self, other: "Usage") -> "Usage":
        return self + other * -1

    def __mul__(self, times: float) -> "Usage":
        return Usage({name: amount * times for name, amount in self.amounts.items()})

    def of(self, who: str | None = None, prefix: str = "") -> float:
        """The sum of what one worker (or all) used of what begins with a prefix."""
        return sum(n for (by, what), n in self.amounts.items() if who in (None, by) and what.startswith(prefix))

    def only(self, *prefixes: str) -> "Usage":
        """The part of it that begins with one of some prefixes."""
        return Usage({name: n for name, n in self.amounts.items() if name[1].startswith(prefixes)})

    def without(self, *prefixes: str) -> "Usage":
        """The rest of it."""
        return Usage({name: n for name, n in self.amounts.items() if not name[1].startswith(prefixes)})

    def by_what(self) -> dict[str, float]:
        """Amounts by what alone, without zeros."""
        totals: dict[str, float] = {}
        for (_, what), amount in self.amounts.items():
            totals[what] = totals.get(what, 0) + amount
        return {what: amount for what, amount in sorted(totals.items()) if amount}

    def __iter__(self) -> Iterator[tuple[tuple[str, str], float]]:
        return iter(self.amounts.items())


def per_unit(less: Usage, more: Usage, units: int) -> Usage:
    """What one unit uses, of two runs of which the second did so many more of them, all else alike."""
    return (more - less) * (1 / units)
