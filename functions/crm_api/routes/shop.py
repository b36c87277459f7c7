"""``/v1/shop``: what holds for everything the shop does: when its day begins, and its plan with LINE."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field, WithJsonSchema

from daifukucho.shop.plan import KNOWN_PLANS, Plan
from daifukucho.shop.settings import Shop
from routes.shared import MAY_READ, MAY_WRITE, Answer, Body, Crm, IfMatch, answers, at, example, tagged, versions_in

router = Router()
_TAGS = ["shop"]

_STANDARD = {
    "included": 30_000,
    "tiers": [{"up_to": 50_000, "yen": 3.0}, {"up_to": 100_000, "yen": 2.8}, {"up_to": None, "yen": 2.6}],
}
_SETTINGS = {"day_starts_at": "05:00", "leap_day": "02-28", "plan": "standard"}
_PLAN_SCHEMA = {
    "anyOf": [
        {"enum": list(KNOWN_PLANS)},
        {
            "type": "object",
            "required": ["included", "tiers"],
            "additionalProperties": False,
            "properties": {
                "included": {"type": "integer", "minimum": 0},
                "tiers": {
                    "type": "array",
                    "maxItems": 20,
                    "items": {
                        "type": "object",
                        "required": ["up_to", "yen"],
                        "additionalProperties": False,
                        "properties": {
                            "up_to": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
                            "yen": {"type": "number", "minimum": 0, "maximum": 100},
                        },
                    },
                },
            },
        },
        {"type": "null"},
    ],
}
_PLAN = (
    "LINE's plan: its key, or its figures; `null`: not said, so no cost is told. `included`: messages a month without "
    "extra charge. `tiers`: the price in yen, without tax, of each message beyond those, counted from the first beyond; "
    "`up_to` `null`: all the rest."
)


class ShopBody(Body):
    """The shop's settings お店全体の設定 to save, all of them."""

    model_config = example(_SETTINGS, _SETTINGS | {"plan": _STANDARD})

    day_starts_at: str = Field(
        description="When the shop's day begins in Japan, `00:00` to `11:59`: what a bar does at 01:30 belongs to the "
        "evening before.",
        examples=["05:00"],
    )
    leap_day: Literal["02-28", "03-01"] = Field(description="Where 29 February falls in a common year.")
    plan: Annotated[Any, WithJsonSchema(_PLAN_SCHEMA)] = Field(description=_PLAN)


class TierModel(Answer):
    """A price of each message beyond those included."""

    up_to: int | None
    yen: float


class PlanModel(Answer):
    """A plan in figures."""

    included: int
    tiers: list[TierModel]

    @classmethod
    def of(cls, plan: Plan) -> "PlanModel":
        tiers = [TierModel(up_to=tier.up_to, yen=float(tier.yen)) for tier in plan.tiers]
        return cls(included=plan.included, tiers=tiers)


class ShopModel(Answer):
    """The shop's settings お店全体の設定. Until some are saved, these are the defaults, at version 0."""

    model_config = example(
        _SETTINGS
        | {
            "plan_terms": {"included": 30_000, "tiers": _STANDARD["tiers"][:2]},  # type: ignore[index]
            "version": 1,
            "updated_at": "2026-11-22T19:30:00+09:00",
        }
    )

    day_starts_at: str
    leap_day: str
    plan: str | PlanModel | None = Field(description="The plan as it was saved.")
    plan_terms: PlanModel | None = Field(description="The plan in figures: what costs are told by.")
    version: int
    updated_at: str | None

    @classmethod
    def of(cls, shop: Shop) -> "ShopModel":
        terms = None if shop.plan is None else PlanModel.of(shop.plan)
        hours, minutes = divmod(shop.cutoff_minutes, 60)
        return cls(
            day_starts_at=f"{hours:02d}:{minutes:02d}",
            leap_day=str(shop.leap_day),
            plan=terms if shop.plan is None or shop.plan.key is None else shop.plan.key,
            plan_terms=terms,
            version=shop.version,
            updated_at=at(shop.updated_at),
        )


@router.get(
    "/v1/shop",
    summary="Get the shop's settings",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The settings"),
    operation_id="getShop",
)
def get_shop(crm: Crm) -> Response[ShopModel]:
    shop = crm.shops.get()
    return tagged(ShopModel.of(shop), shop.version)


@router.put(
    "/v1/shop",
    summary="Change the shop's settings",
    description="Takes the place of all settings. A run that is open keeps those with which it was opened.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The settings as saved", "changed_meanwhile", "invalid_shop"),
    operation_id="updateShop",
)
def update_shop(crm: Crm, body: ShopBody, if_match: IfMatch = None) -> Response[ShopModel]:
    shop = crm.shop_editor.update(body.model_dump(), versions_in(if_match))
    return tagged(ShopModel.of(shop), shop.version)
