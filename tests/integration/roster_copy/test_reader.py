"""What a reader says of its own age, and what it fetches."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import DAY, HOUR, MINUTE, SECOND
from daifukucho.segments import among
from daifukucho.segments.context import Context
from daifukucho.segments.estimate import Stratum, estimated
from daifukucho.segments.sql import question
from daifukucho.segments.tree import parse
from daifukucho_aws.refusals import OBJECT_NOT_FOUND
from daifukucho_aws.roster_copy import compaction, duck
from daifukucho_aws.roster_copy.changes import Deltas, row_of
from daifukucho_aws.roster_copy.compaction import ENOUGH, Compactor, Done
from daifukucho_aws.roster_copy.local import LocalCopy, Seen
from daifukucho_aws.roster_copy.reader import LAG, RECENT, Reader
from tests.support.roster_copy import MemoryObjects, Table

NOW = 1_795_316_400_000
FRIENDS = question(among.FRIENDS, Context(NOW))
ACTIVE = question(parse({"field": "status", "op": "is", "value": "active"}), Context(NOW))


class Kept:
    """A table and its copy, built while it was empty."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.calls: Counter[str] = Counter()
        self.table = Table(self.clock, shards=1)
        self.objects = MemoryObjects(self.clock, lambda name, key: self.calls.update([name]))
        self.reader = Reader(LocalCopy(self.objects, folder / "reader", self.clock), 1)
        self.compactor = Compactor(self.objects, folder / "work", self._walk, self.clock, self._id, 1)
        self.compactor.run()

    def clock(self) -> int:
        return self.now

    def _walk(self):
        return [[row_of(item, self.now) for item in self.table.items()]]

    def _id(self) -> str:
        return f"run{self.now}"

    def follow(self, friend_id: str, late: int = 0) -> None:
        """A friend comes, and a delta says so, a while later."""
        self.table.put(Friend(friend_id))
        self.now += late
        Deltas(self.objects).keep(self.table.stream[0][-1:])


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_copy_that_keeps_up_is_less_than_a_minute_old(kept: Kept):
    kept.follow("U1", late=20 * SECOND)
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and (counted.count, counted.as_of) == (1, kept.now - LAG)
    assert LAG < MINUTE


def test_whom_her_item_leaves_undecided_is_named(kept: Kept):
    """In a base that knew the friend otherwise, too."""
    tapped = {"postback": {"n": 3, "first": NOW - 90 * DAY, "last": NOW - DAY}}
    for n in range(3):
        kept.table.put(Friend(f"U{n}", did=tapped if n else {}))
    Deltas(kept.objects).keep(kept.table.stream[0][-3:])
    for force in (False, True):
        if force:
            kept.now += SECOND
            kept.compactor.run(force=True)
            kept.table.put(Friend("U0", did=tapped, revision=2))
            kept.table.put(Friend("U2", revision=2))
            Deltas(kept.objects).keep(kept.table.stream[0][-2:])
        for times, within, certain, undecided in (
            (1, 30, 2, 0), (3, None, 2, 0), (4, None, 0, 0), (1, 0, 0, 0), (2, 30, 0, 2), (3, 100, 2, 0),
        ):  # fmt: skip
            value = {"kind": "postback", "times": times} | ({} if within is None else {"within": within})
            asked = question(parse({"field": "events", "op": "did", "value": value}), Context(NOW))
            counted = kept.reader.count(asked, 10, 10)
            assert counted and (counted.count, counted.undecided) == (certain, undecided), value
            them = {"U0", "U1"} if force else {"U1", "U2"}
            assert set(counted.sample_ids) == (them if certain else set())
            assert set(counted.undecided_ids) == (them if undecided else set())
            counted = kept.reader.count(asked, 1, 1)
            assert counted and (len(counted.sample_ids), len(counted.undecided_ids)) == (
                min(certain, 1),
                min(undecided, 1),
            )


def test_whom_is_asked_first_does_not_depend_on_what_is_asked(kept: Kept):
    """Nor on when the friend came, nor on what is known: every friend has a place, and a question leaves some out."""
    friends = [
        Friend(
            f"U{n:03d}",
            tags={"vip": 1} if n < 200 else {},
            did={"postback": {"n": 3, "first": NOW - 90 * DAY, "last": NOW - DAY}} if n % 3 else {},
        )
        for n in range(400)
    ]
    for friend in friends:
        kept.table.put(friend)
    Deltas(kept.objects).keep(kept.table.stream[0][-400:])
    kept.compactor.run(force=True)
    twice = {"field": "events", "op": "did", "value": {"kind": "postback", "times": 2, "within": 30}}
    silent = {"field": "messages", "op": "no_reaction", "value": 1}
    vip = {"field": "tags", "op": "any_of", "value": ["vip"]}

    def first(where: object, most: int) -> Sequence[str]:
        counted = kept.reader.count(question(parse(where), Context(NOW)), 0, most)
        assert counted and counted.count == 0
        return counted.undecided_ids

    everybody = first(silent, 400)
    place = {friend_id: n for n, friend_id in enumerate(everybody)}
    assert sorted(everybody) == [friend.friend_id for friend in friends] != everybody
    for where in (silent, twice, {"all": [silent, vip]}, {"all": [{"not": vip}, {"any": [silent, twice]}]}):
        whole = first(where, 400)
        assert [place[friend_id] for friend_id in whole] == sorted(place[friend_id] for friend_id in whole)
        for most in (11, 100):
            assert first(where, most) == whole[:most]
    told = estimated(Stratum(sum(friend_id < "U200" for friend_id in everybody[:100]), 100, 400))
    assert told.most is not None and told.least <= 200 <= told.most


def test_a_delta_that_came_late_says_how_old_the_copy_may_be(kept: Kept):
    """For a while; when none comes late any more, the stream has caught up."""
    told = kept.now
    kept.follow("U1", late=10 * MINUTE)
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.as_of == told
    kept.now += 5 * MINUTE
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.as_of == kept.now - LAG


def test_only_what_is_new_is_fetched(kept: Kept):
    kept.follow("U1")
    kept.reader.count(ACTIVE, 10, 10)
    kept.calls.clear()
    kept.reader.count(ACTIVE, 10, 10)
    assert kept.calls == {"get": 1, "list": 1}
    kept.follow("U2")
    kept.calls.clear()
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert kept.calls == {"get": 2, "list": 1}
    assert counted and counted.count == 2


def test_a_compaction_waits_until_there_is_enough_or_it_is_late(kept: Kept):
    for n in range(ENOUGH - 1):
        kept.follow(f"U{n}")
        kept.now += SECOND
    assert kept.compactor.run().done is Done.NOTHING
    kept.now += 13 * 60 * MINUTE
    assert kept.compactor.run().done is Done.COMPACTED
    for n in range(ENOUGH):
        kept.follow(f"V{n}")
    outcome = kept.compactor.run()
    assert (outcome.done, outcome.deltas, outcome.rows) == (Done.COMPACTED, ENOUGH, 2 * ENOUGH - 1)
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.count == 2 * ENOUGH - 1


def test_few_deltas_are_enough_if_they_are_large(kept: Kept, monkeypatch: pytest.MonkeyPatch):
    kept.follow("U1")
    (size,) = (found.size for found in kept.objects.list("deltas/"))
    monkeypatch.setattr(compaction, "MUCH", size + 1)
    assert kept.compactor.run().done is Done.NOTHING
    monkeypatch.setattr(compaction, "MUCH", size)
    assert kept.compactor.run().done is Done.COMPACTED


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_says_that_the_stream_is_late_outlives_a_compaction(kept: Kept, rebuild: bool):
    """A stream that was stuck catches up: more than enough deltas at once, and others are still to come."""
    for n in range(2 * ENOUGH):
        kept.table.put(Friend(f"U{n}"))
    changed_at = kept.now
    kept.now += HOUR
    for change in kept.table.stream[0][:ENOUGH]:
        Deltas(kept.objects).keep([change])
    outcome = kept.compactor.run(rebuild=rebuild)
    assert (outcome.done, outcome.deltas) == (Done.BUILT if rebuild else Done.COMPACTED, ENOUGH)
    counted = kept.reader.count(ACTIVE, 0, 0)
    assert counted and counted.as_of == changed_at
    assert counted.count == (2 * ENOUGH if rebuild else ENOUGH)
    kept.now += RECENT
    counted = kept.reader.count(ACTIVE, 0, 0)
    assert counted and counted.as_of == kept.now - LAG


def test_a_delta_whose_key_does_not_say_when_its_changes_were_made_is_read(kept: Kept):
    """As those that were kept before keys said so."""
    kept.follow("U1")
    (found,) = kept.objects.list("deltas/")
    earlier = f"{found.key.rpartition('-')[0]}.jsonl.gz"
    kept.objects.held[earlier] = kept.objects.held.pop(found.key)
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and (counted.count, counted.as_of) == (1, kept.now - LAG)


def test_who_was_deleted_is_gone_from_every_object_within_a_day(kept: Kept):
    """The friend's id goes with the last delta's memory of the friend, two days later."""
    kept.follow("U1")
    kept.compactor.run(force=True)
    kept.table.delete("U1")
    Deltas(kept.objects).keep(kept.table.stream[0][-1:])
    for _ in range(2):
        kept.now += 13 * 60 * MINUTE
        kept.compactor.run()
    assert not [key for key in kept.objects.held if key.startswith("deltas/")]
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.count == 0


@pytest.mark.parametrize("left_out", ["nothing", "a build knows the former base", "the deleted stay for two days"])
def test_who_was_deleted_does_not_come_back(kept: Kept, monkeypatch: pytest.MonkeyPatch, left_out: str):
    """What the friend did before may be delivered again, cut otherwise, so that no delta of it ends with the deletion.
    Without either rule the friend is back."""
    if left_out == "a build knows the former base":
        nobody = duck.lives([])
        monkeypatch.setattr(duck, "lives", lambda files: nobody)
    if left_out == "the deleted stay for two days":
        monkeypatch.setattr(compaction, "FORGOTTEN", -DAY)
    kept.table.put(Friend("U1"))
    kept.table.delete("U1")
    deltas = Deltas(kept.objects)
    deltas.keep(kept.table.stream[0])
    for step in ({"force": True}, {"rebuild": True}):
        kept.now += SECOND
        kept.compactor.run(**step)
    deltas.keep(kept.table.stream[0][:1])
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.count == (left_out != "nothing")


def test_a_build_lists_the_deltas_after_its_scan(kept: Kept):
    """Whoever comes while the table is read, and whom the scan misses, is in a delta that comes meanwhile."""
    walk = kept.compactor._walk

    def walked():
        pages = walk()
        kept.follow("U1")
        return pages

    kept.compactor._walk = walked
    kept.now += SECOND
    kept.compactor.run(rebuild=True)
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.count == 1


def test_what_is_kept_while_a_reader_looks_is_in_the_list_or_in_the_base(kept: Kept):
    """The manifest is read first: a compaction right after that leaves the deltas where the reader still finds them."""
    kept.follow("U1")

    def compacted(name: str, key: str) -> None:
        if (name, key) == ("list", "deltas/"):
            kept.objects.before = lambda name, key: None
            kept.now += SECOND
            kept.compactor.run(force=True)

    kept.objects.before = compacted
    counted = kept.reader.count(ACTIVE, 10, 10)
    assert counted and counted.count == 1


def test_files_that_are_gone_again_and_again_are_an_error(kept: Kept):
    def gone(name: str, key: str) -> None:
        if name == "get" and key.startswith("base/"):
            raise OBJECT_NOT_FOUND()

    kept.objects.before = gone
    with pytest.raises(Unavailable):
        kept.reader.count(ACTIVE, 10, 10)


@pytest.mark.parametrize(("later", "looks"), [(0, 1), (4_999, 1), (5_000, 2)])
def test_what_was_begun_is_used_at_once_or_not_at_all(tmp_path, monkeypatch, later, looks):
    looked = []
    copy = LocalCopy(None, tmp_path, lambda: NOW + (later if looked else 0))
    monkeypatch.setattr(copy, "_looked", lambda: looked.append(1) or Seen(None, (), NOW, (), ()))
    copy.begin()
    assert copy.look() is not None
    assert len(looked) == looks


def test_tags_are_counted_as_they_are_now(kept: Kept):
    def follow(*friends: Friend) -> None:
        for friend in friends:
            kept.table.put(friend)
        kept.now += SECOND
        Deltas(kept.objects).keep(kept.table.stream[0][-len(friends) :])

    def counted(most: int = 10) -> tuple[dict[str, int], int]:
        found = kept.reader.tags(FRIENDS, most)
        assert found
        return dict(found.friends), found.total

    assert counted() == ({}, 0)
    follow(
        Friend("U1", tags={"vip": NOW, "新規": NOW}),
        Friend("U2", tags={"vip": NOW}, status=Status.BLOCKED),
        Friend("U3", tags={}),
        Friend("U4", tags={"見込み": NOW}, status=Status.VISITOR),
    )
    assert counted() == ({"vip": 2, "新規": 1}, 2)
    assert counted(most=1) == ({"vip": 2}, 2)
    kept.compactor.run()
    follow(Friend("U1", tags={"新規": NOW}, revision=1))
    assert counted() == ({"vip": 1, "新規": 1}, 2)
