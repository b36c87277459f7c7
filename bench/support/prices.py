"""The prices of prices.json, and what a campaign costs at them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "prices.json"


@dataclass(frozen=True, slots=True)
class Prices:
    """``usd`` by name. ``assumed_ms``: how long calls are assumed to wait, by service; measured nowhere."""

    usd: Mapping[str, float]
    assumed_ms: Mapping[str, float]
    region: str
    as_of: str
    unconfirmed: tuple[str, ...]

    def cost(self, **amounts: float) -> float:
        """The sum of amounts at their prices. Raises KeyError for what has no price."""
        return sum(self.usd[name] * amount for name, amount in amounts.items())


def load(path: Path = FILE) -> Prices:
    table: dict[str, Any] = json.loads(path.read_text("utf-8"))
    prices = table["prices"]
    return Prices(
        {name: price["usd"] for name, price in prices.items()},
        table["assumed_ms"],
        table["region"],
        table["as_of"],
        tuple(name for name, price in prices.items() if not price["confirmed"]),
    )
