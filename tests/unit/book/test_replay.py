"""Replay: what it writes, what it leaves, and what it does while others write."""

import json
from dataclasses import replace

import pytest

from daifukucho.book.fold import rebuild
from daifukucho.book.folding import Folding
from daifukucho.book.replay import Replay, Replayed, ReplayOutcome
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from tests.support.book import MemoryBook, no_pause

MESSAGES = [Entry("message", at, f"m{at}", "U1") for at in (1, 2, 3)]


def replayed(book: MemoryBook) -> Replay:
    return Replay(book, book, book, Folding(book, book, no_pause), no_pause)


def book_of(*entries: Entry) -> MemoryBook:
    book = MemoryBook()
    book.write(entries)
    for entry in entries:
        if entry.friend_id:
            Folding(book, book, no_pause).fold(entry)
    return book


def test_a_dry_run_says_what_it_would_do_and_does_nothing():
    book = book_of(*MESSAGES)
    spoilt = book.friends["U1"] = replace(book.friends["U1"], messages_received=99)
    assert replayed(book).one("U1", dry_run=True) == Replayed("U1", ReplayOutcome.REBUILT)
    assert book.friends["U1"] == spoilt


def test_a_dry_run_leaves_out_what_is_not_folded_yet():
    book = book_of(*MESSAGES)
    book.write([Entry("message", 9, "late", "U1")])
    assert replayed(book).one("U1", dry_run=True).outcome is ReplayOutcome.SAME


def test_tags_that_were_kept_as_typed_become_one_by_replay():
    """As an older version has folded and kept them."""
    typed = [["春～夏", "VIP\u200b"], ["春〜夏", "か\u3099"]]
    edits = [
        Entry("edit", at, f"e{at}", "U1", body=json.dumps({"set": {}, "tags_add": tags, "tags_remove": [], "by": "a"}))
        for at, tags in enumerate(typed, start=1)
    ]
    gone = Entry("edit", 3, "e3", "U1", body=json.dumps({"set": {}, "tags_add": [], "tags_remove": ["VIP"], "by": "a"}))
    book = book_of(*edits, gone)
    assert book.friends["U1"].tags == {"春〜夏": 1, "が": 2}
    book.friends["U1"] = replace(book.friends["U1"], tags={"春～夏": 1, "春〜夏": 2, "か\u3099": 2})
    assert replayed(book).one("U1").outcome is ReplayOutcome.REBUILT
    assert book.friends["U1"].tags == {"春〜夏": 1, "が": 2}


def test_a_friend_whose_index_is_of_an_older_making_is_written_anew():
    book = book_of(*MESSAGES)
    book.friends["U1"] = replace(book.friends["U1"], indexed_by=0)
    assert replayed(book).one("U1").outcome is ReplayOutcome.REBUILT
    assert replayed(book).one("U1").outcome is ReplayOutcome.SAME


def test_what_is_not_folded_yet_is_folded_and_marked():
    book = book_of(*MESSAGES)
    book.write([late := Entry("message", 9, "late", "U1")])
    replayed(book).one("U1")
    assert book.friends["U1"].messages_received == 4
    assert book.entry("U1", late.version).folded


def test_a_page_that_says_nothing_of_the_friend_makes_none():
    book = MemoryBook()
    book.write([Entry("sent", 1, "s", "U1")])
    assert replayed(book).one("U1").outcome is ReplayOutcome.EMPTY
    assert book.friends == {}


def test_all_replays_every_friend_and_no_group():
    book = book_of(*MESSAGES, Entry("message", 1, "g", group_id="C1"), Entry("follow", 1, "f", "U2"))
    del book.friends["U2"]
    assert list(replayed(book).all()) == [Replayed("U1", ReplayOutcome.SAME), Replayed("U2", ReplayOutcome.REBUILT)]


BAD = Entry(
    "edit", 5, "bad", "U2", body=json.dumps({"set": {"nickname": "花"}, "tags_add": [], "tags_remove": [], "by": "a"})
)
"""It names an attribute that no friend has."""


def test_a_friend_whose_page_is_not_understood_is_left_and_the_others_are_replayed():
    book = book_of(
        *MESSAGES, *(replace(entry, friend_id=friend_id) for entry in MESSAGES for friend_id in ("U2", "U3"))
    )
    book.friends |= {name: replace(book.friends[name], messages_received=99) for name in ("U1", "U2", "U3")}
    left = book.friends["U2"]
    book.write([replace(BAD, folded=True)])
    assert list(replayed(book).all()) == [
        Replayed("U1", ReplayOutcome.REBUILT),
        Replayed("U2", ReplayOutcome.LEFT, BAD.version, "edit"),
        Replayed("U3", ReplayOutcome.REBUILT),
    ]
    assert book.friends["U2"] == left
    assert book.friends["U1"].messages_received == book.friends["U3"].messages_received == 3


def test_of_a_friend_who_is_left_nothing_is_folded_either():
    book = MemoryBook()
    book.write([late := Entry("message", 9, "late", "U2"), BAD])
    assert replayed(book).one("U2").outcome is ReplayOutcome.LEFT
    assert book.friends == {}
    assert not book.entry("U2", late.version).folded


def test_a_store_that_does_not_answer_ends_the_replay():
    book = book_of(*MESSAGES)
    book.friends.clear()

    def outage():
        raise Unavailable(Words("応答がありません。", "No answer."))

    book.before_save = outage
    with pytest.raises(Unavailable):
        list(replayed(book).all())


def test_a_rival_that_folds_meanwhile_is_not_undone():
    book = book_of(*MESSAGES)
    book.friends["U1"] = replace(book.friends["U1"], messages_received=99)
    late = Entry("message", 9, "late", "U1")

    def rival():
        book.before_save = lambda: None
        book.write([late])
        Folding(book, book, no_pause).fold(late)

    book.before_save = rival
    assert replayed(book).one("U1").outcome is ReplayOutcome.REBUILT
    assert replace(book.friends["U1"], revision=0) == rebuild([*MESSAGES, late])
