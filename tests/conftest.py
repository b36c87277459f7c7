"""What every kind of test may use."""

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import botocore.hooks
import botocore.session
import pytest
from botocore.hooks import EventAliaser

from local.stack import running

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "daifukucho-test")
"""In a deployment CDK sets it; a function's module has its metrics from its import on."""

botocore.session.create_loader = cache(botocore.session.create_loader)
"""Each test makes its own clients, and each of their sessions would parse AWS's descriptions of its services anew, which
takes longer than most tests."""

_name = cache(EventAliaser(None)._alias_event_name)
_accepts = lru_cache(botocore.hooks.accepts_kwargs)
EventAliaser._alias_event_name = lambda self, event_name: _name(event_name)
botocore.hooks.accepts_kwargs = lambda function: _accepts(getattr(function, "__func__", function))
"""Each session would also reckon anew what its hundreds of handlers are called, and what they take."""


@pytest.fixture(scope="session")
def stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="session")
def stack(stack_folder: Path) -> Iterator[dict[str, Any]]:
    """The local stack, started once for all tests that need it; they keep out of each other's way by their friends."""
    with running(stack_folder) as started:
        yield started
