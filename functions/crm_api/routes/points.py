"""``/v1/settings/points`` and ``/v1/friends/{friend_id}/points``: how points work, what a friend has, and moving them."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.friends.account import Kind
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import to_iso
from daifukucho.ledger.entry import Entry
from daifukucho.points.movement import Movement
from daifukucho.points.points import ENTRY, Statement
from daifukucho.points.settings import POINTS
from routes.ranks import NextRankModel, RankNameModel
from routes.settings import SettingsRoutes
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    Cursor,
    FriendId,
    Limit,
    NeededKey,
    PathText,
    answers,
    created,
    example,
    tagged,
)

router = Router()
_TAGS = ["points"]

MovementId = Annotated[PathText, Path()]

ACCOUNT = {
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "member_no": "2123456789010",
    "points": 120,
    "owed": 0,
    "expiring": [{"expires_on": "2027-11-30", "points": 120}],
    "lasting": 0,
    "rank": {"id": "regular", "name": {"ja": "レギュラー", "en": "Regular"}},
    "next_rank": {"id": "gold", "name": {"ja": "ゴールド", "en": "Gold"}, "missing": 3_200},
    "reached": 6_800,
}
_MOVEMENT = {
    "movement_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
    "at": "2026-11-22T19:30:00+09:00",
    "kind": "grant",
    "points": 32,
    "debit": "shop:granted",
    "credit": "friend",
    "balance": 120,
    "lots": {"2027-11-30": 32},
    "amount_yen": 3_200,
    "of": None,
    "store_id": "shibuya",
    "order_id": "A-1024",
    "note": None,
    "by": "client-1",
}


class LotModel(Answer):
    """Points that expire at the end of a day of the shop's."""

    expires_on: str
    points: int


class PointAccountModel(Answer):
    """A friend's points as they are now, without expired points."""

    model_config = example(ACCOUNT)

    friend_id: str
    member_no: str | None
    points: int = Field(description="The balance; below zero if a grant was refunded whose points had been used.")
    owed: int = Field(description="Points that the next grants pay first.")
    expiring: list[LotModel] = Field(description="By their day, the first one first.")
    lasting: int = Field(description="Points that never expire.")
    rank: RankNameModel | None
    next_rank: NextRankModel | None
    reached: int = Field(
        description="The sum by which the rank is judged: yen or points, as `GET /v1/settings/ranks` says."
    )

    @classmethod
    def of(cls, friend: Friend, statement: Statement) -> "PointAccountModel":
        standing = statement.standing
        return cls(
            friend_id=friend.friend_id,
            member_no=friend.member_no,
            points=statement.balance,
            owed=statement.owed,
            expiring=[LotModel(expires_on=day, points=points) for day, points in statement.expiring],
            lasting=statement.lasting,
            rank=RankNameModel.of(standing.rank) if standing.rank else None,
            next_rank=NextRankModel.of_next(standing.next) if standing.next else None,
            reached=standing.reached,
        )


class MovementBody(Body):
    """What to move."""

    model_config = example(
        {"kind": "grant", "amount_yen": 3_200, "points": 32, "store_id": "shibuya", "order_id": "A-1024"},
        {"kind": "use", "points": 30, "store_id": "shibuya", "order_id": "A-1025"},
        {"kind": "refund", "movement_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11", "note": "返品のため"},
    )

    kind: Literal["grant", "use", "refund"]
    points: int | None = Field(
        None,
        ge=1,
        le=10_000_000,
        description="If left out of a grant: what `amount_yen` is worth; of a refund: all of them.",
    )
    amount_yen: int | None = Field(
        None,
        ge=0,
        le=100_000_000,
        description="For a grant: the purchase, which counts for ranks; say it once for each purchase. For a grant's "
        "refund: how much of it is undone; if left out: all of it, if all points are refunded.",
    )
    expires_on: str | None = Field(
        None, description="For a grant: the last day of its points, if not as set up.", examples=["2027-11-30"]
    )
    movement_id: str | None = Field(
        None, max_length=64, description="For a refund: the grant or the use that it undoes."
    )
    store_id: str | None = Field(None, max_length=64)
    order_id: str | None = Field(None, max_length=64, description="The shop's own reference.")
    note: str | None = Field(None, max_length=200)


class MovementModel(Answer):
    """A movement. It debits one account and credits another: `friend`, `shop:granted`, `shop:used`, `shop:expired`."""

    model_config = example(_MOVEMENT)

    movement_id: str
    at: str
    kind: Literal["grant", "use", "refund", "expire"]
    points: int
    debit: str
    credit: str
    balance: int = Field(description="The friend's balance after it.")
    lots: dict[str, int] = Field(
        description="What changed, by the day at whose end the points expire; `none`: never, `owed`: what the friend "
        "owes."
    )
    amount_yen: int | None
    of: str | None = Field(description="Of a refund: the movement that it undoes.")
    store_id: str | None
    order_id: str | None
    note: str | None
    by: str | None = Field(description="Who moved them; `null`: nobody, they expired.")

    @classmethod
    def of_entry(cls, entry: Entry) -> "MovementModel":
        told = entry.data
        names = ("amount_yen", "of", "note", "by")
        may_be: dict[str, Any] = {name: told.get(name) for name in names}
        return cls(
            movement_id=entry.event_id,
            at=to_iso(entry.at),
            kind=told["kind"],
            store_id=told.get("store"),
            order_id=told.get("order"),
            **{name: told[name] for name in ("points", "debit", "credit", "balance", "lots")},
            **may_be,
        )


class MovementPage(Answer):
    """Some movements of a friend, newest first."""

    model_config = example({"items": [_MOVEMENT], "cursor": None})

    items: list[MovementModel]
    cursor: str | None


POINT_SETTINGS = SettingsRoutes(
    POINTS,
    lambda crm: crm.membership.point_settings,
    lambda crm: crm.membership.point_editor,
    tag="points",
    example={"life": {"months": 12, "month_end": True}, "yen_per_point": 100},
)
POINT_SETTINGS.add_to(router)


@router.get(
    "/v1/friends/<friend_id>/points",
    summary="Get a friend's points and rank",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The friend's account", "friend_not_found"),
    operation_id="getFriendPoints",
)
def get_friend_points(crm: Crm, friend_id: FriendId) -> PointAccountModel:
    return PointAccountModel.of(*crm.membership.points.get(friend_id))


@router.get(
    "/v1/friends/<friend_id>/points/movements",
    summary="List the movements of a friend's points",
    description="Newest first; each is an entry in the friend's ledger.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of movements", "friend_not_found"),
    operation_id="listPointMovements",
)
def list_movements(crm: Crm, friend_id: FriendId, cursor: Cursor = None, limit: Limit = 50) -> MovementPage:
    page = crm.timeline.page(friend_id, cursor, limit, kinds=[ENTRY])
    return MovementPage(items=[MovementModel.of_entry(line.entry) for line in page.items], cursor=page.cursor)


@router.post(
    "/v1/friends/<friend_id>/points/movements",
    summary="Move a friend's points",
    description="Grants, uses or refunds points, then judges the friend's rank. Points that expire first are used "
    "first. A key stands for one movement for ever: whenever it is sent again, the answer is that of the first "
    "request.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The movement",
        *("friend_not_found", "movement_not_found", "not_enough_points", "already_refunded", "points_expired"),
        *("invalid_movement", "idempotency_key_reused"),
        status=201,
    ),
    operation_id="movePoints",
)
def move_points(
    crm: Crm, by: Caller, friend_id: FriendId, body: MovementBody, idempotency_key: NeededKey
) -> Response[MovementModel]:
    movement = Movement(**body.model_dump() | {"kind": Kind(body.kind)})
    moved = crm.membership.points.move(friend_id, movement, by=by, key=idempotency_key)
    answer = MovementModel.of_entry(moved.entry)
    path = f"/v1/friends/{friend_id}/points/movements/{answer.movement_id}"
    return created(answer, 1, path, replayed=moved.replayed)


@router.get(
    "/v1/friends/<friend_id>/points/movements/<movement_id>",
    summary="Get a movement",
    description="A grant, a use or a refund.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The movement", "movement_not_found"),
    operation_id="getPointMovement",
)
def get_movement(crm: Crm, friend_id: FriendId, movement_id: MovementId) -> Response[MovementModel]:
    return tagged(MovementModel.of_entry(crm.membership.points.movement(friend_id, movement_id)), 1)
