"""How the shop card works, in the words of LINE's: goal ゴール, tickets 特典チケット, bonus 取得ボーナス, the limit between
two stamps 連続取得の制限, expiry 有効期限, and the rank-up card カードランクアップ that follows a goal."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import TAKEN, WHOLE
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.rules import Address, AsGiven, Choice, Flag, Key, Schema, Whole
from daifukucho.kernel.shape import Each, Label, Shape
from daifukucho.kernel.words import Words
from daifukucho.stamps.refusals import (
    HOURS_AND_ONCE_A_DAY,
    INVALID_STAMPS,
    NO_TICKET_AT_GOAL,
    NOT_A_CHARACTER,
    TEXT_OR_PICTURE,
)

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
"""Characters that Unicode counts as letters and symbols, and that cannot be seen."""
_JOINER = "\u200d"
_SKINS = range(0x1F3FB, 0x1F400)
_REGIONS = range(0x1F1E6, 0x1F200)


class Since(StrEnum):
    """From when a card's life is counted."""

    FIRST_USE = "first_use"
    LAST_USE = "last_use"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A reward. ``at``: after how many stamps. ``days``: it can be used for so many days after the day of the stamp;
    ``None``: for ever."""

    id: str
    at: int
    name: Words
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """What a stamp shows: one character, or a picture at an address."""

    text: str | None = None
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class StampCard:
    """One card. One of the ``tickets`` is the goal's. ``sign`` ``None``: the shop has chosen none."""

    name: Words
    goal: int
    tickets: tuple[Ticket, ...]
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """A card expires at the end of the day so many months after its first or its last stamp."""

    since: Since
    months: int


@dataclass(frozen=True, slots=True)
class StampSettings:
    """``cards`` follow one another, and the last one follows itself; without cards there is no shop card. ``bonus``:
    stamps in addition to the first one ever. ``once_a_day``, ``hours``: how soon there can be another stamp."""

    cards: tuple[StampCard, ...] = ()
    bonus: int = 0
    expiry: Expiry | None = None
    once_a_day: bool = False
    hours: int | None = None

    def card(self, index: int) -> StampCard:
        return self.cards[min(index, len(self.cards) - 1)]

    def ticket(self, ticket_id: str) -> Ticket | None:
        return next((t for card in self.cards for t in card.tickets if t.id == ticket_id), None)


@dataclass(frozen=True, slots=True)
class _Character(AsGiven):
    """One character that can be seen."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return NOT_A_CHARACTER.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, str) or not is_character(given):
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}


def _one_of_two(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if ("text" in members) == ("image_url" in members):
        yield TEXT_OR_PICTURE.at(at)


def _won_at_goal(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    goal: int = members["goal"]
    tickets: tuple[Ticket, ...] = members["tickets"]
    for index, ticket in enumerate(tickets):
        if ticket.at > goal:
            yield WHOLE.at(f"{at}/tickets/{index}/at", least=1, most=goal)
    if sum(ticket.at == goal for ticket in tickets) != 1:
        yield NO_TICKET_AT_GOAL.at(f"{at}/tickets")


def _agrees(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    cards: tuple[StampCard, ...] = members["cards"]
    seen: set[str] = set()
    for c, card in enumerate(cards):
        for t, ticket in enumerate(card.tickets):
            if ticket.id in seen:
                yield TAKEN.at(f"{at}/cards/{c}/tickets/{t}/id", name="id")
            seen.add(ticket.id)
    most = max(0, min((card.goal for card in cards), default=1) - 1)
    if members.get("bonus", 0) > most:
        yield WHOLE.at(f"{at}/bonus", least=0, most=most)
    if members.get("once_a_day") and members.get("hours") is not None:
        yield HOURS_AND_ONCE_A_DAY.at(f"{at}/hours")


_TICKET = Shape(
    {
        "id": Key(Words("ほかと異なる短い名前です。", "Different from those of all other tickets.")),
        "at": Whole(1, MOST_STAMPS, Words("何個目のスタンプでもらえるかです。", "After how many stamps it is won.")),
        "name": Label(NAME_LENGTH),
    },
    {
        "days": Whole(
            0,
            MOST_DAYS,
            Words(
                "スタンプの日の翌日から使える日数です。null: 期限なし。",
                "The ticket can be used for so many days after the day of the stamp; `null`: for ever.",
            ),
        )
    },
    make=Ticket,
)
_SIGN = Shape(
    optional={
        "text": _Character(
            Words("福 や絵文字など、目に見える1文字です。", "One character that can be seen, such as 福 or an emoji.")
        ),
        "image_url": Address(
            _ADDRESS_LENGTH,
            Words("丸く表示する画像の URL です。", "The https address of a picture, which is shown as a circle."),
        ),
    },
    also=_one_of_two,
    make=Sign,
    says=Words("スタンプの絵柄です。null: 福。", "What its stamps show: a character or a picture; `null`: 福."),
)
_CARD = Shape(
    {
        "name": Label(NAME_LENGTH),
        "goal": Whole(1, MOST_STAMPS),
        "tickets": Each(
            _TICKET,
            MOST_TICKETS,
            least=1,
            says=Words("1つはゴールでもらえるものにします。", "Rewards 特典チケット. One of them is won at the goal."),
        ),
    },
    {"sign": _SIGN},
    also=_won_at_goal,
    make=StampCard,
)

STAMPS: Settings[StampSettings] = Settings(
    kind="stamps",
    path="stamps",
    title="StampSettings",
    name=Words("ショップカード", "how the shop card works"),
    shape=Shape(
        {
            "cards": Each(
                _CARD,
                MOST_CARDS,
                says=Words(
                    "ゴールに達すると次のカードに進みます。最後のカードは繰り返します。",
                    "One follows the other as its goal is reached; the last one follows itself.",
                ),
            )
        },
        {
            "bonus": Whole(
                0,
                MOST_STAMPS - 1,
                Words(
                    "取得ボーナス。初めてのスタンプと一緒に押す数です。",
                    "取得ボーナス: stamps in addition to the first one ever.",
                ),
            ),
            "expiry": Shape(
                {"since": Choice(Since), "months": Whole(1, MOST_MONTHS)},
                make=Expiry,
                says=Words(
                    "最初か最後の利用から、この月数が過ぎた日の終わりに失効します。null: 失効しません。",
                    "A card expires at the end of the day so many months after its first or its last use. `null`: cards do not "
                    "expire.",
                ),
            ),
            "once_a_day": Flag(Words("連続取得の制限。1日に1回です。", "連続取得の制限: one act a day of the shop's.")),
            "hours": Whole(
                1, MOST_HOURS, Words("連続取得の制限。この時間に1回です。", "連続取得の制限: one act in so many hours.")
            ),
        },
        also=_agrees,
        make=StampSettings,
    ),
    default={"cards": [], "bonus": 0, "expiry": None, "once_a_day": False, "hours": None},
    invalid=INVALID_STAMPS,
)


def is_character(text: str) -> bool:
    """Whether people see one character: a letter, a digit, a mark, or an emoji with everything that belongs to it."""
    if not 1 <= len(text) <= SIGN_LENGTH or text[0] in _BLANK or unicodedata.category(text[0])[0] in "CZM":
        return False
    if len(text) == 2 and all(ord(c) in _REGIONS for c in text):
        return True  # a flag
    return all(
        after == _JOINER or before == _JOINER or unicodedata.category(after)[0] == "M" or ord(after) in _SKINS
        for before, after in pairwise(text)
    )
