"""The functions in this process, over an emulated AWS and a simulated LINE in processes of their own.

Nothing is deployed: whoever rings a doorbell finds its message in the queue, and ``Cloud.work`` hands it to the
function's real handler, as Lambda would. So the work of each function can be counted and timed by itself.
"""

import base64
import contextlib
import importlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from unittest import mock

from bench.support.meter import Table
from daifukucho.campaigns.send import BATCHES_AT_ONCE
from daifukucho.ledger.signature import sign
from daifukucho_aws import settings
from local.line.process import RunningSimulator
from local.line.process import running as line_simulator
from local.stack import ministack, processes
from local.stack.ministack import REGION, MiniStack
from tests.support import tables
from tests.support.function import load

API_FOLDER = Path(__file__).resolve().parents[2] / "functions/crm_api"
"""The API's handler imports its routes from its own folder, as in Lambda."""

QUEUES = {"slice": "segment_eval", "batch": "sender", "receipt": "receipts"}
"""Which function answers which doorbell."""

MESSAGES = {"segment_eval": 1, "sender": BATCHES_AT_ONCE, "receipts": 5}
"""Messages that Lambda hands over at once (infra/components): what its event sources are set to."""


class Context:
    """As much of Lambda's context as the handlers look at."""

    function_name = "bench"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:ap-northeast-1:000000000000:function:bench"
    aws_request_id = "bench"

    def get_remaining_time_in_millis(self) -> int:
        return 300_000


@dataclass
class Cloud:
    """``working``: the function at work now. ``log``: what the functions printed. By function: ``invocations``, ``cpu``
    (seconds of this process, call by call), and the messages that each of its calls ``handled``."""

    aws: MiniStack
    line: RunningSimulator
    queue_urls: Mapping[str, str]
    working: str | None = None
    log: StringIO = field(default_factory=StringIO)
    invocations: Counter[str] = field(default_factory=Counter)
    cpu: dict[str, list[float]] = field(default_factory=dict)
    handled: dict[str, list[int]] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function's handler with an event."""
        # What is imported only keeps the stream that it finds, so that comes under the redirection, too.
        with contextlib.redirect_stdout(self.log):
            module = handler_of(function)
            self.working = function
            started = time.process_time()
            try:
                answer = module.handler(dict(event), Context())
            finally:
                self.working = None
        self.cpu.setdefault(function, []).append(time.process_time() - started)
        self.invocations[function] += 1
        return answer

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Call the marketers' API as a program with both scopes does. Raises RuntimeError if it refuses."""
        claims = {"sub": "bench", "client_id": "bench", "scope": "daifukucho/read daifukucho/write"}
        path = f"/v1{path}"
        event = {
            "version": "2.0",
            "routeKey": f"{method} /v1/{{proxy+}}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json", **headers},
            "requestContext": {
                "stage": "$default",
                "requestId": "bench",
                "http": {"method": method, "path": path},
                "authorizer": {"jwt": {"claims": claims, "scopes": None}},
            },
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.invoke("crm_api", event)
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{method} {path} was refused: {answer['body']}")
        return json.loads(answer["body"])

    def work(self) -> None:
        """Answer every doorbell, also those that ring meanwhile.

        Raises RuntimeError if a function says that it could not handle its message.
        """
        busy = True
        while busy:
            busy = False
            for queue, function in QUEUES.items():
                while messages := self._receive(queue, MESSAGES[function]):
                    busy = True
                    records = [{"messageId": m["MessageId"], "body": m["Body"]} for m in messages]
                    failed = self.invoke(function, {"Records": records})["batchItemFailures"]
                    self.handled.setdefault(function, []).append(len(records))
                    if failed:
                        raise RuntimeError(f"{function} failed: {self.log.getvalue()[-1000:]}")

    def _receive(self, queue: str, most: int) -> list[dict[str, Any]]:
        sqs, url = self.client("sqs"), self.queue_urls[queue]
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=most).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return messages


def handler_of(function: str) -> ModuleType:
    """A function's handler. It keeps what it has built, so a process has one cloud at most."""
    if function == "liff_api":  # its folder has modules of the same names as crm_api's
        return load(function)
    return importlib.import_module(f"functions.{function}.handler")


@contextmanager
def cloud() -> Iterator[Cloud]:
    """Start one, with empty tables; everything stops at the end. Raises StackError or RuntimeError if it does not start."""
    with ExitStack() as parts:
        folder = Path(parts.enter_context(TemporaryDirectory(prefix="daifukucho-bench-")))
        aws = ministack.start(parts.enter_context(processes.group(folder)), folder / "aws")
        line = parts.enter_context(line_simulator())
        sqs = aws.client("sqs")
        urls = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in (*QUEUES, "parked", "notice")}
        aws.client("scheduler").create_schedule_group(Name="bench")
        channel = {"channel_id": line.channel_id, "channel_secret": line.channel_secret}
        aws.client("secretsmanager").create_secret(Name="line", SecretString=json.dumps(channel))
        aws.client("secretsmanager").create_secret(Name="card-key", SecretString="k" * 64)
        parts.enter_context(mock.patch.dict(os.environ, _environment(aws, line, urls)))
        tables.create_tables()
        parts.enter_context(mock.patch.object(sys, "path", [str(API_FOLDER), *sys.path]))
        yield Cloud(aws, line, urls)


def _environment(aws: MiniStack, line: RunningSimulator, urls: Mapping[str, str]) -> dict[str, str]:
    """What the functions are told, all of them together: their settings' names do not collide."""
    given: dict[str, Any] = {
        "stage": "bench",
        "local": True,
        "line_secret_id": "line",
        "line_api_base": line.url,
        **{f"{name}_table": name for name in tables.MODELS},
        **{f"{name}_queue_url": url for name, url in urls.items()},
        "parked_queue_url": urls["parked"],
        "notice_queue_url": urls["notice"],
        "schedule_group": "bench",
        "schedule_role_arn": "arn:aws:iam::000000000000:role/bench",
        "scheduler_arn": f"arn:aws:lambda:{REGION}:000000000000:function:scheduler",
        "slice_mb": 32,
        "senders": 2,
        "notifiers": 1,
        "uploads_bucket": "uploads",
        "card_key_id": "card-key",
        "liff_id": f"{line.login_channel_id}-bench",
        "login_channel_id": line.login_channel_id,
        "segment_count": "segment-count",
    }
    environment = {"POWERTOOLS_METRICS_NAMESPACE": "Daifukucho", **aws.environment()}
    for kind in (
        settings.WebhookSettings,
        settings.LedgerStreamSettings,
        settings.SchedulerSettings,
        settings.SegmentEvalSettings,
        settings.SenderSettings,
        settings.ReceiptsSettings,
        settings.CrmApiSettings,
        settings.LiffApiSettings,
    ):
        known = {f.name: given[f.name] for f in fields(kind) if f.name in given}
        environment |= kind(**known).to_env()
    return environment


def describe(client: Any, names: Mapping[str, float]) -> dict[str, Table]:
    """The keys of some tables, as DynamoDB knows them; the numbers are their items' average bytes."""
    described = {}
    for name, average in names.items():
        table = client.describe_table(TableName=name)["Table"]
        indexes = table.get("GlobalSecondaryIndexes", [])
        described[name] = Table(_key(table), {index["IndexName"]: _key(index) for index in indexes}, average)
    return described


def _key(described: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in described["KeySchema"])


def webhook_request(cloud: Cloud, events: list[dict[str, Any]]) -> dict[str, Any]:
    """A signed webhook as API Gateway hands it over."""
    body = json.dumps({"destination": "U" + "0" * 32, "events": events}, ensure_ascii=False)
    signature = sign(body.encode(), cloud.line.channel_secret).decode()
    return {
        "version": "2.0",
        "routeKey": "POST /webhook",
        "headers": {"content-type": "application/json; charset=utf-8", "x-line-signature": signature},
        "body": base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": True,
    }


def page_request(path: str, id_token: str) -> dict[str, Any]:
    """What a page in LINE asks of its function, as API Gateway hands it over."""
    return {
        "version": "2.0",
        "rawPath": f"/liff/{path}",
        "headers": {"authorization": f"Bearer {id_token}", "accept-encoding": "gzip"},
        "requestContext": {"http": {"method": "GET"}, "requestId": "bench"},
        "body": None,
        "isBase64Encoded": False,
    }
