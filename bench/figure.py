"""What every figure carries about itself, and what a measurement of it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from daifukucho.kernel.words import Words

if TYPE_CHECKING:
    from bench.tools import Tools

Number = int | float


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: the value, how it came about, and what it may be compared to (numbers by name)."""

    value: Number
    how: str
    compared_to: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What the value is meant to be: at most, or at least, a bound. Nothing fails if it is not."""

    bound: Number
    at_least: bool = False

    def met(self, value: Number) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:,}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One key of ``results.json``. ``timed``: it depends on the machine, which its ``how`` then names."""

    key: str
    label: Words
    unit: str
    measure: Callable[["Tools"], Measured]
    target: Target | None = None
    timed: bool = False
