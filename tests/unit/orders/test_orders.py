"""Orders placed, changed, refunded and cancelled, out of order and repeated, come to what a plain recomputation says; time
alone changes a friend on the day that was foretold, and on none before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.book.book import FriendBook
from daifukucho.book.replay import rebuild
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, Invalid
from daifukucho.kernel.time import DAY, start_of, to_iso
from daifukucho.orders.judging import ATTRIBUTES, OrderProgram, judge
from daifukucho.orders.order import Line, Order, State
from daifukucho.orders.orders import Orders
from daifukucho.orders.settings import ORDERS
from daifukucho.orders.sums import predicted, sums_of
from tests.support.book import Clock, Counting, MemoryBook, no_pause
from tests.support.orders import MemoryOrders, day_of, recomputed, unrevised
from tests.support.search import checks

VIP = {"tag": "VIP", "enter": 8_000, "leave_below": 5_000, "months": 6}
WATCHED = {
    "product_id": "daifuku",
    "product_ids": ["p1"],
    "categories": ["sweets"],
    "lapse_days": 40,
    "loyal_purchases": 2,
    "window_days": 60,
}
SETTINGS = {
    "margin_percent": 33,
    "expected_years": 3,
    "rfm": {"months": 3, "recency": [1, 30, 90], "frequency": [2, 3], "monetary": [1, 3_000, 9_000]},
    "vip": VIP,
    "nine_segments": [WATCHED],
}
PROGRAM = OrderProgram(ORDERS.define(SETTINGS), 1, 300)
NOW = start_of(date(2026, 11, 22), 300) + 5 * 3_600_000
checked = checks(120)

lines = st.builds(
    Line,
    product_id=st.sampled_from(["p1", "p2", "p3"]),
    name=st.just("大福"),
    quantity=st.integers(1, 3),
    amount=st.sampled_from([0, 1, 500, 1_999]),
    category=st.sampled_from([None, "sweets", "tea"]),
    cost=st.sampled_from([None, 0, 333]),
)
near = st.integers(-70, 1).map(lambda days: NOW + days * DAY)
ats = st.one_of(near, near.map(lambda at: at - 5 * 3_600_000), st.integers(-1_500, 1).map(lambda d: NOW + d * DAY))


@st.composite
def orders(draw) -> Order:
    amount = draw(st.sampled_from([0, 700, 2_500, 4_001]))
    return Order(
        order_id=draw(st.sampled_from(["A", "B", "C", "D", "E"])),
        at=draw(ats),
        amount=amount,
        version=draw(st.integers(1, 6)) * 1_000,
        lines=tuple(draw(st.lists(lines, max_size=2))),
        store_id=draw(st.sampled_from([None, "s1", "s2"])),
        refunded=draw(st.sampled_from([0, 0, amount // 2, amount])),
        state=draw(st.sampled_from([State.PLACED, State.PLACED, State.CANCELLED])),
    )


def told(order: Order) -> dict:
    return {
        "at": to_iso(order.at),
        "updated_at": to_iso(order.version),
        "amount": order.amount,
        "refunded": order.refunded,
        "state": str(order.state),
        "store_id": order.store_id,
        "lines": [{name: getattr(line, name) for name in Line.__slots__} for line in order.lines],
    }


class Desk:
    """The shop: two friends, and a clock that is moved."""

    def __init__(self, program: OrderProgram = PROGRAM) -> None:
        self.book, self.clock, self.program = MemoryBook(), Clock(NOW), program
        self.store = MemoryOrders(self.book)
        ids = Counting()
        book = FriendBook(self.book, self.book, self.clock, ids, no_pause)
        self.orders = Orders(book, self.store, lambda: self.program, self.clock, ids, no_pause)
        for friend_id in ("U1", "U2"):
            self.book.save_rebuilt(None, Friend(friend_id, revision=1))

    def put(self, order: Order, friend_id: str = "U1"):
        return self.orders.put(friend_id, order.order_id, told(order), by="till")

    def friend(self, friend_id: str = "U1") -> Friend:
        found = self.book.get(friend_id)
        assert found is not None
        return found


def facts_of(friend: Friend) -> dict:
    names = [name for name in ATTRIBUTES if name not in ("orders_due_on", "orders_judged_by")]
    return {name: getattr(friend, name) for name in names if getattr(friend, name) not in (None, {})}


@checked
@given(st.lists(st.tuples(st.sampled_from(["U1", "U1", "U2"]), orders(), st.integers(0, 40)), max_size=12))
def test_whatever_comes_in_whatever_order_a_friend_is_what_her_orders_say(history):
    desk = Desk()
    stands: dict[str, dict[str, Order]] = {"U1": {}, "U2": {}}
    vip = {"U1": False, "U2": False}
    for friend_id, order, days in history:
        desk.clock.now += days * DAY
        mine, others = stands[friend_id], stands["U2" if friend_id == "U1" else "U1"]
        newer = order.order_id not in mine or mine[order.order_id].version < order.version
        theirs = others.get(order.order_id)
        if newer and theirs and theirs.counts:
            with pytest.raises(Conflict) as refused:
                desk.put(order, friend_id)
            assert refused.value.code == "order_elsewhere"
            continue
        for repeat in range(2):
            assert desk.put(order, friend_id).recorded is (newer and not repeat)
        if not newer:
            continue
        mine[order.order_id] = order
        today = day_of(desk.clock.now, 300)
        friend = desk.friend(friend_id)
        assert facts_of(friend) == recomputed(list(mine.values()), desk.program, today)
        months = [
            (o.net, (today.year - d.year) * 12 + today.month - d.month)
            for o in mine.values()
            for d in [day_of(o.at, 300)]
        ]
        total = sum(net for net, ago in months if 0 <= ago < VIP["months"])
        vip[friend_id] = total >= (VIP["leave_below"] if vip[friend_id] else VIP["enter"])
        assert ("VIP" in friend.tags) is vip[friend_id]
        assert friend.nine_segments.get("daifuku", {}).get("observed") == tier(mine.values(), today)
    counted = [order.order_id for theirs in stands.values() for order in theirs.values() if order.counts]
    assert len(counted) == len(set(counted))
    for friend_id in stands:
        friend = desk.friend(friend_id)
        entries = list(desk.book.entries(friend_id))
        assert (rebuild(entries) or Friend(friend_id)) == unrevised(friend)
        assert {o.order_id: o for o in desk.store.orders(friend_id)} == stands[friend_id]


def tier(mine, today):
    bought = [
        day_of(order.at, 300)
        for order in mine
        if order.counts and any(line.product_id == "p1" or line.category == "sweets" for line in order.lines)
    ]
    if not bought:
        return None
    if (today - max(bought)).days >= 40:
        return "lapsed"
    return "loyal" if sum((today - day).days < 60 for day in bought) >= 2 else "general"


def standing(friend: Friend, mine, day: date):
    """What time may change of the friend, judged on a day."""
    judgement = judge(friend, mine, mine, PROGRAM, start_of(day, 300)).body
    facts = {n: f for n, f in judgement["facts"].items() if n not in ("order_yen", "order_counts", "orders_due_on")}
    kept = [friend.order_yen.get(m) == n for m, n in judgement["facts"].get("order_yen", {}).items()]
    return facts, judgement["tags_add"], judgement["tags_remove"], judgement["nine_segments"], all(kept)


@checked
@given(st.lists(orders(), min_size=1, max_size=6, unique_by=lambda order: order.order_id), st.data())
def test_time_changes_her_on_the_day_that_was_foretold_and_on_none_before(history, data):
    desk = Desk()
    for order in history:
        desk.put(order)
    for _ in range(3):
        friend, mine = desk.friend(), desk.store.orders("U1")
        today = day_of(desk.clock.now, 300)
        now = standing(friend, mine, today)
        assert (now[1], now[2], now[3], now[4]) == ([], [], [], True)
        by_hand = replace(friend, tags={**friend.tags, "VIP": 1})  # which no order tells of
        tagged = standing(by_hand, mine, today)
        assert not desk.orders.owes(friend)
        due = friend.orders_due_on
        last = date.fromisoformat(due) - timedelta(days=1) if due else today + timedelta(days=2_000)
        for days in {(last - today).days, data.draw(st.integers(0, (last - today).days))}:
            assert standing(friend, mine, today + timedelta(days=days)) == now
            assert standing(by_hand, mine, today + timedelta(days=days)) == tagged
        if due is None:
            return
        desk.clock.now = start_of(date.fromisoformat(due), 300)
        day = date.fromisoformat(due)
        assert standing(friend, mine, day) != now or standing(by_hand, mine, day) != tagged
        assert desk.orders.owes(friend)
        settled = desk.orders.settle("U1")
        assert facts_of(settled) == recomputed(mine, PROGRAM, date.fromisoformat(due))
        assert settled.nine_segments.get("daifuku", {}).get("observed") == tier(mine, date.fromisoformat(due))
        assert desk.orders.settle("U1") == settled
    assert rebuild(desk.book.entries("U1")) == unrevised(desk.friend())


def placed(order_id: str = "A", **given) -> Order:
    return Order(**{"order_id": order_id, "at": NOW, "amount": 9_000, "version": 1_000, **given})


def test_vip_is_entered_left_and_entered_again_or_never_left():
    desk = Desk()
    desk.put(placed(amount=8_000))
    assert "VIP" in desk.friend().tags
    desk.put(placed(amount=8_000, refunded=2_500, version=2_000))
    assert "VIP" in desk.friend().tags  # below what it takes to enter, not below what it takes to leave
    desk.put(placed(amount=8_000, refunded=3_001, version=3_000))
    assert "VIP" not in desk.friend().tags
    desk.put(placed("B", amount=2_000))
    assert "VIP" not in desk.friend().tags
    never = SETTINGS | {"vip": VIP | {"leave_below": None, "months": None}}
    desk.program = OrderProgram(ORDERS.define(never), 2, 300)
    desk.put(placed("C", amount=9_000))
    desk.put(placed("C", amount=9_000, refunded=9_000, version=2_000))
    assert "VIP" in desk.friend().tags


def test_new_settings_judge_her_again():
    desk = Desk(OrderProgram(ORDERS.define(ORDERS.default)))
    desk.put(placed())
    assert (desk.friend().ltv_margin, desk.friend().rfm_m) == (None, 2)
    assert not desk.orders.owes(desk.friend())
    desk.program = PROGRAM
    assert desk.orders.owes(desk.friend())
    settled = desk.orders.settle("U1")
    assert (settled.ltv_margin, settled.rfm_m, list(settled.tags)) == (2_970, 4, ["VIP"])


def test_a_friend_of_no_orders_owes_nothing():
    desk = Desk()
    assert not desk.orders.owes(desk.friend())


def test_a_rival_between_reading_and_writing_costs_nothing():
    desk, rival = Desk(), placed("B", amount=500)
    desk.book.before_save = lambda: (setattr(desk.book, "before_save", lambda: None), desk.put(rival))
    desk.put(placed("A", amount=700))
    assert (desk.friend().order_count, desk.friend().ltv_gross) == (2, 1_200)


def test_an_only_purchase_that_is_cancelled_takes_its_tier_back():
    desk = Desk()
    line = Line("p1", "大福", 1, 9_000)
    desk.put(placed(lines=(line,)))
    assert desk.friend().nine_segments["daifuku"]["observed"] == "general"
    desk.put(placed(lines=(line,), state=State.CANCELLED, version=2_000))
    assert desk.friend().nine_segments == {}
    assert facts_of(desk.friend()) == {}


def test_what_she_is_expected_to_spend():
    program, today = PROGRAM.settings, date(2026, 11, 22)
    recent = [placed("A", at=NOW - 10 * DAY, amount=1_000), placed("B", amount=1_000)]
    assert predicted(sums_of(recent, program, 0), program, today, 0) == 6_000  # two in a year, three years
    old = [placed("A", at=NOW - 730 * DAY, amount=1_000), placed("B", amount=1_000)]
    assert predicted(sums_of(old, program, 0), program, today, 0) == 3_000  # one a year
    assert predicted(sums_of([], program, 0), program, today, 0) is None


@pytest.mark.parametrize(
    ("order_id", "changes", "places"),
    [
        ("A B", {}, ["/order_id"]),
        ("a/b", {}, ["/order_id"]),
        ("A", {"at": "2026-11-22"}, ["/at"]),
        ("A", {"at": None}, ["/at"]),
        ("A", {"at": to_iso(NOW + 2 * DAY)}, ["/at"]),
        ("A", {"updated_at": to_iso(NOW + 2 * DAY)}, ["/updated_at"]),
        ("A", {"amount": -1}, ["/amount"]),
        ("A", {"refunded": 9_001}, ["/refunded"]),
        ("A", {"state": "lost"}, ["/state"]),
        ("A", {"lines": [{"product_id": "", "name": "大福"}]}, ["/lines/0/product_id", "/lines/0/amount"]),
        ("A", {"lines": [{"product_id": "p", "name": "大福", "amount": 1, "quantity": 0}]}, ["/lines/0/quantity"]),
        ("A", {"colour": "red"}, ["/colour"]),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_every_fault(order_id, changes, places):
    desk = Desk()
    given = {name: value for name, value in (told(placed()) | changes).items() if value is not None}
    with pytest.raises(Invalid) as refused:
        desk.orders.put("U1", order_id, given, by="till")
    assert [fault.pointer for fault in refused.value.faults] == places
    assert desk.friend() == Friend("U1", revision=1)


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"rfm": SETTINGS["rfm"] | {"recency": [30, 10]}}, ["/rfm/recency"]),
        ({"rfm": SETTINGS["rfm"] | {"frequency": []}}, ["/rfm/frequency"]),
        ({"vip": VIP | {"leave_below": 9_000}}, ["/vip/leave_below"]),
        ({"vip": VIP | {"tag": " "}}, ["/vip/tag"]),
        ({"nine_segments": [WATCHED, WATCHED]}, ["/nine_segments/1/product_id"]),
        ({"nine_segments": [WATCHED | {"product_ids": [], "categories": []}]}, ["/nine_segments/0/product_ids"]),
        ({"margin_percent": 101, "colour": "red"}, ["/margin_percent", "/colour"]),
    ],
)
def test_settings_that_cannot_be(changes, places):
    with pytest.raises(Invalid) as refused:
        ORDERS.define(SETTINGS | changes)
    assert [fault.pointer for fault in refused.value.faults] == places


def test_no_more_orders_than_can_be_read(monkeypatch):
    monkeypatch.setattr("daifukucho.orders.orders.MOST_ORDERS", 2)
    desk = Desk()
    for order_id in "AB":
        desk.put(placed(order_id))
    with pytest.raises(Conflict) as refused:
        desk.put(placed("C"))
    assert refused.value.code == "too_many_orders"
    assert desk.put(placed("A", version=2_000)).recorded  # one that is known may change


def test_purchases_are_summed_up_at_the_moment_they_are_asked():
    desk = Desk()
    desk.put(placed())
    desk.clock.now += 31 * DAY
    asked = desk.orders.purchases("U1")
    assert (asked.scores.r, desk.friend().rfm_r) == (2, 4)
    assert (asked.sums.count, asked.sums.ltv_gross, asked.sums.yen) == (1, 9_000, {"2026-11": 9_000})


def test_who_has_just_become_a_vip_is_due_when_she_will_leave():
    quiet = {"months": 1, "recency": [3_650], "frequency": [100], "monetary": [1_000_000_000]}
    desk = Desk(OrderProgram(ORDERS.define(SETTINGS | {"rfm": quiet, "nine_segments": []}), 1, 300))
    desk.put(placed("A", at=NOW - 150 * DAY, amount=3_000))
    desk.put(placed("B", amount=6_000))  # without A the friend would not enter, and yet stay
    assert ("VIP" in desk.friend().tags, desk.friend().orders_due_on) == (True, "2027-05-01")


def test_a_tag_given_by_hand_is_taken_when_a_month_leaves():
    vip = {"tag": "VIP", "enter": 50_000, "leave_below": 40_000, "months": 3}
    desk = Desk(OrderProgram(ORDERS.define(SETTINGS | {"vip": vip, "nine_segments": []}), 1, 300))
    desk.put(placed("A", amount=45_000))
    friend = desk.friend()
    desk.book.save_rebuilt(friend, replace(friend, tags={"VIP": 1}, revision=friend.revision + 1))
    while "VIP" in desk.friend().tags:
        due = desk.friend().orders_due_on
        assert due is not None and due <= "2027-02-01"
        desk.clock.now = start_of(date.fromisoformat(due), 300)
        desk.orders.settle("U1")
    assert desk.friend().orders_judged_by is not None


def test_names_of_products_are_taken_without_the_spaces_around_them():
    watched = {**WATCHED, "product_ids": [" p1 "], "categories": []}
    desk = Desk(OrderProgram(ORDERS.define({**SETTINGS, "nine_segments": [watched]}), 1, 300))
    desk.put(placed("A", lines=(Line("p1", "x", 1, 1),)))
    assert desk.friend().nine_segments["daifuku"]["observed"] == "general"


def test_a_vip_for_whose_tag_there_is_no_room():
    desk = Desk()
    tags = {f"t{n}": 1 for n in range(200)}
    desk.book.save_rebuilt(desk.friend(), replace(desk.friend(), tags=tags, revision=2))
    desk.put(placed())
    assert "VIP" not in desk.friend().tags
    (entry,) = desk.book.entries("U1")
    assert entry.data["tags_without_room"] == ["VIP"]
