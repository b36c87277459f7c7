"""From the ledger's stream to the roster, through the real function, with LINE on the other side."""

import json
import random
from io import StringIO

import pytest

import functions.ledger_stream.handler as stream
from daifukucho.friends.fold import rebuild
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho_aws.settings import LedgerStreamSettings
from tests.support import pictures
from tests.support.aws_calls import cancelled, refused, silent

FOLLOW = Entry("follow", 1_000, "f1", "U1")


@pytest.fixture
def shop(cloud, stores, line, calls, monkeypatch):
    settings = LedgerStreamSettings(
        uploads_bucket=pictures.BUCKET,
        stage="test",
        local=True,
        line_secret_id=cloud.secret_id,
        line_api_base=line.url,
        friends_table="friends",
        ledger_table="ledger",
        parked_queue_url=cloud.parked_url,
        notice_queue_url=cloud.notices_url,
    )
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("daifukucho_aws.bootstrap.ledger_stream.pause", lambda attempt: None)
    line.profiles["U1"] = {"displayName": "花子", "language": "ja"}
    stream.worker.cache_clear()
    yield cloud
    stream.worker.cache_clear()


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


def deliver(given):
    assert stream.handler({"Records": given}, None) == {"batchItemFailures": []}


def redrive(parked):
    keys = [{"friend_id": entry["friend_id"], "sort": entry["sort"]} for entry in parked]
    return stream.handler({"parked": keys}, None)["parked"]


def test_a_new_friend_is_folded_and_her_profile_fetched(shop, stores):
    stores.ledger.write([FOLLOW])
    deliver(records(shop))
    friend = stores.friends.get("U1")
    assert (friend.display_name, friend.language, friend.status, friend.follows) == ("花子", "ja", "active", 1)
    assert [(e.kind, e.folded) for e in stores.ledger.entries("U1")] == [("follow", True), ("profile", True)]


def test_a_friend_whose_profile_is_not_shown(shop, stores, line):
    line.profiles.clear()
    stores.ledger.write([FOLLOW, Entry("message", 2_000, "m", "U1")])
    deliver(records(shop))
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


def test_an_entry_that_keeps_failing_is_parked_and_the_others_go_on(shop, stores, calls, line, logged):
    line.profiles |= {"U2": {"displayName": "太郎"}, "U3": {"displayName": "次郎"}}
    stores.ledger.write([Entry("follow", 1_000, f"f{n}", f"U{n}") for n in (1, 2, 3)])
    calls.always["TransactWriteItems"] = fail_for("U2", silent)
    deliver(records(shop))
    assert stores.friends.get("U1").follows == stores.friends.get("U3").follows == 1
    assert stores.friends.get("U2") is None
    parked = shop.parked()
    assert parked == [{"friend_id": "U2", "sort": "0000000001000#f2", "cause": "dynamodb_no_answer"}]
    lines = logged()
    assert next(line["EntriesParked"] for line in lines if "_aws" in line) == [1]
    assert [line["cause"] for line in lines if line.get("message") == "entry parked"] == ["dynamodb_no_answer"]

    assert redrive(parked) == [
        {"friend_id": "U2", "sort": "0000000001000#f2", "ok": False, "cause": "dynamodb_no_answer"}
    ]
    del calls.always["TransactWriteItems"]
    assert redrive(parked) == [{"friend_id": "U2", "sort": "0000000001000#f2", "ok": True}]
    assert redrive(parked)[0]["ok"]
    assert (stores.friends.get("U2").follows, stores.friends.get("U2").display_name) == (1, "太郎")


def test_an_entry_that_cannot_be_understood_is_parked_as_well(shop, stores, line):
    line.profiles["U2"] = {"displayName": "太郎"}
    stores.ledger.write([FOLLOW, Entry("follow", 1_000, "f2", "U2")])
    given = records(shop)
    (broken,) = (r["dynamodb"]["NewImage"] for r in given if r["dynamodb"]["NewImage"]["friend_id"]["S"] == "U1")
    del broken["at"]
    deliver(given)
    assert [entry["cause"] for entry in shop.parked()] == ["KeyError"]
    assert stores.friends.get("U2").follows == 1


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_profile_that_cannot_be_had_parks_the_entry_but_folds_it(shop, stores, line, status):
    line.answers["/v2/bot/profile/U1"] = [status] * 10
    stores.ledger.write([FOLLOW])
    deliver(records(shop))
    assert stores.friends.get("U1").follows == 1
    parked = shop.parked()
    assert parked == [{"friend_id": "U1", "sort": "0000000001000#f1", "cause": "profile"}]

    line.answers.clear()
    stream.worker.cache_clear()  # a while later, in another container
    assert redrive(parked)[0]["ok"]
    friend = stores.friends.get("U1")
    assert (friend.display_name, friend.follows) == ("花子", 1)


def test_a_silent_line_is_not_asked_for_everybody(shop, stores, line):
    stores.ledger.write([Entry("follow", 1_000, "f", f"U{n}") for n in range(20)])
    line.answers = {f"/v2/bot/profile/U{n}": [500] * 10 for n in range(20)}
    deliver(records(shop))
    assert len([request for request in line.requests if "profile" in request[1]]) == 3
    assert len(shop.items("friends")) == 20


def test_what_cannot_even_be_parked_is_delivered_again(shop, stores, calls):
    stores.ledger.write([FOLLOW])
    given = records(shop)
    calls.always["TransactWriteItems"] = refused("InternalServerError")
    calls.always["SendMessage"] = silent
    with pytest.raises(Exception, match="parked entries did not answer"):
        stream.handler({"Records": given}, None)
    calls.always.clear()
    deliver(given)
    assert stores.friends.get("U1").follows == 1


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
    assert stores.friends.get("U1") is None  # it was written together with her
    assert shop.parked() == []


def test_pictures_that_cannot_be_kept_are_parked_with_their_answer(shop, stores, logged):
    stores.ledger.write([ANSWERED])
    deliver(records(shop))  # there is no bucket
    parked = shop.parked()
    assert [(entry["sort"], entry["cause"]) for entry in parked] == [(ANSWERED.version, "storage_unavailable")]
    pictures.create_bucket()
    pictures.attach("U1")
    assert [result["ok"] for result in redrive(parked)] == [True]
    assert not pictures.pending("U1")
