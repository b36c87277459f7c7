"""``client.shop``: what holds for everything the shop does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from daifukucho_client.http import Http, Tagged


class ShopDefinition(TypedDict):
    """The settings to save, all of them. ``plan``: the key of LINE's plan, its figures, or ``None``."""

    day_starts_at: str
    leap_day: str
    plan: str | Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A price of each message beyond those included, up to so many; ``None``: all the rest."""

    up_to: int | None
    yen: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan in figures: the messages a month that are included, and prices of those beyond."""

    included: int
    tiers: list[Tier]


@dataclass(frozen=True, kw_only=True)
class Shop(Tagged):
    """The shop's settings お店全体の設定; the defaults, at version 0, until some are saved."""

    day_starts_at: str
    leap_day: str
    plan: str | Plan | None
    plan_terms: Plan | None
    version: int
    updated_at: datetime | None


class ShopSettings:
    """The operations on the shop's settings. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def get(self) -> Shop:
        return self._http.call("GET", "/settings/shop", Shop)

    def update(self, definition: ShopDefinition, *, if_match: str | None = None) -> Shop:
        """Take the place of all settings."""
        return self._http.call("PUT", "/settings/shop", Shop, body=definition, if_match=if_match)
