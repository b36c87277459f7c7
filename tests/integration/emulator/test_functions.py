"""MiniStack's Lambda as mended: layers, logs, streams."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ministack.core import lambda_runtime
from ministack.services import dynamodb, lambda_svc

from local.emulator import functions

STORES = (
    *(lambda_svc._esms, lambda_svc._dynamodb_stream_positions, lambda_svc._esm_backoff_until),
    *(dynamodb._tables, dynamodb._stream_records),
)

SECONDS = 30.0
CODE = """
import sys
from told import TOLD

def handler(event, context):
    for n in range(event):
        print("line", n)
    return TOLD, [path for path in sys.path if "ministack-layer-" in path]
"""


def packed(**files: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        for name, text in files.items():
            content.writestr(f"{name}.py", text)
    return archive.getvalue()


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Any]]:
    """Two of a function with a layer."""
    monkeypatch.setattr(functions.tempfile, "tempdir", str(tmp_path))
    layer = packed(told='TOLD = "by the layer"')
    monkeypatch.setattr(lambda_svc, "_resolve_layer_zip", lambda reference: layer)
    functions.unpack_layers_once()
    functions.know_where_a_log_ends()
    arn = "arn:aws:lambda:ap-northeast-1:000000000000:function:asked"
    config = {"Runtime": "python3.13", "Handler": "handler.handler", "Layers": [{"Arn": "layer"}], "Timeout": SECONDS}
    config["FunctionArn"] = arn
    made = [lambda_runtime.Worker("asked", config, packed(handler=CODE)) for _ in range(2)]
    yield made
    lambda_runtime.kill_workers(made)


def test_workers_share_what_is_in_a_layer(workers: list[Any], tmp_path: Path) -> None:
    answers = [worker.invoke(0, "id") for worker in workers]
    assert [answer["status"] for answer in answers] == ["ok", "ok"], answers
    (told, first), (_, second) = (answer["result"] for answer in answers)
    assert told == "by the layer"
    assert first == second != []
    assert len(list(tmp_path.rglob("told.py"))) == 1
    assert all(worker.config["Layers"] for worker in workers), "what is known of the function is as it was"


def test_a_log_has_each_line_of_its_invocation_and_is_not_waited_for(
    workers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "_LOG_SECONDS", SECONDS)
    for lines in (300, 0, 2):
        answer = workers[0].invoke(lines, "id")
        assert answer["log"].splitlines() == [f"line {n}" for n in range(lines)]


class Streams:
    """Streams of tables, and the functions that they feed. ``seen``: batches by function; one waits while it is ``held``."""

    def __init__(self) -> None:
        self.records: dict[str, list[int]] = {"friends": [], "ledger": []}
        self.seen: dict[str, list[list[int]]] = {"friends": [], "ledger": []}
        self.held = {name: threading.Event() for name in self.records}
        self.failures = 0
        for name in self.records:
            self.held[name].set()
            arn = f"arn:aws:dynamodb:ap-northeast-1:000000000000:table/{name}/stream/1"
            mapping = {"UUID": name, "EventSourceArn": arn, "FunctionName": name, "BatchSize": 3}
            mapping |= {"StartingPosition": "TRIM_HORIZON"}
            lambda_svc._esms.set_scoped("000000000000", "ap-northeast-1", name, mapping)
            table = {"LatestStreamArn": arn, "items": {}}
            dynamodb._tables.set_scoped("000000000000", "ap-northeast-1", name, table)
            dynamodb._stream_records.set_scoped("000000000000", "ap-northeast-1", name, self.records[name])

    def run(self, function: str, event: Mapping[str, Any]) -> dict[str, Any]:
        self.held[function].wait(SECONDS)
        if self.failures:
            self.failures -= 1
            return {"error": True, "body": {}}
        self.seen[function].append([record["n"] for record in event["Records"]])
        return {"body": None}

    def write(self, table: str, *numbers: int) -> None:
        self.records[table] += [{"n": number} for number in numbers]

    def poll_until(self, condition: Callable[[], bool]) -> None:
        for _ in range(int(SECONDS / 0.01)):
            lambda_svc._esm_wake.clear()
            lambda_svc._poll_dynamodb_streams()
            if condition():
                return
            lambda_svc._esm_wake.wait(0.01)
        raise AssertionError(f"only {self.seen}")


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[Streams]:
    streams = Streams()
    monkeypatch.setattr(lambda_svc, "_get_func_record_for_qualifier", lambda name, qualifier: (name, {}))
    monkeypatch.setattr(lambda_svc, "_execute_function", streams.run)
    monkeypatch.setattr(lambda_svc, "_ESM_BACKOFF_SECONDS", 0)
    functions.feed_streams_side_by_side()
    yield streams
    for held in streams.held.values():
        held.set()
    streams.poll_until(lambda: not lambda_svc._esm_inflight)
    for store in STORES:
        store.clear()


def test_a_stream_does_not_wait_for_the_function_of_another(streams: Streams) -> None:
    streams.held["ledger"].clear()
    streams.write("ledger", 1, 2, 3, 4)
    streams.write("friends", 1)
    streams.poll_until(lambda: streams.seen["friends"] == [[1]])
    assert streams.seen["ledger"] == []
    streams.held["ledger"].set()
    streams.poll_until(lambda: streams.seen["ledger"] == [[1, 2, 3], [4]])


def test_a_stream_hands_over_each_record_once_in_order_and_again_after_a_failure(streams: Streams) -> None:
    streams.failures = 2
    for n in range(50):
        streams.write("ledger", n)
        lambda_svc._poll_dynamodb_streams()
    streams.poll_until(lambda: sum(map(len, streams.seen["ledger"])) == 50)
    assert [n for batch in streams.seen["ledger"] for n in batch] == list(range(50))
    assert streams.failures == 0


def test_a_stream_whose_function_failed_waits_before_it_tries_again(
    streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lambda_svc, "_ESM_BACKOFF_SECONDS", SECONDS)
    streams.failures = 1
    streams.write("ledger", 1)
    streams.poll_until(lambda: streams.failures == 0 and not lambda_svc._esm_inflight)
    for _ in range(10):
        lambda_svc._poll_dynamodb_streams()
        assert not lambda_svc._esm_inflight
    assert streams.seen["ledger"] == []


def test_a_stream_with_a_window_gathers_until_a_batch_is_full(streams: Streams) -> None:
    mapping = lambda_svc._esms.get_scoped("000000000000", "ap-northeast-1", "friends")
    mapping["MaximumBatchingWindowInSeconds"] = SECONDS
    streams.write("friends", 1)
    for _ in range(10):
        lambda_svc._poll_dynamodb_streams()
    assert streams.seen["friends"] == []
    streams.write("friends", 2, 3)
    streams.poll_until(lambda: streams.seen["friends"] == [[1, 2, 3]])
    mapping["MaximumBatchingWindowInSeconds"] = 0.1
    streams.write("friends", 4)
    streams.poll_until(lambda: streams.seen["friends"] == [[1, 2, 3], [4]])


def test_few_workers_of_a_queue_start_at_once() -> None:
    functions.start_few_workers_at_once()
    assert lambda_svc._sqs_esm_concurrency({}, {}, {}) == 2
