"""``client.ranks``: what friends are to the shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from daifukucho_client.http import Http, Tagged


class RanksDefinition(TypedDict):
    """The ranks to save, all of them, in ascending order. ``measure``: ``yen`` or ``points``; ``months`` ``None``: everything
    ever counts."""

    measure: str
    months: int | None
    never_falls: bool
    ranks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name for people, in both languages."""

    ja: str
    en: str


@dataclass(frozen=True, kw_only=True)
class RankName:
    """A rank."""

    id: str
    name: Name


@dataclass(frozen=True, kw_only=True)
class NextRank(RankName):
    """The next rank above, and how much is missing."""

    missing: int


@dataclass(frozen=True, kw_only=True)
class Rank(RankName):
    """A rank: from how much on, what it makes of the points that a purchase is worth, and what a friend is told who rises
    to it (LINE's message objects)."""

    threshold: int
    multiplier: float
    messages: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RankSettings(Tagged):
    """The shop's ranks ランク; none, at version 0, until some are saved."""

    measure: str
    months: int | None
    never_falls: bool
    ranks: list[Rank]
    version: int
    updated_at: datetime | None


class Ranks:
    """The operations on ranks. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def get(self) -> RankSettings:
        return self._http.call("GET", "/settings/ranks", RankSettings)

    def update(self, definition: RanksDefinition, *, if_match: str | None = None) -> RankSettings:
        """Take the place of all ranks."""
        return self._http.call("PUT", "/settings/ranks", RankSettings, body=definition, if_match=if_match)
