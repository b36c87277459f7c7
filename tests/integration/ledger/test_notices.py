"""From a rank that rises to a message in LINE: the real functions, over moto and the simulator of LINE."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

import functions.ledger_stream.handler as stream
import functions.notifier.handler as notifier
from daifukucho.book.book import FriendBook
from daifukucho.friends.account import Kind
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import DAY, HOUR, MINUTE
from daifukucho.points.movement import Movement
from daifukucho.ranks.rank_up import define_to_save
from daifukucho_aws.bootstrap.membership import membership
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import LedgerStreamSettings, NotifierSettings
from local.line.process import running
from tests.support.aws_calls import refused, silent
from tests.support.book import Clock, no_pause
from tests.support.function import in_world
from tests.support.pictures import BUCKET
from tests.support.tables import connect, create_tables

TEXT = "{{ name }}様、{{ rank }}会員になりました"
RANKS = {
    "measure": "yen",
    "months": 12,
    "never_falls": False,
    "ranks": [
        {"id": "regular", "name": {"ja": "一般", "en": "Regular"}, "threshold": 0},
        {
            "id": "gold",
            "name": {"ja": "ゴールド", "en": "Gold"},
            "threshold": 10_000,
            "messages": [{"type": "text", "text": TEXT}],
        },
    ],
}
CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)


@pytest.fixture(scope="module")
def simulator():
    with running() as started:
        yield started


class Shop:
    """A friend with an account, who is at LINE."""

    def __init__(self, stores, cloud, simulator, world):
        self.stores, self.cloud, self.line, self.clock = stores, cloud, simulator, world.clock
        (self.friend_id,) = simulator.create_friends(1, following=True)
        stores.book.save_rebuilt(None, Friend(self.friend_id, display_name="花子", language="ja", revision=1))
        book = FriendBook(stores.friends, stores.book, world.clock, world.ids, world.pause)
        members = membership(connect(), world, "catalog", book, lambda: b"")
        self.ranks, self.points = members.ranks, members.points
        self.set_up(RANKS)
        self.moved = 0

    def set_up(self, given):
        define_to_save(given)
        self.ranks.save(self.ranks.get(), given, self.clock())

    def move(self, kind=Kind.GRANT, **told):
        self.moved += 1
        return self.points.move(self.friend_id, Movement(kind=kind, **told), by="till", key=str(self.moved))

    def rises(self):
        return self.move(points=1, amount_yen=10_000)

    def change(self, **facts):
        friend = self.stores.friends.get(self.friend_id)
        self.stores.book.save_rebuilt(friend, replace(friend, **facts, revision=friend.revision + 1))

    def stream(self):
        """All of the ledger passes the stream's filter and function; the doorbells that ring."""
        items = [
            {"eventName": "INSERT", "dynamodb": {"NewImage": item, "SequenceNumber": str(number)}}
            for number, item in enumerate(self.cloud.items("ledger"))
        ]
        assert stream.handler({"Records": items}, CONTEXT) == {"batchItemFailures": []}
        return self.cloud.notices()

    def ring(self, *bells):
        """The ids of the messages that are to be delivered again."""
        records = [{"messageId": str(n), "body": json.dumps(bell)} for n, bell in enumerate(bells)]
        return [f["itemIdentifier"] for f in notifier.handler({"Records": records}, CONTEXT)["batchItemFailures"]]

    def texts(self):
        return [m["text"] for r in self.line.received(self.friend_id) for m in r["messages"]]

    def records(self):
        entries = [e for e in self.stores.ledger.entries(self.friend_id) if e.kind == "notice"]
        return [(e.data["outcome"], e.data["reason"]) for e in entries]


@pytest.fixture
def shop(stores, cloud, calls, simulator, monkeypatch):
    create_tables("catalog", "outbox")
    simulator.reset()
    simulator.clear_faults()
    channel = {"channel_id": simulator.channel_id, "channel_secret": simulator.channel_secret}
    cloud.secrets.put_secret_value(SecretId=cloud.secret_id, SecretString=json.dumps(channel))
    common = {
        "stage": "test",
        "local": True,
        "line_secret_id": cloud.secret_id,
        "line_api_base": simulator.url,
        "friends_table": "friends",
        "ledger_table": "ledger",
    }
    queues = {"parked_queue_url": cloud.parked_url, "notice_queue_url": cloud.notices_url, "uploads_bucket": BUCKET}
    told = LedgerStreamSettings(**{k: v for k, v in common.items() if not k.startswith("line")}, **queues).to_env()
    told |= NotifierSettings(**common, catalog_table="catalog", outbox_table="outbox", senders=2, notifiers=2).to_env()
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    world = replace(of_aws(), clock=Clock(), pause=no_pause, sleep=lambda seconds: None)
    with in_world(world, stream, notifier):
        yield Shop(stores, cloud, simulator, world)


def test_whoever_rises_is_told_once_whatever_comes_twice(shop, calls):
    shop.move(points=1)  # to the lowest rank, which has no messages
    shop.rises()
    bells = shop.stream() + shop.stream()
    assert len(bells) == 4
    before = calls.made.copy()
    assert shop.ring(*bells) == []
    assert shop.texts() == ["花子様、ゴールド会員になりました"]
    assert shop.records() == [("sent", None)]
    assert calls.made["TransactWriteItems"] - before["TransactWriteItems"] == 1
    (entry,) = (e for e in shop.stores.ledger.entries(shop.friend_id) if e.kind == "notice")
    (rose,) = (e for e in shop.stores.ledger.entries(shop.friend_id) if e.data.get("rank") == "gold")
    assert (entry.data["because"], entry.data["entry_id"]) == ("rank_changed", rose.event_id)
    (item,) = shop.cloud.items("outbox")
    assert not {"messages", "values", "owner"} & set(item)  # nothing personal is kept beyond its end


def test_falling_says_nothing(shop):
    granted = shop.rises()
    assert len(shop.stream()) == 1
    shop.move(Kind.REFUND, movement_id=granted.entry.event_id)
    assert shop.stores.friends.get(shop.friend_id).rank == "regular"
    (bell,) = shop.stream()  # of the rise alone, and she has fallen since
    assert shop.ring(bell) == []
    assert (shop.texts(), shop.records(), shop.cloud.items("outbox")) == ([], [], [])


def test_a_rank_is_told_once_in_a_month(shop):
    granted = shop.rises()
    shop.ring(*shop.stream())
    shop.move(Kind.REFUND, movement_id=granted.entry.event_id)
    shop.rises()
    shop.ring(*shop.stream())
    assert len(shop.texts()) == 1
    shop.clock.now += 400 * DAY
    assert shop.points.settle(shop.friend_id).rank == "regular"
    shop.rises()
    shop.ring(*shop.stream())
    assert len(shop.texts()) == 2
    assert shop.records() == [("sent", None)] * 2


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": "blocked"}, "blocked"),
        ({"status": "visitor"}, "not_a_friend"),
        ({"do_not_send": True}, "do_not_send"),
        ({"in_progress": True}, "in_progress"),
        ({"display_name": None}, "empty_variable"),
    ],
)
def test_who_is_not_to_be_written_to_is_skipped_with_the_reason(shop, facts, reason):
    shop.rises()
    shop.change(**facts)
    (bell,) = shop.stream()
    assert shop.ring(bell, bell) == []
    assert (shop.texts(), shop.records()) == ([], [("skipped", reason)])


def test_what_is_not_set_up_is_not_said(shop):
    shop.rises()
    (bell,) = shop.stream()
    for left in (RANKS["ranks"][:1], [RANKS["ranks"][1] | {"messages": []}]):
        shop.set_up({**RANKS, "ranks": left})
        assert shop.ring(bell) == []
    assert (shop.texts(), shop.records(), shop.cloud.items("outbox")) == ([], [], [])


def test_the_ranks_name_is_in_the_language_of_her_line(shop):
    shop.change(language="en")
    shop.rises()
    shop.ring(*shop.stream())
    assert shop.texts() == ["花子様、Gold会員になりました"]


@pytest.mark.parametrize(
    ("faults", "record"),
    [
        ([{"kind": "accept-then-drop", "times": 1}], ("sent", None)),
        ([{"kind": "500", "times": 2}], ("sent", None)),
        ([{"kind": "429-rate", "times": 2}], ("sent", None)),
        ([{"kind": "429-quota", "times": 1}], ("failed", "quota")),
    ],
)
def test_what_line_answers(shop, faults, record):
    shop.line.add_faults(*({"endpoint": "push", **fault} for fault in faults))
    shop.rises()
    (bell,) = shop.stream()
    assert shop.ring(bell) == []
    assert shop.ring(bell) == []
    assert shop.records() == [record]
    assert len(shop.texts()) == (record[0] == "sent")


@pytest.mark.parametrize("kind", ["429-rate", "500"])
def test_what_line_does_not_take_is_tried_again_later_and_at_last_given_up(shop, kind):
    shop.line.add_faults({"endpoint": "push", "kind": kind, "times": "forever"})
    shop.rises()
    (bell,) = shop.stream()
    assert shop.ring(bell) == ["0"]
    assert (shop.texts(), shop.records()) == ([], [])
    shop.clock.now += 22 * HOUR
    shop.set_up({**RANKS, "ranks": RANKS["ranks"][:1]} if kind == "500" else RANKS)
    assert shop.ring(bell) == ["0"]  # of what may have been accepted, what was said then is said again
    shop.clock.now += HOUR
    calls = sum(rule["seen"] for rule in shop.line.faults())
    assert shop.ring(bell) == []
    assert sum(rule["seen"] for rule in shop.line.faults()) == calls
    assert shop.records() == [("unknown", None) if kind == "500" else ("failed", "try_later")]


def test_what_line_does_not_take_is_sent_when_it_does(shop):
    shop.line.add_faults({"endpoint": "push", "kind": "429-rate", "times": 4})
    shop.rises()
    (bell,) = shop.stream()
    assert shop.ring(bell) == ["0"]
    shop.clock.now += 15 * MINUTE
    assert shop.ring(bell) == []
    assert (len(shop.texts()), shop.records()) == (1, [("sent", None)])


def test_a_crash_between_the_call_and_its_record_doubles_nothing_and_loses_no_record(shop, calls):
    shop.rises()
    (bell,) = shop.stream()
    calls.faults["TransactWriteItems"] = [silent]
    assert shop.ring(bell) == ["0"]
    assert (len(shop.texts()), shop.records()) == (1, [])
    assert shop.ring(bell) == ["0"]  # its owner may still be at it
    shop.change(do_not_send=True)  # what may have been accepted is no longer skipped
    shop.clock.now += 3 * MINUTE
    assert shop.ring(bell) == []
    assert (len(shop.texts()), shop.records()) == (1, [("sent", None)])


def test_a_doorbell_that_cannot_ring_is_rung_when_the_stream_delivers_again(shop, calls):
    shop.rises()
    calls.always["SendMessageBatch"] = refused("ServiceUnavailable")
    with pytest.raises(Unavailable, match="delivered again"):
        shop.stream()
    assert shop.cloud.parked() == []
    del calls.always["SendMessageBatch"]
    assert shop.ring(*shop.stream()) == []
    assert len(shop.texts()) == 1


def test_a_notice_is_rung_by_a_redrive_as_well(shop):
    shop.rises()
    (entry,) = (e for e in shop.stores.ledger.entries(shop.friend_id) if e.kind == "rank_changed")
    keys = {"friend_id": shop.friend_id, "sort": entry.version}
    assert [result["ok"] for result in stream.handler({"parked": [keys]}, CONTEXT)["parked"]] == [True]
    assert shop.ring(*shop.cloud.notices()) == []
    assert len(shop.texts()) == 1


def test_whoever_was_erased_is_left_alone(shop):
    shop.rises()
    (bell,) = shop.stream()
    shop.cloud.dynamodb.delete_item(TableName="friends", Key={"friend_id": {"S": shop.friend_id}})
    assert shop.ring(bell) == []
    assert (shop.texts(), shop.records(), shop.cloud.items("outbox")) == ([], [], [])
