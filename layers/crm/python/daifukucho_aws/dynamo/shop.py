"""The shop's settings as the catalog keeps them: one definition."""

from collections.abc import Mapping
from typing import Any

from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.time import LeapDay
from daifukucho.shop.plan import KNOWN_PLANS, Plan
from daifukucho.shop.settings import KIND, Shop
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from daifukucho_aws.dynamo.plans import figures_of, plan_of
from daifukucho_aws.refusals import CHANGED_MEANWHILE

_ID = "settings"


class CatalogShops:
    """``daifukucho.shop.settings.ShopRepository``."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        self._catalog = catalog

    def get(self) -> Shop:
        """One strongly consistent read."""
        try:
            return _shop(self._catalog.get(KIND, _ID))
        except NotFound:
            return Shop()

    def save(self, before: Shop, after: Shop, now: int) -> Shop:
        """One transaction of two writes."""
        created_at = now if before.created_at is None else before.created_at
        stored = Stored(KIND, _ID, before.version + 1, _body(after), created_at, now)
        if before.version:
            self._catalog.update(stored, before.version)
            return _shop(stored)
        try:
            self._catalog.create(stored)
        except Conflict:
            raise CHANGED_MEANWHILE() from None
        return _shop(stored)


def _body(shop: Shop) -> Mapping[str, Any]:
    return {"cutoff_minutes": shop.cutoff_minutes, "leap_day": str(shop.leap_day), "plan": _plan_body(shop.plan)}


def _plan_body(plan: Plan | None) -> object:
    """A known plan by its key, so that it follows LINE's prices as this software learns them."""
    if plan is None or plan.key is not None:
        return plan and plan.key
    return figures_of(plan)


def _shop(stored: Stored) -> Shop:
    body = stored.body
    return Shop(
        cutoff_minutes=body["cutoff_minutes"],
        leap_day=LeapDay(body["leap_day"]),
        plan=_plan(body["plan"]),
        version=stored.version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


def _plan(body: Any) -> Plan | None:
    if body is None or isinstance(body, str):
        return KNOWN_PLANS[body] if body else None
    return plan_of(body)
