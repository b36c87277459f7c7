"""The staff's page 担当者: staff members at work, each on their own phone.

Nobody here has to be a friend of the shop. What a staff member may do to whom is decided in the core
(``daifukucho.till``); these routes read bodies and write answers.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate import Request, Route

from daifukucho.cards.cards import Card
from daifukucho.coupons.holding import UNDO_WITHIN, Use
from daifukucho.coupons.wallet import Shown
from daifukucho.kernel.errors import DaifukuchoError, Fault, NotFound
from daifukucho.kernel.once import checked
from daifukucho.kernel.refusals import SHORT_LIST
from daifukucho.kernel.rules import Text, Whole
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.text import seen
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.points.movement import MOST_POINTS, MOST_YEN
from daifukucho.staff.access import Staff
from daifukucho.stamps.settings import MOST_STAMPS
from daifukucho.till.desk import Looked, Read
from daifukucho.till.sale import Grant, Part, Sale
from daifukucho.till.view import View
from daifukucho_aws.edge_refusals import NO_ACT, SAY_POINTS

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


def me(request: Request) -> Mapping[str, Any]:
    """Which staff member asks. Three reads."""
    return _me(request.liff.till.access.staff(request.user_id))


def accept(request: Request) -> Mapping[str, Any]:
    """Bind the staff member by an invitation's code. Nine reads at most, and a transaction."""
    request.liff.till.personnel.accept(request.user_id, request.told(_INVITATION, NO_ACT)["code"])
    return me(request)


def scan(request: Request) -> Mapping[str, Any]:
    """What was scanned or typed, and whose it is: a member card's code or number, or else a coupon's code."""
    text = request.told(_SCAN, NO_ACT)["text"]
    if text.isascii() and text.isdigit():
        return _read(request, request.liff.staff.read(request.user_id, text))
    return _coupon(request, request.liff.staff.look(request.user_id, text))


def sell(request: Request) -> Mapping[str, Any]:
    """All that one confirmation says."""
    told: _Sold = request.told(_SALE, NO_ACT)
    sold = request.liff.staff.sell(request.user_id, told.slip, checked(told.key), told.sale)
    return {
        **_view(request, sold.view),
        "done": [_part(part) for part in sold.done],
        "refused": sold.refused and _refused(request, *sold.refused),
    }


def refund(request: Request) -> Mapping[str, Any]:
    slip, key, movement_id, reason = _undone(request, _REFUND)
    return _view(request, request.liff.staff.refund(request.user_id, slip, checked(key), movement_id, reason))


def unstamp(request: Request) -> Mapping[str, Any]:
    slip, key, stamp_id, reason = _undone(request, _UNSTAMP)
    return _view(request, request.liff.staff.unstamp(request.user_id, slip, checked(key), stamp_id, reason))


def return_ticket(request: Request) -> Mapping[str, Any]:
    slip, key, use_id, reason = _undone(request, _TICKET_RETURN)
    return _view(request, request.liff.staff.return_ticket(request.user_id, slip, checked(key), use_id, reason))


def undo_sold_coupon(request: Request) -> Mapping[str, Any]:
    slip, coupon_id, use_id, reason = _undone(request, _COUPON_RETURN)
    return _view(request, request.liff.staff.undo_sold_coupon(request.user_id, slip, coupon_id, use_id, reason))


def redeem(request: Request) -> Mapping[str, Any]:
    told, desk = request.told(_REDEMPTION, NO_ACT), request.liff.staff
    desk.redeem(request.user_id, told["code"], checked(told["key"]))
    return _coupon(request, desk.look(request.user_id, told["code"]))


def undo_redemption(request: Request) -> Mapping[str, Any]:
    code, use_id, reason = _undone(request, _REDEMPTION_UNDO)
    desk = request.liff.staff
    desk.undo_redemption(request.user_id, code, use_id, reason)
    return _coupon(request, desk.look(request.user_id, code))


def _undone(request: Request, shape: Shape) -> Sequence[str]:
    """What is to be undone, in the order of the shape."""
    return list(request.told(shape, NO_ACT).values())


def _me(staff: Staff) -> dict[str, Any]:
    says = staff.member.says
    return {"name": says.name, "store": staff.store.says.name, "rights": [str(right) for right in says.rights]}


def _read(request: Request, read: Read) -> dict[str, Any]:
    return {
        "what": "card",
        "me": _me(read.staff),
        "slip": read.slip.text,
        "until": read.slip.until,
        **_view(request, read.view),
    }


def _view(request: Request, view: View) -> dict[str, Any]:
    return {
        "at": request.liff.clock(),
        "worth": _worth(request, view.card),
        "card": _card(view.card),
        "coupons": [
            {"coupon_id": shown.coupon.id, "title": shown.coupon.says.title, "until": shown.valid_until}
            for shown in view.coupons
        ],
        "movements": [_movement(entry) for entry in view.movements],
        "stamped": view.stamped and _stamped(view.stamped),
        "used": [_ticket_use(request, entry) for entry in view.tickets],
        "redeemed": [_redeemed(shown) for shown in view.redeemed],
    }


def _part(part: Part) -> dict[str, str]:
    return {"act": str(part.act), "of": part.of}


def _refused(request: Request, part: Part, error: DaifukuchoError) -> dict[str, str]:
    return {**_part(part), "code": error.code, "detail": getattr(error.detail, request.language)}


def _card(card: Card) -> dict[str, Any]:
    rank, progress = card.statement.standing.rank, card.stamps
    return {
        "name": card.friend.display_name,
        "member_no": card.shown_no,
        "points": card.statement.balance,
        "rank": rank and _words(rank.name),
        "stamps": progress
        and {
            "name": _words(progress.card.name),
            "goal": progress.card.goal,
            "count": progress.count,
            "next_at": progress.next_at,
        },
        "tickets": [
            {"ticket": held.key, "name": _words(held.ticket.name), "until": held.until}
            for held in (progress.tickets if progress else ())
            if held.ticket is not None
        ],
    }


def _worth(request: Request, card: Card) -> dict[str, int] | None:
    """What a purchase is worth to the friend, in whole numbers, so that the page counts as exactly as the server."""
    per_point = request.liff.membership.cards.setup().program.points.yen_per_point
    rank = card.statement.standing.rank
    percent = int(rank.multiplier * 100) if rank else 100
    return {"yen_per_point": per_point, "percent": percent} if per_point else None


def _movement(entry: Entry) -> dict[str, Any]:
    told = entry.data
    return {"movement_id": entry.event_id, "at": entry.at, "kind": told["kind"], "points": told["points"]}


def _stamped(entry: Entry) -> dict[str, Any]:
    return {"stamp_id": entry.event_id, "at": entry.at, "stamps": entry.data["stamps"]}


def _ticket_use(request: Request, entry: Entry) -> dict[str, Any]:
    """``name`` ``None``: the ticket is no longer defined."""
    ticket = request.liff.membership.cards.setup().stamps.ticket(entry.data["ticket"].rpartition(".")[0])
    return {"use_id": entry.event_id, "at": entry.at, "name": ticket and _words(ticket.name)}


def _redeemed(shown: Shown) -> dict[str, Any]:
    use = shown.holding and shown.holding.last_use
    assert use
    return {"coupon_id": shown.coupon.id, "use_id": use.use_id, "at": use.at, "title": shown.coupon.says.title}


def _coupon(request: Request, looked: Looked) -> dict[str, Any]:
    shown = looked.shown
    says, holding = shown.coupon.says, shown.holding
    assert holding is not None
    friend, now = request.liff.friends.get(holding.friend_id), request.liff.clock()
    use, undoable = holding.last_use, looked.undoable
    return {
        "what": "coupon",
        "me": _me(looked.staff),
        "at": now,
        "name": friend and friend.display_name,
        "title": says.title,
        "description": says.description,
        "state": "not_started" if shown.not_started else str(shown.state),
        "valid_until": shown.valid_until,
        "used": use and _use(request, use),
        "undo": undoable.use_id if undoable and now - undoable.at <= UNDO_WITHIN else None,
    }


def _use(request: Request, use: Use) -> dict[str, Any]:
    try:
        store = request.liff.till.stores.get(use.store_id).says.name
    except NotFound:
        store = None
    return {"at": use.at, "store": store}


def _words(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


ROUTES = (
    Route("GET", "staff", me),
    Route("POST", "staff/invitation", accept, takes_body=True),
    Route("POST", "staff/scan", scan, takes_body=True),
    Route("POST", "staff/sales", sell, takes_body=True),
    Route("POST", "staff/refunds", refund, takes_body=True),
    Route("POST", "staff/stamps/undo", unstamp, takes_body=True),
    Route("POST", "staff/tickets/undo", return_ticket, takes_body=True),
    Route("POST", "staff/coupons/undo", undo_sold_coupon, takes_body=True),
    Route("POST", "staff/redemptions", redeem, takes_body=True),
    Route("POST", "staff/redemptions/undo", undo_redemption, takes_body=True),
)
