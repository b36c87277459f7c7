"""What an entry sets off: the fold, then the profile."""

import pytest

from daifukucho.friends.book import FriendBook
from daifukucho.friends.folding import Folding, Processing
from daifukucho.friends.profile import Profile
from daifukucho.kernel.errors import Unavailable
from daifukucho.ledger.entry import Entry
from tests.support.book import Clock, Counting, FakeProfiles, MemoryBook, no_pause

FOLLOW = Entry("follow", 1_000, "f", "U1")


class Shop:
    def __init__(self, **profiles):
        self.book, self.clock, self.line = MemoryBook(), Clock(5_000), FakeProfiles(**profiles)
        friends = FriendBook(self.book, self.book, self.clock, Counting(), no_pause)
        folding = Folding(self.book, self.book, no_pause)
        self.processing = Processing(folding, friends, self.line, self.clock, no_pause)

    def happens(self, *entries):
        self.book.write(entries)
        for entry in entries:
            self.processing.process(entry)
        return self.book.friends.get("U1")


@pytest.fixture
def shop() -> Shop:
    return Shop(U1=Profile("花子", language="ja"))


def test_a_new_friend_gets_her_profile(shop):
    friend = shop.happens(FOLLOW)
    assert (friend.display_name, friend.language, friend.profile_at) == ("花子", "ja", 5_000)
    assert [entry.kind for entry in shop.book.entries("U1")] == ["follow", "profile"]


def test_any_event_of_somebody_unknown_makes_a_friend(shop):
    friend = shop.happens(Entry("unknown", 1_000, "x", "U1"))
    assert (friend.display_name, friend.status, friend.status_version) == ("花子", "active", "")


def test_the_profile_is_fetched_once(shop):
    shop.happens(FOLLOW, Entry("message", 2_000, "m", "U1"), FOLLOW)
    assert shop.line.calls == ["U1"]


def test_it_is_fetched_again_when_she_comes_back(shop):
    shop.happens(FOLLOW, Entry("unfollow", 6_000, "u", "U1"))
    shop.clock.now = 7_000
    shop.line.profiles["U1"] = Profile("改名した花子")
    friend = shop.happens(Entry("follow", 6_500, "g", "U1"))
    assert friend.display_name == "改名した花子"
    assert len(shop.line.calls) == 2


def test_a_follow_that_comes_late_does_not_fetch_again(shop):
    shop.happens(Entry("message", 2_000, "m", "U1"), FOLLOW)
    assert shop.line.calls == ["U1"]


def test_who_has_blocked_us_is_not_asked_for(shop):
    friend = shop.happens(Entry("unfollow", 1_000, "u", "U1"))
    assert friend.status == "blocked"
    assert shop.line.calls == []


def test_a_profile_that_line_does_not_show_is_not_asked_for_again():
    shop = Shop()
    friend = shop.happens(FOLLOW, Entry("message", 2_000, "m", "U1"))
    assert (friend.display_name, friend.profile_at, shop.line.calls) == (None, 5_000, ["U1"])


@pytest.mark.parametrize(
    "entry", [Entry("message", 1, "e", group_id="C1"), Entry("module", 1, "e"), Entry("sent", 1, "e", "U1")]
)
def test_what_is_of_no_friend_sets_off_nothing(shop, entry):
    assert shop.happens(entry) is None
    assert shop.line.calls == []
    assert not any(entry.folded for entry in shop.book.ledger.values())


def test_while_line_is_silent_she_is_folded_and_the_profile_is_missing(shop):
    shop.line.down = True
    with pytest.raises(Unavailable) as missing:
        shop.happens(FOLLOW)
    assert missing.value.code == "profile"
    assert shop.book.friends["U1"].follows == 1
    assert shop.line.calls == ["U1"] * 3


def test_a_silent_line_is_left_alone_for_a_while_and_then_asked_again(shop):
    shop.line.down = True
    for _ in range(5):
        with pytest.raises(Unavailable):
            shop.happens(FOLLOW)
    assert len(shop.line.calls) == 3
    shop.line.down = False
    shop.clock.now += 30_000
    assert shop.happens(FOLLOW).display_name == "花子"
    assert shop.book.friends["U1"].follows == 1
