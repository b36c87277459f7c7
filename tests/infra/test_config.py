import json
from typing import Any

import pytest
from aws_cdk import App

from infra.config import Attached, Config
from infra.sizes import SIZES
from tests.infra.conftest import ROOT


def read(**context: Any) -> Config:
    return Config.from_context(App(context=context).node)


def test_the_command_line_gives_text() -> None:
    config = read(senders="7", customerKey="true", tracing="false")
    assert (config.senders, config.customer_key, config.tracing) == (7, True, False)


def test_what_is_not_said_is_left_to_the_defaults() -> None:
    assert read(alarmEmail="", senders="", protect=None) == Config() == read()


@pytest.mark.parametrize("size", SIZES)
def test_a_size_brings_senders_and_evaluators_and_warm_tables(size: str) -> None:
    config, made = read(size=size), SIZES[size]
    assert (config.senders, config.evaluators) == (made.senders, made.evaluators)
    assert config.slice_mb == made.slice_mb
    assert {table: config.warm(table) for table in ("friends", "ledger", "catalog", "outbox")} == {
        table: made.warm.get(table) for table in ("friends", "ledger", "catalog", "outbox")
    }


def test_what_is_said_beside_a_size_wins() -> None:
    config = read(size="million", senders="7")
    assert (config.senders, config.evaluators) == (7, SIZES["million"].evaluators)
    assert read(size="million", senders="7").chosen == '{"senders":"7","size":"million"}'
    assert read() == read(size="")


def test_the_local_stack_warms_nothing() -> None:
    assert read(size="million", local="true").warm("friends") is None


def test_prod_is_protected_and_another_stage_if_it_says_so() -> None:
    assert read().protected
    assert not read(stage="dev").protected
    assert read(stage="dev", protect="true").protected
    assert not read(protect="false").protected


def test_nothing_is_guarded_before_there_is_anything() -> None:
    assert read().guarded
    assert not read(creating="true").guarded
    assert read(creating="true").removal_policy is read().removal_policy


def test_what_was_chosen_is_kept_and_nothing_else() -> None:
    """A default may change with a version; who said nothing gets the new one."""
    assert read().chosen == "{}"
    assert read(stage="dev", senders=5, tracing=False, alarmEmail="").chosen == '{"senders":"5","tracing":"false"}'
    # From the command line all is text; both are the same choice.
    assert read(senders="5", tracing="false").chosen == read(tracing=False, senders=5).chosen


def test_cdk_json_chooses_nothing() -> None:
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    assert [name for name in context if not name.startswith("@aws-cdk")] == []


TABLE = "arn:aws:dynamodb:ap-northeast-1:123456789012:table/friends-restored"
STREAM = f"{TABLE}/stream/2026-11-30T00:00:00.000"


def test_a_restored_table_is_told_by_its_arn() -> None:
    config = read(friendsTable=STREAM, catalogTable=TABLE)
    assert config.attached("friends") == Attached("friends-restored", STREAM)
    assert config.attached("catalog") == Attached("friends-restored", None)
    assert config.attached("ledger") is None


def test_all_alarms_are_made_unless_few_are_asked_for() -> None:
    assert [read(alarms=given).alarms for given in ("", "all", "few")] == ["all", "all", "few"]
    assert read().alarms == "all"


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ({"stage": "Prod"}, "'stage'"),
        ({"size": "huge"}, "use one of small, large, million"),
        ({"size": "large", "senders": 0}, "'senders'"),
        ({"stage": "a" * 17}, "'stage'"),
        ({"stage": "aws"}, "Cognito"),
        ({"stage": "jaws2"}, "Cognito"),
        ({"stage": "amazon"}, "Cognito"),
        ({"stage": "mycognito"}, "Cognito"),
        ({"alarmEmail": "shop"}, "'alarmEmail'"),
        ({"alarmEmail": "a@example.com, b@example.com"}, "'alarmEmail'"),
        ({"liffId": "AbcdEfgh"}, "'liffId'"),
        ({"loginChannelId": "1234-abc"}, "'loginChannelId'"),
        ({"protect": "perhaps"}, "'protect'"),
        ({"friendsTable": "friends-restored"}, "'friendsTable'"),
        ({"friendsTable": TABLE}, "its stream's ARN"),
        ({"outboxTable": STREAM}, "its ARN is wanted"),
        ({"logDays": 31}, "'logDays'"),
        ({"senders": 1}, "'senders'"),
        ({"senders": 201}, "use 2 to 200"),
        ({"senders": "many"}, "'senders'"),
        ({"evaluators": 1001}, "'evaluators'"),
        ({"requestsPerMinute": 0}, "'requestsPerMinute'"),
        ({"requestsPerMinute": 30_001}, "'requestsPerMinute'"),
        ({"alarms": "some"}, "'alarms' is 'some'; use all or few"),
        ({"tracing": "yes"}, "'tracing'"),
        ({"lineApiBase": "http://127.0.0.1:1"}, "'lineApiBase'"),
    ],
)
def test_a_wrong_value_is_refused_by_name(context: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(**context)
