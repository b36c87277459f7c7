"""Counting a segment on a local stack, through the API, in a roster that grows."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.support.roster import fill, friend_id, template
from bench.support.stack import aws
from daifukucho_client import Client
from local.api import connect

SMALL, LARGE = 10_000, 100_000
COUNTS = 15
ONE_IN = 5
"""Every fifth friend matches."""

_FIRST = 9_000_000
"""Friends whom no other figure knows."""

_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class LocalCounts:
    """Milliseconds from the request to the answer, count by count: the first one in an editor that was opened before there
    was anybody to count; while a segment is edited, in the small and in the large roster; and from the moment at which the
    last friend of a mass import was written until one counts everybody, which took ``behind_seconds``.
    ``imported_seconds``: how long the import took."""

    first: float
    small: list[float]
    after_import: list[float]
    large: list[float]
    imported_seconds: float
    behind_seconds: float


def count_locally(stack: Mapping[str, Any]) -> LocalCounts:
    """Bring in friends twice, and count after each time. Raises RuntimeError if a count is wrong, and TimeoutError if the
    copy does not catch up within ten minutes."""
    with connect(stack) as api:
        api.segments.vocabulary()  # what an editor asks when it opens
        _bring_in(stack, 0, SMALL)
        first, *_ = _until(api, SMALL)
        small = _edited(api, SMALL)
        started = time.perf_counter()
        _bring_in(stack, SMALL, LARGE)
        imported = time.perf_counter()
        after = _until(api, LARGE)
        behind = time.perf_counter() - imported
        return LocalCounts(first, small, after, _edited(api, LARGE), imported - started, behind)


def _bring_in(stack: Mapping[str, Any], first: int, last: int) -> None:
    """Write friends into the roster, as an import does that is not slowed down by anything."""
    other, matching = template(), template("VIP")

    def items() -> Iterator[dict[str, Any]]:
        for n in range(first, last):
            yield (other if n % ONE_IN else matching) | {"friend_id": {"S": friend_id(_FIRST + n)}}

    fill(aws(stack, "dynamodb"), stack["outputs"]["FriendsTable"], items())


def _until(api: Client, friends: int) -> list[float]:
    """Count until the copy has everybody."""
    deadline, taken = time.monotonic() + _PATIENCE, list[float]()
    while True:
        ms, preview = _counted(api, 0)
        taken.append(ms)
        if preview.source == "copy" and preview.count == friends // ONE_IN:
            return taken
        if time.monotonic() > deadline:
            raise TimeoutError(f"of {friends:,} friends the copy still counts {preview}")
        time.sleep(1)


def _edited(api: Client, friends: int) -> list[float]:
    """Counts of a segment one value of which changes each time."""
    found = [_counted(api, n) for n in range(COUNTS + 1)]
    if {(preview.source, preview.count) for _, preview in found} != {("copy", friends // ONE_IN)}:
        raise RuntimeError(f"a segment of {friends // ONE_IN:,} friends was counted as {[p.count for _, p in found]}")
    return [ms for ms, _ in found[1:]]


def _counted(api: Client, n: int) -> tuple[float, Any]:
    """Six clauses, as in ``columns.SIX``; all but the tag hold for every friend, on whatever day."""
    late = {"not": {"field": "last_seen_at", "op": "within_last", "value": 1 + n}}
    where = {
        "all": [
            {"field": "status", "op": "is", "value": "active"},
            {"field": "tags", "op": "any_of", "value": ["VIP"]},
            late,
            {"field": "messages_received", "op": "gte", "value": 2},
            {"any": [{"field": "birthday", "op": "anniversary_within", "value": 60}, late]},
            {"field": "alias", "op": "starts_with", "value": "長谷川"},
        ]
    }
    started = time.perf_counter()
    preview = api.segments.preview(where)
    return (time.perf_counter() - started) * 1_000, preview
