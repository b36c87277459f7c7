"""What an account can give a stage, and which size suits the stage: asked before a deployment, and told with the
price."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from infra.config import Config
from infra.sizes import NEW_TABLE, SIZES, Size, Throughput, Warm

_ROOT = Path(__file__).resolve().parents[1]
PRICES, RESULTS = _ROOT / "bench/prices.json", _ROOT / "bench/results.json"

TABLE_QUOTAS = {"read": "L-CF0CBE56", "write": "L-AB614373"}
"""DynamoDB's quotas of what one table may take (Service Quotas: "Table-level read throughput limit", "… write …")."""

OTHERS = 30
"""Invocations at once for all functions except sender and evaluator: webhook, stream, pages, API, receipts."""

T = TypeVar("T")

_OUTPUTS = {"friends": "FriendsTable", "outbox": "OutboxTable"}


@dataclass(frozen=True, slots=True)
class Account:
    """What was found in the account; ``None``: AWS did not tell, or there is nothing yet.

    ``concurrency``: Lambda invocations at once. ``reads``, ``writes``: units a second that one table may take. ``friends``: how
    many the roster has (DynamoDB brings it up to date every six hours). ``warm``: what the tables take now.
    ``unasked``: what AWS did not tell, and why.
    """

    concurrency: int | None = None
    reads: int | None = None
    writes: int | None = None
    friends: int | None = None
    warm: Mapping[str, Throughput] = field(default_factory=dict)
    unasked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A quota to ask AWS for, in Service Quotas: what it is now, and what is needed."""

    name: str
    now: int
    needed: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """``size``: the name of the size that suits the roster. ``usd``: what warming its tables costs, once. ``requests``:
    the quotas that the size needs."""

    size: str
    usd: float
    requests: tuple[Request, ...]


def suiting(friends: int) -> str:
    """The smallest size that is meant for so many friends."""
    return next((name for name, size in SIZES.items() if friends <= size.friends), list(SIZES)[-1])


def propose(size: str, senders: int, evaluators: int, account: Account, prices: Mapping[str, float]) -> Proposal:
    """What a size costs, and what it needs of the account. ``prices``: by the names of prices.json."""
    made = SIZES[size]
    return Proposal(size, _price(made, account, prices), tuple(_requests(made, senders + evaluators + OTHERS, account)))


def _price(size: Size, account: Account, prices: Mapping[str, float]) -> float:
    """Warming is charged once, for what is beyond what a table takes already, at the price of an hour of provisioned
    units (DynamoDB developer guide, "Warm throughput")."""
    usd = 0.0
    for table, wanted in size.warm.items():
        now = account.warm.get(table, NEW_TABLE)
        usd += max(0, (wanted.read or 0) - now.read) * prices["dynamodb_provisioned_read_unit_hour"]
        usd += max(0, (wanted.write or 0) - now.write) * prices["dynamodb_provisioned_write_unit_hour"]
    return usd


def _requests(size: Size, at_once: int, account: Account) -> Iterator[Request]:
    reads = max((wanted.read or 0 for wanted in size.warm.values()), default=0)
    writes = max((wanted.write or 0 for wanted in size.warm.values()), default=0)
    for name, now, needed in (
        ("Lambda: Concurrent executions", account.concurrency, at_once),
        ("DynamoDB: Table-level read throughput limit", account.reads, reads),
        ("DynamoDB: Table-level write throughput limit", account.writes, writes),
    ):
        if now is not None and now < needed:
            yield Request(name, now, needed)


def ask(session: Any, stack: str) -> Account:
    """Ask the account, in six calls at most. Raises nothing: what AWS does not tell, because a permission or an
    answer, is named in ``unasked``."""
    unasked: list[str] = []

    def told(what: str, question: Callable[[], T]) -> T | None:
        try:
            return question()
        except (BotoCoreError, ClientError) as error:
            why = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
            unasked.append(f"{what} ({why})")
            return None

    def quota(code: str) -> int:
        found = session.client("service-quotas").get_service_quota(ServiceCode="dynamodb", QuotaCode=code)
        return int(found["Quota"]["Value"])

    concurrency = told(
        "lambda:GetAccountSettings",
        lambda: int(session.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]),
    )
    reads, writes = (told("servicequotas:GetServiceQuota", partial(quota, code)) for code in TABLE_QUOTAS.values())
    names = told("cloudformation:DescribeStacks", lambda: _tables(session, stack)) or {}
    described = {
        table: found
        for table, name in names.items()
        if (found := told("dynamodb:DescribeTable", partial(_describe, session, name)))
    }
    friends = described.get("friends")
    return Account(
        concurrency,
        reads,
        writes,
        friends and friends[0],
        {table: warm for table, (_, warm) in described.items()},
        tuple(dict.fromkeys(unasked)),
    )


def _tables(session: Any, stack: str) -> dict[str, str]:
    """The names of the stack's tables; none if there is no such stack yet."""
    try:
        (found,) = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    return {table: outputs[key] for table, key in _OUTPUTS.items() if key in outputs}


def _describe(session: Any, name: str) -> tuple[int, Throughput]:
    table = session.client("dynamodb").describe_table(TableName=name)["Table"]
    warm = table.get("WarmThroughput", {})
    throughput = Throughput(
        warm.get("ReadUnitsPerSecond", NEW_TABLE.read), warm.get("WriteUnitsPerSecond", NEW_TABLE.write)
    )
    return int(table.get("ItemCount", 0)), throughput


def advice(session: Any, config: Config) -> list[str]:
    """The lines to show before a stage is deployed, in Japanese and English: whether its size suits its roster, what
    the size costs, and which quotas to raise first. Raises nothing for what AWS does not tell."""
    account = ask(session, config.name)
    prices = {name: price["usd"] for name, price in json.loads(PRICES.read_text("utf-8"))["prices"].items()}
    chosen = propose(config.size, config.senders, config.evaluators, account, prices)
    lines = [_chosen(config, chosen)]
    lines += [
        f"先に Service Quotas で上げてください: {request.name}({request.now:,} → {request.needed:,})"
        f" / First raise in Service Quotas: {request.name} ({request.now:,} → {request.needed:,})"
        for request in chosen.requests
    ]
    lines += [
        f"{table} のテーブルはすでに毎秒 {now.read:,} 読み取り・{now.write:,} 書き込みを受け付けます。AWS はこれを下げません:"
        f"規模を変えずにデプロイするか、より大きな規模を選んでください。"
        f" / The table {table} takes {now.read:,} reads and {now.write:,} writes a second already, which AWS does not"
        " lower: keep its size, or choose a larger one."
        for table, now in sorted(account.warm.items())
        if _lowers(SIZES[config.size].warm.get(table, Warm()), now)
    ]
    suits = suiting(account.friends) if account.friends is not None else config.size
    if account.friends is not None and _order(suits) > _order(config.size):
        lines.append(_larger(account, suits, prices))
    if account.unasked:
        what = ", ".join(account.unasked)
        lines.append(f"AWS から聞けなかったこと: {what} / AWS did not tell: {what}")
    return lines


def _chosen(config: Config, chosen: Proposal) -> str:
    ja, en = _seconds(config.size)
    once = f"{chosen.usd:.2f} USD"
    return (
        f"規模 {config.size}: 送信 {config.senders}、抽出 {config.evaluators} を同時に。{ja}"
        f"テーブルの事前準備は今回 {once}(一度だけ)。"
        f" / Size {config.size}: {config.senders} senders, {config.evaluators} evaluators at once. {en}"
        f"Warming its tables costs {once} now, once."
    )


def _larger(account: Account, size: str, prices: Mapping[str, float]) -> str:
    made = SIZES[size]
    proposal = propose(size, made.senders, made.evaluators, account, prices)
    ja, en = _seconds(size)
    first = "".join(f"; {request.name} → {request.needed:,}" for request in proposal.requests)
    return (
        f"友だちが {account.friends:,} 人います。-c size={size} が合います(送信 {made.senders}、抽出 {made.evaluators}、"
        f"一度だけ {proposal.usd:.2f} USD{first})。{ja}"
        f" / There are {account.friends:,} friends; -c size={size} suits them ({made.senders} senders, {made.evaluators} "
        f"evaluators, {proposal.usd:.2f} USD once{first}). {en}"
    ).rstrip()


def _seconds(size: str) -> tuple[str, str]:
    """What the benchmark's model says of a size; nothing if it was not worked out."""
    found = json.loads(RESULTS.read_text("utf-8")).get("seconds_for_a_million_by_model", {})
    of = found.get("compared_to", {}).get(size)
    if of is None:
        return "", ""
    return (
        f"100万人への配信は計算上 {of['seconds']:.0f} 秒。",
        f"By the model, a million are sent to in {of['seconds']:.0f} s. ",
    )


def _lowers(wanted: Warm, now: Throughput) -> bool:
    return (wanted.read or now.read) < now.read or (wanted.write or now.write) < now.write


def _order(size: str) -> int:
    return list(SIZES).index(size)
