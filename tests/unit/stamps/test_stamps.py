"""The shop card: stamps, goals, tickets on the way, and what is left out."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import fold, rebuild
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, Invalid, NotFound
from daifukucho.kernel.time import DAY, HOUR, from_iso
from daifukucho.stamps.settings import STAMPS
from daifukucho.stamps.stamps import UNDO_WITHIN, StampProgram, Stamps, can_be_returned
from tests.support.book import Clock, Counting, MemoryBook, no_pause
from tests.support.search import checks

NOON = 1_795_316_400_000
"""2026-11-22 12:00 in Japan."""
NAME = {"ja": "名前", "en": "Name"}
COFFEE = {"id": "coffee", "at": 3, "name": NAME, "days": 30}
CAKE = {"id": "cake", "at": 5, "name": NAME, "days": None}
LUNCH = {"id": "lunch", "at": 8, "name": NAME, "days": 0}
FIRST = {"name": NAME, "goal": 5, "tickets": [COFFEE, CAKE]}
SECOND = {"name": NAME, "goal": 8, "tickets": [LUNCH]}
GIVEN = {"cards": [FIRST, SECOND], "bonus": 0, "expiry": None, "once_a_day": False, "hours": None}


class Shop:
    def __init__(self, cutoff=0, **changes):
        self.book = MemoryBook()
        self.book.friends["U1"] = Friend("U1", revision=1)
        self.clock = Clock(NOON)
        self.program = StampProgram(STAMPS.define(GIVEN | changes), cutoff)
        friends = FriendBook(self.book, self.book, self.clock, Counting(), no_pause)
        self.stamps = Stamps(friends, lambda: self.program, self.clock)
        self.made = 0

    def give(self, stamps=1, key=None):
        self.made += 1
        return self.stamps.give("U1", stamps, store_id="shibuya", by="op", key=key or f"key-{self.made}")

    def undo(self, given, key="undo"):
        return self.stamps.undo("U1", given.entry.event_id, reason="押し間違い", store_id="shibuya", by="op", key=key)

    def use(self, ticket, key="use"):
        return self.stamps.use_ticket("U1", ticket, store_id="shibuya", by="op", key=key)

    @property
    def now(self):
        return self.stamps.get("U1")[1]

    @property
    def stand(self):
        return self.now.index, self.now.count

    @property
    def held(self):
        return [ticket.key for ticket in self.now.tickets]


def test_tickets_are_won_on_the_way_and_at_the_goal():
    shop = Shop()
    shop.give(2)
    assert (shop.stand, shop.held) == ((0, 2), [])
    shop.give()
    assert (shop.stand, shop.held) == ((0, 3), ["coffee.1"])
    assert shop.now.tickets[0].until == from_iso("2026-12-23T00:00:00+09:00")
    shop.give(2)
    assert (shop.stand, shop.held) == ((1, 0), ["coffee.1", "cake.2"])  # the rank-up card begins
    shop.give(8)
    assert (shop.stand, shop.held) == ((1, 0), ["lunch.3", "coffee.1", "cake.2"])  # the last card follows itself


def test_what_goes_beyond_a_goal_goes_on_the_next_card():
    shop = Shop()
    shop.give(4)
    shop.give(3)
    assert (shop.stand, shop.held) == ((1, 2), ["coffee.1", "cake.2"])


def test_a_stamp_is_given_once_for_its_key():
    shop = Shop()
    first = shop.give(key="k")
    assert shop.give(key="k") == replace(first, replayed=True)
    assert shop.stand == (0, 1)
    with pytest.raises(Invalid) as refused:
        shop.give(2, key="k")
    assert refused.value.code == "idempotency_key_reused"


def test_a_bonus_comes_with_the_first_stamp_ever():
    shop = Shop(bonus=2)
    shop.give()
    assert (shop.stand, shop.held) == ((0, 3), ["coffee.1"])
    shop.give()
    assert shop.stand == (0, 4)


@pytest.mark.parametrize(
    ("limit", "cutoff", "next_at"),
    [
        ({"once_a_day": True}, 0, "2026-11-23T00:00:00+09:00"),
        ({"once_a_day": True}, 120, "2026-11-23T02:00:00+09:00"),
        ({"hours": 3}, 0, "2026-11-22T15:00:00+09:00"),
    ],
)
def test_how_soon_there_can_be_another(limit, cutoff, next_at):
    shop = Shop(cutoff, **limit)
    shop.give(2, key="k")
    end = from_iso(next_at)
    assert shop.now.next_at == end
    shop.clock.now = end - 1
    with pytest.raises(Conflict) as refused:
        shop.give()
    assert refused.value.code == "stamp_too_soon"
    assert shop.give(2, key="k").replayed  # a repeat is not another one
    shop.clock.now = end
    assert shop.now.next_at is None
    shop.give()
    assert shop.stand == (0, 3)


@pytest.mark.parametrize(
    ("since", "end"), [("first_use", "2027-01-23T00:00:00+09:00"), ("last_use", "2027-02-23T00:00:00+09:00")]
)
def test_a_card_expires(since, end):
    shop = Shop(expiry={"since": since, "months": 2})
    shop.give(2)
    shop.clock.now = from_iso("2026-12-22T12:00:00+09:00")
    shop.give(2)
    assert shop.now.expires_at == from_iso(end)
    shop.clock.now = from_iso(end) - 1
    assert shop.stand == (0, 4)
    shop.clock.now += 1
    assert (shop.stand, shop.now.expires_at) == ((0, 0), None)
    shop.give()
    assert shop.stand == (0, 1)


def test_a_ticket_is_used_once_and_in_its_time():
    shop = Shop()
    shop.give(5)
    used = shop.use("cake.2")
    assert used.friend.tickets.keys() == {"coffee.1"}
    assert shop.use("cake.2").replayed
    for ticket, key in (("cake.2", "other"), ("lunch.9", "l")):
        with pytest.raises(NotFound) as missing:
            shop.use(ticket, key)
        assert missing.value.code == "ticket_not_found"
    shop.clock.now = from_iso("2026-12-23T00:00:00+09:00")
    assert shop.held == []
    with pytest.raises(NotFound):
        shop.use("coffee.1", "late")


def test_without_a_card_there_is_none():
    shop = Shop(cards=[])
    assert shop.now is None
    with pytest.raises(Conflict) as refused:
        shop.give()
    assert refused.value.code == "no_shop_card"


def test_tickets_do_not_pile_up_without_end():
    shop = Shop(cards=[{"name": NAME, "goal": 1, "tickets": [CAKE | {"at": 1}]}])
    shop.give(50)
    with pytest.raises(Conflict) as refused:
        shop.give()
    assert refused.value.code == "too_many_tickets"
    shop.use("cake.1")
    shop.give()


def test_whoever_is_at_a_goal_that_was_lowered_gets_its_reward():
    shop = Shop()
    shop.give(4)
    lowered = FIRST | {"goal": 4, "tickets": [COFFEE, CAKE | {"at": 4}]}
    shop.program = StampProgram(STAMPS.define(GIVEN | {"cards": [lowered, SECOND]}))
    shop.give()
    assert (shop.stand, sorted(shop.held)) == ((1, 1), ["cake.2", "coffee.1"])


def test_a_card_that_was_changed_since():
    shop = Shop()
    shop.give(4)
    shop.program = StampProgram(STAMPS.define(GIVEN | {"cards": [FIRST | {"goal": 3, "tickets": [COFFEE]}, SECOND]}))
    assert shop.stand == (0, 3)
    shop.give()
    assert shop.stand == (1, 1)
    assert shop.held == ["coffee.1"]
    shop.program = StampProgram(STAMPS.define(GIVEN | {"cards": [FIRST]}))
    assert shop.stand == (0, 1)
    shop.give()
    assert shop.stand == (0, 2)


@checks(60)
@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 100)), max_size=12),
    st.sampled_from([None, {"since": "first_use", "months": 1}, {"since": "last_use", "months": 1}]),
    st.integers(0, 4),
)
def test_whatever_is_given_replay_tells_the_same(acts, expiry, bonus):
    shop = Shop(expiry=expiry, bonus=bonus)
    for stamps, hours in acts:
        shop.clock.now += hours * 5 * HOUR
        shop.give(stamps)
        if shop.held and hours % 2:
            shop.use(shop.held[0], key=f"use-{shop.made}")
        assert 0 <= shop.now.count < shop.now.card.goal
        friend = shop.book.friends["U1"]
        assert replace(rebuild(shop.book.entries("U1")), revision=friend.revision) == friend
    if not expiry:
        total = sum(stamps for stamps, _ in acts) + (bonus if acts else 0)
        assert shop.now.index == (total >= 5)
        assert shop.now.count == (total if total < 5 else (total - 5) % 8)
    shop.clock.now += 300 * DAY
    if expiry:
        assert shop.stand == (0, 0)


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"cards": [FIRST | {"goal": 51}]}, ["/cards/0/goal"]),
        ({"cards": [FIRST | {"tickets": [COFFEE]}]}, ["/cards/0/tickets"]),
        ({"cards": [FIRST | {"tickets": []}]}, ["/cards/0/tickets"]),
        ({"cards": [FIRST | {"tickets": [CAKE, CAKE]}]}, ["/cards/0/tickets"]),
        ({"cards": [FIRST | {"tickets": [CAKE, COFFEE | {"id": "cake"}]}]}, ["/cards/0/tickets/1/id"]),
        ({"cards": [FIRST, SECOND | {"tickets": [LUNCH | {"id": "cake"}]}]}, ["/cards/1/tickets/0/id"]),
        ({"cards": [FIRST | {"tickets": [CAKE | {"days": -1}]}]}, ["/cards/0/tickets/0/days"]),
        ({"cards": [FIRST | {"tickets": [CAKE, COFFEE | {"at": 6}]}]}, ["/cards/0/tickets/1/at"]),
        ({"bonus": 5}, ["/bonus"]),
        ({"expiry": {"since": "birth", "months": 0}}, ["/expiry/since", "/expiry/months"]),
        ({"hours": 0}, ["/hours"]),
        ({"cards": [FIRST | {"sign": {}}]}, ["/cards/0/sign"]),
        ({"cards": [FIRST | {"sign": {"text": "福", "image_url": "https://x.test/a.png"}}]}, ["/cards/0/sign"]),
        ({"cards": [FIRST | {"sign": {"text": "大福"}}]}, ["/cards/0/sign/text"]),
        ({"cards": [FIRST | {"sign": {"image_url": "http://x.test/a.png"}}]}, ["/cards/0/sign/image_url"]),
        ({"cards": [FIRST | {"sign": "福"}]}, ["/cards/0/sign"]),
        ({"once_a_day": True, "hours": 3}, ["/hours"]),
        ({"once_a_day": 1}, ["/once_a_day"]),
    ],
)
def test_cards_that_cannot_be(changes, pointers):
    with pytest.raises(Invalid) as refused:
        STAMPS.define(GIVEN | changes)
    assert refused.value.code == "invalid_stamps"
    assert [fault.pointer for fault in refused.value.faults] == pointers


@pytest.mark.parametrize("text", ["福", "A", "7", "★", "🍡", "👍🏽", "❤️", "1️⃣", "👨‍👩‍👧", "🇯🇵", "が", "か\u3099", "𠮷"])
def test_what_is_one_character(text):
    sign = STAMPS.define(GIVEN | {"cards": [FIRST | {"sign": {"text": text, "image_url": None}}]}).cards[0].sign
    assert sign.text == text


@pytest.mark.parametrize(
    "text", ["", " ", "福福", "🍡🍡", "\u3164", "\u200b", "\u2800", "\n", "\u0301", "\ud800", "🇯🇵🇯🇵", 1, []]
)
def test_what_is_none(text):
    with pytest.raises(Invalid):
        STAMPS.define(GIVEN | {"cards": [FIRST | {"sign": {"text": text}}]})


@pytest.mark.parametrize("stamps", [0, 51])
def test_how_many_can_be_given(stamps):
    with pytest.raises(Invalid) as refused:
        Shop().give(stamps)
    assert [fault.pointer for fault in refused.value.faults] == ["/stamps"]


def test_stamps_that_are_taken_back_leave_the_card_as_it_was():
    shop = Shop(bonus=1, hours=3)
    given = shop.give(2)
    assert (shop.stand, shop.held) == ((0, 3), ["coffee.1"])
    done = shop.undo(given)
    assert (shop.stand, shop.held, shop.now.next_at) == ((0, 0), [], None)
    assert (done.entry.data["of"], done.entry.data["reason"]) == (given.entry.event_id, "押し間違い")
    assert shop.undo(given).replayed
    with pytest.raises(Conflict) as error:
        shop.undo(given, "another")
    assert error.value.code == "stamp_undone"
    shop.give(4)
    assert (shop.stand, shop.held) == ((1, 0), ["coffee.1", "cake.2"])  # the bonus is with the first stamp again


def test_a_ticket_whose_use_is_taken_back_is_as_it_was_and_so_is_what_won_it():
    def back(used, key="back"):
        return shop.stamps.return_ticket("U1", used.entry.event_id, reason="x", store_id=None, by="op", key=key)

    shop = Shop()
    given = shop.give(3)
    until = shop.now.tickets[0].until
    used = shop.use("coffee.1")
    assert shop.held == []
    done = back(used)
    assert [(ticket.key, ticket.until) for ticket in shop.now.tickets] == [("coffee.1", until)]
    assert back(used).entry == done.entry
    with pytest.raises(Conflict) as error:
        back(used, "another")
    assert error.value.code == "ticket_use_undone"
    assert rebuild(shop.book.entries("U1")).tickets == shop.book.friends["U1"].tickets
    shop.undo(given)
    assert (shop.stand, shop.held) == ((0, 0), [])


def test_what_was_used_before_uses_could_be_taken_back_stays_used():
    shop = Shop()
    shop.give(3)
    used = shop.use("coffee.1")
    old = replace(used.entry, body=json.dumps({"ticket": "coffee.1", "store": None, "by": "op"}))
    assert fold(Friend("U1", tickets={"coffee.1": 0}), old).tickets == {}
    assert not can_be_returned(old)


def test_tickets_that_she_had_before_stay_when_stamps_are_taken_back():
    shop = Shop()
    shop.give(3)
    shop.clock.now += DAY
    goal = shop.give(4)
    assert shop.held == ["coffee.1", "cake.2"]
    shop.use("coffee.1")
    shop.undo(goal)
    assert (shop.stand, shop.held) == ((0, 3), [])


def test_when_stamps_cannot_be_taken_back_any_more():
    def code(given):
        with pytest.raises((Conflict, NotFound)) as error:
            shop.undo(given)
        return error.value.code

    shop = Shop()
    first = shop.give()
    second = shop.give(2)
    assert code(first) == "stamp_undo_too_late"
    shop.use("coffee.1")
    assert code(second) == "stamp_ticket_used"
    third = shop.give()
    shop.clock.now += UNDO_WITHIN + 1_000
    assert code(third) == "stamp_undo_too_late"
    shop.book.friends["U2"] = Friend("U2", revision=1)
    with pytest.raises(NotFound):
        shop.stamps.undo("U2", third.entry.event_id, reason="x", store_id=None, by="op", key="k")
    for reason in ("", "  ", "x" * 201):
        with pytest.raises(Invalid):
            shop.stamps.undo("U1", third.entry.event_id, reason=reason, store_id=None, by="op", key="k")


def test_a_replay_of_her_ledger_gives_the_card_that_was_taken_back():
    shop = Shop()
    shop.give(2)
    shop.undo(shop.give())
    shop.give()
    friend = shop.book.friends["U1"]
    assert replace(rebuild(shop.book.entries("U1")), revision=friend.revision) == friend
