"""The staff's page 担当者: staff members at work, each on her own phone.

Nobody here has to be a friend of the shop. What a staff member may do to whom is the core's (``daifukucho.till``); these
routes read bodies and write answers.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from gate import Request, Route

from daifukucho.cards.cards import Card
from daifukucho.coupons.holding import UNDO_WITHIN, Use
from daifukucho.coupons.wallet import Shown
from daifukucho.kernel.errors import DaifukuchoError, Fault, NotFound
from daifukucho.kernel.once import checked
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.text import seen
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.points.movement import MOST_POINTS, MOST_YEN
from daifukucho.staff.access import Staff
from daifukucho.stamps.settings import MOST_STAMPS
from daifukucho.till.desk import Looked, Read
from daifukucho.till.sale import Grant, Part, Sale
from daifukucho.till.view import View
from daifukucho_aws.edge_refusals import NO_ACT, POINTS_MISSING, SAY_POINTS

_LONGEST = 200
_LONGEST_SLIP = 1_000
_MOST_AT_ONCE = 10
"""Coupons, and tickets, of one sale."""


def me(request: Request) -> Mapping[str, Any]:
    """Who she is here. Three reads."""
    return _me(request.liff.till.access.staff(request.user_id))


def accept(request: Request) -> Mapping[str, Any]:
    """Binds her by an invitation's code. Nine reads at most, and a transaction."""
    code = _Told(request, "code").text("code")
    request.liff.till.personnel.accept(request.user_id, code)
    return me(request)


def scan(request: Request) -> Mapping[str, Any]:
    """What was scanned or typed, and whose it is: a member card's code or number, or else a coupon's code."""
    text = _Told(request, "text").code("text")
    if text.isascii() and text.isdigit():
        return _read(request, request.liff.staff.read(request.user_id, text))
    return _coupon(request, request.liff.staff.look(request.user_id, text))


def sell(request: Request) -> Mapping[str, Any]:
    """All that one confirmation says."""
    told = _Told(request, "slip", "key", "coupons", "tickets", "use", "stamps", "points", "amount_yen")
    slip, key, desk = told.slip(), told.key(), request.liff.staff
    points, yen = told.some("points", MOST_POINTS), told.some("amount_yen", MOST_YEN)
    if yen is not None and points is None:
        raise POINTS_MISSING(SAY_POINTS.at("/points"))
    sale = Sale(
        coupons=told.texts("coupons"),
        tickets=told.texts("tickets"),
        use=told.some("use", MOST_POINTS),
        stamps=told.some("stamps", MOST_STAMPS),
        grant=None if points is None else Grant(points, yen),
    )
    sold = desk.sell(request.user_id, slip, key, sale)
    return {
        **_view(request, sold.view),
        "done": [_part(part) for part in sold.done],
        "refused": sold.refused and _refused(request, *sold.refused),
    }


def refund(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "movement_id", "reason")
    slip, key, movement_id, reason = told.slip(), told.key(), told.text("movement_id"), told.text("reason")
    return _view(request, request.liff.staff.refund(request.user_id, slip, key, movement_id, reason))


def unstamp(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "stamp_id", "reason")
    slip, key, stamp_id, reason = told.slip(), told.key(), told.text("stamp_id"), told.text("reason")
    return _view(request, request.liff.staff.unstamp(request.user_id, slip, key, stamp_id, reason))


def return_ticket(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "use_id", "reason")
    slip, key, use_id, reason = told.slip(), told.key(), told.text("use_id"), told.text("reason")
    return _view(request, request.liff.staff.return_ticket(request.user_id, slip, key, use_id, reason))


def undo_sold_coupon(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "coupon_id", "use_id", "reason")
    slip, coupon_id, use_id, reason = told.slip(), told.text("coupon_id"), told.text("use_id"), told.text("reason")
    return _view(request, request.liff.staff.undo_sold_coupon(request.user_id, slip, coupon_id, use_id, reason))


def redeem(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "code", "key")
    code, desk = told.code("code"), request.liff.staff
    desk.redeem(request.user_id, code, told.key())
    return _coupon(request, desk.look(request.user_id, code))


def undo_redemption(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "code", "use_id", "reason")
    code, use_id, reason = told.code("code"), told.text("use_id"), told.text("reason")
    desk = request.liff.staff
    desk.undo_redemption(request.user_id, code, use_id, reason)
    return _coupon(request, desk.look(request.user_id, code))


class _Told:
    """A body's members, each checked as it is read. Raises Invalid (``invalid``), with the fault's place."""

    def __init__(self, request: Request, *names: str) -> None:
        self._faults: list[Fault] = []
        self._reader = Reader(request.body, "", self._faults, "The body")
        self._given = {name: self._reader.take(name) for name in names}
        self._reader.done()
        self._refuse()

    def text(self, name: str, longest: int = _LONGEST) -> str:
        text = self._reader.text(name, longest)
        self._refuse()
        return text

    def code(self, name: str) -> str:
        """What a scanner or a keyboard makes of a code: with spaces or what nobody sees, or as wide as Japanese letters are."""
        return "".join(unicodedata.normalize("NFKC", seen(self.text(name))).split())

    def slip(self) -> str:
        return self.text("slip", _LONGEST_SLIP)

    def key(self) -> str:
        return checked(self.text("key"))

    def choice(self, name: str, *choices: str) -> str:
        choice = self._reader.choice(name, choices, "", needed=True)
        self._refuse()
        return choice

    def whole(self, name: str, most: int) -> int:
        number = self._reader.whole(name, 1, most, 0, needed=True)
        self._refuse()
        return number

    def some(self, name: str, most: int) -> int | None:
        """A whole number, if it is there."""
        return self.whole(name, most) if self._given[name] is not None else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Different texts; none if they are not there."""
        texts = self._reader.texts(name, _MOST_AT_ONCE, _LONGEST)
        self._refuse()
        return texts

    def _refuse(self) -> None:
        if self._faults:
            raise NO_ACT(*self._faults)


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
    """What a purchase is worth to her, in whole numbers, so that the page counts as exactly as we do."""
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
    """``name`` ``None``: the ticket is no longer set up."""
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
