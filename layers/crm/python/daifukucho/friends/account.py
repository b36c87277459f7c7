"""A friend's account: lots of points by the date at whose end they expire, and what a movement does to the lots.

A movement changes lots by amounts whose sum is the points that it moves. So a balance is the sum of its lots, and also
the sum of everything that was ever moved, in any order.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

NEVER = "none"
"""The lot of the points that never expire."""
OWED = "owed"
"""The lot, below zero, of the points that a friend owes: they were used before their grant was refunded."""

Lots = Mapping[str, int]
"""Points by the date (``YYYY-MM-DD``) at whose end they expire, ``NEVER`` or ``OWED``. None of them is zero."""


class Account(StrEnum):
    """Whose points they are. Every movement debits one account and credits another."""

    GRANTED = "shop:granted"
    USED = "shop:used"
    EXPIRED = "shop:expired"
    FRIEND = "friend"


class Kind(StrEnum):
    """What a movement is."""

    GRANT = "grant"
    USE = "use"
    REFUND = "refund"
    EXPIRE = "expire"


def balance(lots: Lots) -> int:
    return sum(lots.values())


def changed(lots: Lots, changes: Lots) -> dict[str, int]:
    """Lots after a movement. Lots that are used up are left out."""
    after = {lot: lots.get(lot, 0) + changes.get(lot, 0) for lot in lots.keys() | changes.keys()}
    return {lot: after[lot] for lot in sorted(after) if after[lot]}


def expiries(lots: Lots) -> list[str]:
    """The dates at whose end points expire, the first one first."""
    return sorted(lots.keys() - {NEVER, OWED})


def past(lots: Lots, today: date) -> dict[str, int]:
    """The lots that have expired: their day is over."""
    return {day: lots[day] for day in expiries(lots) if day < today.isoformat()}


def live(lots: Lots, today: date) -> dict[str, int]:
    """The lots that have not expired."""
    gone = past(lots, today)
    return {lot: points for lot, points in lots.items() if lot not in gone}


def given(lots: Lots, points: int, lot: str) -> dict[str, int]:
    """The changes by which points come in: owed points are paid first."""
    paid = min(points, -lots.get(OWED, 0))
    return {name: n for name, n in ((OWED, paid), (lot, points - paid)) if n}


def taken(lots: Lots, points: int, first: str | None = None) -> dict[str, int]:
    """The changes by which points go out: the points that expire first go first; missing points are owed.

    ``first``: the lot that is taken from before all others.
    """
    changes: dict[str, int] = {}
    order = [*expiries(lots), NEVER]
    for lot in sorted(order, key=lambda lot: lot != first):
        part = min(points, lots.get(lot, 0))
        if part > 0:
            changes[lot] = -part
            points -= part
    return {**changes, OWED: -points} if points else changes


def given_back(lots: Lots, changes: Lots, points: int, today: date, lot: str) -> dict[str, int]:
    """The changes by which (some of) the points of a use come back: to the lots that they came from, the lots with the
    longest life first. Points whose lot has expired by now come back to ``lot``."""
    back: dict[str, int] = {}
    for name in sorted(changes, key=lambda name: (name == NEVER, name), reverse=True):
        part = min(points, -changes[name])
        place = lot if name not in (NEVER, OWED) and name < today.isoformat() else name
        back[place] = back.get(place, 0) + part
        points -= part
    owed = min(sum(back.values()), -lots.get(OWED, 0))
    paid = {OWED: owed} if owed else {}
    for name in sorted(back, key=lambda name: (name == NEVER, name)):  # owed points are paid with the shortest life
        part = min(owed, back[name])
        back[name] -= part
        owed -= part
    return paid | {name: n for name, n in back.items() if n}
