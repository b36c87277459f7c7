"""Folding in any order, twice, late or interrupted gives the same friend, and replay gives the same friend again."""

import random
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import fold, is_foldable, rebuild
from daifukucho.book.folding import Folding
from daifukucho.book.kinds import EVENTS
from daifukucho.book.replay import Replay, ReplayOutcome
from daifukucho.book.timeline import Timeline
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile
from daifukucho.kernel.errors import NotFound, Unavailable
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.memos.memo import Memos
from tests.support.book import Clock, Counting, MemoryBook, no_pause
from tests.support.histories import FRIEND, edits, histories
from tests.support.search import checks

seeds = st.integers(0, 2**32 - 1)


def said(friend: Friend | None) -> Friend | None:
    """What is said of the friend, whatever the writes it took."""
    return friend and replace(friend, revision=0)


@given(histories, seeds)
def test_the_order_does_not_matter(history, seed):
    shuffled = random.Random(seed).sample(history, len(history))
    assert rebuild(shuffled) == rebuild(history)
    friend = None
    for entry in shuffled:
        friend = fold(friend, entry)
    assert friend == rebuild(history)


@given(histories)
def test_an_entry_given_twice_counts_once(history):
    assert rebuild([*history, *history]) == rebuild(history)


@given(histories)
def test_every_attribute_is_what_the_history_says(history):
    friend = rebuild(history)
    if not history:
        assert friend is None
        return

    def times(*kinds):
        return [entry.at for entry in history if entry.kind in kinds]

    assert friend.first_seen_at == min(entry.at for entry in history)
    assert friend.followed_at == max(times("follow"), default=None)
    assert friend.blocked_at == max(times("unfollow"), default=None)
    assert friend.follows == len(times("follow"))
    assert friend.messages_received == len(times("message"))
    telling = [
        (e.version, e.kind)
        for e in history
        if e.kind in ("follow", "unfollow") or (e.kind == "backfill" and "followers" in e.body)
    ]
    version, kind = max(telling, default=("", ""))
    assert friend.status_version == version
    lines = {e.kind for e in history if EVENTS[e.kind].effect.get("status") != Status.VISITOR}
    otherwise = Status.ACTIVE if lines else Status.VISITOR  # entries of pages alone: no need to be a friend
    assert friend.status is (Status.BLOCKED if kind == "unfollow" else otherwise)


def test_a_visitor_becomes_a_friend_when_line_tells_of_her():
    came = Entry("route", 100, "r", FRIEND, body='{"route":"pop"}')
    opened = Entry("coupon_viewed", 90, "c", FRIEND, body='{"coupon_id":"c"}')
    assert rebuild([came]).status is rebuild([came, opened]).status is Status.VISITOR
    for kind, status in (("follow", Status.ACTIVE), ("message", Status.ACTIVE), ("unfollow", Status.BLOCKED)):
        for at in (50, 95, 200):
            assert rebuild([came, opened, Entry(kind, at, "e", FRIEND)]).status is status


@given(histories)
def test_routes_are_those_of_the_first_and_the_last_entry_that_tell_one(history):
    friend = rebuild(history)
    told = sorted((entry.version, entry.data["route"]) for entry in history if entry.kind == "route")
    if not told:
        assert friend is None or (friend.first_route, friend.last_route) == (None, None)
        return
    assert (friend.first_route_version, friend.first_route) == told[0]
    assert (friend.last_route_version, friend.last_route) == told[-1]


@checks(300)
@given(histories, seeds)
def test_delivered_many_times_with_crashes_between_it_is_folded_once(history, seed):
    chance = random.Random(seed)
    book = MemoryBook()
    book.write(history)

    def perhaps_crash():
        if chance.random() < 0.3:
            raise Unavailable(Words("落ちました。", "crashed"))

    book.before_save = book.after_save = perhaps_crash
    folding = Folding(book, book, no_pause)
    deliveries = chance.choices(history, k=2 * len(history)) if history else []
    for entry in deliveries:
        with suppress(Unavailable):
            folding.fold(entry)
    book.before_save = book.after_save = lambda: None
    for entry in history:  # the stream delivers until it is done
        folding.fold(entry)
    assert said(book.get(FRIEND)) == rebuild(history)
    assert all(entry.folded for entry in book.ledger.values())
    assert book.saves == len(history)


def test_a_rival_that_is_first_costs_a_repeat_and_nothing_else():
    book = MemoryBook()
    mine, his = Entry("message", 100, "a", FRIEND), Entry("message", 50, "b", FRIEND)
    book.write([mine, his])
    folding = Folding(book, book, no_pause)

    def rival():
        book.before_save = lambda: None
        folding.fold(his)

    book.before_save = rival
    folding.fold(mine)
    assert said(book.get(FRIEND)) == rebuild([mine, his])
    assert book.get(FRIEND).revision == 2


def test_rivals_without_end_are_given_up():
    book = MemoryBook()
    entry = Entry("message", 100, "a", FRIEND)
    book.write([entry])

    def rival():
        known = book.get(FRIEND) or Friend(FRIEND)
        book.friends[FRIEND] = replace(known, revision=known.revision + 1)

    book.before_save = rival
    with pytest.raises(Unavailable):
        Folding(book, book, no_pause).fold(entry)
    assert not book.entry(FRIEND, entry.version).folded


def test_an_entry_that_the_ledger_does_not_hold_is_not_folded():
    book = MemoryBook()
    assert Folding(book, book, no_pause).fold(Entry("message", 100, "a", FRIEND)) is None
    assert book.friends == {}


@pytest.mark.parametrize(
    "entry",
    [Entry("message", 1, "e", group_id="C1"), Entry("botSuspended", 1, "e"), Entry("sent", 1, "e", FRIEND)],
    ids=["group", "channel", "sent"],
)
def test_what_is_of_no_friend_is_not_foldable(entry):
    assert not is_foldable(entry)
    assert rebuild([entry]) is None


operations = st.lists(
    st.one_of(
        st.builds(lambda on: ("set", {"in_progress": on}), st.booleans()),
        st.builds(lambda text: ("set", {"alias": text}), st.sampled_from(["花", "花子", None])),
        st.builds(lambda day: ("set", {"birthday": day}), st.sampled_from(["1969-04-01", "--02-29", None])),
        st.builds(lambda tag: ("tags_add", [tag]), st.sampled_from("abc")),
        st.builds(lambda tag: ("tags_remove", [tag]), st.sampled_from("abc")),
        st.builds(lambda name: ("profile", Profile(name) if name else None), st.sampled_from(["花", "Hanako", None])),
        st.builds(lambda edit: ("edit", edit), edits),
        st.builds(lambda change: ("memo", change), st.sampled_from(["write", "change", "remove"])),
        st.just(("fold", None)),
        st.builds(lambda ms: ("wait", ms), st.integers(-5, 5)),
    ),
    max_size=25,
)


def write_down(what: str, memos: Memos, clock: Clock) -> None:
    """Write, change or remove the one memo of a minute; what is not there is neither changed nor removed."""
    body = {"category": "call", "text": f"{what} {clock.now}"}
    with suppress(NotFound):
        memo = memos.write(FRIEND, {"category": "visit", "text": "ご来店"}, by="op", key="k").value
        if what == "change":
            memos.change(FRIEND, memo.memo_id, body, by="op")
        elif what == "remove":
            memos.remove(FRIEND, memo.memo_id, by="op")


@checks(300)
@given(histories.filter(bool), operations, seeds)
def test_replay_gives_the_same_friend_whatever_was_recorded_in_between(history, operations, seed):
    """Also when the clocks of those who record disagree, and while entries still come in."""
    chance = random.Random(seed)
    book, clock = MemoryBook(), Clock(1_005)
    folding = Folding(book, book, no_pause)
    friends = FriendBook(book, book, clock, Counting(), no_pause)
    memos = Memos(friends, book, Timeline(friends, book))
    replay = Replay(book, book, book, folding, no_pause)
    waiting = list(history)
    book.write(waiting[:1])
    folding.fold(waiting.pop(0))
    for what, value in operations:
        match what:
            case "fold" if waiting:
                book.write([waiting[0]])
                folding.fold(waiting.pop(0))
            case "wait":
                clock.now += value
            case "profile":
                friends.record_profile(FRIEND, value)
            case "edit":
                friends.apply(FRIEND, value, by="op")
            case "memo":
                write_down(value, memos, clock)
            case "set" | "tags_add" | "tags_remove":
                friends.edit(FRIEND, by="op", **{what: value})
    book.write(waiting)
    assert rebuild(e for e in book.ledger.values() if e.folded) == said(book.get(FRIEND))

    live = book.get(FRIEND)
    if not waiting:
        assert replay.one(FRIEND).outcome is ReplayOutcome.SAME
        assert book.get(FRIEND) == live
    del book.friends[FRIEND]
    if chance.random() < 0.5:
        book.friends[FRIEND] = replace(live, alias="spoilt", follows=99, tags={"spoilt": 1})
    assert replay.one(FRIEND).outcome is ReplayOutcome.REBUILT or waiting
    assert replay.one(FRIEND).outcome is ReplayOutcome.SAME
    assert said(book.get(FRIEND)) == rebuild(book.ledger.values())
    for entry in history:
        folding.fold(entry)
    assert said(book.get(FRIEND)) == rebuild(book.ledger.values())
