"""The staff's page 担当者: staff members at work, each on their own phone.

Nobody here has to be a friend of the shop. What a staff member may do to whom is decided in the core
(``daifukucho.till``); these routes read bodies and write answers.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gate import Request, Route
from named import Named, named
from typing_extensions import TypedDict

from daifukucho.cards.cards import Card
from daifukucho.coupons.holding import UNDO_WITHIN, State, Use
from daifukucho.coupons.wallet import Shown
from daifukucho.kernel.errors import DaifukuchoError, Fault, NotFound
from daifukucho.kernel.once import checked
from daifukucho.kernel.refusals import SHORT_LIST
from daifukucho.kernel.rules import Text, Whole
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.text import seen
from daifukucho.ledger.entry import Entry
from daifukucho.points.movement import MOST_POINTS, MOST_YEN
from daifukucho.staff.access import Staff
from daifukucho.staff.member import Right
from daifukucho.stamps.progress import Progress
from daifukucho.stamps.settings import MOST_STAMPS
from daifukucho.till.desk import Looked, Read
from daifukucho.till.sale import Act, Grant, Part, Sale
from daifukucho.till.view import View
from daifukucho_aws.edge_refusals import NO_ACT, SAY_POINTS
from routes.card import HeldTicket
from routes.coupons import CouponUse

_MOST_AT_ONCE = 10
"""So many coupons, and so many tickets, has one sale at most."""


@dataclass(frozen=True, slots=True)
class _Code(Text):
    """What a scanner or a keyboard makes of a code: with spaces or what nobody sees, or as wide as Japanese letters are."""

    def kept(self, given: str) -> str:
        return "".join(unicodedata.normalize("NFKC", seen(Text.kept(self, given))).split())


@dataclass(frozen=True, slots=True)
class _Sold:
    """What one confirmation says. ``None``: nothing of it."""

    slip: str
    key: str
    coupons: tuple[str, ...] | None = None
    tickets: tuple[str, ...] | None = None
    use: int | None = None
    stamps: int | None = None
    points: int | None = None
    amount_yen: int | None = None

    @property
    def sale(self) -> Sale:
        grant = None if self.points is None else Grant(self.points, self.amount_yen)
        return Sale(self.coupons or (), self.tickets or (), self.use, self.stamps, grant)


def _says_points(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if "amount_yen" in members and "points" not in members:
        yield SAY_POINTS.at(f"{at}/points")


_TEXT, _CODE, _SLIP = Text(200), _Code(200), Text(1_000)
_SEVERAL = Each(_TEXT, _MOST_AT_ONCE, unique=True, rule=SHORT_LIST)
_INVITATION = Shape({"code": _CODE})
_SCAN = Shape({"text": _CODE})
_SALE = Shape(
    {"slip": _SLIP, "key": _TEXT},
    {
        "coupons": _SEVERAL,
        "tickets": _SEVERAL,
        "use": Whole(1, MOST_POINTS),
        "stamps": Whole(1, MOST_STAMPS),
        "points": Whole(1, MOST_POINTS),
        "amount_yen": Whole(1, MOST_YEN),
    },
    also=_says_points,
    make=_Sold,
)
_REFUND = Shape({"slip": _SLIP, "key": _TEXT, "movement_id": _TEXT, "reason": _TEXT})
_UNSTAMP = Shape({"slip": _SLIP, "key": _TEXT, "stamp_id": _TEXT, "reason": _TEXT})
_TICKET_RETURN = Shape({"slip": _SLIP, "key": _TEXT, "use_id": _TEXT, "reason": _TEXT})
_COUPON_RETURN = Shape({"slip": _SLIP, "coupon_id": _TEXT, "use_id": _TEXT, "reason": _TEXT})
_REDEMPTION = Shape({"code": _CODE, "key": _TEXT})
_REDEMPTION_UNDO = Shape({"code": _CODE, "use_id": _TEXT, "reason": _TEXT})


class Me(TypedDict):
    """The staff member, as known now."""

    name: str
    store: str
    rights: list[Right]


class Worth(TypedDict):
    """What a purchase is worth to the friend, in whole numbers, so that the page counts as exactly as the server."""

    yen_per_point: int
    percent: int


class StampsAtTill(TypedDict):
    """`next_at`: when there can be another stamp, if not now."""

    name: Named
    goal: int
    count: int
    next_at: int | None


class TicketAtTill(HeldTicket):
    ticket: str


class CardAtTill(TypedDict):
    name: str | None
    member_no: str
    points: int
    rank: Named | None
    stamps: StampsAtTill | None
    tickets: list[TicketAtTill]


class CouponAtTill(TypedDict):
    coupon_id: str
    title: str
    until: int | None


class Movement(TypedDict):
    movement_id: str
    at: int
    kind: Literal["grant", "use"]
    points: int


class Stamped(TypedDict):
    stamp_id: str
    at: int
    stamps: int


class TicketUse(TypedDict):
    """`name`: null if the ticket is no longer defined."""

    use_id: str
    at: int
    name: Named | None


class Redemption(TypedDict):
    coupon_id: str
    use_id: str
    at: int
    title: str


class CardView(TypedDict):
    """What is on a card now, what can be redeemed here, and what can be taken back here. Instants are epoch milliseconds."""

    at: int
    worth: Worth | None
    card: CardAtTill
    coupons: list[CouponAtTill]
    movements: list[Movement]
    stamped: Stamped | None
    used: list[TicketUse]
    redeemed: list[Redemption]


class CardRead(CardView):
    """A card that was read. Each act on it sends the `slip`, good until `until`."""

    what: Literal["card"]
    me: Me
    slip: str
    until: int


class SalePart(TypedDict):
    """`of`: which coupon or ticket; empty for an act that a sale can have only once."""

    act: Act
    of: str


class SaleRefusal(SalePart):
    code: str
    detail: str


class Sold(CardView):
    """What became of a sale: the parts that were done, and the one that was not; what follows that one was not tried."""

    done: list[SalePart]
    refused: SaleRefusal | None


class CouponRead(TypedDict):
    """A coupon that was read. `undo`: the redemption that can still be undone."""

    what: Literal["coupon"]
    me: Me
    at: int
    name: str | None
    title: str
    description: str
    state: State | Literal["not_started"]
    valid_until: int | None
    used: CouponUse | None
    undo: str | None


def me(request: Request) -> Me:
    """Which staff member asks. Three reads."""
    return _me(request.liff.till.access.staff(request.user_id))


def accept(request: Request) -> Me:
    """Bind the staff member by an invitation's code. Nine reads at most, and a transaction."""
    request.liff.till.personnel.accept(request.user_id, request.told(NO_ACT)["code"])
    return me(request)


def scan(request: Request) -> CardRead | CouponRead:
    """What was scanned or typed, and whose it is: a member card's code or number, or else a coupon's code."""
    text = request.told(NO_ACT)["text"]
    if text.isascii() and text.isdigit():
        return _read(request, request.liff.staff.read(request.user_id, text))
    return _coupon(request, request.liff.staff.look(request.user_id, text))


def sell(request: Request) -> Sold:
    """All that one confirmation says."""
    told: _Sold = request.told(NO_ACT)
    sold = request.liff.staff.sell(request.user_id, told.slip, checked(told.key), told.sale)
    return {
        **_view(request, sold.view),
        "done": [_part(part) for part in sold.done],
        "refused": _refused(request, *sold.refused) if sold.refused else None,
    }


def refund(request: Request) -> CardView:
    slip, key, movement_id, reason = _undone(request)
    return _view(request, request.liff.staff.refund(request.user_id, slip, checked(key), movement_id, reason))


def unstamp(request: Request) -> CardView:
    slip, key, stamp_id, reason = _undone(request)
    return _view(request, request.liff.staff.unstamp(request.user_id, slip, checked(key), stamp_id, reason))


def return_ticket(request: Request) -> CardView:
    slip, key, use_id, reason = _undone(request)
    return _view(request, request.liff.staff.return_ticket(request.user_id, slip, checked(key), use_id, reason))


def undo_sold_coupon(request: Request) -> CardView:
    slip, coupon_id, use_id, reason = _undone(request)
    return _view(request, request.liff.staff.undo_sold_coupon(request.user_id, slip, coupon_id, use_id, reason))


def redeem(request: Request) -> CouponRead:
    told, desk = request.told(NO_ACT), request.liff.staff
    desk.redeem(request.user_id, told["code"], checked(told["key"]))
    return _coupon(request, desk.look(request.user_id, told["code"]))


def undo_redemption(request: Request) -> CouponRead:
    code, use_id, reason = _undone(request)
    desk = request.liff.staff
    desk.undo_redemption(request.user_id, code, use_id, reason)
    return _coupon(request, desk.look(request.user_id, code))


def _undone(request: Request) -> Sequence[str]:
    """What is to be undone, in the order of the route's shape."""
    return list(request.told(NO_ACT).values())


def _me(staff: Staff) -> Me:
    says = staff.member.says
    return {"name": says.name, "store": staff.store.says.name, "rights": [*says.rights]}


def _read(request: Request, read: Read) -> CardRead:
    return {
        "what": "card",
        "me": _me(read.staff),
        "slip": read.slip.text,
        "until": read.slip.until,
        **_view(request, read.view),
    }


def _view(request: Request, view: View) -> CardView:
    return {
        "at": request.liff.clock(),
        "worth": _worth(request, view.card),
        "card": _card(view.card),
        "coupons": [
            {"coupon_id": shown.coupon.id, "title": shown.coupon.says.title, "until": shown.valid_until}
            for shown in view.coupons
        ],
        "movements": [_movement(entry) for entry in view.movements],
        "stamped": _stamped(view.stamped) if view.stamped else None,
        "used": [_ticket_use(request, entry) for entry in view.tickets],
        "redeemed": [_redeemed(shown) for shown in view.redeemed],
    }


def _part(part: Part) -> SalePart:
    return {"act": part.act, "of": part.of}


def _refused(request: Request, part: Part, error: DaifukuchoError) -> SaleRefusal:
    return {**_part(part), "code": error.code, "detail": getattr(error.detail, request.language)}


def _card(card: Card) -> CardAtTill:
    rank, progress = card.statement.standing.rank, card.stamps
    return {
        "name": card.friend.display_name,
        "member_no": card.shown_no,
        "points": card.statement.balance,
        "rank": named(rank.name) if rank else None,
        "stamps": _stamps(progress) if progress else None,
        "tickets": [
            {"ticket": held.key, "name": named(held.ticket.name), "until": held.until}
            for held in (progress.tickets if progress else ())
            if held.ticket is not None
        ],
    }


def _stamps(progress: Progress) -> StampsAtTill:
    card = progress.card
    return {"name": named(card.name), "goal": card.goal, "count": progress.count, "next_at": progress.next_at}


def _worth(request: Request, card: Card) -> Worth | None:
    per_point = request.liff.membership.cards.setup().program.points.yen_per_point
    rank = card.statement.standing.rank
    percent = int(rank.multiplier * 100) if rank else 100
    return {"yen_per_point": per_point, "percent": percent} if per_point else None


def _movement(entry: Entry) -> Movement:
    told = entry.data
    return {"movement_id": entry.event_id, "at": entry.at, "kind": told["kind"], "points": told["points"]}


def _stamped(entry: Entry) -> Stamped:
    return {"stamp_id": entry.event_id, "at": entry.at, "stamps": entry.data["stamps"]}


def _ticket_use(request: Request, entry: Entry) -> TicketUse:
    ticket = request.liff.membership.cards.setup().stamps.ticket(entry.data["ticket"].rpartition(".")[0])
    return {"use_id": entry.event_id, "at": entry.at, "name": named(ticket.name) if ticket else None}


def _redeemed(shown: Shown) -> Redemption:
    use = shown.holding and shown.holding.last_use
    assert use
    return {"coupon_id": shown.coupon.id, "use_id": use.use_id, "at": use.at, "title": shown.coupon.says.title}


def _coupon(request: Request, looked: Looked) -> CouponRead:
    shown = looked.shown
    says, holding = shown.coupon.says, shown.holding
    assert holding is not None
    friend, now = request.liff.friends.get(holding.friend_id), request.liff.clock()
    use, undoable = holding.last_use, looked.undoable
    return {
        "what": "coupon",
        "me": _me(looked.staff),
        "at": now,
        "name": friend.display_name if friend else None,
        "title": says.title,
        "description": says.description,
        "state": "not_started" if shown.not_started else shown.state,
        "valid_until": shown.valid_until,
        "used": _use(request, use) if use else None,
        "undo": undoable.use_id if undoable and now - undoable.at <= UNDO_WITHIN else None,
    }


def _use(request: Request, use: Use) -> CouponUse:
    try:
        store: str | None = request.liff.till.stores.get(use.store_id).says.name
    except NotFound:
        store = None
    return {"at": use.at, "store": store}


ROUTES = (
    Route("GET", "staff", me),
    Route("POST", "staff/invitation", accept, body=_INVITATION),
    Route("POST", "staff/scan", scan, body=_SCAN),
    Route("POST", "staff/sales", sell, body=_SALE),
    Route("POST", "staff/refunds", refund, body=_REFUND),
    Route("POST", "staff/stamps/undo", unstamp, body=_UNSTAMP),
    Route("POST", "staff/tickets/undo", return_ticket, body=_TICKET_RETURN),
    Route("POST", "staff/coupons/undo", undo_sold_coupon, body=_COUPON_RETURN),
    Route("POST", "staff/redemptions", redeem, body=_REDEMPTION),
    Route("POST", "staff/redemptions/undo", undo_redemption, body=_REDEMPTION_UNDO),
)
