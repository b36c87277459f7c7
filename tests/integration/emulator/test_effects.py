"""What MiniStack does less often since it is mended. One that fails here has no effect any more: look at MiniStack's code anew."""

import asyncio
import copy
import inspect
import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from ministack.core import iam_actions, iam_evaluator
from ministack.services import dynamodb, eventbridge, scheduler

from local.emulator import requests, schedules, tables

ITEMS = 60


class Counted:
    """Counts the calls of functions of MiniStack's, by their names there."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: Counter[str] = Counter()
        self._patch = patch

    def of(self, module: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(module, name)

        def call(*given: Any, **more: Any) -> Any:
            self.calls[name] += 1
            return real(*given, **more)

        self._patch.setattr(module, name, call)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def ask(action: str, **asked: Any) -> Any:
    headers = {"x-amz-target": f"DynamoDB_20120810.{action}"}
    status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(asked).encode(), {}))
    assert status == 200, body
    return json.loads(body)


@pytest.fixture
def filled() -> Iterator[Callable[[], None]]:
    """Makes a table with items in it."""

    def fill() -> None:
        keys = {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}
        keys["AttributeDefinitions"] = [{"AttributeName": "pk", "AttributeType": "S"}]
        ask("CreateTable", TableName="counted", BillingMode="PAY_PER_REQUEST", **keys)
        for n in range(ITEMS):
            ask("PutItem", TableName="counted", Item={"pk": {"S": str(n)}, "at": {"N": str(1_795_316_400_000 + n)}})

    yield fill
    dynamodb._tables.clear()


def test_an_expression_is_read_once(counted: Counted, filled: Callable[[], None]) -> None:
    names = ("_tokenize", "_condition_syntax_error", "_check_redundant_parens", "_check_reserved_keyword_usage")
    for name in names:
        counted.of(dynamodb, name)
    tables.read_expressions_once()
    filled()
    for _ in range(2):
        ask("Scan", TableName="counted", FilterExpression="attribute_exists(pk)")
    assert counted.calls == dict.fromkeys(names, 1)


def test_a_short_number_is_no_decimal(monkeypatch: pytest.MonkeyPatch, filled: Callable[[], None]) -> None:
    made: list[object] = []
    monkeypatch.setattr(dynamodb, "Decimal", lambda text: made.append(text) or Decimal(text))
    tables.take_short_numbers_as_they_are()
    filled()
    assert made == []
    ask("PutItem", TableName="counted", Item={"pk": {"S": "other"}, "at": {"N": "1.5"}})
    assert made == ["1.5"]


def test_an_item_is_not_copied_as_if_it_could_be_anything(counted: Counted, filled: Callable[[], None]) -> None:
    counted.of(copy, "deepcopy")
    tables.copy_items_as_json()
    filled()
    changes = {"UpdateExpression": "SET seen = :n", "ExpressionAttributeValues": {":n": {"M": {"a": {"L": []}}}}}
    ask("UpdateItem", TableName="counted", Key={"pk": {"S": "1"}}, **changes)
    assert counted.calls["deepcopy"] == 0


def test_a_projection_is_planned_once(counted: Counted, filled: Callable[[], None]) -> None:
    counted.of(dynamodb, "_project_item")
    tables.plan_projections_once()
    filled()
    for _ in range(2):
        answer = ask("Scan", TableName="counted", ProjectionExpression="pk")
        assert answer["Items"] == [{"pk": {"S": str(n)}} for n in sorted(map(str, range(ITEMS)))] or answer
    assert counted.calls["_project_item"] == 1


def test_a_scan_is_shown_as_much_as_its_page_holds(monkeypatch: pytest.MonkeyPatch, filled: Callable[[], None]) -> None:
    shown: list[int] = []
    scan = dynamodb._scan

    def watched(asked: Any) -> Any:
        shown.append(len(dynamodb._tables.get("counted")["items"]))
        return scan(asked)

    monkeypatch.setattr(dynamodb, "_scan", watched)
    tables.keep_the_order_of_scans()
    filled()
    after: dict[str, Any] = {}
    found: list[str] = []
    while len(found) < ITEMS:
        answer = ask("Scan", TableName="counted", Limit=10, **after)
        found += [item["pk"]["S"] for item in answer["Items"]]
        after = {"ExclusiveStartKey": answer.get("LastEvaluatedKey")}
    assert found == sorted(map(str, range(ITEMS)))
    assert max(shown) <= 12
    assert len(dynamodb._tables.get("counted")["items"]) == ITEMS


def test_a_policy_is_parsed_once(counted: Counted) -> None:
    counted.of(iam_evaluator, "parse_policy_document")
    requests.parse_policies_once()
    said = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    for document in (json.dumps(said), json.dumps(said), said, said):
        (statement,) = iam_evaluator.parse_policy_document(document)
        assert statement.actions == ["s3:GetObject"]
    assert counted.calls["parse_policy_document"] == 3


def test_a_body_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[object] = []
    loads = json.loads
    monkeypatch.setattr(requests.json, "loads", lambda body: parsed.append(body) or loads(body))
    requests.parse_a_body_once()
    for table in ("one", "two"):
        body = json.dumps({"TableName": table, "Key": {"pk": {"S": "1"}}}).encode()
        (arn,) = iam_actions.dynamodb_resource_arns(body, "ap-northeast-1", "000000000000")
        assert arn.endswith(f"table/{table}")
        iam_actions.dynamodb_service_context(body)
    assert len(parsed) == 2


def test_schedules_are_looked_at_every_second_and_rates_pass_faster() -> None:
    assert "_SCHEDULE_TICK_INTERVAL" in inspect.getsource(scheduler._ticker_loop)
    assert "_SCHEDULER_TICK_INTERVAL" in inspect.getsource(eventbridge)
    assert "_parse_rate_seconds(" in inspect.getsource(scheduler._tick_schedules)
    assert "_parse_rate_seconds(" in inspect.getsource(eventbridge._tick_scheduled_rules)
    schedules.mend()
    assert (scheduler._SCHEDULE_TICK_INTERVAL, eventbridge._SCHEDULER_TICK_INTERVAL) == (1, 1)
    rates = ("rate(1 minute)", "rate(10 minutes)", "cron(0 0 * * ? *)")
    assert [eventbridge._parse_rate_seconds(rate) for rate in rates] == [10, 100, None]
