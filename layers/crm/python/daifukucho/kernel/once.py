"""Requests that may be sent again: a key makes all copies of a request one request.

What a request makes and the record of its key are written in one transaction. So a crash at any moment
never lets a copy make it twice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

from daifukucho.kernel.errors import Conflict
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.refusals import IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_REUSED, INVALID_IDEMPOTENCY_KEY, OTHER_KEY
from daifukucho.kernel.time import DAY

KEPT = 7 * DAY
"""A key is remembered for this long, in milliseconds; afterwards it may be new again."""

_KEY = re.compile(r"[\x20-\x7e]{1,64}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Once:
    """A request with a key. ``token``: the caller, the operation and the key; ``body``: the fingerprint of its
    content."""

    token: str
    body: str


@dataclass(frozen=True, slots=True)
class Made(Generic[T]):
    """What a request has made; ``replayed``: an earlier copy had made it, and nothing was done now."""

    value: T
    replayed: bool = False


@overload
def once(operation: str, caller: str, key: str, body: str) -> Once: ...
@overload
def once(operation: str, caller: str, key: str | None, body: str) -> Once | None: ...
def once(operation: str, caller: str, key: str | None, body: str) -> Once | None:
    """A request with a key; ``None`` without a key. ``body``: its content, in one form for all copies.

    Raises Invalid for a text that cannot be a key.
    """
    if key is None:
        return None
    return Once(fingerprint("\n".join((operation, checked(key), caller))), fingerprint(body))


def checked(key: str) -> str:
    """The key. Raises Invalid (``invalid_idempotency_key``) unless it is 1 to 64 printable ASCII characters."""
    if not _KEY.fullmatch(key):
        raise INVALID_IDEMPOTENCY_KEY(IDEMPOTENCY_KEY.at("/idempotency-key"))
    return key


def refuse_reuse(request: Once, body: str) -> None:
    """Raises Invalid (``idempotency_key_reused``) if the key stood for another request than this."""
    if request.body != body:
        raise IDEMPOTENCY_KEY_REUSED(OTHER_KEY.at("/idempotency-key"))


def make_once(request: Once | None, made: Callable[[Once], T | None], make: Callable[[], T]) -> Made[T]:
    """Make something, or return what an earlier copy of the request has made.

    ``made`` looks that up; ``make`` writes it together with the record of the key, and raises Conflict if there is
    such a record. Raises what they raise.
    """
    if request is None:
        return Made(make())
    earlier = made(request)
    if earlier is None:
        try:
            return Made(make())
        except Conflict:
            earlier = made(request)  # a copy was a little faster
            if earlier is None:
                raise
    return Made(earlier, replayed=True)
