"""``/v1/settings/stamps`` and a friend's: how the shop card works, where a friend's card stands, stamps and tickets."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import to_iso
from daifukucho.ledger.entry import Entry
from daifukucho.stamps.progress import Held, Progress
from daifukucho.stamps.settings import STAMPS
from routes.ranks import NameModel
from routes.settings import SettingsRoutes
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    FriendId,
    NeededKey,
    PathText,
    answers,
    at,
    created,
    example,
)

router = Router()
_TAGS = ["stamps"]

StampId = Annotated[PathText, Path(description="As the stamps' answer says.")]
TicketUseId = Annotated[PathText, Path(description="As the use's answer says.")]
TicketId = Annotated[PathText, Path(description="As a friend's tickets name it.")]

_COFFEE = {"ja": "コーヒー1杯", "en": "A coffee"}
_CARD = {
    "name": {"ja": "ブロンズ", "en": "Bronze"},
    "goal": 10,
    "tickets": [
        {"id": "coffee", "at": 5, "name": _COFFEE, "days": 30},
        {"id": "cake", "at": 10, "name": {"ja": "ケーキ1個", "en": "A cake"}, "days": None},
    ],
    "sign": {"text": "福", "image_url": None},
}
_SETTINGS = {
    "cards": [_CARD],
    "bonus": 1,
    "expiry": {"since": "last_use", "months": 6},
    "once_a_day": True,
    "hours": None,
}
_FRIENDS = {
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "card": {
        "number": 1,
        "name": _CARD["name"],
        "goal": 10,
        "count": 6,
        "expires_at": "2027-05-23T00:00:00+09:00",
        "next_at": None,
    },
    "tickets": [{"ticket_id": "coffee.1", "name": _COFFEE, "valid_until": "2026-12-23T00:00:00+09:00"}],
}
_STAMPED = {
    "stamp_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
    "at": "2026-11-22T19:30:00+09:00",
    "stamps": 1,
    "card": 1,
    "count": 5,
    "tickets": ["coffee.1"],
    "store_id": "shibuya",
    "by": "client-1",
}
_UNDONE = {
    "stamp_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
    "at": "2026-11-22T19:32:00+09:00",
    "stamps": 1,
    "reason": "押し間違い",
    "store_id": "shibuya",
    "by": "client-1",
}
_USED = {
    "use_id": "2b0d7f5e-8f39-5f0c-a0a5-3f5f4a0e6a77",
    "at": "2026-11-22T19:30:00+09:00",
    "ticket_id": "coffee.1",
    "store_id": "shibuya",
    "by": "client-1",
}
_RETURNED = {
    "use_id": _USED["use_id"],
    "at": "2026-11-22T19:32:00+09:00",
    "ticket_id": "coffee.1",
    "reason": "押し間違い",
    "store_id": "shibuya",
    "by": "client-1",
}


class FriendCardModel(Answer):
    """Where a friend's card stands. `number`: 1 is the first one."""

    number: int
    name: NameModel
    goal: int
    count: int
    expires_at: str | None = Field(description="From then on its stamps are gone.")
    next_at: str | None = Field(description="When there can be another stamp; `null`: now.")


class HeldTicketModel(Answer):
    """A ticket that a friend can use. `name` `null`: it is no longer defined."""

    ticket_id: str
    name: NameModel | None
    valid_until: str | None = Field(description="From then on it cannot be used; `null`: for good.")

    @classmethod
    def of(cls, held: Held) -> "HeldTicketModel":
        name = NameModel.of(held.ticket.name) if held.ticket else None
        return cls(ticket_id=held.key, name=name, valid_until=at(held.until))


class FriendStampsModel(Answer):
    """A friend's shop card. `card` `null`: the shop has none."""

    model_config = example(_FRIENDS)

    friend_id: str
    card: FriendCardModel | None
    tickets: list[HeldTicketModel]

    @classmethod
    def of(cls, friend: Friend, progress: Progress | None) -> "FriendStampsModel":
        if progress is None:
            return cls(friend_id=friend.friend_id, card=None, tickets=[])
        card = FriendCardModel(
            number=progress.index + 1,
            name=NameModel.of(progress.card.name),
            goal=progress.card.goal,
            count=progress.count,
            expires_at=at(progress.expires_at),
            next_at=at(progress.next_at),
        )
        return cls(friend_id=friend.friend_id, card=card, tickets=[HeldTicketModel.of(t) for t in progress.tickets])


class StampBody(Body):
    """Stamps to give."""

    model_config = example({"stamps": 1, "store_id": "shibuya"})

    stamps: int = Field(1, ge=1, le=50)
    store_id: str | None = Field(None, min_length=1, max_length=64)


class StampModel(Answer):
    """Stamps that were given, and where the friend's card stood after them."""

    model_config = example(_STAMPED)

    stamp_id: str
    at: str
    stamps: int
    card: int = Field(description="Which card; 1 is the first one.")
    count: int
    tickets: list[str] = Field(description="The tickets that the friend had after them.")
    store_id: str | None
    by: str

    @classmethod
    def of(cls, entry: Entry) -> "StampModel":
        told = entry.data
        return cls(
            stamp_id=entry.event_id,
            at=to_iso(entry.at),
            stamps=told["stamps"],
            card=told["after"]["card"] + 1,
            count=told["after"]["count"],
            tickets=sorted(told["tickets"]),
            store_id=told["store"],
            by=told["by"],
        )


class StampUndoBody(Body):
    """Why stamps, or the use of a ticket, are taken back, and where."""

    model_config = example({"reason": "押し間違い", "store_id": "shibuya"})

    reason: str = Field(json_schema_extra={"minLength": 1, "maxLength": 200})
    store_id: str | None = Field(None, min_length=1, max_length=64)


class StampUndoModel(Answer):
    """Stamps that were taken back."""

    model_config = example(_UNDONE)

    stamp_id: str
    at: str
    stamps: int
    reason: str
    store_id: str | None
    by: str

    @classmethod
    def from_entry(cls, entry: Entry) -> "StampUndoModel":
        told = entry.data
        names = ("stamps", "reason", "by")
        return cls(
            stamp_id=told["of"], at=to_iso(entry.at), store_id=told["store"], **{name: told[name] for name in names}
        )


class TicketUseBody(Body):
    """Where a ticket is used."""

    model_config = example({"store_id": "shibuya"})

    store_id: str | None = Field(None, min_length=1, max_length=64)


class TicketUseModel(Answer):
    """A ticket that was used."""

    model_config = example(_USED)

    use_id: str
    at: str
    ticket_id: str
    store_id: str | None
    by: str

    @classmethod
    def of(cls, entry: Entry) -> "TicketUseModel":
        told = entry.data
        return cls(
            use_id=entry.event_id, at=to_iso(entry.at), ticket_id=told["ticket"], store_id=told["store"], by=told["by"]
        )


class TicketUndoModel(Answer):
    """The use of a ticket that was taken back."""

    model_config = example(_RETURNED)

    use_id: str
    at: str
    ticket_id: str
    reason: str
    store_id: str | None
    by: str

    @classmethod
    def from_entry(cls, entry: Entry) -> "TicketUndoModel":
        told = entry.data
        return cls(
            use_id=told["of"],
            at=to_iso(entry.at),
            ticket_id=told["ticket"],
            store_id=told["store"],
            reason=told["reason"],
            by=told["by"],
        )


STAMPS_ROUTES = SettingsRoutes(
    STAMPS,
    lambda crm: crm.membership.stamp_settings,
    lambda crm: crm.membership.stamp_editor,
    tag="stamps",
    example=_SETTINGS,
    of_update="Replaces all of it, also for cards that friends have begun.",
)
STAMPS_ROUTES.add_to(router)


@router.get(
    "/v1/friends/<friend_id>/stamps",
    summary="Get a friend's shop card",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The friend's card and tickets", "friend_not_found"),
    operation_id="getFriendStamps",
)
def get_friend_stamps(crm: Crm, friend_id: FriendId) -> FriendStampsModel:
    return FriendStampsModel.of(*crm.membership.stamps.get(friend_id))


@router.post(
    "/v1/friends/<friend_id>/stamps",
    summary="Stamp a friend's shop card",
    description="Stamps beyond a goal go on the next card. A key stands for one act for ever.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The stamps",
        *("friend_not_found", "no_shop_card", "stamp_too_soon", "too_many_tickets", "idempotency_key_reused"),
        status=201,
    ),
    operation_id="giveStamps",
)
def give_stamps(
    crm: Crm, by: Caller, friend_id: FriendId, body: StampBody, idempotency_key: NeededKey
) -> Response[StampModel]:
    done = crm.membership.stamps.give(friend_id, body.stamps, store_id=body.store_id, by=by, key=idempotency_key)
    return created(StampModel.of(done.act), 1, f"/v1/friends/{friend_id}/stamps", replayed=done.replayed)


@router.post(
    "/v1/friends/<friend_id>/stamps/<stamp_id>/undo",
    summary="Take stamps back",
    description="Within ten minutes, as long as the card was not stamped again and no ticket that they won was used. The card "
    "is as it was before them. A key stands for one act for ever.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "What was taken back",
        *("friend_not_found", "stamp_not_found", "stamp_undone", "stamp_undo_too_late", "stamp_ticket_used"),
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="undoStamps",
)
def undo_stamps(
    crm: Crm, by: Caller, friend_id: FriendId, stamp_id: StampId, body: StampUndoBody, idempotency_key: NeededKey
) -> Response[StampUndoModel]:
    done = crm.membership.stamps.undo(
        friend_id, stamp_id, reason=body.reason, store_id=body.store_id, by=by, key=idempotency_key
    )
    answer = StampUndoModel.from_entry(done.act)
    return created(answer, 1, f"/v1/friends/{friend_id}/stamps", replayed=done.replayed)


@router.post(
    "/v1/friends/<friend_id>/tickets/<ticket_id>/use",
    summary="Use a ticket of a friend's shop card",
    description="Once. A key stands for one act for ever.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The use", "friend_not_found", "ticket_not_found", "idempotency_key_reused", status=201),
    operation_id="useTicket",
)
def use_ticket(
    crm: Crm, by: Caller, friend_id: FriendId, ticket_id: TicketId, body: TicketUseBody, idempotency_key: NeededKey
) -> Response[TicketUseModel]:
    done = crm.membership.stamps.use_ticket(friend_id, ticket_id, store_id=body.store_id, by=by, key=idempotency_key)
    return created(TicketUseModel.of(done.act), 1, f"/v1/friends/{friend_id}/stamps", replayed=done.replayed)


@router.post(
    "/v1/friends/<friend_id>/tickets/uses/<use_id>/undo",
    summary="Take the use of a ticket back",
    description="Within ten minutes; the friend then has the ticket again, until the same time as before. A key stands "
    "for one act for ever.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "What was taken back",
        *("friend_not_found", "ticket_use_not_found", "ticket_use_undone", "ticket_undo_too_late"),
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="undoTicketUse",
)
def undo_ticket_use(
    crm: Crm,
    by: Caller,
    friend_id: FriendId,
    use_id: TicketUseId,
    body: StampUndoBody,
    idempotency_key: NeededKey,
) -> Response[TicketUndoModel]:
    done = crm.membership.stamps.return_ticket(
        friend_id, use_id, reason=body.reason, store_id=body.store_id, by=by, key=idempotency_key
    )
    answer = TicketUndoModel.from_entry(done.act)
    return created(answer, 1, f"/v1/friends/{friend_id}/stamps", replayed=done.replayed)
