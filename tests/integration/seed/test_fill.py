"""Seeding tables in moto, with the simulator of LINE beside them."""

import json
from collections import Counter

import boto3
import pytest
from moto import mock_aws

from daifukucho.book.book import FriendBook
from daifukucho.book.replay import ReplayOutcome
from daifukucho.friends.attributes import Status
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.time import business_date, start_of
from daifukucho_aws.bootstrap import tools
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.orders import DynamoOrders
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from local.line.process import running
from local.seed import __main__ as command
from local.seed.fill import Filled, fill
from local.seed.history import seeded
from local.seed.tables import Tables
from tests.support.book import Clock, no_pause
from tests.support.lived import live
from tests.support.tables import REGION, connect, create_tables

COUNT = 80


@pytest.fixture(scope="module")
def simulator():
    with running() as line:
        yield line


@pytest.fixture
def line(simulator):
    simulator.reset()
    return simulator


@pytest.fixture
def tables(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        create_tables("friends", "ledger", "catalog")
        yield Tables(of_aws(), "friends", "ledger", "catalog")


def items(table: str) -> dict[tuple[str, str], dict]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    found = [item for page in pages for item in page["Items"]]
    return {(item["friend_id"]["S"], item.get("sort", {}).get("S", "")): item for item in found}


def owners() -> dict[str, dict]:
    """Whose the orders are."""
    return {item["sort"]["S"]: item for item in boto3.client("dynamodb").scan(TableName="catalog")["Items"]}


def replayed() -> Counter[ReplayOutcome]:
    """What a replay of everybody would do."""
    return Counter(found.outcome for found in tools.replay(of_aws(), "friends", "ledger").all(dry_run=True))


def seed(tables, line=None, count=COUNT) -> Filled:
    return fill(tables, line, count, "サンプル", lambda done: None)


def test_a_replay_keeps_everybody(tables):
    filled = seed(tables, count=200)
    assert (filled.new, filled.known) == (200, 0)
    assert len(items("friends")) == 200
    assert filled.entries == sum("folded" in item for item in items("ledger").values())
    assert replayed() == Counter({ReplayOutcome.SAME: 200})


def test_a_second_time_changes_nothing(tables, line):
    seed(tables, line)
    before, people = (items("friends"), items("ledger")), line.stats()["friends"]
    assert seed(tables, line) == Filled(known=COUNT)
    assert (items("friends"), items("ledger")) == before
    assert line.stats()["friends"] == people


def test_more_are_added_to_those_that_are_there(tables, line):
    first = seed(tables, line, 50)
    before = items("ledger")
    second = seed(tables, line)
    assert (first.new, first.known, second.new, second.known) == (50, 0, COUNT - 50, 50)
    assert before.items() <= items("ledger").items()
    assert line.stats()["friends"]["known"] == COUNT


def test_the_items_are_those_that_would_be_there_had_it_all_happened(tables):
    until = start_of(business_date(tables.made_at()))
    people = [seeded("サンプル", index, until) for index in range(60)]
    seed(tables, count=60)
    made = items("friends"), items("ledger"), owners()
    assert made[2]
    client = boto3.client("dynamodb")
    for key in made[0]:
        client.delete_item(TableName="friends", Key={"friend_id": {"S": key[0]}})
    for page, sort in made[1]:
        client.delete_item(TableName="ledger", Key={"friend_id": {"S": page}, "sort": {"S": sort}})
    for order_id in made[2]:
        client.delete_item(TableName="catalog", Key={"kind": {"S": "order"}, "sort": {"S": order_id}})
    connection = connect()
    friends, entries = bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection)
    ledger = LedgerRepository(connection, entries, no_pause, Clock())
    for person in people:
        ledger.write([], person.texts)
        book = BookRepository(connection, friends, entries)
        live(
            person.entries,
            FriendRepository(connection, friends, no_pause),
            book,
            ledger,
            DynamoOrders(connection, entries, "catalog", book),
        )
    assert len(made[1]) > 180
    assert owners() == made[2]
    for lived, seeded_items in zip((items("friends"), items("ledger")), made[:2], strict=True):
        assert {key: _sorted(item) for key, item in lived.items()} == {
            key: _sorted(item) for key, item in seeded_items.items()
        }


def _sorted(item: dict) -> dict:
    """A set has no order."""
    return {name: {kind: sorted(v) if kind == "SS" else v for kind, v in value.items()} for name, value in item.items()}


def test_interrupted_it_goes_on_where_it_was(tables, line, monkeypatch):
    def broken(self, people):
        write(self, people[:50])
        raise RuntimeError("the power is gone")

    write = Tables.write
    monkeypatch.setattr(Tables, "write", broken)
    with pytest.raises(RuntimeError):
        seed(tables, line)
    monkeypatch.setattr(Tables, "write", write)
    for friend_id, _ in list(items("friends"))[:20]:  # of these the ledger is there, but they are not
        boto3.client("dynamodb").delete_item(TableName="friends", Key={"friend_id": {"S": friend_id}})
    filled = seed(tables, line)
    assert (filled.new, filled.known) == (COUNT - 30, 30)
    assert replayed() == Counter({ReplayOutcome.SAME: COUNT})
    assert line.stats()["friends"]["known"] == COUNT


def test_what_happened_since_is_kept(tables, line):
    seed(tables, line)
    connection = connect()
    friends, entries = bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection)
    store = FriendRepository(connection, friends, no_pause)
    book = FriendBook(store, BookRepository(connection, friends, entries), Clock(), lambda: "later", no_pause)
    somebody = next(friend for friend in store.list(limit=50).items if friend.status is Status.ACTIVE)
    book.edit(somebody.friend_id, by="花子", set={"alias": "常連さん"})
    line.put_friends([{"user_id": somebody.friend_id, "blocked": True}])
    blocked = line.stats()["friends"]["blocked"]
    seed(tables, line)
    assert store.get(somebody.friend_id).alias == "常連さん"
    assert line.stats()["friends"]["blocked"] == blocked
    assert replayed() == Counter({ReplayOutcome.SAME: COUNT})


def test_line_knows_them_as_the_roster_does(tables, line):
    seed(tables, line)
    connection = connect()
    roster = FriendRepository(connection, bind(FriendItem, "friends", connection), no_pause)
    page = line.friends(limit=1000)["friends"]
    assert len(page) == COUNT
    for person in page:
        friend = roster.get(person["user_id"])
        assert person["following"]
        assert person["blocked"] == (friend.status is Status.BLOCKED)
        name = person["display_name"]
        assert (None if is_blank(name) else name, person["language"]) == (friend.display_name, friend.language)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--friends", "0"], "must be 1 or more: 0"),
        (["--friends", "many"], "must be 1 or more: many"),
        (["--seed", " "], "Give a tag of 1 to 100 characters on one line."),
    ],
)
def test_what_cannot_be_is_refused(arguments, said, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("locale", "said"), [("ja_JP.UTF-8", "make up"), ("C", "Start the local stack with 'make up'")]
)
def test_without_a_stack_it_says_how_to_start_one(tmp_path, capsys, monkeypatch, locale, said):
    monkeypatch.setenv("LC_ALL", locale)
    assert command.main(["--stack-file", str(tmp_path / "stack.json")]) == 1
    assert said in capsys.readouterr().err


def test_a_stack_that_is_gone(tmp_path, capsys, monkeypatch):
    for name, value in {"LC_ALL": "C", "NO_PROXY": "", "no_proxy": ""}.items():  # set by the command
        monkeypatch.setenv(name, value)
    stack = {
        "aws_endpoint": "http://127.0.0.1:9",
        "line_api": "http://127.0.0.1:9",
        "outputs": {"FriendsTable": "friends", "LedgerTable": "ledger", "CatalogTable": "catalog"},
        "pids": {"line": 1},
    }
    (tmp_path / "stack.json").write_text(json.dumps(stack))
    assert command.main(["--stack-file", str(tmp_path / "stack.json")]) == 1
    assert "Check that the stack is running" in capsys.readouterr().err
