"""Memos: what may be written, and that what was removed is gone, whoever is faster."""

from types import SimpleNamespace

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.timeline import Timeline
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, Invalid, NotFound
from daifukucho.kernel.time import HOUR, to_iso
from daifukucho.memos.memo import MEMO_INPUT, Memos
from tests.support.book import Clock, Counting, MemoryBook, no_pause

VISIT = {"category": "visit", "text": " 七五三の下見。\n11月をご検討中。 ", "happened_at": "2026-11-21T15:00:00+09:00"}


@pytest.fixture
def shop():
    memory, clock = MemoryBook(), Clock()
    memory.friends["U1"] = Friend("U1", revision=1)
    book = FriendBook(memory, memory, clock, Counting(), no_pause)
    return SimpleNamespace(memory=memory, clock=clock, memos=Memos(book, memory, Timeline(book, memory)))


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ([], ""),
        ({"text": "x"}, "/category"),
        ({"category": "meal", "text": "x"}, "/category"),
        ({"category": "call", "text": " "}, "/text"),
        ({"category": "call", "text": "x" * 5_001}, "/text"),
        ({"category": "call", "text": "a\x00b"}, "/text"),
        ({"category": "call", "text": "x", "happened_at": "2026-11-22"}, "/happened_at"),
        ({"category": "call", "text": "x", "by": "me"}, "/by"),
    ],
)
def test_what_cannot_be_written(given, pointer):
    with pytest.raises(Invalid) as caught:
        MEMO_INPUT.read(given)
    assert pointer in [fault.pointer for fault in caught.value.faults]


def test_what_is_still_to_come_cannot_have_happened(shop):
    ahead = VISIT | {"happened_at": to_iso(shop.clock.now + HOUR)}
    with pytest.raises(Invalid) as caught:
        shop.memos.write("U1", ahead, by="a", key="k")
    assert [fault.pointer for fault in caught.value.faults] == ["/happened_at"]
    memo = shop.memos.write("U1", VISIT, by="a", key="k").value
    with pytest.raises(Invalid):
        shop.memos.change("U1", memo.memo_id, ahead, by="a")
    assert shop.memos.get("U1", memo.memo_id) == memo


def test_a_change_says_who_and_when_and_leaves_the_author(shop):
    at = shop.clock.now
    memo = shop.memos.write("U1", VISIT, by="a", key="k").value
    assert (memo.text, memo.by, memo.written_at, memo.version) == (VISIT["text"].strip(), "a", at, 1)
    shop.clock.now += 5
    assert shop.memos.change("U1", memo.memo_id, VISIT, by="b") == memo  # nothing changed
    assert len(shop.memory.ledger) == 1
    after = shop.memos.change("U1", memo.memo_id, VISIT | {"category": "call"}, by="b", expected={1})
    assert (after.by, after.written_at, after.edited_by, after.edited_at, after.version) == ("a", at, "b", at + 5, 2)
    with pytest.raises(Conflict, match="version 2"):
        shop.memos.remove("U1", memo.memo_id, by="b", expected={1})
    assert shop.memos.get("U1", memo.memo_id) == after


def test_no_entry_holds_what_a_memo_says(shop):
    memo = shop.memos.write("U1", VISIT, by="a", key="k").value
    shop.memos.change("U1", memo.memo_id, VISIT | {"text": "ひみつ"}, by="a")
    shop.memos.remove("U1", memo.memo_id, by="a")
    assert [entry.kind for entry in shop.memory.entries("U1")] == ["memo", "memo_edited", "memo_removed"]
    everything = str([*shop.memory.ledger.values(), *shop.memory.texts.values()])
    assert "七五三" not in everything and "ひみつ" not in everything
    with pytest.raises(NotFound):
        shop.memos.write("U1", VISIT, by="a", key="k")  # a repeat does not bring it back


def test_rivals_at_one_memo(shop):
    """Somebody removes it between our reading it and our writing: nothing of it comes back."""
    memo = shop.memos.write("U1", VISIT, by="a", key="k").value

    def rival():
        shop.memory.before_save = lambda: None
        shop.memos.remove("U1", memo.memo_id, by="b")

    shop.memory.before_save = rival
    with pytest.raises(NotFound):
        shop.memos.change("U1", memo.memo_id, VISIT | {"text": "別"}, by="a")
    assert [entry.kind for entry in shop.memory.entries("U1")] == ["memo", "memo_removed"]
