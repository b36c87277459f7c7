"""The member card 会員証."""

from gate import Nothing, Request, Route
from named import Named, named
from typing_extensions import TypedDict

from daifukucho.cards.cards import Card
from daifukucho.cards.opened import opened
from daifukucho.points.points import Statement
from daifukucho.ranks.ranks import Measure
from daifukucho.stamps.progress import Progress
from daifukucho.stamps.settings import Sign
from daifukucho_aws.codes import barcode_svg, qr_svg

_EXPIRIES = 3
"""A card shows so many of the dates on which points expire."""


class CardCode(TypedDict):
    """`qr`: SVG; `qr_until`: when there is another one, null if it stays. Instants are epoch milliseconds."""

    at: int
    qr: str
    qr_until: int | None


class Expiring(TypedDict):
    """`on`: the last day, `YYYY-MM-DD`."""

    on: str
    points: int


class NextRank(TypedDict):
    rank: Named
    missing: int
    measure: Measure


class StampSign(TypedDict):
    text: str | None
    image_url: str | None


class Reward(TypedDict):
    at: int
    name: Named


class HeldTicket(TypedDict):
    name: Named
    until: int | None


class StampCard(TypedDict):
    name: Named
    goal: int
    count: int
    sign: StampSign | None
    rewards: list[Reward]
    expires_at: int | None
    tickets: list[HeldTicket]


class _Account(TypedDict):
    points: int
    expiring: list[Expiring]
    rank: Named | None
    next: NextRank | None


class MemberCard(CardCode, _Account):
    """`barcode`: SVG."""

    title: Named
    image_url: str | None
    name: str | None
    member_no: str
    barcode: str | None
    stamps: StampCard | None


def show(request: Request) -> MemberCard:
    """Everything on the card: one read of the database (see ``Cards.show`` for the first time)."""
    card = request.liff.membership.cards.show(request.friend())
    return {
        **_code(card),
        "title": named(card.design.title),
        "image_url": card.design.image_url,
        "name": card.friend.display_name,
        "member_no": card.shown_no,
        "barcode": barcode_svg(card.design.barcode, card.shown_no),
        **_account(card.statement, request.liff.membership.cards.setup().program.ranks.measure),
        "stamps": _stamps(card.stamps) if card.stamps else None,
    }


def code(request: Request) -> CardCode:
    """The code that the card shows now: one read."""
    return _code(request.liff.membership.cards.show(request.friend()))


def note_opened(request: Request) -> Nothing:
    """Notes that the friend has seen the card. The page asks for it once the card is there, so that nobody waits. A
    read, a write."""
    friend = request.friend()
    request.liff.ledger.write([opened(friend.friend_id, request.liff.clock())])
    return {}


def _code(card: Card) -> CardCode:
    return {"at": card.at, "qr": qr_svg(card.qr), "qr_until": card.code.until if card.code else None}


def _account(account: Statement, measure: Measure) -> _Account:
    rank, above = account.standing.rank, account.standing.next
    return {
        "points": account.balance,
        "expiring": [{"on": day, "points": points} for day, points in account.expiring[:_EXPIRIES]],
        "rank": named(rank.name) if rank else None,
        "next": {"rank": named(above.rank.name), "missing": above.missing, "measure": measure} if above else None,
    }


def _stamps(stamps: Progress) -> StampCard:
    return {
        "name": named(stamps.card.name),
        "goal": stamps.card.goal,
        "count": stamps.count,
        "sign": _sign(stamps.card.sign) if stamps.card.sign else None,
        "rewards": [{"at": ticket.at, "name": named(ticket.name)} for ticket in stamps.card.tickets],
        "expires_at": stamps.expires_at,
        "tickets": [
            {"name": named(held.ticket.name), "until": held.until} for held in stamps.tickets if held.ticket is not None
        ],
    }


def _sign(sign: Sign) -> StampSign:
    return {"text": sign.text, "image_url": sign.image_url}


ROUTES = (Route("GET", "card", show), Route("GET", "card/code", code), Route("POST", "card/opened", note_opened))
