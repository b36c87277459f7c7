"""Made-up histories: as good as real, always the same, and like those of a shop."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from daifukucho.book.fold import rebuild
from daifukucho.friends.attributes import Status
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.time import DAY, HOUR, JST, business_date, start_of, to_datetime
from daifukucho.ledger.entry import Said
from daifukucho.orders.settings import ORDERS
from local.line.friends import make_friend
from local.seed import shop
from local.seed.history import seeded
from tests.support.book import MemoryBook
from tests.support.lived import live
from tests.support.orders import MemoryOrders

ROOT = Path(__file__).resolve().parents[3]
UNTIL = start_of(date(2026, 11, 22))
LINE = "http://127.0.0.1:4010"
COUNT = 3_000


@pytest.fixture(scope="module")
def people():
    return [seeded("サンプル", index, UNTIL, LINE) for index in range(COUNT)]


def share(people, has) -> float:
    return sum(map(bool, map(has, people))) / len(people)


def test_a_friend_is_what_her_entries_make(people):
    for person in people:
        assert rebuild(reversed(person.entries)) == replace(person.friend, revision=0)
        assert person.friend.revision == len(person.entries)
        assert all(entry.folded for entry in person.entries)


def test_had_it_happened_the_book_would_be_the_same(people):
    book = MemoryBook()
    orders = MemoryOrders(book)
    for person in people[:500]:
        live(person.entries, book, book, book, orders)
        assert book.get(person.friend.friend_id) == person.friend
        assert list(book.entries(person.friend.friend_id)) == list(person.entries)
        assert orders.orders(person.friend.friend_id) == list(person.orders)


def test_the_same_seed_makes_the_same_friends_anywhere(people):
    code = (
        "from local.seed.history import seeded\n"
        f"for i in range(20): p = seeded('サンプル', i, {UNTIL}, '{LINE}'); print(p.entries, p.texts)"
    )
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT}/layers/crm/python", "PYTHONHASHSEED": "7", "LANG": "C.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines() == [f"{person.entries} {person.texts}" for person in people[:20]]


def test_other_seeds_are_other_people(people):
    others = [seeded("別の店", index, UNTIL, LINE) for index in range(100)]
    assert not {p.friend.friend_id for p in others} & {p.friend.friend_id for p in people}
    assert all("別の店" in person.friend.tags for person in others)


def test_it_happened_within_two_years_and_while_people_are_awake(people):
    hours = Counter()
    for person in people:
        versions = [entry.version for entry in person.entries]
        assert versions == sorted(set(versions))
        assert person.entries[0].kind == "follow"
        assert person.entries[0].at >= UNTIL - shop.DAYS * DAY
        assert person.entries[-1].at < UNTIL
        hours.update(to_datetime(entry.at).astimezone(JST).hour for entry in person.entries)
    assert not set(hours) & {1, 2, 3, 4}
    assert max(hours, key=hours.__getitem__) in (19, 20, 21)
    days = {business_date(entry.at) for person in people for entry in person.entries}
    assert len(days) > 0.95 * shop.DAYS


def test_the_tags_are_as_common_as_they_should_be(people):
    shares = {**shop.HABITS, **{tag: part for (tag, _), part in shop.AUDIENCES.items()}, "サンプル": 1}
    found = Counter(tag for person in people for tag in person.friend.tags)
    assert set(found) == {*shares, shop.VISITED}
    for tag, expected in shares.items():
        assert found[tag] / COUNT == pytest.approx(expected, abs=0.02), tag
    assert share(people, lambda p: "VIP" in p.friend.tags) == pytest.approx(0.03, abs=0.01)
    for person in people:
        assert shop.VISITED not in person.friend.tags or "予約者" in person.friend.tags


def test_most_came_by_a_route_and_some_came_again_by_another(people):
    for route, expected in shop.ROUTES.items():
        assert share(people, lambda p, route=route: p.friend.first_route == route) == pytest.approx(expected, abs=0.04)
    assert share(people, lambda p: p.friend.last_route != p.friend.first_route) > 0.02
    assert share(people, lambda p: (p.friend.birthday or "").startswith("--")) == pytest.approx(
        shop.BIRTHDAY * shop.WITHOUT_YEAR, abs=0.02
    )


def test_tags_have_the_times_of_the_entries_that_added_them(people):
    for person in people:
        edits = {entry.at: entry.data["tags_add"] for entry in person.entries if entry.kind == "edit"}
        assert person.friend.tags and all(tag in edits[at] for tag, at in person.friend.tags.items())


def test_some_have_blocked_some_came_back_and_some_are_not_to_be_written_to(people):
    assert share(people, lambda p: p.friend.status is Status.BLOCKED) == pytest.approx(shop.BLOCKED, abs=0.02)
    assert share(people, lambda p: p.friend.follows == 2) == pytest.approx(shop.RETURNED, abs=0.01)
    assert share(people, lambda p: p.friend.do_not_send) == pytest.approx(shop.DO_NOT_SEND, abs=0.01)
    assert share(people, lambda p: p.friend.in_progress) == pytest.approx(shop.IN_PROGRESS, abs=0.01)
    for person in people:
        last = [entry.kind for entry in person.entries if entry.kind in ("follow", "unfollow")][-1]
        assert (person.friend.status is Status.BLOCKED) == (last == "unfollow")


def test_who_said_her_age_has_a_birthday_that_fits(people):
    decades = dict(shop.AUDIENCES)
    asked = 0
    for person in people:
        ages = [age for tag, age in decades if tag in person.friend.tags]
        if ages and person.friend.birthday and not person.friend.birthday.startswith("--"):
            born, today = date.fromisoformat(person.friend.birthday), business_date(UNTIL)
            age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
            assert age // 10 * 10 == ages[0]
            asked += 1
    assert asked > 100
    assert share(people, lambda p: p.friend.birthday) == pytest.approx(shop.BIRTHDAY, abs=0.03)


def test_some_buy_and_are_judged_as_of_the_last_morning(people):
    assert share(people, lambda p: p.orders) == pytest.approx(shop.BOUGHT, abs=0.02)
    orders = [order for person in people for order in person.orders]
    assert len({order.order_id for order in orders}) == len(orders)
    assert 0 < sum(order.refunded > 0 for order in orders) < 0.1 * len(orders)
    assert 0 < sum(not order.counts for order in orders) < 0.1 * len(orders)
    assert {order.store_id for order in orders} == set(shop.TILLS)
    morning = UNTIL - DAY + 9 * HOUR
    for person in people:
        friend, placed = person.friend, [order for order in person.orders if order.counts]
        assert (friend.order_count or 0) == len(placed)
        assert (friend.ltv_gross or 0) == sum(order.net for order in placed)
        if placed:
            days = (business_date(morning) - business_date(max(order.at for order in placed))).days
            assert friend.rfm_r == 5 - sum(days > step for step in ORDERS.default["rfm"]["recency"])
    assert {person.friend.rfm_r for person in people} == {None, 1, 2, 3, 4, 5}


def test_names_are_those_that_line_shows(people):
    for person in people:
        name = make_friend(person.friend.friend_id).display_name
        assert person.friend.display_name == (None if is_blank(name) else name)
    names = [person.friend.display_name or "" for person in people]
    assert 0 < share(names, lambda name: not name.strip("\u3000.")) < 0.05
    assert 0.05 < share(names, lambda name: any(ord(c) > 0x1F000 for c in name)) < 0.3
    pictures = {p.friend.picture_url for p in people if p.friend.picture_url}
    assert all(url.startswith(f"{LINE}/_sim/pictures/U") for url in pictures)
    assert len(pictures) == pytest.approx(0.7 * COUNT, rel=0.1)


def test_without_the_simulator_nobody_has_a_picture():
    assert {seeded("サンプル", index, UNTIL).friend.picture_url for index in range(50)} == {None}


def test_what_was_said_is_kept_apart_from_its_entry(people):
    written = [person for person in people if person.friend.messages_received]
    assert share(people, lambda p: p.friend.messages_received) == pytest.approx(shop.WROTE, abs=0.02)
    for person in written:
        messages = [entry for entry in person.entries if entry.kind == "message"]
        assert len(messages) == person.friend.messages_received == len(person.texts)
        for entry, text in zip(messages, person.texts, strict=True):
            assert text.said is Said.SENT
            assert text.message_id == entry.data["message"]["id"]
            assert "text" not in entry.data["message"]
