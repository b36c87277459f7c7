"""Points: a ledger of double entry, whatever is done with it, in whatever order, and however often."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import rebuild
from daifukucho.friends.account import OWED, Kind
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from daifukucho.kernel.time import DAY, HOUR, business_date
from daifukucho.kernel.words import Words
from daifukucho.points.movement import Movement
from daifukucho.points.points import Points, Program, statement
from daifukucho.points.settings import POINTS, Life, PointSettings
from daifukucho.ranks.rank_up import RankUps
from daifukucho.ranks.ranks import Measure, Rank, Ranks
from tests.support.book import Clock, Counting, MemoryBook, no_pause
from tests.support.search import checks

NOON = 1_795_316_400_000
"""2026-11-22 12:00 in Japan."""
RANKS = Ranks(
    months=2,
    ranks=(
        Rank("regular", Words("レギュラー", "Regular"), 0),
        Rank("gold", Words("ゴールド", "Gold"), 5_000, Decimal("1.5")),
    ),
)


class Shop:
    """A friend with an account, and a clock to move."""

    def __init__(self, program: Program | None = None) -> None:
        self.book = MemoryBook()
        self.book.friends["U1"] = Friend("U1", revision=1)
        self.clock = Clock(NOON)
        self.program = program or Program(PointSettings(), Ranks())
        friends = FriendBook(self.book, self.book, self.clock, Counting(), no_pause)
        self.points = Points(friends, lambda: self.program, self.clock)
        self.made = 0

    def move(self, kind, points=None, key=None, by="till", **told):
        self.made += 1
        movement = Movement(kind=Kind(kind), points=points, **told)
        return self.points.move("U1", movement, by=by, key=key or f"key-{self.made}")

    @property
    def friend(self) -> Friend:
        return self.book.friends["U1"]

    @property
    def shown(self) -> int:
        return statement(self.friend, self.program, self.clock.now).balance

    def ledger(self) -> Counter:
        """Every account's sum, as the ledger has it."""
        sums = Counter()
        for entry in self.book.ledger.values():
            if entry.kind == "points":
                sums[entry.data["debit"]] -= entry.data["points"]
                sums[entry.data["credit"]] += entry.data["points"]
        return sums

    def check(self):
        """What holds after whatever was done."""
        friend, sums = self.friend, self.ledger()
        assert sum(sums.values()) == 0
        assert (friend.points or 0) == sum(friend.point_lots.values()) == sums["friend"]
        assert all(n > 0 for lot, n in friend.point_lots.items() if lot != OWED)
        assert friend.point_lots.get(OWED, -1) < 0
        if OWED in friend.point_lots:
            assert set(friend.point_lots) == {OWED}
        rebuilt = rebuild(self.book.entries("U1"))
        assert rebuilt is None or replace(rebuilt, revision=friend.revision) == friend


def test_what_is_granted_can_be_used_once():
    shop = Shop()
    granted = shop.move("grant", 100, store_id="shibuya", order_id="A-1", note="開店記念")
    assert granted.friend.points == 100
    entry = granted.entry
    assert (entry.data["debit"], entry.data["credit"]) == ("shop:granted", "friend")
    assert (entry.data["store"], entry.data["order"], entry.data["note"], entry.data["by"]) == (
        "shibuya", "A-1", "開店記念", "till",
    )  # fmt: skip
    used = shop.move("use", 70)
    assert (used.entry.data["debit"], used.entry.data["credit"]) == ("friend", "shop:used")
    with pytest.raises(Conflict) as refused:
        shop.move("use", 31)
    assert refused.value.code == "not_enough_points"
    assert shop.move("use", 30).friend.points == 0
    shop.check()


def test_a_repeat_is_told_what_was_done_and_does_nothing_more():
    shop = Shop()
    shop.move("grant", 100, key="g")
    first = shop.move("use", 100, key="u")
    shop.clock.now += 400 * DAY
    again = shop.move("use", 100, key="u")  # though there is nothing left by now
    assert again == replace(first, replayed=True)
    assert len(shop.book.ledger) == 2
    with pytest.raises(Invalid) as refused:
        shop.move("use", 99, key="u")
    assert refused.value.code == "idempotency_key_reused"
    shop.move("grant", 100, key="g", by="another till")  # each caller has keys of its own
    assert shop.friend.points == 100


def test_a_repeat_whose_first_answer_was_lost():
    shop = Shop()

    def lost():
        shop.book.after_save = lambda: None
        raise Unavailable(Words("応答なし", "no answer"))

    shop.book.after_save = lost
    with pytest.raises(Unavailable):
        shop.move("grant", 5, key="g")
    assert shop.move("grant", 5, key="g").replayed
    assert shop.friend.points == 5


def test_what_expires_first_is_used_first():
    shop = Shop()
    shop.move("grant", 10, expires_on="2027-03-31")
    shop.move("grant", 10)
    shop.move("grant", 10, expires_on="2026-12-31")
    shop.move("grant", 5, expires_on="2026-12-31")
    assert shop.friend.point_lots == {"2026-12-31": 15, "2027-03-31": 10, "none": 10}
    assert shop.friend.points_expire_on == "2026-12-31"
    assert shop.move("use", 18).entry.data["lots"] == {"2026-12-31": -15, "2027-03-31": -3}
    assert shop.friend.points_expire_on == "2027-03-31"
    shop.move("use", 17)
    assert (shop.friend.point_lots, shop.friend.points_expire_on) == ({}, None)


@pytest.mark.parametrize("cutoff", [0, 120])
def test_points_live_to_the_end_of_their_last_day_in_the_shop(cutoff):
    shop = Shop(Program(PointSettings(), Ranks(), cutoff))
    shop.move("grant", 10, expires_on="2026-11-23")
    end = NOON + DAY + 12 * HOUR + cutoff * 60_000  # the first instant of the 24th
    shop.clock.now = end - 1
    assert shop.shown == 10
    shop.clock.now = end
    assert shop.shown == 0
    assert shop.friend.points == 10  # nobody has recorded it yet
    shop.move("grant", 3)
    expired, granted = list(shop.book.ledger.values())[-2:]
    assert (expired.data["kind"], expired.data["credit"], expired.data["lots"]) == (
        "expire", "shop:expired", {"2026-11-23": -10},
    )  # fmt: skip
    assert granted.data["kind"] == "grant"
    assert shop.friend.points == 3
    shop.check()


def test_a_sweep_records_what_has_expired_once():
    shop = Shop()
    shop.move("grant", 10, expires_on="2026-11-22")
    shop.move("grant", 10, expires_on="2026-11-23")
    assert shop.points.settle("U1").points == 20
    shop.clock.now += 2 * DAY
    for owed in (True, False):
        assert shop.points.owes(shop.friend) is owed
        assert shop.points.settle("U1").points == 0
    assert [e.data["kind"] for e in shop.book.ledger.values()] == ["grant", "grant", "expire"]
    shop.check()


@pytest.mark.parametrize(
    ("life", "today", "lot"),
    [
        (None, "2026-11-22", "none"),
        (Life(12), "2026-11-22", "2027-11-22"),
        (Life(12, month_end=True), "2026-11-22", "2027-11-30"),
        (Life(3), "2026-11-30", "2027-02-28"),
        (Life(12), "2028-02-29", "2029-02-28"),
        (Life(1, month_end=True), "2026-12-31", "2027-01-31"),
    ],
)
def test_how_long_points_live(life, today, lot):
    assert PointSettings(life).expiry(date.fromisoformat(today)) == lot


def test_a_refunded_use_comes_back_to_where_it_came_from():
    shop = Shop()
    shop.move("grant", 10, expires_on="2026-12-31")
    shop.move("grant", 10, expires_on="2027-12-31")
    used = shop.move("use", 15)
    refund = shop.move("refund", movement_id=used.entry.event_id)
    assert (refund.entry.data["debit"], refund.entry.data["of"]) == ("shop:used", used.entry.event_id)
    assert shop.friend.point_lots == {"2026-12-31": 10, "2027-12-31": 10}
    with pytest.raises(Conflict) as refused:
        shop.move("refund", 1, movement_id=used.entry.event_id)
    assert refused.value.code == "already_refunded"
    shop.check()


def test_points_whose_day_is_over_come_back_with_a_life_of_their_own():
    shop = Shop(Program(PointSettings(Life(1)), Ranks()))
    shop.move("grant", 10, expires_on="2026-11-23")
    used = shop.move("use", 8)
    shop.clock.now += 3 * DAY
    shop.move("refund", movement_id=used.entry.event_id)
    assert shop.friend.point_lots == {"2026-12-25": 8}
    shop.check()


def test_a_refunded_grant_that_was_used_is_owed_and_paid_by_the_next():
    shop = Shop()
    granted = shop.move("grant", 100, expires_on="2027-01-31")
    shop.move("grant", 20)
    shop.move("use", 110)
    assert shop.move("refund", movement_id=granted.entry.event_id).friend.points == -90
    assert shop.friend.point_lots == {"owed": -90}
    with pytest.raises(Conflict):
        shop.move("use", 1)
    assert shop.move("grant", 50, expires_on="2027-01-31").friend.point_lots == {"owed": -40}
    assert shop.move("grant", 50, expires_on="2027-01-31").friend.point_lots == {"2027-01-31": 10}
    shop.check()


def test_what_can_be_refunded():
    shop = Shop()
    granted = shop.move("grant", 10, expires_on="2026-11-22")
    refund = shop.move("refund", 4, movement_id=granted.entry.event_id)
    assert shop.friend.points == 6
    for movement_id in ("x", refund.entry.event_id):
        with pytest.raises(NotFound) as missing:
            shop.move("refund", movement_id=movement_id)
        assert missing.value.code == "movement_not_found"
    more = shop.move("grant", 10, expires_on="2026-11-22", amount_yen=300)
    for told, ja, en in (
        (
            {"points": 11},
            "動かしたポイントの 10 以下で指定してください。",
            "Give at most 10, the points of the movement.",
        ),
        ({"amount_yen": 301}, "購入額の 300円以下で指定してください。", "Give at most 300, the yen of the purchase."),
    ):
        with pytest.raises(Invalid) as refused:
            shop.move("refund", movement_id=more.entry.event_id, **told)
        assert [fault.message for fault in refused.value.faults] == [(ja, en)]
    shop.clock.now += DAY
    with pytest.raises(Conflict) as refused:
        shop.move("refund", movement_id=more.entry.event_id)
    assert refused.value.code == "points_expired"
    shop.check()


@pytest.mark.parametrize(
    ("told", "pointers"),
    [
        ({"kind": "use"}, ["/points"]),
        ({"kind": "grant"}, ["/points"]),
        ({"kind": "grant", "points": 0}, ["/points"]),
        ({"kind": "grant", "points": 10_000_001, "amount_yen": -1}, ["/points", "/amount_yen"]),
        ({"kind": "grant", "points": 1, "expires_on": "2026-11-21"}, ["/expires_on"]),
        ({"kind": "grant", "points": 1, "expires_on": "2026-02-30"}, ["/expires_on"]),
        ({"kind": "grant", "points": 1, "expires_on": "20271130"}, ["/expires_on"]),
        ({"kind": "use", "points": 1, "amount_yen": 3, "expires_on": "2027-01-01"}, ["/expires_on", "/amount_yen"]),
        ({"kind": "grant", "amount_yen": 300}, ["/points"]),
        ({"kind": "refund", "points": 1}, ["/movement_id"]),
        ({"kind": "grant", "points": 1, "movement_id": "x"}, ["/movement_id"]),
        (
            {"kind": "grant", "points": 1, "store_id": "", "order_id": "a\nb", "note": "x" * 201},
            ["/store_id", "/order_id", "/note"],
        ),
    ],
)
def test_what_cannot_be_moved(told, pointers):
    shop = Shop()
    with pytest.raises(Invalid) as refused:
        shop.move(**told)
    assert refused.value.code == "invalid_movement"
    assert [fault.pointer for fault in refused.value.faults] == pointers
    assert shop.book.ledger == {}


def test_a_purchase_is_worth_points_by_rank_and_raises_it():
    shop = Shop(Program(PointSettings(yen_per_point=100), RANKS))
    first = shop.move("grant", amount_yen=4_999)
    assert (first.entry.data["points"], first.friend.rank) == (49, "regular")
    second = shop.move("grant", amount_yen=199)
    assert (second.entry.data["points"], second.friend.rank) == (1, "gold")
    assert shop.move("grant", amount_yen=199).entry.data["points"] == 2  # 1.99 x 1.5, rounded down
    with pytest.raises(Invalid) as refused:
        shop.move("grant", amount_yen=66)
    assert [fault.pointer for fault in refused.value.faults] == ["/amount_yen"]
    changes = [e.data for e in shop.book.ledger.values() if e.kind == "rank_changed"]
    assert changes == [
        {"rank": "regular", "before": None, "rose": True},
        {"rank": "gold", "before": "regular", "rose": True},
    ]
    assert shop.friend.spent == {"2026-11": 5_397, "all": 5_397}
    shop.check()


def test_a_rank_that_is_no_more_is_not_risen_from():
    shop = Shop(Program(PointSettings(yen_per_point=100), RANKS))
    shop.move("grant", amount_yen=5_100)
    assert shop.friend.rank == "gold"
    shop.program = Program(shop.program.points, replace(RANKS, ranks=RANKS.ranks[:1]))
    shop.points.settle("U1")
    *_, entry = shop.book.ledger.values()
    assert entry.data == {"rank": "regular", "before": "gold", "rose": None}
    assert not RankUps.calls_for(entry)


def test_a_refund_undoes_what_counted_and_the_rank_with_it():
    shop = Shop(Program(PointSettings(), RANKS))
    granted = shop.move("grant", 60, amount_yen=6_000)
    assert granted.friend.rank == "gold"
    after = shop.move("refund", 30, amount_yen=2_000, movement_id=granted.entry.event_id).friend
    assert (after.rank, after.spent, after.earned) == (
        "regular", {"2026-11": 4_000, "all": 4_000}, {"2026-11": 30, "all": 30},
    )  # fmt: skip
    shop.check()


def test_a_crash_before_the_rank_was_judged_is_made_up_for():
    shop = Shop(Program(PointSettings(), RANKS))
    shop.program = replace(shop.program, ranks=Ranks())
    shop.move("grant", 60, amount_yen=6_000, key="g")
    shop.program = replace(shop.program, ranks=RANKS)
    assert shop.friend.rank is None
    assert shop.move("grant", 60, amount_yen=6_000, key="g").friend.rank == "gold"


# Whatever is done

acts = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), st.integers(1, 30), st.integers(-1, 4), st.integers(0, 3)),
        st.tuples(st.just("use"), st.integers(1, 40)),
        st.tuples(st.just("refund"), st.integers(0, 20), st.none() | st.integers(1, 30)),
        st.tuples(st.just("repeat"), st.integers(0, 20)),
        st.tuples(st.just("wait"), st.integers(0, 40)),
        st.tuples(st.just("settle")),
    ),
    max_size=25,
)


@checks(200)
@given(acts, st.sampled_from([None, Life(1), Life(1, month_end=True)]))
def test_whatever_is_done_the_books_balance(acts, life):
    shop = Shop(Program(PointSettings(life), RANKS, 120))
    shop.points.settle("U1")
    done = []
    for act in acts:
        before = shop.shown
        match act:
            case ("grant", points, days, times):
                day = business_date(shop.clock.now, 120) + timedelta(days=days)
                told = {"points": points, "amount_yen": points * 100 * times}
                told |= {"expires_on": day.isoformat()} if days >= 0 else {}
                done.append(("grant", f"k{len(done)}", told))
            case ("use", points):
                done.append(("use", f"k{len(done)}", {"points": points}))
            case ("refund", index, points) if shop.book.ledger:
                entries = list(shop.book.ledger.values())
                entry = entries[index % len(entries)]
                done.append(("refund", f"k{len(done)}", {"movement_id": entry.event_id, "points": points}))
            case ("repeat", index) if done:
                kind, key, told = done[index % len(done)]
                ledger = dict(shop.book.ledger)
                try:
                    if shop.move(kind, key=key, **told).replayed:
                        assert {e.kind for v, e in shop.book.ledger.items() if v not in ledger} <= {"rank_changed"}
                        assert shop.shown == before
                except (Conflict, Invalid, NotFound):  # it was refused the first time, too
                    assert shop.shown == before
                shop.check()
                continue
            case ("wait", hours):
                shop.clock.now += hours * 5 * HOUR
                continue
            case ("settle",):
                owed, revision = shop.points.owes(shop.friend), shop.friend.revision
                shop.points.settle("U1")
                assert shop.shown == before
                assert owed is (shop.friend.revision != revision)
                assert not shop.points.owes(shop.friend)
                continue
            case _:
                continue
        kind, key, told = done[-1]
        try:
            moved = shop.move(kind, key=key, **told)
        except (Conflict, Invalid, NotFound):
            assert shop.shown == before
        else:
            points = moved.entry.data["points"]
            assert shop.shown == moved.entry.data["balance"]
            assert shop.shown - before == (points if moved.entry.data["credit"] == "friend" else -points)
            if kind == "use":
                assert shop.shown >= 0
        shop.check()


def test_two_hundred_at_once_never_use_what_there_is_not():
    """Rivals come between the read and the write of each other, at random; whoever is refused for it tries again."""
    dice = Random(5)
    shop = Shop()
    shop.move("grant", 1_000)
    waiting = [f"use-{n}" for n in range(200)]
    outcomes = Counter()
    depth = 0

    def act(key):
        try:
            outcomes[shop.move("use", 7, key=key).replayed] += 1
        except Conflict as refused:
            outcomes[refused.code] += 1
        except Unavailable as busy:
            assert busy.code == "contention"
            waiting.append(key)

    def rivals():
        nonlocal depth
        if depth < 12 and waiting and dice.random() < 0.7:
            depth += 1
            act(waiting.pop())
            depth -= 1

    shop.book.before_save = rivals
    while waiting:
        act(waiting.pop())
    assert outcomes == {False: 142, "not_enough_points": 58}
    assert shop.friend.points == 1_000 - 142 * 7
    shop.check()


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ([], [""]),
        ({"life": {"months": 0}, "yen_per_point": 0}, ["/life/months", "/yen_per_point"]),
        ({"life": {"months": True, "month_end": 1}, "yen_per_point": 1}, ["/life/months", "/life/month_end"]),
        ({"life": 3, "色": 1}, ["/life", "/yen_per_point", "/色"]),
    ],
)
def test_settings_that_cannot_be(given, pointers):
    with pytest.raises(Invalid) as refused:
        POINTS.define(given)
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_settings_that_can_be():
    assert POINTS.define({"life": {"months": 12, "month_end": True}, "yen_per_point": 100}) == PointSettings(
        Life(12, month_end=True), 100
    )
    assert POINTS.define({"life": None, "yen_per_point": None}) == PointSettings()
    assert Measure.YEN == "yen"
