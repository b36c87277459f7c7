"""A kind of ours that has changed its name and its body, over DynamoDB: what was stored is read as it would be written today."""

import itertools

import boto3
import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import rebuild
from daifukucho.book.folding import Folding
from daifukucho.book.past import Past
from daifukucho.book.replay import Replay, Replayed, ReplayOutcome
from daifukucho.book.shape import NotUnderstood
from daifukucho.book.timeline import Timeline
from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.tree import parse
from daifukucho_aws.dynamo.histories import DynamoHistories
from daifukucho_aws.dynamo.ledger import entry_from_item
from daifukucho_aws.dynamo.scan import SegmentScan
from tests.support.book import Counting, no_pause
from tests.support.kinds import BODIES, TEA, known

TODAY = [Entry("tea_bought", at, f"e{at}", "U1", body=BODIES[3], folded=True) for at in range(1, 7)]
"""One of each name and shape that there ever was, as it would be written today."""
PAST = list(itertools.product(("tea", "tea_bought"), BODIES))
NEED = {"U1": Need({"tea_bought": 0})}
TWICE = {"field": "events", "op": "did", "value": {"kind": "tea", "times": 6}}
OF_SENCHA = {"property": "order.tea", "op": "is", "value": "sencha"}


@pytest.fixture(autouse=True)
def tea(monkeypatch):
    with known(TEA, monkeypatch):
        yield


def item_of(entry: Entry, kind: str, shape: int, **more: dict[str, object]) -> dict[str, dict[str, object]]:
    """An entry's item, of a former release perhaps. The first shape is not stored."""
    return {
        "friend_id": {"S": entry.friend_id},
        "sort": {"S": entry.version},
        "kind": {"S": kind},
        **({"shape": {"N": str(shape)}} if shape > 1 else {}),
        "at": {"N": str(entry.at)},
        "body": {"S": BODIES[shape]},
        **more,
    }


def put(*items: dict[str, dict[str, object]]) -> None:
    for item in items:
        boto3.client("dynamodb").put_item(TableName="ledger", Item=item)


@pytest.fixture
def old(stores):
    """A ledger that six releases have written."""
    items = [item_of(entry, *past, folded={"BOOL": True}) for entry, past in zip(TODAY, PAST, strict=True)]
    put(*items)
    return items


def test_each_is_read_as_it_would_be_written_today_and_stays_as_it_is(stores, cloud, old):
    assert list(stores.ledger.entries("U1")) == TODAY
    assert [stores.ledger.entry("U1", entry.version) for entry in TODAY] == TODAY
    assert list(stores.ledger.folded("U1", 4)) == TODAY[:4]
    assert list(map(entry_from_item, old)) == TODAY
    replay_of(stores).one("U1")
    assert cloud.items("ledger") == old


def test_what_is_written_today_has_its_shape(stores, cloud):
    put(item_of(TODAY[0], "tea", 1))
    stores.ledger.write(TODAY)
    assert cloud.items("ledger")[0] == item_of(TODAY[0], "tea", 1)
    assert cloud.items("ledger")[1] == item_of(TODAY[1], "tea_bought", 3, folded={"BOOL": True})


def replay_of(stores) -> Replay:
    return Replay(stores.friends, stores.book, stores.ledger, Folding(stores.friends, stores.book, no_pause), no_pause)


def test_a_replay_of_an_old_ledger_gives_the_friend_of_a_new_one(stores, old):
    assert replay_of(stores).one("U1").outcome is ReplayOutcome.REBUILT
    friend = stores.friends.get("U1")
    assert friend == Friend(**{**vars(rebuild(TODAY)), "revision": 1})
    assert (friend.messages_received, friend.did) == (12, {"tea_bought": {"n": 6, "first": 1, "last": 6}})
    assert Past(stores.friends, stores.ledger).as_of("U1", 3).messages_received == 6


def test_what_is_not_folded_yet_is_folded_once(stores):
    put(*(item_of(entry, *past) for entry, past in zip(TODAY, PAST, strict=True)))
    folding = Folding(stores.friends, stores.book, no_pause)
    for _ in range(2):
        assert folding.fold_all(list(stores.ledger.entries("U1"))).friend.messages_received == 12
    assert all(entry.folded for entry in stores.ledger.entries("U1"))


def test_a_timeline_tells_it_and_finds_it_under_each_of_its_names(stores, old):
    stores.book.save_rebuilt(None, rebuild(TODAY))
    book = FriendBook(stores.friends, stores.book, stores.clock, Counting(), no_pause)
    timeline = Timeline(book, stores.ledger)
    for kinds in ([], ["tea_bought"], ["tea"]):
        lines = timeline.page("U1", None, 50, kinds=kinds).items
        assert [line.entry for line in lines] == TODAY[::-1]
        assert {line.sentence.en for line in lines} == {"The friend bought 2 cups of sencha."}
        assert {line.label for line in lines} == {TEA.label}
    assert timeline.page("U1", None, 50, kinds=["follow"]).items == []


@pytest.mark.parametrize("where", [[], [OF_SENCHA]])
def test_a_segment_that_was_saved_with_the_former_name_finds_her(stores, old, where):
    stores.book.save_rebuilt(None, rebuild(TODAY))
    client = boto3.client("dynamodb")
    histories = DynamoHistories(client, "ledger", lambda _: None, no_pause)
    assert histories.read(NEED, 100)["U1"].entries == tuple(TODAY)
    value = TWICE["value"] | ({"where": where} if where else {})
    filters = compile_filter(parse(TWICE | {"value": value}), Context(now=1_000))
    assert SegmentScan(client, "friends", histories).page(filters).matches == ["U1"]


def test_a_replay_names_an_entry_of_a_later_release_and_goes_on(stores, cloud, old):
    newer = item_of(Entry("tea_bought", 9, "e9", "U0"), "tea_bought", 3) | {"shape": {"N": "4"}}
    put(newer)
    replayed = list(replay_of(stores).all())
    assert sorted(replayed, key=lambda one: one.friend_id) == [
        Replayed("U0", ReplayOutcome.LEFT, "0000000000009#e9", "tea_bought"),
        Replayed("U1", ReplayOutcome.REBUILT),
    ]
    assert stores.friends.get("U0") is None
    assert newer in cloud.items("ledger")
    with pytest.raises(NotUnderstood):
        stores.ledger.entry("U0", "0000000000009#e9")
