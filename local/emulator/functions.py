"""Repairs of MiniStack's Lambda: its workers, and the event sources that feed them."""

import functools
import io
import os
import queue
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import dynamodb, lambda_svc

Source = tuple[str, str, Mapping[str, Any]]
"""Account, region and event source mapping, as MiniStack lists them."""

_END_OF_LOG = "\x1eend of invocation"
_LOG_SECONDS = 2.0
"""For the end of a log whose worker has died, or is behind its answer."""

_QUEUES_WORKERS = 2
"""Of a queue's function, that start at once: five took longer to start than two for all of the work."""


def mend() -> None:
    unpack_layers_once()
    know_where_a_log_ends()
    feed_streams_side_by_side()
    start_few_workers_at_once()


def unpack_layers_once() -> None:
    """Each worker unpacked the layers of its function for itself, looking at each of their files by itself."""
    spawn = lambda_runtime.Worker._spawn
    one_at_a_time = threading.Lock()

    @functools.cache
    def unpacked(content: bytes) -> str:
        folder = tempfile.mkdtemp(prefix="ministack-layer-")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)
        return folder

    def spawn_with_layers(worker: Any) -> None:
        config = worker.config
        with one_at_a_time:  # workers that start together have the same layers
            folders = [unpacked(lambda_svc._resolve_layer_zip(layer)) for layer in config.get("Layers", ())]
        variables = config.get("Environment", {}).get("Variables", {})
        known = {"_LAMBDA_LAYERS_DIRS": os.pathsep.join(folders)}  # how MiniStack tells the worker
        worker.config = {**config, "Layers": [], "Environment": {"Variables": {**variables, **known}}}
        try:
            spawn(worker)
        finally:
            worker.config = config

    lambda_runtime.Worker._spawn = spawn_with_layers


def know_where_a_log_ends() -> None:
    """After each invocation MiniStack waited until its worker had been silent for 5 ms, or 50 if it had said nothing. Now
    the worker says where its lines end."""
    answers = "        _real_stdout.flush()\n\nrun()"
    ends = f'        sys.stderr.write("{_END_OF_LOG}\\n")\n        sys.stderr.flush()\n'
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(answers, ends + answers)

    def lines(worker: Any) -> Iterator[str]:
        deadline = time.monotonic() + _LOG_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                line = worker._stderr_queue.get(timeout=left)
            except queue.Empty:
                return
            if line == _END_OF_LOG:
                return
            yield line

    lambda_runtime.Worker._drain_stderr_bounded = lambda worker: "\n".join(lines(worker))


def start_few_workers_at_once() -> None:
    lambda_svc._ESM_SQS_DEFAULT_CONCURRENCY = _QUEUES_WORKERS


def feed_streams_side_by_side() -> None:
    """One thread asked all sources, and ran the functions of streams itself: while the ledger was folded, no batch was
    sent. A stream's function now has a thread, and is handed one batch after the other in it.

    MiniStack knows no batching window and handed over what there was: a function ran for each record. Now it waits, as
    Lambda does, until a batch is full or the window has passed.
    """
    sources, poll = lambda_svc._iter_all_esms, lambda_svc._poll_dynamodb_streams
    mine = threading.local()

    def seen_sources() -> Iterable[Source]:
        return mine.sources if hasattr(mine, "sources") else sources()

    def feed(source: Source) -> None:
        mine.sources = [source]
        _gather(source)
        while poll():
            _gather(source)

    def dispatch() -> bool:
        for source in sources():
            _, _, mapping = source
            if lambda_svc._esm_inflight.get(mapping["UUID"]) is None and _waiting(source) and _may_begin(source):
                lambda_svc._dispatch_esm_batch(mapping["UUID"], feed, source)
        return False

    lambda_svc._iter_all_esms = seen_sources
    lambda_svc._poll_dynamodb_streams = dispatch


def _gather(source: Source) -> None:
    _, _, mapping = source
    deadline = time.monotonic() + mapping.get("MaximumBatchingWindowInSeconds", 0)
    while 0 < _waiting(source) < mapping.get("BatchSize", 100) and time.monotonic() < deadline:
        time.sleep(0.05)


def _waiting(source: Source) -> int:
    """How many records its function has not seen yet; 0 for what is no stream of a table."""
    account, region, mapping = source
    stream = lambda_svc._dynamodb_stream_table_from_arn_spec(lambda_svc.parse_arn(mapping["EventSourceArn"]))
    if stream is None or not mapping.get("Enabled", True):
        return 0
    end = dynamodb.stream_end_position(stream[0], account_id=account, region=region)
    position = lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"])
    return int(end - (position or 0))


def _may_begin(source: Source) -> bool:
    account, region, mapping = source
    paused_until = lambda_svc._esm_backoff_until.get_scoped(account, region, mapping["UUID"], 0)
    return bool(paused_until <= time.time())
