"""The commands against a stack in moto, with LINE on the other side."""

import json
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import boto3
import pytest
from botocore.client import BaseClient
from typer.testing import CliRunner

import functions.ledger_stream.handler as stream
from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import Saved
from daifukucho.ledger.entry import Entry
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import LedgerStreamSettings
from daifukucho_cli.app import app
from daifukucho_cli.deployment import Deployment
from tests.support import pictures
from tests.support.aws_calls import refused, silent
from tests.support.book import no_pause
from tests.support.function import in_world
from tests.support.tables import create_tables

CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
IDS = [f"U{number:032x}" for number in range(7)]
OUTPUTS = ("FriendsTable", "LedgerTable", "CatalogTable", "ParkedQueueUrl", "LedgerStreamFunction", "LineSecretId")


@pytest.fixture
def shop(cloud, stores, line, calls, monkeypatch):
    """A stack whose function is the real handler."""
    create_tables("catalog")
    values = ("friends", "ledger", "catalog", cloud.parked_url, "stream-function", cloud.secret_id)
    template = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": value} for name, value in zip(OUTPUTS, values, strict=True)},
    }
    boto3.client("cloudformation").create_stack(StackName="shop", TemplateBody=json.dumps(template))
    settings = LedgerStreamSettings(
        uploads_bucket=pictures.BUCKET,
        stage="test",
        local=True,
        friends_table="friends",
        ledger_table="ledger",
        parked_queue_url=cloud.parked_url,
        notice_queue_url=cloud.notices_url,
    )
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LINE_API_BASE", raising=False)
    monkeypatch.setattr(Deployment, "world", replace(of_aws(), pause=no_pause))
    counted = BaseClient._make_api_call

    def call(client, name, arguments):
        if name != "Invoke":
            return counted(client, name, arguments)
        assert arguments["FunctionName"] == "stream-function"
        answer = stream.handler(json.loads(arguments["Payload"]), CONTEXT)
        return {"Payload": BytesIO(json.dumps(answer).encode())}

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    with in_world(of_aws(), stream):
        yield cloud


def run(*arguments, lang="en"):
    result = CliRunner().invoke(app, ["--lang", lang, *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def backfilled(stores):
    return sorted(stores.ledger.friend_ids())


def test_backfill_from_lines_list(shop, stores, line):
    line.followers = [IDS[:3], IDS[3:6], IDS[6:]]
    for _ in range(2):
        result = run("friends", "backfill", "--stack", "shop", "--line-api", line.url)
        assert result.exit_code == 0, result.output
        assert "Done: 7 friends" in result.output
    assert backfilled(stores) == IDS
    assert shop.items("catalog") == []


def test_backfill_goes_on_where_it_was_interrupted(shop, stores, line, calls):
    line.followers = [IDS[:3], IDS[3:6], IDS[6:]]
    line.answers["/v2/bot/followers/ids"] = [200, 500]
    result = run("friends", "backfill", "--stack", "shop", "--line-api", line.url)
    assert result.exit_code == 1
    assert "line_500" in result.output
    assert backfilled(stores) == IDS[:3]
    line.requests.clear()
    assert run("friends", "backfill", "--stack", "shop", "--line-api", line.url).exit_code == 0
    assert line.requests.count(("GET", "/v2/bot/followers/ids")) == 2
    assert backfilled(stores) == IDS
    assert len({entry.version for friend in IDS for entry in stores.ledger.entries(friend)}) == 1


@pytest.mark.parametrize(("lang", "said"), [("ja", "認証済"), ("en", "verified and premium accounts")])
def test_backfill_of_an_account_that_line_gives_no_list(shop, line, lang, said):
    line.answers["/v2/bot/followers/ids"] = [403]
    result = run("friends", "backfill", "--stack", "shop", "--line-api", line.url, lang=lang)
    assert result.exit_code == 1
    assert said in result.output
    assert "--csv" in result.output


def test_the_secret_is_told_to_nobody_elsewhere(shop, line):
    result = run("friends", "backfill", "--stack", "shop", "--line-api", "https://line.example")
    assert result.exit_code == 2
    assert line.requests == []


def test_backfill_from_a_file(shop, stores, tmp_path):
    file = tmp_path / "ids.csv"
    file.write_text(f"userId,name\n{IDS[0]},花子\nnobody\n{IDS[1]}\n{IDS[0]}\n", encoding="utf-8-sig")
    for _ in range(2):
        result = run("friends", "backfill", "--stack", "shop", "--csv", str(file))
        assert result.exit_code == 1  # some lines were bad
        assert "Line 1 was taken as a header." in result.output
        assert "Done: 2 friends (1 repeated lines, 1 bad lines)" in result.output
        assert "1 lines do not have exactly one user id (U and 32 of 0-9a-f): 3" in result.output
    assert backfilled(stores) == IDS[:2]
    assert len(shop.items("ledger")) == 2


def test_a_file_without_ids(shop, tmp_path):
    file = tmp_path / "ids.csv"
    file.write_text("花子\n太郎\n")
    assert run("friends", "backfill", "--stack", "shop", "--csv", str(file)).exit_code == 1
    assert shop.items("ledger") == []


def test_the_stream_makes_friends_of_a_backfill(shop, stores, line):
    line.followers = [IDS[:1]]
    run("friends", "backfill", "--stack", "shop", "--line-api", line.url)
    (entry,) = shop.items("ledger")
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": entry, "SequenceNumber": "1"}}
    stream.handler({"Records": [record]}, CONTEXT)
    friend = stores.friends.get(IDS[0])
    assert (friend.status, friend.follows) == ("active", 0)
    assert shop.notices() == [{"friend_id": IDS[0], "profile_since": 0}]


def spoil(stores, *ids):
    """Friends with a page in the ledger, whose items say something else."""
    for friend_id in ids:
        stores.ledger.write([Entry("follow", 5, "f", friend_id, folded=True)])
        assert stores.book.save_rebuilt(None, Friend(friend_id, follows=9, revision=1)) is Saved.DONE


def test_replay_of_everybody(shop, stores):
    spoil(stores, "U1", "U2")
    assert "To be rebuilt: 2. Unchanged: 0." in run("friends", "replay", "--stack", "shop", "--all", "--dry-run").output
    assert stores.friends.get("U1").follows == 9
    assert "Rebuilt: 2. Unchanged: 0." in run("friends", "replay", "--stack", "shop", "--all").output
    assert stores.friends.get("U1").follows == stores.friends.get("U2").follows == 1
    assert "作り直し: 0人　変わりなし: 2人" in run("friends", "replay", "--stack", "shop", "--all", lang="ja").output


def test_replay_names_whom_it_leaves_and_goes_on(shop, stores):
    spoil(stores, "U1", "U2", "U3")
    bad = Entry("edit", 6, "e", "U2", body='{"set":{"nickname":"花子"},"by":"a"}', folded=True)
    stores.ledger.write([bad])
    for dry_run in (["--dry-run"], []):
        result = run("friends", "replay", "--stack", "shop", "--all", *dry_run)
        assert result.exit_code == 1
        assert ("To be rebuilt: 2." if dry_run else "Rebuilt: 2.") in result.output
        assert "U2: edit 0000000000006#e\n" in result.output
        assert "does not understand the entry named above: 1." in result.output
        assert "花子" not in result.output
    assert [stores.friends.get(name).follows for name in ("U1", "U2", "U3")] == [1, 9, 1]
    result = run("friends", "replay", "--stack", "shop", "--friend", "U2", lang="ja")
    assert result.exit_code == 1
    assert "U2: 記録 0000000000006#e（edit）" in result.output
    assert "名簿をそのままにした友だち: 1人" in result.output


def test_what_has_expired_is_recorded(shop, stores):
    lots = {"2020-01-31": 5, "none": 2}
    stores.book.save_rebuilt(None, Friend("U7", points=7, point_lots=lots, points_expire_on="2020-01-31", revision=1))
    assert (
        "Friends with points or orders: 1. Something was recorded of 1."
        in run("friends", "settle", "--stack", "shop").output
    )
    assert (stores.friends.get("U7").points, stores.friends.get("U7").point_lots) == (2, {"none": 2})
    again = run("friends", "settle", "--stack", "shop", lang="ja").output
    assert "ポイントか購買のある友だち: 1人　記録した人: 0人" in again


def test_whoever_cannot_be_settled_is_counted(shop, stores, calls):
    stores.book.save_rebuilt(None, Friend("U7", points=5, point_lots={"2020-01-31": 5}, revision=1))
    calls.always["TransactWriteItems"] = refused("ValidationException")
    result = run("friends", "settle", "--stack", "shop")
    assert result.exit_code == 1
    assert "It could not be recorded of 1 (dynamodb_ValidationException 1)" in " ".join(result.output.split())


def test_replay_of_one(shop, stores):
    spoil(stores, "U1", "U2")
    assert run("friends", "replay", "--stack", "shop", "--friend", "U1").exit_code == 0
    assert (stores.friends.get("U1").follows, stores.friends.get("U2").follows) == (1, 9)
    assert run("friends", "replay", "--stack", "shop", "--friend", "U9").exit_code == 1


@pytest.mark.parametrize("arguments", [[], ["--all", "--friend", "U1"]])
def test_replay_wants_one_or_all(shop, arguments):
    assert run("friends", "replay", "--stack", "shop", *arguments).exit_code == 2


def park(shop, *entries, cause="profile"):
    for entry in entries:
        body = {"friend_id": entry.friend_id, "sort": entry.version, "cause": cause}
        shop.sqs.send_message(QueueUrl=shop.parked_url, MessageBody=json.dumps(body))


def waiting(shop):
    attributes = shop.sqs.get_queue_attributes(QueueUrl=shop.parked_url, AttributeNames=["All"])["Attributes"]
    return sum(int(attributes[name]) for name in attributes if name.startswith("ApproximateNumberOfMessages"))


def test_redrive_takes_out_what_succeeds_and_leaves_what_does_not(shop, stores, line):
    entries = [Entry("follow", 5, "f", friend_id) for friend_id in IDS]
    stores.ledger.write(entries)
    park(shop, *entries * 2, replace(entries[0], event_id="gone"))
    shop.sqs.send_message(QueueUrl=shop.parked_url, MessageBody="not ours")
    result = run("ledger", "redrive", "--stack", "shop")
    assert result.exit_code == 1
    assert "Processed: 14" in result.output
    assert "Still failing: 2" in result.output
    assert "not_found 1" in result.output
    assert "unreadable 1" in result.output
    assert waiting(shop) == 2
    assert {stores.friends.get(friend_id).follows for friend_id in IDS} == {1}


def test_redrive_of_nothing(shop):
    result = run("ledger", "redrive", "--stack", "shop", lang="ja")
    assert (result.exit_code, result.output) == (0, "取り置かれた記録はありません。\n")


def test_redrive_while_the_database_is_still_down(shop, stores, calls):
    entry = Entry("follow", 5, "f", "U1")
    stores.ledger.write([entry])
    park(shop, entry)
    calls.always["TransactWriteItems"] = silent
    result = run("ledger", "redrive", "--stack", "shop")
    assert "dynamodb_no_answer 1" in result.output
    assert waiting(shop) == 1


def test_a_stack_that_is_not_there(shop):
    result = run("friends", "replay", "--stack", "elsewhere", "--all")
    assert result.exit_code == 1
    assert "--stack" in result.output


def test_a_stack_of_something_else(shop):
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    boto3.client("cloudformation").create_stack(StackName="other", TemplateBody=json.dumps(template))
    result = run("friends", "replay", "--stack", "other", "--all")
    assert result.exit_code == 1
    assert "FriendsTable" in result.output
