"""What may be recorded once: in memory and over DynamoDB alike."""

from collections import Counter
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import rebuild
from daifukucho.book.sweep import Sweep, Swept
from daifukucho.friends.account import Kind
from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import Mark, Marked, Saved
from daifukucho.kernel.errors import Conflict, Unavailable
from daifukucho.kernel.time import DAY
from daifukucho.ledger.entry import Entry
from daifukucho.points.movement import Movement
from daifukucho.points.points import Points, Program
from daifukucho.points.settings import PointSettings
from daifukucho.ranks.ranks import Ranks
from tests.support.aws_calls import cancelled
from tests.support.book import Clock, Counting, MemoryBook, no_pause

FRIEND = Friend("U1", first_seen_at=5, revision=1)
ENTRY = Entry("edit", 6, "r", "U1", body='{"set":{},"tags_add":[],"tags_remove":[]}')
MARKS = [Mark("r", "asked"), Mark("refund-x")]


@pytest.fixture(params=["memory", "dynamo"])
def shop(request):
    if request.param == "memory":
        book = MemoryBook()
        found = SimpleNamespace(friends=book, ledger=book, book=book)
    else:
        found = request.getfixturevalue("stores")
    found.book.save_rebuilt(None, FRIEND)
    return found


def test_what_is_marked_is_recorded_once(shop):
    after = replace(FRIEND, recorded_at=6, revision=2)
    assert shop.book.save_recorded(FRIEND, after, ENTRY, MARKS) is Saved.DONE
    more = replace(after, recorded_at=7, revision=3)
    for marks in ([MARKS[0]], [Mark("new"), MARKS[1]]):
        other = replace(ENTRY, at=7, event_id="other")
        assert shop.book.save_recorded(after, more, other, marks) is Saved.KNOWN
        assert shop.book.save_recorded(FRIEND, more, other, marks) is Saved.KNOWN  # known counts before stale
    assert shop.friends.get("U1") == after
    assert shop.book.marked("U1", "new") is None
    assert list(shop.ledger.entries("U1")) == [replace(ENTRY, folded=True)]  # marks are no entries


def test_a_mark_leads_to_its_entry(shop):
    after = replace(FRIEND, recorded_at=6, revision=2)
    assert shop.book.marked("U1", "r") is None
    shop.book.save_recorded(FRIEND, after, ENTRY, MARKS)
    for mark in MARKS:
        assert shop.book.marked("U1", mark.name) == Marked(mark, replace(ENTRY, folded=True))
    assert shop.book.marked("U2", "r") is None


def test_a_stale_friend_leaves_no_mark(shop):
    stale = replace(FRIEND, revision=7)
    assert shop.book.save_recorded(stale, replace(stale, revision=8), ENTRY, MARKS) is Saved.STALE
    assert shop.book.marked("U1", "r") is None


def points_of(stores, clock=None):
    clock = clock or Clock()
    book = FriendBook(stores.friends, stores.book, clock, Counting(), no_pause)
    return Points(book, lambda: Program(PointSettings(), Ranks()), clock)


def test_everybody_with_points_is_settled(stores):
    clock = Clock()
    points = points_of(stores, clock)
    for n in range(3):
        stores.book.save_rebuilt(None, Friend(f"U{n}", revision=1))
    for n in range(2):
        lot = "2026-11-22" if n else "2027-11-22"
        points.move(f"U{n}", Movement(kind=Kind.GRANT, points=5, expires_on=lot), by="op", key="g")
    clock.now += 2 * DAY
    assert list(Sweep(stores.holders, no_pause, points).run())[-1] == Swept(2, 1)
    assert list(Sweep(stores.holders, no_pause, points).run())[-1] == Swept(2, 0)
    assert [stores.friends.get(f"U{n}").points for n in range(3)] == [5, 0, None]


def test_two_hundred_uses_among_rivals_and_conflicts(stores, calls):
    """Before the writes of some, others write, and DynamoDB says that it has a conflict. Whoever gives up tries again."""
    stores.book.save_rebuilt(None, FRIEND)
    points = points_of(stores)
    points.move("U1", Movement(kind=Kind.GRANT, points=500), by="op", key="g")
    dice, outcomes, waiting = Random(7), Counter(), [f"use-{n}" for n in range(200)]

    def use(depth=0):
        key = waiting.pop()

        def rival(name, arguments):
            if waiting and depth < 3:
                use(depth + 1)

        calls.faults["TransactWriteItems"] = [dice.choice([rival, cancelled("TransactionConflict")])] * dice.randrange(
            3
        )
        try:
            points.move("U1", Movement(kind=Kind.USE, points=3), by="till", key=key)
        except Conflict as refused:
            outcomes[refused.code] += 1
        except Unavailable as busy:
            assert busy.code == "contention"
            waiting.append(key)
        else:
            outcomes["used"] += 1

    while waiting:
        use()
    assert outcomes == {"used": 166, "not_enough_points": 34}
    friend, moved = stores.friends.get("U1"), [entry.data for entry in stores.ledger.entries("U1")]
    assert friend.points == 2 == sum(m["points"] if m["credit"] == "friend" else -m["points"] for m in moved)
    assert replace(rebuild(stores.ledger.entries("U1")), revision=friend.revision, first_seen_at=5) == friend
