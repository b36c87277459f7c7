"""Writing a friend with the friend's ledger: what the core may rely on, in memory and over DynamoDB alike."""

from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import rebuild
from daifukucho.book.folding import Folding
from daifukucho.book.past import Past
from daifukucho.book.replay import Replay, ReplayOutcome
from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import Saved
from daifukucho.kernel.errors import Unavailable
from daifukucho.ledger.entry import Entry
from tests.support.aws_calls import cancelled, refused, silent
from tests.support.book import Clock, Counting, MemoryBook, no_pause
from tests.support.histories import FRIEND, Stores, as_folded, live_at_random

FIRST = Friend("U1", display_name="花子", tags={"a": 4}, first_seen_at=5, revision=1)
ENTRY = Entry("message", 5, "m", "U1", body='{"a":1}')


@pytest.fixture(params=["memory", "dynamo"])
def shop(request):
    if request.param == "memory":
        book = MemoryBook()
        return SimpleNamespace(friends=book, ledger=book, book=book)
    return request.getfixturevalue("stores")


def test_a_fold_writes_the_friend_and_marks_the_entry(shop):
    shop.ledger.write([ENTRY])
    assert shop.book.save_folded(None, FIRST, [ENTRY]).saved is Saved.DONE
    assert shop.friends.get("U1") == FIRST
    assert shop.ledger.entry("U1", ENTRY.version) == replace(ENTRY, folded=True)


def test_what_is_folded_is_known(shop):
    shop.ledger.write([ENTRY])
    shop.book.save_folded(None, FIRST, [ENTRY])
    again = replace(FIRST, follows=9, revision=2)
    assert shop.book.save_folded(FIRST, again, [ENTRY]).saved is Saved.KNOWN
    assert shop.book.save_folded(None, again, [ENTRY]).saved is Saved.KNOWN
    assert shop.friends.get("U1") == FIRST


def test_what_the_ledger_does_not_hold_is_known_as_well(shop):
    assert shop.book.save_folded(None, FIRST, [ENTRY]).saved is Saved.KNOWN
    assert shop.friends.get("U1") is None


@pytest.mark.parametrize("before", [None, replace(FIRST, revision=7)])
def test_a_friend_who_is_not_as_read_is_stale(shop, before):
    shop.book.save_rebuilt(None, FIRST)
    shop.ledger.write([ENTRY])
    after = replace(FIRST, follows=9, revision=8)
    recorded = Entry("edit", 6, "r", "U1")
    assert shop.book.save_folded(before, after, [ENTRY]).saved is Saved.STALE
    assert shop.book.save_rebuilt(before, after) is Saved.STALE
    if before:
        assert shop.book.save_recorded(before, after, recorded) is Saved.STALE
    assert shop.friends.get("U1") == FIRST
    assert shop.ledger.entry("U1", ENTRY.version) == ENTRY
    assert shop.ledger.entry("U1", recorded.version) is None


def test_a_friend_who_is_gone_is_stale(shop):
    shop.ledger.write([ENTRY])
    assert shop.book.save_folded(FIRST, replace(FIRST, revision=2), [ENTRY]).saved is Saved.STALE


def test_what_is_recorded_is_an_entry_that_is_folded(shop):
    shop.book.save_rebuilt(None, FIRST)
    after = replace(FIRST, alias="常連", tags={}, revision=2)
    entry = Entry("edit", 6, "r", "U1", body='{"by":"op"}')
    assert shop.book.save_recorded(FIRST, after, entry) is Saved.DONE
    assert shop.friends.get("U1") == after
    assert shop.ledger.entry("U1", entry.version) == replace(entry, folded=True)
    assert shop.book.save_recorded(after, replace(after, revision=3), entry) is Saved.KNOWN


def test_writing_an_entry_again_does_not_unfold_it(shop):
    shop.ledger.write([ENTRY])
    shop.book.save_folded(None, FIRST, [ENTRY])
    shop.ledger.write([ENTRY])
    assert shop.ledger.entry("U1", ENTRY.version).folded


@pytest.mark.parametrize(
    "reasons", [["TransactionConflict"], ["None", "TransactionConflict"], ["None", "ThrottlingError"]]
)
def test_a_rival_at_the_same_moment_is_stale(stores, calls, reasons):
    stores.ledger.write([ENTRY])
    calls.faults["TransactWriteItems"] = [cancelled(*reasons)]
    assert stores.book.save_folded(None, FIRST, [ENTRY]).saved is Saved.STALE


@pytest.mark.parametrize("fault", [silent, refused("AccessDeniedException"), cancelled("ValidationError")])
def test_an_outage_is_said(stores, calls, fault):
    stores.ledger.write([ENTRY])
    calls.faults["TransactWriteItems"] = [fault]
    with pytest.raises(Unavailable):
        stores.book.save_folded(None, FIRST, [ENTRY])


def test_conflicts_delay_a_fold_and_change_nothing(stores, calls):
    stores.ledger.write([ENTRY])
    calls.faults["TransactWriteItems"] = [cancelled("TransactionConflict")] * 5
    friend = Folding(stores.friends, stores.book, no_pause).fold(ENTRY)
    assert friend == stores.friends.get("U1")
    assert (friend.messages_received, friend.revision) == (1, 1)


def test_a_fold_whose_answer_was_lost_counts_once(stores, calls):
    """The transaction went through; the network then failed; the stream delivers again."""
    stores.ledger.write([ENTRY])
    folding = Folding(stores.friends, stores.book, no_pause)
    folding.fold(ENTRY)
    assert folding.fold(ENTRY).messages_received == 1


def test_an_edit_among_rivals_and_conflicts(stores, calls):
    stores.book.save_rebuilt(None, FIRST)
    friends = FriendBook(stores.friends, stores.book, Clock(), Counting(), no_pause)

    def rival(name, arguments):
        calls.faults["TransactWriteItems"] = [cancelled("TransactionConflict")]
        FriendBook(stores.friends, stores.book, Clock(), Counting(), no_pause).edit("U1", by="b", tags_add=["b"])

    calls.faults["TransactWriteItems"] = [rival]
    after = friends.edit("U1", by="c", tags_add=["c"])
    assert after == stores.friends.get("U1")
    assert set(after.tags) == {"a", "b", "c"} and after.tags["a"] == 4
    assert after.revision == 3


@pytest.mark.parametrize("seed", range(2))
def test_what_is_rebuilt_is_what_is_there(stores, seed):
    """With every kind there is, and at any instant of hers."""
    folded = live_at_random(Random(seed), Stores(stores.friends, stores.book, stores.ledger))
    live = stores.friends.get(FRIEND)
    assert rebuild(stores.ledger.entries(FRIEND)) == replace(live, revision=0)

    past = Past(stores.friends, stores.ledger)
    for at in [*Random(seed).sample(sorted({entry.at for entry in folded}), 4), 10**13 - 2]:
        assert past.as_of(FRIEND, at) == as_folded(folded, at)
    assert past.as_of(FRIEND, 10**13 - 2) == replace(live, revision=0)

    folding = Folding(stores.friends, stores.book, no_pause)
    replay = Replay(stores.friends, stores.book, stores.ledger, folding, no_pause)
    assert replay.one(FRIEND).outcome is ReplayOutcome.SAME
    stores.book.save_rebuilt(live, spoilt := replace(live, follows=99, alias=None, revision=live.revision + 1))
    assert replay.one(FRIEND).outcome is ReplayOutcome.REBUILT
    assert stores.friends.get(FRIEND) == replace(live, revision=spoilt.revision + 1)
