"""``/v1/settings/shop``: what holds for everything the shop does: when its day begins, and its plan with LINE."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler.router import Router

from daifukucho.kernel.setups import Setup
from daifukucho.shop.settings import FIGURES, SHOP, Shop
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.definitions import Adds, answered
from routes.settings import SettingsRoutes

router = Router()


def _terms(crm: CrmApi, setup: Setup[Shop]) -> Mapping[str, Any]:
    plan = setup.value.plan
    return {"plan_terms": None if plan is None else FIGURES.shown(plan)}


SHOP_SETTINGS = SettingsRoutes(
    SHOP,
    lambda crm: crm.shops,
    lambda crm: crm.shop_editor,
    tag="shop",
    example={"day_starts_at": "05:00", "leap_day": "02-28", "plan": "standard"},
    adds=Adds(
        {
            "plan_terms": {
                "anyOf": [answered(FIGURES.schema()), {"type": "null"}],
                "description": "The plan in figures: what costs are told by.",
            }
        },
        _terms,
        {
            "plan_terms": {
                "included": 30_000,
                "tiers": [{"up_to": 50_000, "yen": 3.0}, {"up_to": 100_000, "yen": 2.8}],
            }
        },
    ),
    of_update="Takes the place of all settings. A run that is open keeps those with which it was opened.",
)
SHOP_SETTINGS.add_to(router)
