"""How the shop card works, in the words of LINE's: goal ゴール, tickets 特典チケット, bonus 取得ボーナス, the limit between
two stamps 連続取得の制限, expiry 有効期限, and the rank-up card カードランクアップ that follows a goal."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Words

KIND = "stamps"
MOST_STAMPS = 50
"""The most stamps of one card, as with LINE's."""
MOST_CARDS = 10
MOST_TICKETS = 10
MOST_DAYS = 3_650
MOST_MONTHS = 60
MOST_HOURS = 720
NAME_LENGTH = 40
SIGN_LENGTH = 10
_ADDRESS_LENGTH = 2_000
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols by their kind, of which nothing is seen."""
_JOINER = "\u200d"
_SKINS = range(0x1F3FB, 0x1F400)
_REGIONS = range(0x1F1E6, 0x1F200)


class Since(StrEnum):
    """Since when a card's life is counted."""

    FIRST_USE = "first_use"
    LAST_USE = "last_use"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A reward. ``at``: after how many stamps. ``days``: that many days it can be used, that of the stamp not counted;
    ``None``: for good."""

    id: str
    at: int
    name: Words
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """What a stamp shows: one character, or a picture at an address."""

    text: str | None = None
    picture_url: str | None = None


@dataclass(frozen=True, slots=True)
class StampCard:
    """One card. One of the ``tickets`` is the goal's. ``sign`` ``None``: the shop has chosen none."""

    name: Words
    goal: int
    tickets: tuple[Ticket, ...]
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """A card expires at the end of the day so many months after its first or its last use."""

    since: Since
    months: int


@dataclass(frozen=True, slots=True)
class StampSettings:
    """``cards`` follow one another, and the last one follows itself; without any there is no shop card. ``bonus``: stamps
    besides, with the first one ever. ``once_a_day``, ``hours``: how soon there can be another stamp."""

    cards: tuple[StampCard, ...] = ()
    bonus: int = 0
    expiry: Expiry | None = None
    once_a_day: bool = False
    hours: int | None = None

    def card(self, index: int) -> StampCard:
        return self.cards[min(index, len(self.cards) - 1)]

    def ticket(self, ticket_id: str) -> Ticket | None:
        return next((t for card in self.cards for t in card.tickets if t.id == ticket_id), None)


DEFAULT: Mapping[str, Any] = {"cards": [], "bonus": 0, "expiry": None, "once_a_day": False, "hours": None}


def define_stamps(given: object) -> StampSettings:
    """Check what a person sent. Raises Invalid (``invalid_stamps``) with every fault found, each with its place."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "The shop card")
    ids: list[str] = []
    cards = [_card(inner, ids) for inner in reader.each("cards", MOST_CARDS, "A card", least=0)]
    most = max(0, min((card.goal for card in cards), default=1) - 1)
    bonus = reader.whole("bonus", 0, most, 0)
    expiry, told = None, reader.inner("expiry", "An expiry")
    if told is not None:
        since = told.choice("since", tuple(Since), Since.FIRST_USE, needed=True)
        expiry = Expiry(Since(since), told.whole("months", 1, MOST_MONTHS, 1, needed=True))
        told.done()
    once_a_day, hours = reader.flag("once_a_day"), reader.whole("hours", 1, MOST_HOURS, None)
    if once_a_day and hours is not None:
        reader.fault("hours", "Say either this or once_a_day.")
    reader.done()
    if faults:
        raise Invalid("The shop card cannot be saved like this.", code="invalid_stamps", faults=faults)
    return StampSettings(tuple(cards), bonus, expiry, once_a_day, hours)


def _card(reader: Reader, ids: list[str]) -> StampCard:
    name = reader.words("name", NAME_LENGTH, needed=True)
    goal = reader.whole("goal", 1, MOST_STAMPS, 0, needed=True)
    tickets: list[Ticket] = []
    for inner in reader.each("tickets", MOST_TICKETS, "A ticket"):
        key = inner.key("id", ids)
        ids.append(key)
        at = inner.whole("at", 1, goal or MOST_STAMPS, 0, needed=True)
        named = inner.words("name", NAME_LENGTH, needed=True)
        tickets.append(Ticket(key, at, named or Words("", ""), inner.whole("days", 0, MOST_DAYS, None)))
        inner.done()
    if goal and tickets and sum(ticket.at == goal for ticket in tickets) != 1:
        reader.fault("tickets", "Give one ticket that is won at the goal, and others on the way if you like.")
    sign = _sign(reader)
    reader.done()
    return StampCard(name or Words("", ""), goal or 1, tuple(tickets), sign)


def _sign(card: Reader) -> Sign | None:
    reader = card.inner("sign", "A sign")
    if reader is None:
        return None
    rule = "Give one character that can be seen, such as 福."
    text = reader.read("text", lambda given: isinstance(given, str) and is_character(given), None, rule)
    picture_url = reader.address("picture_url", _ADDRESS_LENGTH)
    if not reader.faults and (text is None) == (picture_url is None):
        reader.fault("", "Give a text of one character, or a picture_url, and not both.")
    reader.done()
    return Sign(text, picture_url)


def is_character(text: str) -> bool:
    """Whether people see one character: a letter, a digit, a mark, or an emoji with all that belongs to it."""
    if not 1 <= len(text) <= SIGN_LENGTH or text[0] in _BLANK or unicodedata.category(text[0])[0] in "CZM":
        return False
    if len(text) == 2 and all(ord(c) in _REGIONS for c in text):
        return True  # a flag
    return all(
        after == _JOINER or before == _JOINER or unicodedata.category(after)[0] == "M" or ord(after) in _SKINS
        for before, after in pairwise(text)
    )
