"""A friend as of an earlier instant, and what the random histories notice."""

from dataclasses import replace
from random import Random

import pytest

from daifukucho.book.fold import rebuild
from daifukucho.book.folding import Folding
from daifukucho.book.kinds import EVENTS
from daifukucho.book.past import Past
from daifukucho.friends.attributes import Status
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.refusals import FRIEND_NOT_FOUND
from daifukucho.kernel.registry import module_of
from daifukucho.ledger.entry import Entry
from tests.support.book import MemoryBook, no_pause
from tests.support.histories import (
    EVERY_KIND,
    FOLDED_KINDS,
    FRIEND,
    MADE_UP,
    Stores,
    as_folded,
    live_at_random,
)

LATEST = 10**13 - 2


class Roster:
    """As the API has it: somebody who is not there is told."""

    def __init__(self, book: MemoryBook) -> None:
        self._book = book

    def get(self, friend_id: str):
        if found := self._book.get(friend_id):
            return found
        raise FRIEND_NOT_FOUND()


def agrees(seed: int) -> bool:
    """Whether a random friend is the same, folded as it came and folded by time; and so at any instant of the
    history."""
    book = MemoryBook()
    folded = live_at_random(Random(seed), Stores(book, book, book))
    now = replace(book.get(FRIEND), revision=0)
    past = Past(Roster(book), book)
    if past.as_of(FRIEND, LATEST) != now or rebuild(book.entries(FRIEND)) != now:
        return False
    times = Random(seed).sample(sorted({entry.at for entry in folded}), 8)
    return all(past.as_of(FRIEND, at) == as_folded(folded, at) for at in times)


def test_every_kind_that_is_folded_is_made_up():
    """A new kind needs a line in ``BODIES``."""
    assert set(EVERY_KIND) - MADE_UP == set()


def test_the_histories_have_every_kind_out_of_order():
    book = MemoryBook()
    folded = live_at_random(Random(0), Stores(book, book, book))
    assert {entry.kind for entry in folded} == set(EVERY_KIND)
    assert [entry.version for entry in folded] != sorted(entry.version for entry in folded)


def test_folded_by_time_she_is_the_same_as_folded_as_it_came():
    assert all(map(agrees, range(40)))


def spoil(monkeypatch, spoilt):
    monkeypatch.setitem(EVENTS._loaded, module_of(spoilt.key), spoilt)


@pytest.mark.parametrize("kind", FOLDED_KINDS)
def test_a_fold_that_depends_on_the_order_is_noticed(kind, monkeypatch):
    """Whichever of the kinds it is that lets the last to come have its way."""
    was = EVENTS[kind]
    spoilt = replace(was, fold=lambda friend, entry: replace(was.fold(friend, entry), status_message=entry.event_id))
    spoil(monkeypatch, spoilt)
    assert not all(map(agrees, range(20)))


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("message", lambda friend, entry: {"last_seen_at": entry.at}),
        ("follow", lambda friend, entry: {"status": Status.ACTIVE}),
        ("route", lambda friend, entry: {"first_route": friend.first_route or entry.data["route"]}),
    ],
)
def test_what_one_might_get_wrong_is_noticed(kind, wrong, monkeypatch):
    before = EVENTS[kind].fold
    spoilt = replace(EVENTS[kind], fold=lambda friend, entry: replace(before(friend, entry), **wrong(friend, entry)))
    spoil(monkeypatch, spoilt)
    assert not all(map(agrees, range(20)))


def test_before_her_first_entry_nothing_is_known_and_somebody_unknown_is_none():
    book = MemoryBook()
    folded = live_at_random(Random(1), Stores(book, book, book))
    past = Past(Roster(book), book)
    with pytest.raises(NotFound) as early:
        past.as_of(FRIEND, min(entry.at for entry in folded) - 1)
    with pytest.raises(NotFound) as nobody:
        past.as_of("Unobody", LATEST)
    assert (early.value.code, nobody.value.code) == ("friend_not_known_yet", "friend_not_found")


def test_an_entry_counts_from_its_own_time_once_it_is_folded():
    book = MemoryBook()
    folding, past = Folding(book, book, no_pause), Past(Roster(book), book)
    first, late = Entry("message", 100, "a", FRIEND), Entry("message", 50, "b", FRIEND)
    book.write([first, late])
    folding.fold(first)
    with pytest.raises(NotFound):
        past.as_of(FRIEND, 99)  # the roster has not taken the late one in
    folding.fold(late)
    assert past.as_of(FRIEND, 99).messages_received == 1
    assert past.as_of(FRIEND, 100).messages_received == 2
