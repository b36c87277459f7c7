"""A campaign on a running local stack, as a marketer would send it."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import boto3

from daifukucho_client import Client, NoAnswer, NotFound, Unavailable
from daifukucho_client.runs import Run
from local.api import connect
from local.line.client import LineSimulator
from local.stack.ministack import REGION

TEXT = "本日は感謝デーです。ご来店をお待ちしております。"
_PATIENCE = 3_600.0


@contextmanager
def described(stack: Mapping[str, Any]) -> Iterator[Path]:
    """The stack's description in a file of its own, for programs that are told of it by one. It holds secrets."""
    with TemporaryDirectory(prefix="daifukucho-bench-") as folder:
        path = Path(folder) / "stack.json"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(dict(stack), file)
        yield path


def send_to_tag(
    stack: Mapping[str, Any], tag: str, each: Callable[[Run], object] = lambda run: None
) -> tuple[Run, float]:
    """Send a text to whoever has a tag; the closed run, and the seconds until nobody was pending.

    ``each`` sees the run twice a second. Raises ApiError, and TimeoutError if the run is not closed within an hour.
    """
    with connect(stack) as api:
        campaign = api.campaigns.create(
            {
                "name": "Benchmark",
                "where": {"field": "tags", "op": "any_of", "value": [tag]},
                "messages": [{"type": "text", "text": TEXT}],
            }
        )
        started = time.perf_counter()
        run_id = api.campaigns.send(campaign.campaign_id, idempotency_key=f"bench-{tag}").run_id
        settled: float | None = None
        while True:
            run = _answered(lambda: api.runs.get(run_id))
            elapsed = time.perf_counter() - started
            if run:
                each(run)
                if settled is None and (run.closed or (run.progress == 1 and run.planned)):
                    settled = elapsed
                if run.closed:
                    return run, settled or elapsed
            if elapsed > _PATIENCE:
                raise TimeoutError(f"the run is not closed after {elapsed:.0f} s: {run}")
            time.sleep(0.5)


def drain(stack: Mapping[str, Any], seconds: float) -> None:
    """Wait until the functions have seen all that is in the ledger: somebody who follows now is seen after it.

    Raises TimeoutError.
    """
    with connect(stack) as api, LineSimulator(stack["line_api"]) as line:
        (last,) = line.create_friends(1, seed=f"drain-{time.time_ns()}")
        line.follow(user_ids=[last], redeliveries=5)
        deadline = time.monotonic() + seconds
        while not _is_known(api, last):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the ledger's stream is not at its end after {seconds:.0f} s")
            time.sleep(1)


def _is_known(api: Client, friend_id: str) -> bool:
    try:
        return _answered(lambda: api.friends.get(friend_id)) is not None
    except NotFound:
        return False


T = TypeVar("T")


def _answered(ask: Callable[[], T]) -> T | None:
    """The answer, or None if there is none now: while the emulator scans a large table it answers nobody else."""
    try:
        return ask()
    except (NoAnswer, Unavailable):
        return None


def aws(stack: Mapping[str, Any], service: str) -> Any:
    """A client of the stack's emulated AWS."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    return session.client(service, endpoint_url=stack["aws_endpoint"])
