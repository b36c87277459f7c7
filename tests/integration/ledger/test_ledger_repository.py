"""The ledger over DynamoDB: put if absent, texts that stay erased, pages, contention."""

import itertools
import json

import pytest

from daifukucho.kernel.errors import Invalid, Unavailable
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho.ledger.repository import Written
from daifukucho_aws.dynamo.ledger import entry_item, plain_item
from daifukucho_aws.dynamo.plain import write_plainly
from tests.support.aws_calls import cancelled, refused, silent

HELLO = Entry("message", 100, "m1", "U1", body='{"type":"message"}')


def sent(message_id="9", at=100, body='{"text":"hello"}'):
    return Text(Said.SENT, message_id, at, "U1", body)


def edited(at=200, body='{"text":"hello!"}'):
    return Text(Said.EDITED, "9", at, "U1", body)


UNSENT = Text(Said.UNSENT, "9", 300, "U1")


def entries(*ats, friend_id="U1"):
    return [Entry("message", at, f"m{at}", friend_id) for at in ats]


def test_an_entry_is_read_back_as_it_was_written(stores):
    assert stores.ledger.write([HELLO]) == Written(1, 0)
    assert stores.ledger.entry("U1", HELLO.version) == HELLO
    assert stores.ledger.entry("U1", "0000000000100#other") is None


def test_writing_twice_changes_nothing(stores, cloud):
    stores.ledger.write([HELLO], [sent()])
    before = cloud.items("ledger")
    assert stores.ledger.write([Entry("message", 100, "m1", "U1", body="{}")], [sent(body="{}")]) == Written(0, 1)
    assert cloud.items("ledger") == before


def test_what_is_known_does_not_keep_out_what_is_new(stores, calls):
    stores.ledger.write(entries(1, 3))
    calls.made.clear()
    assert stores.ledger.write(entries(1, 2, 3, 4)) == Written(2, 2)
    assert calls.made["TransactWriteItems"] == 2
    assert [entry.at for entry in stores.ledger.entries("U1")] == [1, 2, 3, 4]


def test_the_same_twice_in_one_request(stores):
    assert stores.ledger.write([HELLO, HELLO], [sent(), sent()]) == Written(1, 1)


def test_nothing_to_write_calls_nobody(stores, calls):
    assert stores.ledger.write([]) == Written(0, 0)
    assert calls.made == {}


@pytest.mark.parametrize(
    "events", list(itertools.permutations([sent(), edited(at=400), UNSENT])), ids=lambda e: "-".join(t.said for t in e)
)
@pytest.mark.parametrize("together", [True, False], ids=["one request", "each its own"])
def test_an_unsent_message_stays_erased_in_any_order_and_after_any_redelivery(stores, events, together):
    def deliver():
        if together:
            stores.ledger.write([], events)
        for text in events:
            stores.ledger.write([], [text])

    deliver()
    for _ in range(2):
        text = stores.ledger.texts("U1", ["9"])["9"]
        assert (text.said, text.body) == (Said.UNSENT, None)
        deliver()


@pytest.mark.parametrize(
    "events", list(itertools.permutations([sent(), edited(200, '{"text":"b"}'), edited(250, '{"text":"c"}')]))
)
def test_the_last_edit_stands_in_any_order(stores, events):
    for text in events:
        stores.ledger.write([], [text])
    assert json.loads(stores.ledger.texts("U1", ["9"])["9"].body) == {"text": "c"}
    stores.ledger.write([], events)
    assert json.loads(stores.ledger.texts("U1", ["9"])["9"].body) == {"text": "c"}


def test_fifty_messages_take_one_call(stores, calls):
    many = entries(*range(1, 51))
    stores.ledger.write(many, [sent(str(n)) for n in range(50)])
    assert calls.made["TransactWriteItems"] == 1
    assert len(stores.ledger.texts("U1", [str(n) for n in range(50)])) == 50


def test_more_than_a_transaction_takes_is_split_by_number(stores, calls):
    assert stores.ledger.write(entries(*range(1, 202))) == Written(201, 0)
    assert calls.made["TransactWriteItems"] == 3


def test_more_than_a_transaction_takes_is_split_by_size(stores, calls):
    sizes = []
    calls.always["TransactWriteItems"] = lambda name, a: sizes.append(
        sum(len(item["Put"]["Item"]["body"]["S"]) for item in a["TransactItems"])
    )
    big = [Entry("message", at, "m", "U1", body=json.dumps("x" * 99_000)) for at in range(1, 61)]
    assert stores.ledger.write(big) == Written(60, 0)
    assert len(sizes) == 2
    assert max(sizes) < 4_000_000


@pytest.mark.parametrize(
    "fault",
    [cancelled("TransactionConflict"), cancelled("None", "ThrottlingError"), refused("ThrottlingException")],
)
def test_a_rival_or_a_throttle_is_waited_out(stores, calls, fault):
    calls.faults["TransactWriteItems"] = [fault, fault]
    assert stores.ledger.write(entries(1, 2)) == Written(2, 0)
    assert calls.made["TransactWriteItems"] == 3


def test_known_and_contended_at_once(stores, calls):
    stores.ledger.write(entries(1))
    calls.faults["TransactWriteItems"] = [cancelled("ConditionalCheckFailed", "TransactionConflict")]
    assert stores.ledger.write(entries(1, 2)) == Written(1, 1)


def test_when_everything_is_known_at_the_first_attempt_that_is_all(stores, calls):
    stores.ledger.write(entries(1, 2))
    calls.made.clear()
    assert stores.ledger.write(entries(1, 2)) == Written(0, 2)
    assert calls.made["TransactWriteItems"] == 1


def test_contention_without_end_is_given_up(stores, calls):
    calls.always["TransactWriteItems"] = cancelled("TransactionConflict")
    with pytest.raises(Unavailable):
        stores.ledger.write(entries(1))
    assert calls.made["TransactWriteItems"] == 8


def test_a_write_that_has_run_out_of_time_is_not_repeated(stores, calls):
    def slow(name, arguments):
        stores.clock.now += 60_000
        cancelled("TransactionConflict")(name, arguments)

    calls.faults["TransactWriteItems"] = [slow]
    with pytest.raises(Unavailable):
        stores.ledger.write(entries(1))
    assert calls.made["TransactWriteItems"] == 1


@pytest.mark.parametrize(
    "fault", [silent, refused("ValidationException"), cancelled("ValidationError"), refused("AccessDeniedException")]
)
def test_what_waiting_does_not_mend_is_not_repeated(stores, calls, fault):
    calls.faults["TransactWriteItems"] = [fault]
    with pytest.raises(Unavailable):
        stores.ledger.write(entries(1))
    assert calls.made["TransactWriteItems"] == 1


def test_an_outage_says_which(stores, calls):
    calls.always["TransactWriteItems"] = silent
    with pytest.raises(Unavailable) as outage:
        stores.ledger.write(entries(1))
    assert outage.value.code == "dynamodb_no_answer"


def test_the_timeline_is_newest_first_two_at_a_time(stores):
    stores.ledger.write(entries(1, 2, 3, 4, 5), [sent()])
    stores.ledger.write(entries(9, friend_id="U2"))
    seen, cursor = [], None
    for expected in ([5, 4], [3, 2], [1]):
        page = stores.ledger.timeline("U1", cursor, 2)
        assert [entry.at for entry in page.items] == expected
        seen += page.items
        cursor = page.cursor
    assert cursor is None
    assert stores.ledger.timeline("U9").items == []


@pytest.mark.parametrize("cursor", ["%%%", "あ", "=", "_", "a"])
def test_a_cursor_that_is_not_ours_is_invalid(stores, cursor):
    with pytest.raises(Invalid) as invalid:
        stores.ledger.timeline("U1", cursor)
    assert invalid.value.faults[0].pointer == "/cursor"


def test_entries_are_oldest_first_and_without_texts(stores):
    stores.ledger.write(entries(3, 1, 9_999_999_999_999), [sent(), UNSENT])
    assert [entry.at for entry in stores.ledger.entries("U1")] == [1, 3, 9_999_999_999_999]


def test_entries_beyond_a_megabyte(stores, calls):
    big = [Entry("message", at, "m", "U1", body=json.dumps("x" * 99_000)) for at in range(1, 31)]
    stores.ledger.write(big)
    assert list(stores.ledger.entries("U1")) == big
    assert calls.made["Query"] >= 3


def test_what_is_folded_up_to_an_instant(stores, calls):
    folded = [Entry("message", at, "m", "U1", folded=True) for at in (1, 2, 4)]
    stores.ledger.write([*folded, *entries(3), *entries(2, friend_id="U2")], [sent()])
    assert [entry.at for entry in stores.ledger.folded("U1", 2)] == [1, 2]
    assert [entry.at for entry in stores.ledger.folded("U1", 4)] == [1, 2, 4]
    assert list(stores.ledger.folded("U1", 0)) == list(stores.ledger.folded("U1", -1)) == []
    assert calls.made["Query"] == 4


def test_a_page_that_is_too_long_is_refused(stores, monkeypatch):
    """Whatever comes after the instant costs nothing and refuses nothing."""
    monkeypatch.setattr("daifukucho_aws.dynamo.ledger._QUERIES_OF_A_PAST", 2)
    body = json.dumps("x" * 99_000)
    stores.ledger.write([Entry("message", at, "m", "U1", body=body, folded=True) for at in range(1, 31)])
    assert len(list(stores.ledger.folded("U1", 15))) == 15
    with pytest.raises(Invalid) as refused:
        list(stores.ledger.folded("U1", 30))
    assert refused.value.code == "page_too_long"


def test_friend_ids_are_each_once_and_without_groups(stores):
    stores.ledger.write(entries(1, 2, 3))
    stores.ledger.write(entries(1, friend_id="U2"), [sent()])
    stores.ledger.write([Entry("join", 1, "g", group_id="C1"), Entry("module", 1, "c")])
    assert sorted(stores.ledger.friend_ids()) == ["U1", "U2"]


def test_pages_of_groups_and_of_the_channel(stores, cloud):
    group, channel = Entry("join", 1, "g", group_id="C1"), Entry("module", 1_795_316_400_000, "c")
    stores.ledger.write([group, channel])
    found = {item["friend_id"]["S"]: item["sort"]["S"] for item in cloud.items("ledger")}
    assert found.pop("group#C1") == group.version
    ((page, sort),) = found.items()
    assert page[:-1] == "channel#20261122#"
    assert page[-1].isdigit()
    assert sort == channel.version


def test_the_channel_is_spread_over_ten_pages_a_day(stores, cloud):
    stores.ledger.write([Entry("module", 1_795_316_400_000, f"c{n}") for n in range(100)])
    pages = {item["friend_id"]["S"] for item in cloud.items("ledger")}
    assert pages == {f"channel#20261122#{n}" for n in range(10)}


def test_texts_of_many_messages(stores):
    stores.ledger.write([], [sent(str(n)) for n in range(130)])
    found = stores.ledger.texts("U1", [str(n) for n in range(140)])
    assert set(found) == {str(n) for n in range(130)}
    assert stores.ledger.texts("U1", []) == {}


def test_sent_entries_are_written_over_themselves(stores, calls):
    receipts = [Entry("sent", 5, f"s{n}", "U1") for n in range(30)]
    stores.ledger.put_many([*receipts, receipts[0]])
    stores.ledger.put_many(receipts)
    assert len(list(stores.ledger.entries("U1"))) == 30
    assert calls.made["BatchWriteItem"] == 4


@pytest.mark.parametrize("folded", [False, True])
def test_sent_entries_are_written_as_others_are(stores, cloud, folded):
    """Two writers of the same item; the one of many may write plain JSON, too."""
    entry = Entry("sent", 1_795_316_400_000, "s1", "U1", body='{"言": "\\"✓\\""}', folded=folded)
    assert plain_item(entry) == entry_item(stores.ledger._model, entry).serialize()
    stores.ledger.put_many([entry])
    (written,) = cloud.items("ledger")
    write_plainly(stores.ledger._connection.client, "BatchWriteItem")
    stores.ledger.put_many([entry])
    assert cloud.items("ledger") == [written] == [plain_item(entry)]
    assert list(stores.ledger.entries("U1")) == [entry]


def test_an_outage_while_reading_is_said(stores, calls):
    for name in ("GetItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"):
        calls.always[name] = silent
    for act in (
        lambda: stores.ledger.entry("U1", "v"),
        lambda: stores.ledger.timeline("U1"),
        lambda: list(stores.ledger.entries("U1")),
        lambda: list(stores.ledger.friend_ids()),
        lambda: stores.ledger.texts("U1", ["9"]),
        lambda: list(stores.ledger.folded("U1", 9)),
        lambda: stores.ledger.put_many(entries(1)),
    ):
        with pytest.raises(Unavailable):
            act()
