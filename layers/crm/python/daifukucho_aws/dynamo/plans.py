"""A plan with LINE in figures, as items keep it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from daifukucho.shop.plan import Plan, Tier


def figures_of(plan: Plan) -> dict[str, Any]:
    """The plan as JSON; prices as text, which keeps them exact."""
    tiers = [{"up_to": tier.up_to, "yen": str(tier.yen)} for tier in plan.tiers]
    return {"key": plan.key, "included": plan.included, "tiers": tiers}


def plan_of(figures: Mapping[str, Any]) -> Plan:
    """The plan that ``figures_of`` has written."""
    tiers = tuple(Tier(tier["up_to"], Decimal(tier["yen"])) for tier in figures["tiers"])
    return Plan(figures["key"], figures["included"], tiers)
