"""The member card 会員証."""

from collections.abc import Mapping
from typing import Any

from gate import Request, Route

from daifukucho.cards.cards import Card
from daifukucho.cards.opened import opened
from daifukucho.kernel.words import Words
from daifukucho.points.points import Statement
from daifukucho.ranks.ranks import Measure
from daifukucho.stamps.progress import Progress
from daifukucho_aws.codes import barcode_svg, qr_svg

_EXPIRIES = 3
"""A card shows so many of the dates on which points expire."""


def show(request: Request) -> Mapping[str, Any]:
    """Everything on the card: one read of the database (see ``Cards.show`` for the first time)."""
    card = request.liff.membership.cards.show(request.friend())
    return {
        **_code(card),
        "title": _words(card.design.title),
        "image_url": card.design.image_url,
        "name": card.friend.display_name,
        "member_no": card.shown_no,
        "barcode": barcode_svg(card.design.barcode, card.shown_no),
        **_account(card.statement, request.liff.membership.cards.setup().program.ranks.measure),
        "stamps": card.stamps and _stamps(card.stamps),
    }


def code(request: Request) -> Mapping[str, Any]:
    """The code that the card shows now: one read."""
    return _code(request.liff.membership.cards.show(request.friend()))


def note_opened(request: Request) -> Mapping[str, Any]:
    """Notes that the friend has seen the card. The page asks for it once the card is there, so that nobody waits. A
    read, a write."""
    friend = request.friend()
    request.liff.ledger.write([opened(friend.friend_id, request.liff.clock())])
    return {}


def _code(card: Card) -> dict[str, Any]:
    return {"at": card.at, "qr": qr_svg(card.qr), "qr_until": card.code.until if card.code else None}


def _account(account: Statement, measure: Measure) -> dict[str, Any]:
    rank, above = account.standing.rank, account.standing.next
    return {
        "points": account.balance,
        "expiring": [{"on": day, "points": points} for day, points in account.expiring[:_EXPIRIES]],
        "rank": rank and _words(rank.name),
        "next": above and {"rank": _words(above.rank.name), "missing": above.missing, "measure": str(measure)},
    }


def _stamps(stamps: Progress) -> dict[str, Any]:
    return {
        "name": _words(stamps.card.name),
        "goal": stamps.card.goal,
        "count": stamps.count,
        "sign": stamps.card.sign and {"text": stamps.card.sign.text, "image_url": stamps.card.sign.image_url},
        "rewards": [{"at": ticket.at, "name": _words(ticket.name)} for ticket in stamps.card.tickets],
        "expires_at": stamps.expires_at,
        "tickets": [
            {"name": _words(held.ticket.name), "until": held.until}
            for held in stamps.tickets
            if held.ticket is not None
        ],
    }


def _words(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


ROUTES = (Route("GET", "card", show), Route("GET", "card/code", code), Route("POST", "card/opened", note_opened))
