"""From the ledger's stream to the roster, through the real function, with LINE on the other side."""

import json
import math
import random
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import pytest

import functions.ledger_stream.handler as stream
import functions.notifier.handler as notifier
from daifukucho.book import folding
from daifukucho.book.fold import rebuild
from daifukucho.kernel.errors import Unavailable
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import LedgerStreamSettings, NotifierSettings
from tests.support import pictures
from tests.support.aws_calls import cancelled, refused, silent
from tests.support.book import no_pause
from tests.support.function import forget, in_world

FOLLOW = Entry("follow", 1_000, "f1", "U1")


CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)


@pytest.fixture(params=["aws", "local"])
def shop(cloud, stores, line, calls, monkeypatch, request):
    """On AWS, and on the local stack, whose emulator takes no notice of items that failed."""
    tables = {"friends_table": "friends", "ledger_table": "ledger"}
    settings = LedgerStreamSettings(
        stage="test",
        local=request.param == "local",
        **tables,
        uploads_bucket=pictures.BUCKET,
        parked_queue_url=cloud.parked_url,
        notice_queue_url=cloud.notices_url,
    )
    at_line = NotifierSettings(
        stage="test",
        local=True,
        **tables,
        line_secret_id=cloud.secret_id,
        line_api_base=line.url,
        catalog_table="catalog",
        outbox_table="outbox",
        senders=2,
        notifiers=2,
    )
    monkeypatch.setattr(stream, "settings", lambda: settings)
    for name, value in at_line.to_env().items():
        monkeypatch.setenv(name, value)
    line.profiles["U1"] = {"displayName": "花子", "language": "ja"}
    with in_world(replace(of_aws(), pause=no_pause), stream, notifier):
        yield cloud


@pytest.fixture
def logged(capsys, monkeypatch):
    """What was printed so far: log lines, then metrics. The logger keeps the stream it was made with."""
    log = StringIO()
    monkeypatch.setattr(stream.logger.registered_handler, "stream", log)
    return lambda: [json.loads(line) for line in (log.getvalue() + capsys.readouterr().out).splitlines()]


def records(cloud, event="INSERT"):
    """The table's items in the shape of its stream."""
    return [
        {
            "eventID": str(number),
            "eventName": event,
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": {"friend_id": item["friend_id"], "sort": item["sort"]},
                "NewImage": item,
                "SequenceNumber": str(number),
                "StreamViewType": "NEW_IMAGE",
            },
        }
        for number, item in enumerate(cloud.items("ledger"))
    ]


def consume(given, context=CONTEXT):
    """What the function does with some records: the number of the first one that is to be delivered again."""
    try:
        answer = stream.handler({"Records": given}, context)
    except Unavailable as again:
        assert (again.code, stream.settings().local) == ("delivered_again", True)
        return given[0]["dynamodb"]["SequenceNumber"]
    (failed,) = answer["batchItemFailures"] or [None]
    return failed and failed["itemIdentifier"]


def deliver(given):
    """All of some records are done."""
    assert consume(given) is None


def ring(bells):
    """The doorbells ring; the ids of those that are to ring again."""
    records = [{"messageId": str(n), "body": json.dumps(bell)} for n, bell in enumerate(bells)]
    return [f["itemIdentifier"] for f in notifier.handler({"Records": records}, CONTEXT)["batchItemFailures"]]


def redrive(parked):
    keys = [{"friend_id": entry["friend_id"], "sort": entry["sort"]} for entry in parked]
    return stream.handler({"parked": keys}, CONTEXT)["parked"]


def test_a_new_friend_is_folded_and_the_profile_fetched_outside_of_the_stream(shop, stores, line):
    stores.ledger.write([FOLLOW])
    deliver(records(shop))
    assert (stores.friends.get("U1").follows, line.requests) == (1, [])
    assert (bells := shop.notices()) == [{"friend_id": "U1", "profile_since": 1_000}]
    assert ring(bells) == []
    friend = stores.friends.get("U1")
    assert (friend.display_name, friend.language, friend.status, friend.follows) == ("花子", "ja", "active", 1)
    assert [(e.kind, e.folded) for e in stores.ledger.entries("U1")] == [("follow", True), ("profile", True)]


def test_a_friend_whose_profile_is_not_shown(shop, stores, line):
    line.profiles.clear()
    stores.ledger.write([FOLLOW, Entry("message", 2_000, "m", "U1")])
    deliver(records(shop))
    assert ring(shop.notices() * 2) == []  # SQS may deliver twice
    deliver(records(shop))
    assert shop.notices() == []
    friend = stores.friends.get("U1")
    assert (friend.display_name, friend.messages_received) == (None, 1)
    assert friend.profile_at is not None
    assert line.requests.count(("GET", "/v2/bot/profile/U1")) == 1
    assert shop.parked() == []


def test_what_does_not_concern_the_roster_is_passed_over(shop, stores, line):
    stores.ledger.write(
        [Entry("sent", 1, "s", "U1"), Entry("join", 1, "g", group_id="C1"), Entry("module", 1, "c")],
        [Text(Said.SENT, "9", 1, "U1", "{}"), Text(Said.UNSENT, "8", 1, "U1")],
    )
    given = records(shop)
    assert len(given) == 5
    deliver(given)
    assert shop.items("friends") == []
    assert line.requests == []


@pytest.mark.parametrize("event", ["MODIFY", "REMOVE"])
def test_only_what_is_new_is_folded(shop, stores, event):
    stores.ledger.write([FOLLOW])
    given = records(shop, event)
    if event == "REMOVE":
        del given[0]["dynamodb"]["NewImage"]
    deliver(given)
    assert stores.friends.get("U1") is None


def test_what_was_written_together_with_its_friend_is_not_folded_again(shop, stores, calls):
    stores.ledger.write([FOLLOW])
    deliver(records(shop))
    ring(shop.notices())
    (profile,) = (r for r in records(shop) if r["dynamodb"]["NewImage"]["kind"]["S"] == "profile")
    before = stores.friends.get("U1")
    calls.made.clear()
    deliver([profile])
    assert calls.made == {}
    assert stores.friends.get("U1") == before


def test_twice_late_and_out_of_order_is_the_same(shop, stores):
    history = [
        FOLLOW,
        Entry("message", 2_000, "m1", "U1"),
        Entry("unfollow", 3_000, "u1", "U1"),
        Entry("message", 2_500, "m2", "U1"),
        Entry("follow", 4_000, "f2", "U1"),
        Entry("postback", 5_000, "p1", "U1", body='{"postback":{"data":"a"}}'),
    ]
    stores.ledger.write(history)
    given = records(shop)
    chance = random.Random(7)
    for _ in range(3):
        deliver(chance.sample(given, len(given)))
    friend = stores.friends.get("U1")
    expected = rebuild(history)
    for name in (
        "status",
        "status_version",
        "first_seen_at",
        "last_seen_at",
        "followed_at",
        "blocked_at",
        "follows",
        "messages_received",
    ):
        assert getattr(friend, name) == getattr(expected, name)
    assert (friend.follows, friend.messages_received, friend.status) == (2, 2, "active")


def test_contention_delays_and_loses_nothing(shop, stores, calls):
    stores.ledger.write([FOLLOW])
    given = records(shop)
    calls.faults["TransactWriteItems"] = [
        cancelled("TransactionConflict"),
        cancelled("None", "TransactionConflict"),
    ] * 3
    deliver(given)
    assert stores.friends.get("U1").follows == 1
    assert shop.parked() == []


def fail_for(friend_id, fault):
    """The fault for the transactions that touch one friend."""

    def some(name, arguments):
        if friend_id in json.dumps(arguments, default=str):
            fault(name, arguments)

    return some


def test_an_entry_that_is_at_fault_is_parked_and_the_others_go_on(shop, stores, calls, logged):
    stores.ledger.write([Entry("follow", 1_000, f"f{n}", f"U{n}") for n in (1, 2, 3)])
    calls.always["TransactWriteItems"] = fail_for("U2", cancelled("ValidationError"))
    deliver(records(shop))
    assert stores.friends.get("U1").follows == stores.friends.get("U3").follows == 1
    assert stores.friends.get("U2") is None
    parked = shop.parked()
    cause = "dynamodb_TransactionCanceledException"
    assert parked == [{"friend_id": "U2", "sort": "0000000001000#f2", "cause": cause}]
    lines = logged()
    assert next(line["EntriesParked"] for line in lines if "_aws" in line) == [1]
    assert [line["cause"] for line in lines if line.get("message") == "entry parked"] == [cause]

    assert redrive(parked) == [{"friend_id": "U2", "sort": "0000000001000#f2", "ok": False, "cause": cause}]
    del calls.always["TransactWriteItems"]
    assert redrive(parked) == [{"friend_id": "U2", "sort": "0000000001000#f2", "ok": True}]
    assert redrive(parked)[0]["ok"]
    assert stores.friends.get("U2").follows == 1
    assert {bell["friend_id"] for bell in shop.notices()} == {"U1", "U2", "U3"}


def test_an_entry_that_cannot_be_understood_is_parked_as_well(shop, stores):
    stores.ledger.write([FOLLOW, Entry("message", 2_000, "m", "U1"), Entry("follow", 1_000, "f2", "U2")])
    given = records(shop)
    broken = next(r["dynamodb"]["NewImage"] for r in given if r["dynamodb"]["NewImage"]["kind"]["S"] == "follow")
    del broken["at"]
    deliver(given)
    assert [entry["cause"] for entry in shop.parked()] == ["KeyError"]
    assert (stores.friends.get("U1").messages_received, stores.friends.get("U2").follows) == (1, 1)


def test_one_entry_at_fault_costs_the_others_of_its_friend_nothing(shop, stores, monkeypatch):
    """They are folded together, and one after the other only if one of them cannot be."""
    entries = [Entry("message", 1_000 + n, f"m{n}", "U1") for n in range(5)]
    stores.ledger.write(entries)
    real = folding.fold

    def fold(friend, entry):
        if entry.event_id == "m2":
            raise TypeError("as a folder does with what it did not foresee")
        return real(friend, entry)

    monkeypatch.setattr(folding, "fold", fold)
    deliver(records(shop))
    assert stores.friends.get("U1").messages_received == 4
    assert [(entry["sort"], entry["cause"]) for entry in shop.parked()] == [(entries[2].version, "TypeError")]
    monkeypatch.undo()


PASSING = {
    "throttled": refused("ThrottlingException"),
    "over the table's throughput": refused("ProvisionedThroughputExceededException"),
    "out of order": refused("InternalServerError"),
    "silent": silent,
    "not allowed": refused("AccessDeniedException"),
}


@pytest.mark.parametrize("operation", ["GetItem", "TransactWriteItems", "SendMessageBatch"])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_passes_by_itself_parks_nothing_and_is_delivered_again(shop, stores, calls, operation, fault):
    """The database, or a queue, is out of order for a while, for everybody, in the middle of a batch."""
    stores.ledger.write([Entry("follow", 1_000, f"f{n}", f"U{n}") for n in range(8)])
    given = records(shop)
    third = given[2]["dynamodb"]["NewImage"]["friend_id"]["S"]
    calls.always[operation] = fail_for(third, fault)
    again = consume(given)
    if stream.settings().local:
        assert again == given[0]["dynamodb"]["SequenceNumber"]
    else:
        assert again == given[2]["dynamodb"]["SequenceNumber"]
    assert len(shop.items("friends")) == (3 if operation == "SendMessageBatch" else 2)
    assert shop.parked() == []

    calls.always.clear()
    rest = [r for r in given if int(r["dynamodb"]["SequenceNumber"]) >= int(again)]
    assert consume(rest) is None
    assert [item["follows"]["N"] for item in shop.items("friends")] == ["1"] * 8
    assert shop.parked() == []


def test_throttling_for_a_second_is_waited_for(shop, stores, calls):
    stores.ledger.write([Entry("follow", 1_000, f"f{n}", f"U{n}") for n in range(8)])
    calls.faults["TransactWriteItems"] = [refused("ThrottlingException")] * 9
    deliver(records(shop))
    assert (len(shop.items("friends")), shop.parked()) == (8, [])


def test_what_is_begun_too_late_is_delivered_again(shop, stores):
    stores.ledger.write([Entry("follow", 1_000, f"f{n}", f"U{n}") for n in range(3)])
    given = records(shop)
    left = iter([60_000, 60_000, 1_000])
    again = consume(given, SimpleNamespace(get_remaining_time_in_millis=lambda: next(left)))
    assert len(shop.items("friends")) == 2
    assert again == given[0 if stream.settings().local else 2]["dynamodb"]["SequenceNumber"]


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_profile_that_cannot_be_had_is_asked_for_again_later(shop, stores, line, status):
    line.answers["/v2/bot/profile/U1"] = [status] * 10
    stores.ledger.write([FOLLOW])
    deliver(records(shop))
    bells = shop.notices()
    assert ring(bells) == ["0"]
    assert (stores.friends.get("U1").follows, shop.parked()) == (1, [])

    line.answers.clear()
    forget(notifier)  # a while later
    assert ring(bells) == []
    friend = stores.friends.get("U1")
    assert (friend.display_name, friend.follows) == ("花子", 1)


def test_a_silent_line_is_not_asked_for_everybody(shop, stores, line):
    stores.ledger.write([Entry("follow", 1_000, "f", f"U{n}") for n in range(10)])
    line.answers = {f"/v2/bot/profile/U{n}": [500] * 10 for n in range(10)}
    deliver(records(shop))
    assert len(ring(shop.notices())) == 10
    assert len([request for request in line.requests if "profile" in request[1]]) == 3
    assert len(shop.items("friends")) == 10


def test_the_profile_of_who_was_erased_meanwhile_is_not_fetched(shop, stores, line):
    assert ring([{"friend_id": "U9", "profile_since": 0}]) == []
    assert line.requests == []


def test_what_cannot_even_be_parked_is_delivered_again(shop, stores, calls):
    stores.ledger.write([FOLLOW])
    given = records(shop)
    calls.always["TransactWriteItems"] = cancelled("ValidationError")
    calls.always["SendMessage"] = silent
    assert consume(given) == given[0]["dynamodb"]["SequenceNumber"]
    calls.always.clear()
    deliver(given)
    assert stores.friends.get("U1").follows == 1


def test_many_entries_of_one_friend_are_few_transactions(shop, stores, calls):
    entries = [Entry("message", 1_000 + n, f"m{n}", "U1") for n in range(100)]
    stores.ledger.write(entries)
    given = records(shop)
    calls.made.clear()
    deliver(chance := random.Random(3).sample(given, len(given)))
    assert calls.made["TransactWriteItems"] == math.ceil(100 / folding.TOGETHER)
    assert stores.friends.get("U1").messages_received == 100
    deliver(chance)
    assert stores.friends.get("U1").messages_received == 100
    assert all(entry.folded for entry in stores.ledger.entries("U1"))


def test_redriving_what_the_ledger_does_not_hold(shop):
    (result,) = redrive([{"friend_id": "U1", "sort": "0000000000001#gone"}])
    assert (result["ok"], result["cause"]) == (False, "not_found")


def test_redriving_nothing(shop):
    assert redrive([]) == []


def test_what_is_logged_and_counted(shop, stores, logged):
    stores.ledger.write([FOLLOW, Entry("unfollow", 2_000, "u", "U1"), Entry("message", 1_500, "m", "U1")])
    deliver(records(shop))
    lines = logged()
    counts = next(line for line in lines if "_aws" in line)
    assert (counts["EntriesFolded"], counts["FriendsFollowed"], counts["FriendsBlocked"]) == ([3], [1], [1])
    assert "花子" not in json.dumps(lines, ensure_ascii=False)
    assert "U1" not in json.dumps(lines)
    assert len(lines) == 2


ANSWERED = Entry(
    "answered", 5_000, "a1", "U1", folded=True,
    body=json.dumps({"survey_id": "s", "version": 1, "answers": {"photo": pictures.REFERENCE}, "set": {},
                     "tags_add": [], "tags_remove": [], "uploads": [pictures.REFERENCE]}),
)  # fmt: skip


def test_the_pictures_of_an_answer_are_kept(shop, stores):
    pictures.create_bucket()
    pictures.attach("U1")
    stores.ledger.write([ANSWERED])
    for _ in range(2):
        deliver(records(shop))
        assert not pictures.pending("U1")
    assert stores.friends.get("U1") is None  # it was written together with the friend
    assert shop.parked() == []


def test_pictures_that_cannot_be_kept_now_are_kept_later(shop, stores):
    stores.ledger.write([ANSWERED])
    given = records(shop)
    assert consume(given) == given[0]["dynamodb"]["SequenceNumber"]  # there is no bucket
    assert shop.parked() == []
    pictures.create_bucket()
    pictures.attach("U1")
    deliver(given)
    assert not pictures.pending("U1")
