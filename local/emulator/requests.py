"""Repairs of what MiniStack does for each request: it looks whether the caller may do that."""

import json
import types
from functools import lru_cache
from typing import Any

from ministack.core import iam_actions, iam_evaluator

_KEPT = 1_024
"""Policies: more than a stack has."""


def mend() -> None:
    parse_policies_once()
    parse_a_body_once()


def parse_policies_once() -> None:
    """Each policy of the caller's role was parsed anew for each request."""
    parse = iam_evaluator.parse_policy_document
    known = lru_cache(_KEPT)(parse)
    iam_evaluator.parse_policy_document = lambda said: known(said) if isinstance(said, str) else parse(said)


def parse_a_body_once() -> None:
    """The body of a request was parsed up to five times to find out what the request is about."""
    latest: tuple[object, Any] = None, None

    def loads(body: object) -> Any:
        nonlocal latest
        known = latest
        if body is not known[0]:
            known = latest = body, json.loads(body)  # type: ignore[arg-type]
        return known[1]

    iam_actions.json = types.SimpleNamespace(loads=loads, dumps=json.dumps, JSONDecodeError=json.JSONDecodeError)
