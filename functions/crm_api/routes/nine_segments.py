"""``/v1/friends/…/nine-segments``: where a friend stands towards each product."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.nine_segments.standing import Standing
from daifukucho.orders.observing import PURCHASES
from routes.definitions import Described, body_of
from routes.shared import MAY_READ, MAY_WRITE, Answer, Caller, Crm, FriendId, PathText, answers, at, example

router = Router()
_TAGS = ["nine-segments"]
STANDING = {
    "product_id": "daifuku",
    "segment": "positive_loyal",
    "declared": "positive_loyal",
    "declared_at": "2026-11-22T12:00:00+09:00",
    "declared_until": "2027-05-21T12:00:00+09:00",
    "observed": "general",
    "observed_at": "2026-11-20T12:00:00+09:00",
    "conflict": True,
}
ProductId = Annotated[PathText, Path(description="The product's key, as surveys have it.")]


class StandingModel(Answer):
    """Where the friend stands towards one product. `segment` is one of the nine, or begins with `undetermined_` while
    nobody knows whether the friend means to buy it again; `null`: what was known has expired."""

    product_id: str
    segment: str | None
    declared: str | None = Field(description="By what the friend says; `null` once it has expired.")
    declared_at: str | None
    declared_until: str | None
    observed: Literal["lapsed", "general", "loyal"] | None = Field(description="The tier, by what the friend buys.")
    observed_at: str | None
    conflict: bool = Field(description="What the friend says and what the friend buys are two tiers.")

    @classmethod
    def of(cls, standing: Standing) -> "StandingModel":
        return cls(
            product_id=standing.product,
            segment=standing.segment.key if standing.segment else None,
            declared=standing.declared.key if standing.declared else None,
            declared_at=at(standing.since),
            declared_until=at(standing.until),
            observed=standing.observed and str(standing.observed),  # type: ignore[arg-type]
            observed_at=at(standing.observed_at),
            conflict=standing.conflict,
        )


class StandingsModel(Answer):
    """Where the friend stands, by product."""

    model_config = example({"items": [STANDING]})

    items: list[StandingModel]


class PurchasesBody(Described):
    """What the shop's records say of a friend's purchases of a product, and the category's thresholds."""

    described = body_of(PURCHASES)


@router.get(
    "/v1/friends/<friend_id>/nine-segments",
    summary="Where a friend stands in the nine segments",
    description="Towards each product of which anything is known: by what the friend says (surveys) and by what the "
    "friend buys.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The friend's standings", "friend_not_found"),
    operation_id="getNineSegments",
)
def get_nine_segments(crm: Crm, friend_id: FriendId) -> StandingsModel:
    return StandingsModel(items=[StandingModel.of(standing) for standing in crm.nine_segments.of(friend_id)])


@router.put(
    "/v1/friends/<friend_id>/nine-segments/<product_id>",
    summary="Note what a friend buys",
    description="From the records of a till or a shop online. A change of tier is an entry in the friend's "
    "ledger; the same again changes nothing.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The friend's standings after it", "friend_not_found"),
    operation_id="observePurchases",
)
def observe_purchases(
    crm: Crm, by: Caller, friend_id: FriendId, product_id: ProductId, body: PurchasesBody
) -> StandingsModel:
    standings = crm.nine_segments.observe(friend_id, product_id, body.root, by)
    return StandingsModel(items=[StandingModel.of(standing) for standing in standings])
