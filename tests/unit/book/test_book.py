"""What staff members may change, what they may change it to, and how it is recorded."""

import json

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile
from daifukucho.kernel.errors import Invalid, NotFound, Unavailable
from daifukucho.kernel.words import Words
from tests.support.book import Clock, Counting, MemoryBook, no_pause


@pytest.fixture
def book() -> MemoryBook:
    book = MemoryBook()
    book.friends["U1"] = Friend("U1", tags={"old": 1}, revision=4)
    return book


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def friends(book, clock) -> FriendBook:
    return FriendBook(book, book, clock, Counting(), no_pause)


def test_an_edit_is_an_entry_and_a_friend(book, friends, clock):
    after = friends.edit(
        "U1", by="op", set={"alias": " 花子さん ", "in_progress": True}, tags_add=[" vip "], tags_remove=["old"]
    )
    assert after == book.friends["U1"]
    assert (after.alias, after.in_progress, after.tags, after.revision) == ("花子さん", True, {"vip": clock.now}, 5)
    (entry,) = book.ledger.values()
    assert (entry.kind, entry.at, entry.folded, entry.friend_id) == ("edit", clock.now, True, "U1")
    assert entry.data == {
        "set": {"alias": "花子さん", "in_progress": True}, "tags_add": ["vip"], "tags_remove": ["old"], "by": "op",
    }  # fmt: skip


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"set": {}},
        {"set": {"alias": None, "do_not_send": False}},
        {"set": {"note": "  "}},
        {"tags_add": ["old"]},
        {"tags_remove": ["never had"]},
    ],
)
def test_an_edit_that_changes_nothing_writes_nothing(book, friends, edit):
    assert friends.edit("U1", by="op", **edit).revision == 4
    assert book.saves == 0
    assert book.ledger == {}


def test_only_what_changes_is_recorded(book, friends):
    friends.edit("U1", by="op", set={"note": "常連", "alias": None}, tags_add=["old", "vip"])
    (entry,) = book.ledger.values()
    assert entry.data["set"] == {"note": "常連"}
    assert entry.data["tags_add"] == ["vip"]


def test_null_and_emptiness_clear(book, friends):
    friends.edit("U1", by="op", set={"note": "a", "alias": "b", "birthday": "2000-02-29"})
    after = friends.edit("U1", by="op", set={"note": "", "alias": None, "birthday": None})
    assert (after.note, after.alias, after.birthday) == (None, None, None)


@pytest.mark.parametrize(
    ("edit", "pointers"),
    [
        ({"set": {"status": "blocked"}}, ["/set/status"]),
        ({"set": {"revision": 1, "tags": ["a"]}}, ["/set/revision", "/set/tags"]),
        ({"set": {"a/b~c": 1}}, ["/set/a~1b~0c"]),
        ({"set": {"alias": 3}}, ["/set/alias"]),
        ({"set": {"alias": "a" * 101}}, ["/set/alias"]),
        ({"set": {"alias": "two\nlines"}}, ["/set/alias"]),
        ({"set": {"alias": "\ud800"}}, ["/set/alias"]),
        ({"set": {"note": "a" * 2001}}, ["/set/note"]),
        ({"set": {"note": "bell\a"}}, ["/set/note"]),
        ({"set": {"note": "\ud800"}}, ["/set/note"]),
        ({"set": {"note": ["a"]}}, ["/set/note"]),
        ({"set": {"birthday": "1990-2-3"}}, ["/set/birthday"]),
        ({"set": {"birthday": "1990-02-30"}}, ["/set/birthday"]),
        ({"set": {"birthday": "19900203"}}, ["/set/birthday"]),
        ({"set": {"birthday": "１９９０-02-03"}}, ["/set/birthday"]),
        ({"set": {"birthday": 19900203}}, ["/set/birthday"]),
        ({"set": {"do_not_send": None}}, ["/set/do_not_send"]),
        ({"set": {"in_progress": 1}}, ["/set/in_progress"]),
        ({"tags_add": [""]}, ["/tags_add/0"]),
        ({"tags_add": ["ok", "a" * 101, 3]}, ["/tags_add/1", "/tags_add/2"]),
        ({"tags_add": ["tab\there"]}, ["/tags_add/0"]),
        ({"tags_remove": [None]}, ["/tags_remove/0"]),
        ({"tags_add": ["x"], "tags_remove": ["x"]}, ["/tags_remove"]),
        ({"tags_add": [str(n) for n in range(200)]}, ["/tags_add"]),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(book, friends, edit, pointers):
    with pytest.raises(Invalid) as refused:
        friends.edit("U1", by="op", **edit)
    assert [fault.pointer for fault in refused.value.faults] == pointers
    assert book.saves == 0


def test_limits_themselves_are_allowed(friends):
    after = friends.edit(
        "U1",
        by="op",
        set={"alias": "あ" * 100, "note": "一\n二\t" + "あ" * 1996},
        tags_add=[str(n) for n in range(199)],
    )
    assert len(after.tags) == 200
    changed = friends.edit("U1", by="op", tags_add=["one more"], tags_remove=["old"])
    assert len(changed.tags) == 200


def test_there_must_be_such_a_friend(book, friends):
    for act in (
        lambda: friends.get("U9"),
        lambda: friends.edit("U9", by="op", tags_add=["a"]),
        lambda: friends.record_profile("U9", None),
    ):
        with pytest.raises(NotFound):
            act()
    assert book.ledger == {}


def test_recorded_times_strictly_increase_whatever_the_clock_does(book, friends, clock):
    friends.edit("U1", by="op", tags_add=["a"])
    friends.edit("U1", by="op", tags_remove=["a"])
    clock.now -= 60_000
    friends.edit("U1", by="op", tags_add=["b"])
    start = clock.now + 60_000
    assert [entry.at for entry in book.ledger.values()] == [start, start + 1, start + 2]
    assert book.friends["U1"].recorded_at == start + 2


def test_a_tag_keeps_the_time_at_which_it_was_added_until_it_is_removed(friends, clock):
    first = clock.now
    friends.edit("U1", by="op", tags_add=["a"])
    clock.now += 60_000
    assert friends.edit("U1", by="op", tags_add=["a", "b"]).tags == {"old": 1, "a": first, "b": first + 60_000}
    assert friends.edit("U1", by="op", tags_remove=["a"]).tags == {"old": 1, "b": first + 60_000}
    clock.now += 60_000
    assert friends.edit("U1", by="op", tags_add=["a"]).tags == {"old": 1, "a": first + 120_000, "b": first + 60_000}


@pytest.mark.parametrize("birthday", ["1990-04-01", "2000-02-29", "--04-01", "--02-29", "--12-31"])
def test_a_birthday_with_or_without_its_year(friends, birthday):
    assert friends.edit("U1", by="op", set={"birthday": birthday}).birthday == birthday


@pytest.mark.parametrize(
    "birthday",
    ["--02-30", "--13-01", "--00-10", "--4-1", "-04-01", "04-01", "---04-01", "1990-02-29", "0000-01-01", "--04-01 "],
)
def test_a_birthday_that_is_in_no_calendar(friends, birthday):
    with pytest.raises(Invalid):
        friends.edit("U1", by="op", set={"birthday": birthday})


def test_an_edit_lost_to_a_rival_is_made_on_what_the_rival_left(book, friends):
    def rival():
        book.before_save = lambda: None
        friends.edit("U1", by="rival", set={"alias": "rival's"}, tags_add=["vip"])

    book.before_save = rival
    after = friends.edit("U1", by="op", set={"note": "mine"}, tags_add=["vip"])
    assert (after.alias, after.note, set(after.tags)) == ("rival's", "mine", {"old", "vip"})
    mine = list(book.ledger.values())[-1]
    assert mine.data["tags_add"] == []


def test_rivals_without_end_are_given_up(book, friends):
    def rival():
        book.friends["U1"] = Friend("U1", revision=book.friends["U1"].revision + 1)

    book.before_save = rival
    with pytest.raises(Unavailable) as given_up:
        friends.edit("U1", by="op", tags_add=["a"])
    assert given_up.value.code == "contention"


def test_an_outage_is_said(book, friends):
    def outage():
        raise Unavailable(Words("応答がありません。", "no answer"))

    book.before_save = outage
    with pytest.raises(Unavailable):
        friends.edit("U1", by="op", tags_add=["a"])


def test_a_profile_replaces_what_line_said_before(book, friends, clock):
    friends.record_profile("U1", Profile("花子", "https://example.com/p", "こんにちは", "ja"))
    after = friends.record_profile("U1", Profile("Hanako", language="en"))
    assert (after.display_name, after.picture_url, after.status_message, after.language) == ("Hanako", None, None, "en")
    assert after.profile_at == clock.now + 1
    assert json.loads(list(book.ledger.values())[-1].body) == {"profile": {"display_name": "Hanako", "language": "en"}}


def test_a_profile_that_line_does_not_show_leaves_what_we_knew(friends, clock):
    friends.record_profile("U1", Profile("花子"))
    after = friends.record_profile("U1", None)
    assert (after.display_name, after.profile_at) == ("花子", clock.now + 1)
