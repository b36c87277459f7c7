"""MiniStack in this process, put back as it was after each test."""

from collections.abc import Iterator
from typing import Any

import pytest
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import dynamodb, eventbridge, lambda_svc, scheduler

PARTS: tuple[Any, ...] = (iam_actions, iam_evaluator, lambda_runtime, dynamodb, eventbridge, lambda_svc, scheduler)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = [(part, dict(vars(part))) for part in PARTS]
    worker = dict(vars(lambda_runtime.Worker))
    yield
    for part, names in before:
        vars(part).update(names)
    for name in ("_spawn", "_drain_stderr_bounded"):
        setattr(lambda_runtime.Worker, name, worker[name])
