"""``/v1/coupons``: coupons, the friends who have them, and redemptions."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.coupons.coupon import COUPON, Coupon
from daifukucho.coupons.holding import Holding, Issue, Use
from daifukucho.coupons.ports import Part
from daifukucho.kernel.once import checked
from daifukucho.kernel.time import to_iso
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.definitions import About, Adds, Definitions
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    CouponId,
    Crm,
    Cursor,
    FriendId,
    Limit,
    NeededKey,
    answers,
    at,
    example,
    nothing,
)

router = Router()
_TAGS = ["coupons"]
_FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
_USE: dict[str, Any] = {
    "use_id": "0f8fad5b-d9cb-569f-a165-70867728950e",
    "at": "2026-11-25T18:02:11.340+09:00",
    "store_id": "01JD0000000000000000000010",
    "staff_id": "01JD0000000000000000000011",
    "undone_at": None,
    "undone_by": None,
    "reason": None,
}
_HOLDER: dict[str, Any] = {
    "friend_id": _FRIEND,
    "state": "redeemed",
    "got_at": "2026-11-22T12:00:00+09:00",
    "viewed_at": "2026-11-25T18:01:40+09:00",
    "valid_until": "2026-12-07T00:00:00+09:00",
    "used": 1,
    "uses": [_USE],
    "earlier": [{"got_at": "2026-10-01T10:00:03+09:00", "revoked_at": None, "used": 0, "uses": []}],
}
_KEPT = "The latest 20 redemptions, undone ones included. The friend's ledger has all of them."
_EARLIER = "The latest six that the friend had before campaigns gave new ones, oldest first."


class UseModel(Answer):
    """One redemption."""

    use_id: str
    at: str
    store_id: str
    staff_id: str | None = Field(description="`null`: with the store's PIN, or by a program.")
    undone_at: str | None
    undone_by: str | None
    reason: str | None

    @classmethod
    def of(cls, use: Use) -> "UseModel":
        return cls(
            use_id=use.use_id,
            at=to_iso(use.at),
            store_id=use.store_id,
            staff_id=use.staff_id,
            undone_at=at(use.undone_at),
            undone_by=use.undone_by,
            reason=use.reason,
        )


class IssueModel(Answer):
    """A coupon that a friend had before a new one was given."""

    got_at: str
    revoked_at: str | None
    used: int = Field(description="How often it was redeemed, undone redemptions not counted.")
    uses: list[UseModel]

    @classmethod
    def of(cls, issue: Issue) -> "IssueModel":
        return cls(
            got_at=to_iso(issue.got_at),
            revoked_at=at(issue.revoked_at),
            used=issue.used,
            uses=[UseModel.of(use) for use in issue.uses],
        )


class HolderModel(Answer):
    """A friend's coupon: the present one."""

    model_config = example(_HOLDER)

    friend_id: str
    state: str = Field(description="`issued`, `viewed`, `redeemed`, `expired` or `revoked`.")
    got_at: str
    viewed_at: str | None
    valid_until: str | None
    used: int = Field(description="How often it was redeemed, undone redemptions not counted.")
    uses: list[UseModel] = Field(description=_KEPT)
    earlier: list[IssueModel] = Field(description=_EARLIER)

    @classmethod
    def of(cls, holding: Holding, coupon: Coupon, now: int, cutoff: int) -> "HolderModel":
        return cls(
            friend_id=holding.friend_id,
            state=str(holding.state(coupon, now, cutoff)),
            got_at=to_iso(holding.got_at),
            viewed_at=at(holding.viewed_at),
            valid_until=at(coupon.valid_until(holding.got_at, cutoff)),
            used=holding.used,
            uses=[UseModel.of(use) for use in holding.uses],
            earlier=[IssueModel.of(issue) for issue in holding.earlier],
        )


class HolderPage(Answer):
    """Some of the friends who have a coupon."""

    model_config = example({"items": [_HOLDER], "cursor": None})

    items: list[HolderModel]
    cursor: str | None


class RedemptionBody(Body):
    """A coupon that is redeemed at a till of the shop's own."""

    model_config = example({"friend_id": _FRIEND, "store_id": "01JD0000000000000000000010"})

    friend_id: str = Field(max_length=64)
    store_id: str = Field(max_length=64)


class UndoBody(Body):
    """A redemption to take back."""

    model_config = example({"use_id": _USE["use_id"], "reason": "押し間違い"})

    use_id: str
    reason: str = Field(json_schema_extra={"minLength": 1, "maxLength": 200})


COUPONS = Definitions(
    COUPON,
    lambda crm: crm.till.coupons,
    lambda crm: crm.till.coupon_editor,
    About(
        tag="coupons",
        example_id="01JD0000000000000000000012",
        of_body="Its present version holds for every friend who has it.",
        of_list="The newest first; `q`: part of the title.",
        of_create="A `public` coupon can be had as soon as it is saved, or from `starts_at` on.",
        of_update="It changes for every friend who has it. What was redeemed stays redeemed.",
        of_delete="No friend sees it any more, and it can no longer be redeemed. To let it end, set `ends_at`.",
    ),
    in_full=Adds(
        {
            "redeemed": {
                "type": "integer",
                "description": "How often all friends together redeemed it, undone redemptions not counted.",
            }
        },
        lambda crm, coupon: {"redeemed": crm.till.holdings.count(coupon.id)},
        {"redeemed": 128},
    ),
)
COUPONS.add_to(router)


@router.get(
    "/v1/coupons/<coupon_id>/holders",
    summary="List who has a coupon",
    description="`part`: `held` (not redeemed), `used` or `revoked`; in each part, the friend who has had it longest "
    "comes first. Of a public coupon these are the friends who have opened it. The list is a moment behind.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of the friends who have it", "coupon_not_found"),
    operation_id="listCouponHolders",
)
def list_holders(
    crm: Crm,
    coupon_id: CouponId,
    cursor: Cursor = None,
    limit: Limit = 50,
    part: Annotated[Part | None, Query(description="Only the friends in this part.")] = None,
) -> HolderPage:
    coupon = crm.till.coupons.get(coupon_id)
    page = crm.till.holdings.of_coupon(coupon_id, cursor, limit, part)
    now, cutoff = crm.till.clock(), crm.till.cutoff()
    items = [HolderModel.of(holding, coupon.says, now, cutoff) for holding in page.items]
    return HolderPage(items=items, cursor=page.cursor)


@router.put(
    "/v1/coupons/<coupon_id>/holders/<friend_id>",
    summary="Give a coupon to a friend",
    description="A friend who has it keeps it as it is; a coupon that was revoked is given anew.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The friend's coupon", "coupon_not_found", "friend_not_found"),
    operation_id="issueCoupon",
)
def issue_coupon(crm: Crm, by: Caller, coupon_id: CouponId, friend_id: FriendId) -> HolderModel:
    crm.book.get(friend_id)
    return _holder(crm, coupon_id, crm.till.desk.issue(friend_id, coupon_id, by).holding)


@router.delete(
    "/v1/coupons/<coupon_id>/holders/<friend_id>",
    summary="Take a coupon back from a friend",
    description="What was redeemed stays redeemed. A public coupon is closed to the friend, too, if the friend has "
    "opened it.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is revoked", "holding_not_found", status=204, content=False),
    operation_id="revokeCoupon",
)
def revoke_coupon(crm: Crm, by: Caller, coupon_id: CouponId, friend_id: FriendId) -> Response[None]:
    crm.till.desk.revoke(friend_id, coupon_id, by)
    return nothing()


@router.post(
    "/v1/coupons/<coupon_id>/redemptions",
    summary="Redeem a coupon",
    description="For a till of the shop's own. With the same `Idempotency-Key` a coupon is redeemed once.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The friend's coupon",
        *("coupon_not_found", "friend_not_found", "coupon_not_held", "coupon_revoked", "coupon_other_store"),
        *("store_closed", "coupon_not_started", "coupon_expired", "coupon_redeemed", "coupon_used_up"),
        "coupon_use_undone",
    ),
    operation_id="redeemCoupon",
)
def redeem_coupon(crm: Crm, by: Caller, coupon_id: CouponId, body: RedemptionBody, key: NeededKey) -> HolderModel:
    own_key = f"{by}\n{body.store_id}\n{checked(key)}"
    crm.book.get(body.friend_id)
    done = crm.till.desk.redeem(body.friend_id, coupon_id, body.store_id, own_key)
    return _holder(crm, coupon_id, done.holding)


@router.post(
    "/v1/coupons/<coupon_id>/holders/<friend_id>/undo",
    summary="Undo a redemption",
    description="Within ten minutes. Sent again, it changes nothing more.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The friend's coupon",
        "coupon_not_found",
        "holding_not_found",
        "coupon_use_unknown",
        "coupon_renewed",
        "coupon_undo_too_late",
    ),
    operation_id="undoRedemption",
)
def undo_redemption(crm: Crm, by: Caller, coupon_id: CouponId, friend_id: FriendId, body: UndoBody) -> HolderModel:
    done = crm.till.desk.undo(friend_id, coupon_id, body.use_id, by, body.reason)
    return _holder(crm, coupon_id, done.holding)


def _holder(crm: CrmApi, coupon_id: str, holding: Holding | None) -> HolderModel:
    assert holding is not None
    coupon = crm.till.coupons.get(coupon_id)
    return HolderModel.of(holding, coupon.says, crm.till.clock(), crm.till.cutoff())
