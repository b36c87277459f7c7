"""A friend's history, made up: always the same for the same seed, and of the form that the real ones have."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from operator import itemgetter
from random import Random
from typing import Any, TypeVar

from ulid import ULID

from daifukucho.book.fold import fold
from daifukucho.book.parse import parse
from daifukucho.friends.edit import edit_from
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile
from daifukucho.kernel.time import DAY, HOUR, MINUTE, SECOND, business_date
from daifukucho.ledger.entry import Entry, Text
from daifukucho.orders.judging import OrderProgram, judge
from daifukucho.orders.order import Line, Order, State
from daifukucho.orders.orders import ENTRY, SETTLED, told
from daifukucho.orders.settings import ORDERS
from local.line.friends import friend_id, make_friend
from local.seed import shop

BY = "make seed"
"""In whose name the edits are."""

_PROGRAM = OrderProgram(ORDERS.define(ORDERS.default))
"""Orders are judged by what holds until a shop sets up something else."""

_Act = Callable[[int], None]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Seeded:
    """A friend, the page of the ledger that makes the friend, what the messages said, and the orders as they now
    are."""

    friend: Friend
    entries: Sequence[Entry]
    texts: Sequence[Text]
    orders: Sequence[Order]


def seeded(seed: str, index: int, until: int, line_api: str | None = None) -> Seeded:
    """The ``index``-th friend of a seed, who has the seed as a tag, as the stack would know the friend if it had all
    happened.

    ``until``: the midnight in Japan (UTC epoch milliseconds) before which the friend's history ends. The profile is the
    one that the simulator of LINE at ``line_api`` shows; without it the friend has no picture.
    """
    dice = Random(f"{seed}/{index}")
    page = _Page(friend_id(seed, index), dice, line_api)
    acts = _acts(page, dice, seed, until)
    moments = _moments(dice, len(acts), until)
    timed = [*zip(moments, acts, strict=True), (until - DAY + 9 * HOUR - MINUTE, page.settle)]
    for at, act in sorted(timed, key=itemgetter(0)):
        act(at)
    friend = page.friend()
    # Each entry was one write of the friend.
    return Seeded(replace(friend, revision=len(page.entries)), page.entries, page.texts, page.orders)


class _Page:
    """The friend's page of the ledger, as the webhook and the API write it; all of it is folded already."""

    def __init__(self, friend_id: str, dice: Random, line_api: str | None) -> None:
        self.entries: list[Entry] = []
        self.texts: list[Text] = []
        self.friend_id = friend_id
        self._dice = dice
        self.orders: list[Order] = []
        self._friend: Friend | None = None
        self._folded = 0
        person = make_friend(friend_id)
        self._profile = Profile(
            display_name=person.display_name,
            picture_url=f"{line_api}/_sim/pictures/{friend_id}.svg" if line_api and person.picture else None,
            status_message=person.status_message,
            language=person.language,
        )

    def friend(self) -> Friend:
        """The friend as the page makes the friend by now: what ``rebuild`` would say, each entry folded once."""
        for entry in self.entries[self._folded :]:
            self._friend = fold(self._friend, entry)
        self._folded = len(self.entries)
        if self._friend is None:
            raise ValueError("nothing has happened yet")
        return self._friend

    def follow(self, at: int, unblocked: bool = False, route: str | None = None) -> None:
        """The friend follows, by an inflow route if one is known, and the profile is fetched."""
        self._event(at, "follow", follow={"isUnblocked": unblocked}, replyToken=self._token())
        if route is not None:
            self.come_by(route, at + self._dice.randrange(20, 300))
        profile = {name: value for name, value in asdict(self._profile).items() if value}
        self._ours(at + self._dice.randrange(300, 2 * SECOND), "profile", {"profile": profile})

    def come_by(self, route: str, at: int) -> None:
        self._ours(at, "route", {"route": route})

    def unfollow(self, at: int) -> None:
        self._event(at, "unfollow")

    def say(self, at: int) -> None:
        """A text or, less often, a sticker."""
        message: dict[str, Any] = {"id": str(self._dice.randrange(10**17, 10**18)), "quoteToken": self._token()}
        if self._dice.random() < 0.85:
            message |= {"type": "text", "text": self._dice.choice(shop.SAYINGS)}
        else:
            package, sticker = self._dice.choice(shop.STICKERS)
            message |= {"type": "sticker", "packageId": package, "stickerId": sticker}
            message |= {"stickerResourceType": "STATIC"}
        self._event(at, "message", message=message, replyToken=self._token())

    def tap(self, at: int) -> None:
        self._event(at, "postback", postback={"data": self._dice.choice(shop.TAPS)}, replyToken=self._token())

    def edit(self, at: int, tags: Sequence[str] = (), **changes: object) -> None:
        self._ours(at, "edit", edit_from(changes, tags).body(BY))

    def buy(self, at: int) -> None:
        """The friend buys something, and the till records it."""
        lines = []
        for key, name, category, yen, cost in self._dice.sample(shop.PRODUCTS, self._dice.choice((1, 1, 1, 2, 3))):
            pieces = self._dice.choice((1, 1, 1, 2, 2, 3))
            lines.append(Line(key, name, pieces, pieces * yen, category, pieces * cost))
        store = self._dice.choice(shop.TILLS)
        amount = sum(line.amount for line in lines)
        order_id = f"{self.friend_id[1:]}-{len(self.orders) + 1}"
        self._order(Order(order_id, at, amount, at, tuple(lines), store), None, at)

    def refund(self, at: int) -> None:
        """One of the lines of the latest order is paid back."""
        latest = self.orders[-1]
        self._order(replace(latest, version=at, refunded=latest.lines[0].amount), latest, at)

    def cancel(self, at: int) -> None:
        latest = self.orders[-1]
        self._order(replace(latest, version=at, state=State.CANCELLED), latest, at)

    def settle(self, at: int) -> None:
        """What the settler does in the last morning: scores have fallen since the friend bought."""
        if self.orders:
            judgement = judge(self.friend(), self.orders, self.orders, _PROGRAM, at)
            if judgement.is_news:
                self._ours(at, SETTLED, judgement.body)

    def _order(self, order: Order, before: Order | None, at: int) -> None:
        """As ``Orders.put`` records it."""
        friend, was = self.friend(), self.orders
        self.orders = [*(other for other in was if other is not before), order]
        judgement = judge(friend, self.orders, was, _PROGRAM, at)
        self._ours(at, ENTRY, {**told(order, before), **judgement.body, "by": BY})

    def _event(self, at: int, kind: str, **facts: object) -> None:
        event = {
            "type": kind,
            "mode": "active",
            "timestamp": at,
            "source": {"type": "user", "userId": self.friend_id},
            "webhookEventId": self._id(at),
            "deliveryContext": {"isRedelivery": False},
            **facts,
        }
        parsed = parse(json.dumps({"events": [event]}).encode(), at)
        self.entries += [replace(entry, folded=True) for entry in parsed.entries]
        self.texts += parsed.texts

    def _ours(self, at: int, kind: str, body: Mapping[str, object]) -> None:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        self.entries.append(Entry(kind, at, self._id(at), self.friend_id, body=text, folded=True))

    def _id(self, at: int) -> str:
        return str(ULID(at.to_bytes(6, "big") + self._dice.randbytes(10)))

    def _token(self) -> str:
        return self._dice.randbytes(16).hex()


def _acts(page: _Page, dice: Random, seed: str, until: int) -> list[_Act]:
    """What happens to the friend, in its order, each with its time."""
    route = _one_of(dice, shop.ROUTES)
    audience, age = _one_of(dice, shop.AUDIENCES) or (None, dice.randrange(10, 80, 10))
    first = partial(page.edit, tags=[tag for tag in (seed, audience) if tag])
    if dice.random() < shop.BIRTHDAY:
        birthday = _birthday(dice, age, until)
        first = partial(first, birthday=f"-{birthday[4:]}" if dice.random() < shop.WITHOUT_YEAR else birthday)
    later: list[_Act] = [partial(page.edit, tags=tags)] if (tags := _habits(dice)) else []
    if dice.random() < shop.WROTE:
        later += [page.say] * dice.choice((1, 1, 1, 2, 3))
    if dice.random() < shop.TAPPED:
        later += [page.tap] * dice.choice((1, 1, 2))
    if dice.random() < shop.CAME_AGAIN:
        later.append(partial(page.come_by, dice.choice(list(shop.ROUTES))))
    if dice.random() < shop.DO_NOT_SEND:
        later.append(partial(page.edit, do_not_send=True))
    if dice.random() < shop.IN_PROGRESS:
        later.append(partial(page.edit, in_progress=True))
    if dice.random() < shop.NOTED:
        later.append(partial(page.edit, note=dice.choice(shop.NOTES)))
    # Dice of their own: a friend who does not buy stays as before there were orders.
    tills = Random(f"{seed}/{page.friend_id}/orders")
    bought = tills.choice(shop.ORDERS) if tills.random() < shop.BOUGHT else 0
    later += [page.buy] * bought
    dice.shuffle(later)
    if dice.random() < shop.RETURNED:
        when = dice.randrange(len(later) + 1)
        later[when:when] = [page.unfollow, partial(page.follow, unblocked=True)]
    if bought:
        chance = tills.random()
        if chance < shop.REFUNDED + shop.CANCELLED:
            later.append(page.refund if chance < shop.REFUNDED else page.cancel)
    if dice.random() < shop.BLOCKED:
        later.append(page.unfollow)
    return [partial(page.follow, route=route), first, *later]


def _one_of(dice: Random, shares: Mapping[_T, float]) -> _T | None:
    """One of these, each as often as it says; ``None`` for the rest."""
    return dice.choices([*shares, None], [*shares.values(), 1 - sum(shares.values())])[0]


def _habits(dice: Random) -> list[str]:
    tags = [tag for tag, share in shop.HABITS.items() if dice.random() < share]
    if "予約者" in tags and dice.random() < shop.VISITED_OF_BOOKED:
        tags.append(shop.VISITED)
    return tags


def _birthday(dice: Random, decade: int, until: int) -> str:
    """The birthday of a friend who is in this decade of life when the history ends."""
    years, days = decade + dice.randrange(10), 1 + dice.randrange(363)
    return str(business_date(until) - timedelta(days=int(years * 365.25) + days))


def _moments(dice: Random, count: int, until: int) -> list[int]:
    """When it happens, in order: the first on an earlier day than all others, in a shop that is growing."""
    began = 1 + int((shop.DAYS - 1) * dice.random() ** 1.3)
    moments = [_moment(dice, began, until)]
    for at in sorted(_moment(dice, dice.randrange(began), until) for _ in range(count - 1)):
        # What comes of it, a profile for instance, comes before the next.
        moments.append(max(at, moments[-1] + 10 * SECOND))
    return moments


def _moment(dice: Random, days_ago: int, until: int) -> int:
    """Some time of the day, but none of an hour's last minutes: those are for what has to give way."""
    (hour,) = dice.choices(range(24), shop.HOURS)
    return until - (days_ago + 1) * DAY + hour * HOUR + dice.randrange(55 * MINUTE)
