"""Nobody waits for another's ten thousand messages, and everybody's entries are folded once, whatever passes by itself."""

import random
from collections import Counter
from types import SimpleNamespace

import pytest

from daifukucho.book.fold import rebuild
from daifukucho.book.folding import TOGETHER, Folding
from daifukucho.friends.profile_update import AskForProfile
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho_aws.ledger_stream import StreamWorker
from daifukucho_aws.metrics import Metric
from daifukucho_aws.refusals import DATABASE_BUSY
from tests.support.book import MemoryBook, no_pause
from tests.support.event_source import Shard

BATCH, LANES = 100, 10


class Shop:
    """The worker over a ledger in memory; ``rung``: the doorbells, ``parked``: the entries that were parked."""

    def __init__(self):
        self.book, self.rung, self.parked, self.counts = MemoryBook(), [], [], Counter()
        bells = SimpleNamespace(fetch_profile=lambda *bell: self.rung.append(bell))
        parked = SimpleNamespace(park=lambda *entry: self.parked.append(entry))
        fold = Folding(self.book, self.book, no_pause).fold_all
        self.reactions = [AskForProfile(bells)]
        self.worker = StreamWorker(fold, self.reactions, self.book, parked, no_pause)

    def function(self, records):
        log = SimpleNamespace(error=lambda msg, *, extra: None)
        consumed = self.worker.consume(records, log, lambda: False)
        self.counts += consumed.counts
        again = consumed.again_from
        return {"batchItemFailures": [{"itemIdentifier": again}] if again else []}


def records(entries):
    """The entries as new records of the stream, in their order."""
    return [
        {
            "eventName": "INSERT",
            "dynamodb": {
                "SequenceNumber": f"{number:021d}",
                "Keys": {"friend_id": {"S": entry.friend_id}, "sort": {"S": entry.version}},
                "NewImage": {
                    "friend_id": {"S": entry.friend_id},
                    "sort": {"S": entry.version},
                    "kind": {"S": entry.kind},
                    "at": {"N": str(entry.at)},
                    "body": {"S": entry.body},
                },
            },
        }
        for number, entry in enumerate(entries)
    ]


@pytest.fixture
def shop():
    return Shop()


def test_a_follow_passes_within_a_few_batches_of_another_friends_ten_thousand_messages(shop):
    flood = [Entry("message", 1_000 + n, f"m{n}", "U1") for n in range(10_000)]
    follow = Entry("follow", 20_000, "f", "U2")
    shop.book.write([*flood, follow])
    shard = Shard(records([*flood, follow]), LANES, BATCH)
    turns = 0
    while shop.book.get("U2") is None:
        shard.turn(shop.function)
        turns += 1
    # Its lane holds a tenth of the flood, in batches of a hundred, and what is left over.
    assert turns <= len(flood) / LANES / BATCH + 2
    # Each batch of the flood is few transactions, of which at most four are made before the follow's turn comes.
    assert shop.book.saves <= turns * LANES * (BATCH / TOGETHER + 1)
    while shard:
        shard.turn(shop.function)
    assert shop.book.get("U1").messages_received == 10_000
    assert shop.counts[Metric.ENTRIES_FOLDED] == 10_001


@pytest.mark.parametrize("seed", range(20))
def test_with_outages_rivals_and_several_batches_at_once_everything_is_folded_once(shop, seed):
    chance = random.Random(seed)
    entries = [
        Entry(
            chance.choice(["message", "follow", "unfollow", "postback"]), 1_000 + n, f"e{n}", f"U{chance.randrange(9)}"
        )
        for n in range(400)
    ]
    shop.book.write(entries)

    def accident():
        if chance.random() < 0.15:
            raise DATABASE_BUSY()

    shop.book.before_save = shop.book.after_save = accident
    given = records(entries)
    shard = Shard(given + chance.sample(given, 50), LANES, 20)  # a stream may be read twice
    turns = 0
    while shard:
        shard.turn(shop.function)
        turns += 1
        assert turns < 10_000
    assert shop.parked == []
    assert all(entry.folded for entry in shop.book.ledger.values())
    for friend_id in {entry.friend_id for entry in entries}:
        told = rebuild(entry for entry in entries if entry.friend_id == friend_id)
        found = shop.book.get(friend_id)
        for name in (
            "status",
            "status_version",
            "follows",
            "messages_received",
            "first_seen_at",
            "last_seen_at",
            "did",
        ):
            assert getattr(found, name) == getattr(told, name)


class Reaction:
    """Notes what it is called with; ``refuses``: ids of entries that it cannot take."""

    def __init__(self, *kinds, refuses=()):
        self.kinds, self.refuses, self.took = frozenset(kinds) or None, refuses, []

    def react(self, friend, entries):
        if any(entry.event_id in self.refuses for entry in entries):
            raise ValueError("never")
        self.took += [(entry.event_id, friend and friend.friend_id) for entry in entries]


def test_each_reaction_sees_the_entries_of_its_kinds_and_many_may_see_one():
    shop = Shop()
    likes, all_folded, both = Reaction("follow"), Reaction(), Reaction("follow", "sent")
    shop.reactions[:] = [likes, all_folded, both]
    shop.function(records(written(shop, "follow", "sent", "message")))
    assert likes.took == [("e0", "U1")]
    assert all_folded.took == [("e0", "U1"), ("e2", "U1")]  # what is sent says nothing of the friend
    assert both.took == [("e0", "U1"), ("e1", "U1")]


def test_an_entry_that_one_reaction_cannot_take_is_parked_and_the_rest_goes_on():
    shop = Shop()
    picky, other = Reaction("follow", "message", refuses=["e1"]), Reaction("message")
    shop.reactions[:] = [picky, other]
    entries = written(shop, "follow", "message", "message")
    assert shop.function(records(entries)) == {"batchItemFailures": []}
    assert [took[0] for took in picky.took] == ["e0", "e2"]
    assert [took[0] for took in other.took] == ["e1", "e2"]
    assert [parked[1] for parked in shop.parked] == [entries[1].version]
    assert shop.counts[Metric.ENTRIES_FOLDED] == 3


def test_what_a_reaction_waits_for_is_delivered_again():
    shop = Shop()
    first, late = Reaction("follow"), Reaction("follow")
    late.react = lambda friend, entries: (_ for _ in ()).throw(late_error())
    shop.reactions[:] = [first, late]
    given = records(written(shop, "follow"))
    assert shop.function(given) == {"batchItemFailures": [{"itemIdentifier": given[0]["dynamodb"]["SequenceNumber"]}]}
    assert shop.parked == []


def late_error():
    return Unavailable(Words("今は使えません。", "Not now."))


def written(shop, *kinds):
    """Entries of one friend in the ledger."""
    entries = [Entry(kind, 1_000 + n, f"e{n}", "U1") for n, kind in enumerate(kinds)]
    shop.book.write(entries)
    return entries


def test_an_entry_that_is_not_understood_is_parked_with_what_went_wrong_and_the_others_go_on(shop):
    """The edit names an attribute that no friend has; the other one is of a later release."""
    edit = Entry("edit", 1, "e", "U1", body='{"set":{"nickname":"花"},"tags_add":[],"tags_remove":[],"by":"a"}')
    newer, follow = Entry("route", 2, "r", "U1", body="{}"), Entry("follow", 3, "f", "U1")
    shop.book.write([edit, newer, follow])
    given = records([edit, newer, follow])
    given[1]["dynamodb"]["NewImage"]["shape"] = {"N": "99"}
    assert shop.function(given) == {"batchItemFailures": []}
    assert shop.parked == [("U1", newer.version, "NotUnderstood"), ("U1", edit.version, "TypeError")]
    assert (shop.book.get("U1").follows, shop.counts[Metric.ENTRIES_PARKED]) == (1, 2)
