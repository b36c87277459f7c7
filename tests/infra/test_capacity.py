"""What a stage can have, asked of an account that is scripted, and what is said of it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from infra.capacity import OTHERS, TABLE_QUOTAS, Account, Request, advice, ask, propose, suiting
from infra.config import Config
from infra.sizes import NEW_TABLE, SIZES, Throughput

PRICES = {"dynamodb_provisioned_read_unit_hour": 0.001, "dynamodb_provisioned_write_unit_hour": 0.01}
RAISED = Account(concurrency=1_000, reads=200_000, writes=200_000)


class Session:
    """An account as boto3 shows it; ``broken`` operations raise what they are given."""

    def __init__(self, **broken: Exception) -> None:
        self.broken = broken
        self.concurrency = 10
        self.quotas = dict.fromkeys(TABLE_QUOTAS.values(), 40_000.0)
        self.stacks: dict[str, dict[str, str]] = {}
        self.tables: dict[str, dict[str, Any]] = {}

    def client(self, service: str) -> Any:
        return self

    def __getattr__(self, operation: str) -> Any:
        raise AssertionError(f"nobody is to call {operation}")

    def _may(self, operation: str) -> None:
        if operation in self.broken:
            raise self.broken[operation]

    def get_account_settings(self) -> Any:
        self._may("get_account_settings")
        return {"AccountLimit": {"ConcurrentExecutions": self.concurrency}}

    def get_service_quota(self, ServiceCode: str, QuotaCode: str) -> Any:
        self._may("get_service_quota")
        assert ServiceCode == "dynamodb"
        return {"Quota": {"Value": self.quotas[QuotaCode]}}

    def describe_stacks(self, StackName: str) -> Any:
        self._may("describe_stacks")
        if StackName not in self.stacks:
            raise refusal("ValidationError", "DescribeStacks")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.stacks[StackName].items()]
        return {"Stacks": [{"Outputs": outputs}]}

    def describe_table(self, TableName: str) -> Any:
        self._may("describe_table")
        return {"Table": self.tables[TableName]}


def refusal(code: str, operation: str = "Any") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def deployed(friends: int, read: int = 12_000, write: int = 4_000) -> Session:
    session = Session()
    session.stacks["daifukucho-prod"] = {"FriendsTable": "f", "OutboxTable": "o", "WebhookUrl": "https://x"}
    warm = {"ReadUnitsPerSecond": read, "WriteUnitsPerSecond": write, "Status": "ACTIVE"}
    session.tables = {"f": {"ItemCount": friends, "WarmThroughput": warm}, "o": {"ItemCount": 1}}
    return session


def test_an_account_is_asked() -> None:
    assert ask(deployed(7, read=20_000), "daifukucho-prod") == Account(
        concurrency=10,
        reads=40_000,
        writes=40_000,
        friends=7,
        warm={"friends": Throughput(20_000, 4_000), "outbox": NEW_TABLE},
    )


def test_a_stage_that_is_not_there_yet_has_no_roster() -> None:
    account = ask(Session(), "daifukucho-prod")
    assert (account.friends, account.warm, account.unasked) == (None, {}, ())


OPERATIONS = ("get_account_settings", "get_service_quota", "describe_stacks", "describe_table")


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("error", [refusal("AccessDeniedException"), EndpointConnectionError(endpoint_url="https://x")])
def test_what_aws_does_not_tell_is_named_and_stops_nothing(operation: str, error: Exception) -> None:
    session = deployed(7)
    session.broken = {operation: error}
    account = ask(session, "daifukucho-prod")
    (unasked,) = account.unasked
    why = "AccessDeniedException" if isinstance(error, ClientError) else "EndpointConnectionError"
    assert why in unasked
    assert any(unasked in line for line in advice(session, Config()))


def test_with_no_permission_at_all_the_advice_still_says_the_price() -> None:
    session = Session(**dict.fromkeys(OPERATIONS, refusal("AccessDenied")))
    first, *rest = advice(session, Config(size="large"))
    assert "USD" in first
    assert len(rest) == 1


@pytest.mark.parametrize(
    ("friends", "size"),
    [(0, "small"), (100_000, "small"), (100_001, "large"), (900_000, "million"), (10**8, "million")],
)
def test_the_size_that_suits_a_roster(friends: int, size: str) -> None:
    assert suiting(friends) == size


def test_warming_is_paid_for_what_is_beyond_what_there_is() -> None:
    assert propose("small", 5, 10, RAISED, PRICES).usd == 0
    assert propose("large", 12, 20, RAISED, PRICES).usd == pytest.approx((40_000 - 12_000) * 0.001)
    grown = Account(concurrency=1_000, warm={"friends": Throughput(30_000, 90_000)})
    assert propose("large", 12, 20, grown, PRICES).usd == pytest.approx((40_000 - 30_000) * 0.001)
    assert propose("million", 30, 40, RAISED, PRICES).usd == pytest.approx(
        (120_000 - 12_000) * 0.001 + (16_000 - 4_000) * 0.01
    )


def test_what_is_to_be_asked_for_first() -> None:
    new = Account(concurrency=10, reads=40_000, writes=40_000)
    (small,) = propose("small", 5, 10, new, PRICES).requests
    assert small == Request("Lambda: Concurrent executions", 10, 15 + OTHERS)
    assert [r.name.partition(":")[0] for r in propose("large", 12, 20, new, PRICES).requests] == ["Lambda"]
    assert [r.needed for r in propose("million", 30, 40, new, PRICES).requests] == [70 + OTHERS, 120_000]
    assert propose("million", 30, 40, RAISED, PRICES).requests == ()
    assert propose("million", 30, 40, Account(), PRICES).requests == ()  # nobody knows


def test_large_is_what_a_new_account_may_have_after_its_first_request() -> None:
    after = Account(concurrency=1_000, reads=40_000, writes=40_000)
    made = SIZES["large"]
    assert propose("large", made.senders, made.evaluators, after, PRICES).requests == ()


def test_a_larger_size_is_proposed_with_its_price() -> None:
    session = deployed(300_000)
    session.concurrency = 1_000
    chosen, larger = advice(session, Config())
    assert "small" in chosen
    assert "-c size=large" in larger
    assert "300,000" in larger
    assert "4.16 USD" in larger
    for line in (chosen, larger):
        ja, en = line.split(" / ")
        assert not ja.isascii()
        assert en.isascii()
    assert len(advice(session, Config(size="large", senders=12, evaluators=20))) == 1


def test_a_table_that_takes_more_than_its_size_asks_is_told() -> None:
    session = deployed(300_000, read=90_000)
    session.concurrency = 1_000
    (warned,) = [line for line in advice(session, Config(size="large")) if "90,000" in line]
    assert "friends" in warned
