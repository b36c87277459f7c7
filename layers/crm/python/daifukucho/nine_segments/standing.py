"""Where a friend stands towards one product: what the friend says, and what the friend buys, kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.time import DAY
from daifukucho.nine_segments.move import half_move_of, move_of
from daifukucho.nine_segments.segment import BOUGHT, Half, Segment, Tier, segment_of

EXPIRES_DAYS = 180
"""An answer counts for so many days unless the survey says otherwise."""

Stored = Mapping[str, str | int]
"""A standing on the friend's item: ``declared`` (a segment's key), ``declared_at``, ``declared_until``, ``observed`` (a
tier), ``observed_at``; what is not known is absent. Instants in UTC epoch milliseconds."""


@dataclass(frozen=True, slots=True)
class Standing:
    """At an instant. ``declared`` ``None``: the friend was not asked, or the answer has expired. ``observed`` ``None``:
    no purchase is known. ``since``, ``until``: when the friend answered, and how long the answer counts."""

    product: str
    declared: Segment | None
    since: int | None
    until: int | None
    observed: Tier | None
    observed_at: int | None

    @property
    def segment(self) -> Segment | None:
        """The segment in which the friend is counted. A purchase on record outweighs a "never"."""
        if self.declared is None:
            return Segment(self.observed, Half.UNDETERMINED) if self.observed else None
        if self.observed is None or self.declared.tier in BOUGHT:
            return self.declared
        return Segment(self.observed, self.declared.half)

    @property
    def conflict(self) -> bool:
        """Whether what the friend says and what the friend buys differ."""
        return self.declared is not None and self.observed is not None and self.declared.tier is not self.observed


def standing_of(product: str, stored: Stored, now: int) -> Standing:
    """A standing as it is at an instant."""
    declared, until = stored.get("declared"), stored.get("declared_until")
    counts = declared is not None and until is not None and now < int(until)
    seen = stored.get("observed")
    return Standing(
        product=product,
        declared=segment_of(str(declared)) if counts else None,
        since=int(stored["declared_at"]) if counts else None,
        until=int(until) if counts and until is not None else None,
        observed=Tier(str(seen)) if seen is not None else None,
        observed_at=int(stored["observed_at"]) if seen is not None else None,
    )


def declaration(product: str, segment: Segment, before: Stored, at: int, expires_days: int) -> dict[str, Any]:
    """What the ledger records of an answer: the segment, and the transition into it from the segment that still
    counted."""
    was = standing_of(product, before, at).declared
    return {
        "product": product,
        "source": "declared",
        "segment": segment.key,
        "before": was.key if was else None,
        "until": at + expires_days * DAY,
        "move": move_of(was.tier if was else None, segment.tier),
        "half_move": half_move_of(was.half if was else None, segment.half),
    }


def observation(product: str, tier: Tier | None, before: Stored) -> dict[str, Any]:
    """What the ledger records of purchases: the tier, and the transition into it. ``None``: all purchases were
    cancelled."""
    was = Tier(str(before["observed"])) if "observed" in before else None
    return {
        "product": product,
        "source": "observed",
        "tier": tier and str(tier),
        "before": was,
        "move": move_of(was, tier) if tier else None,
    }


def taken_in(standings: Mapping[str, Stored], told: Mapping[str, Any], at: int) -> dict[str, Stored]:
    """A friend's standings by product after an entry that holds a declaration or an observation."""
    if told["source"] == "declared":
        now: Stored = {"declared": told["segment"], "declared_at": at, "declared_until": told["until"]}
    else:
        now = {"observed": told["tier"], "observed_at": at}
    product = told["product"]
    before = standings.get(product, {})
    if told["source"] == "observed" and told["tier"] is None:
        after = {name: value for name, value in before.items() if name not in now}
        others = {name: standing for name, standing in standings.items() if name != product}
        return {**others, product: after} if after else others
    return {**standings, product: {**before, **now}}
