"""Which folds ask for a profile, and what is done when it is asked for."""

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import is_foldable
from daifukucho.book.folding import Folding
from daifukucho.friends.profile import Profile
from daifukucho.friends.profile_update import ProfileUpdate, wanted_since
from daifukucho.kernel.errors import Unavailable
from daifukucho.ledger.entry import Entry
from tests.support.book import Clock, Counting, FakeProfiles, MemoryBook, no_pause

FOLLOW = Entry("follow", 1_000, "f", "U1")


class Shop:
    def __init__(self, **profiles):
        self.book, self.clock, self.line = MemoryBook(), Clock(5_000), FakeProfiles(**profiles)
        friends = FriendBook(self.book, self.book, self.clock, Counting(), no_pause)
        self.folding = Folding(self.book, self.book, no_pause)
        self.profiles = ProfileUpdate(friends, self.line, self.clock, no_pause)

    def asks(self, *entries):
        """Since when the profile is wanted after these entries are folded, one after the other."""
        self.book.write(entries)
        return [wanted_since(self.folding.fold(entry), [entry]) for entry in entries]

    def happens(self, *entries):
        for entry in entries:
            (since,) = self.asks(entry)
            if since is not None:
                self.profiles.update(entry.friend_id, since)
        return self.book.friends.get("U1")


@pytest.fixture
def shop() -> Shop:
    return Shop(U1=Profile("花子", language="ja"))


def test_a_new_friend_gets_a_profile(shop):
    friend = shop.happens(FOLLOW)
    assert (friend.display_name, friend.language, friend.profile_at) == ("花子", "ja", 5_000)
    assert [entry.kind for entry in shop.book.entries("U1")] == ["follow", "profile"]


def test_any_event_of_somebody_unknown_makes_a_friend(shop):
    friend = shop.happens(Entry("unknown", 1_000, "x", "U1"))
    assert (friend.display_name, friend.status, friend.status_version) == ("花子", "active", "")


def test_the_profile_is_fetched_once_however_often_it_is_asked_for(shop):
    shop.happens(FOLLOW, Entry("message", 2_000, "m", "U1"), FOLLOW)
    assert shop.asks(FOLLOW) == [None]
    assert shop.line.calls == ["U1"]


def test_it_is_fetched_again_when_the_friend_comes_back(shop):
    shop.happens(FOLLOW, Entry("unfollow", 6_000, "u", "U1"))
    shop.clock.now = 7_000
    shop.line.profiles["U1"] = Profile("改名した花子")
    friend = shop.happens(Entry("follow", 6_500, "g", "U1"))
    assert friend.display_name == "改名した花子"
    assert len(shop.line.calls) == 2


def test_of_several_entries_folded_together_the_last_follow_counts(shop):
    shop.happens(FOLLOW)
    entries = [Entry("follow", 6_500, "g", "U1"), Entry("message", 7_000, "m", "U1"), Entry("follow", 6_000, "h", "U1")]
    shop.book.write(entries)
    assert wanted_since(shop.folding.fold_all(entries).friend, entries) == 6_500


def test_a_follow_that_comes_late_does_not_fetch_again(shop):
    shop.happens(Entry("message", 2_000, "m", "U1"), FOLLOW)
    assert shop.line.calls == ["U1"]


def test_who_has_blocked_us_is_not_asked_for(shop):
    assert shop.asks(Entry("unfollow", 1_000, "u", "U1")) == [None]
    assert not shop.profiles.update("U1", 2_000)
    assert shop.line.calls == []


def test_a_profile_that_line_does_not_show_is_not_asked_for_again():
    shop = Shop()
    friend = shop.happens(FOLLOW, Entry("message", 2_000, "m", "U1"))
    assert (friend.display_name, friend.profile_at, shop.line.calls) == (None, 5_000, ["U1"])


@pytest.mark.parametrize(
    "entry", [Entry("message", 1, "e", group_id="C1"), Entry("module", 1, "e"), Entry("sent", 1, "e", "U1")]
)
def test_what_is_of_no_friend_is_not_folded(entry):
    assert not is_foldable(entry)


def test_while_line_is_silent_the_friend_is_folded_and_the_profile_is_missing(shop):
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


def test_somebody_who_is_not_in_the_roster_has_no_profile(shop):
    assert not shop.profiles.update("U9", 0)
    assert shop.line.calls == []
