"""The staff's page 担当者: operators at work, each on her own phone.

Nobody here has to be a friend of the shop. What an operator may do to whom is the core's (``daifukucho.staff``); these
routes read bodies and write answers.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from gate import Request, Route

from daifukucho.cards.cards import Card
from daifukucho.coupons.holding import UNDO_WITHIN, Use
from daifukucho.kernel.errors import Fault, Invalid, NotFound
from daifukucho.kernel.once import checked
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.operators.access import Staff
from daifukucho.points.movement import MOST_POINTS, MOST_YEN
from daifukucho.staff.desk import Acted, Looked, Read
from daifukucho.stamps import stamps
from daifukucho.stamps.settings import MOST_STAMPS

_LONGEST = 200
_LONGEST_SLIP = 1_000


def me(request: Request) -> Mapping[str, Any]:
    """Who she is here. Three reads."""
    return _me(request.liff.counter.access.staff(request.user_id))


def accept(request: Request) -> Mapping[str, Any]:
    """Binds her by an invitation's code. Nine reads at most, and a transaction."""
    code = _Told(request, "code").text("code")
    request.liff.counter.personnel.accept(request.user_id, code)
    return me(request)


def scan(request: Request) -> Mapping[str, Any]:
    """What was scanned or typed, and whose it is: a member card's code or number, or else a coupon's code."""
    told = _Told(request, "text", "key")
    text, key = told.code("text"), told.key()
    if text.isascii() and text.isdigit():
        return _read(request, request.liff.staff.read(request.user_id, text, key))
    return _coupon(request, request.liff.staff.look(request.user_id, text))


def move_points(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "kind", "points", "amount_yen")
    kind, points = told.choice("kind", "grant", "use"), told.whole("points", MOST_POINTS)
    slip, key, desk = told.slip(), told.key(), request.liff.staff
    yen = told.whole("amount_yen", MOST_YEN) if told.has("amount_yen") else None
    if kind == "grant":
        return _acted(request, desk.grant(request.user_id, slip, key, points, yen), _movement)
    if yen is not None:
        raise Invalid("Of a use leave this out.", faults=[Fault("/amount_yen", "Only a grant has a purchase.")])
    return _acted(request, desk.use(request.user_id, slip, key, points), _movement)


def refund(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "movement_id")
    slip, key, movement_id = told.slip(), told.key(), told.text("movement_id")
    return _acted(request, request.liff.staff.refund(request.user_id, slip, key, movement_id), _movement)


def stamp(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "stamps")
    slip, key, count = told.slip(), told.key(), told.whole("stamps", MOST_STAMPS)
    return _acted(request, request.liff.staff.stamp(request.user_id, slip, key, count), _stamped)


def unstamp(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "stamp_id", "reason")
    slip, key, stamp_id, reason = told.slip(), told.key(), told.text("stamp_id"), told.text("reason")
    done = request.liff.staff.unstamp(request.user_id, slip, key, stamp_id, reason)
    return _acted(request, done, lambda entry: {"stamps": entry.data["stamps"]})


def use_ticket(request: Request) -> Mapping[str, Any]:
    told = _Told(request, "slip", "key", "ticket")
    slip, key, ticket = told.slip(), told.key(), told.text("ticket")
    done = request.liff.staff.use_ticket(request.user_id, slip, key, ticket)
    return _acted(request, done, lambda entry: {"ticket": entry.data["ticket"]})


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
        """What a scanner or a keyboard makes of a code: with spaces, or as wide as Japanese letters are."""
        return "".join(unicodedata.normalize("NFKC", self.text(name)).split())

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

    def has(self, name: str) -> bool:
        return self._given[name] is not None

    def _refuse(self) -> None:
        if self._faults:
            raise Invalid("This cannot be done as it is asked for; nothing was done.", faults=self._faults)


def _me(staff: Staff) -> dict[str, Any]:
    says = staff.operator.says
    return {"name": says.name, "store": staff.store.says.name, "rights": [str(right) for right in says.rights]}


def _read(request: Request, read: Read) -> dict[str, Any]:
    return {
        "what": "card",
        "me": _me(read.staff),
        "at": request.liff.clock(),
        "slip": read.slip.text,
        "until": read.slip.until,
        "worth": _worth(request, read.card),
        "card": _card(read.card),
        "movements": [_movement(entry) for entry in read.movements],
        "stamped": _stamped(read.stamped) if read.stamped else None,
    }


def _acted(request: Request, acted: Acted, facts: Any) -> dict[str, Any]:
    return {"at": request.liff.clock(), "done": facts(acted.entry), "card": _card(acted.card)}


def _card(card: Card) -> dict[str, Any]:
    rank, progress = card.statement.standing.rank, card.stamps
    return {
        "name": card.friend.display_name,
        "member_no": card.member_no,
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
    return {
        "movement_id": entry.event_id,
        "at": entry.at,
        "kind": told["kind"],
        "points": told["points"],
        "amount_yen": told.get("amount_yen"),
        "of": told.get("of"),
    }


def _stamped(entry: Entry) -> dict[str, Any]:
    until = entry.at + stamps.UNDO_WITHIN
    return {"stamp_id": entry.event_id, "at": entry.at, "stamps": entry.data["stamps"], "until": until}


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
        store = request.liff.counter.stores.get(use.store_id).says.name
    except NotFound:
        store = None
    return {"at": use.at, "store": store}


def _words(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


ROUTES = (
    Route("GET", "staff", me),
    Route("POST", "staff/invitation", accept, takes_body=True),
    Route("POST", "staff/scan", scan, takes_body=True),
    Route("POST", "staff/points", move_points, takes_body=True),
    Route("POST", "staff/refunds", refund, takes_body=True),
    Route("POST", "staff/stamps", stamp, takes_body=True),
    Route("POST", "staff/stamps/undo", unstamp, takes_body=True),
    Route("POST", "staff/tickets", use_ticket, takes_body=True),
    Route("POST", "staff/redemptions", redeem, takes_body=True),
    Route("POST", "staff/redemptions/undo", undo_redemption, takes_body=True),
)
