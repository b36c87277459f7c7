"""Sending through LINE's Messaging API, and what its answers mean (Messaging API reference; docs/line.md)."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from daifukucho.delivery.line import Answer, AnswerKind, Mode, Quota
from daifukucho.kernel.errors import Unavailable
from daifukucho_aws.line import TIMEOUT, LineAccess, read
from daifukucho_aws.refusals import QUOTA_UNKNOWN

CALLS_A_SECOND = {Mode.MULTICAST: 200, Mode.PUSH: 2_000}
"""LINE's rate limits of the endpoints, for a whole channel."""

_PATHS = {Mode.MULTICAST: "/v2/bot/message/multicast", Mode.PUSH: "/v2/bot/message/push"}

_OURS = 0.9
"""The part of LINE's rate that senders take. The rest is for test sends, and for calls that meet on their way to LINE."""

_NAMES_TO = re.compile(r"property, '?to\b")
"""LINE's reference shows the property without quotes; its servers have been seen to quote it."""

_MONTHLY = "monthly limit"
"""Only its text tells the 429 of the monthly quota from that of the rate limit."""


def calls_a_second(limit: int, senders: int) -> float:
    """What each of some senders may call, so that all of them together stay under LINE's limit.

    A fraction: with rounding, more senders could send less. LINE counts with a token bucket, which holds
    what a second brings and is filled all the time (LINE's "Understanding Messaging API rate limits", 2026). In any
    length of time all senders together make a part of ``limit`` a second, and one call more each, because they may
    begin at the same moment; so the bucket lasts if there are no more senders than it holds. Raises ValueError if there
    are.
    """
    if senders > limit:
        raise ValueError(f"{senders} senders cannot share {limit} calls a second; use {limit} at most")
    return limit * _OURS / senders


class Pace:
    """Lets calls begin at least ``1 / per_second`` seconds apart, whichever threads make them.

    A call's turn takes that long even if LINE answers at once. So a call that follows, in this environment or in a new
    one that does not know of the last call, keeps the distance too: Lambda starts no more than ``senders`` invocations
    at once, and each of them ends after its turns have.
    """

    def __init__(
        self,
        per_second: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / per_second
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = float("-inf")

    @contextmanager
    def turn(self) -> Iterator[float]:
        """Wait for a turn, and take it. Gives the time at which it begins."""
        with self._lock:  # who wakes late makes the next one later: turns never bunch
            self._sleep_until(self._next)
            began = self._now()
            end = self._next = began + self._interval
        try:
            yield began
        finally:
            self._sleep_until(end)

    def _sleep_until(self, then: float) -> None:
        while (left := then - self._now()) > 0:
            self._sleep(left)


class LineMessaging:
    """``daifukucho.campaigns.ports.Line`` and ``LineQuota`` through line-bot-sdk.

    LINE's rate is shared evenly among ``senders``, the number of senders that may run at once; that of push among
    the ``notifiers``, too.
    """

    def __init__(self, access: LineAccess, senders: int = 1, notifiers: int = 0) -> None:
        self._access = access
        sharing = {Mode.MULTICAST: senders, Mode.PUSH: senders + notifiers}
        self._paces = {mode: Pace(calls_a_second(CALLS_A_SECOND[mode], n)) for mode, n in sharing.items()}

    def send(
        self, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str
    ) -> Answer:
        """One call (two if the token had to be renewed). Whatever LINE or the network does is the answer."""
        from linebot.v3.oauth import ApiException
        from urllib3.exceptions import HTTPError

        def post(client: Any) -> Any:
            with self._paces[mode].turn():  # within: a call that is repeated with a new token takes a turn of its own
                return _post(client, mode, friends, messages, retry_key)

        try:
            response = self._access.call(post)
        except ApiException as error:
            return _refusal(error)
        except (HTTPError, UnicodeDecodeError):  # no answer, in time or at all, or not LINE's: it may have accepted
            return Answer(AnswerKind.IN_DOUBT)
        except Unavailable as error:  # no token, so no call was made
            wrong = error.code.startswith("line_token_4")
            return Answer(AnswerKind.REFUSED if wrong else AnswerKind.TRY_LATER, detail=str(error))
        return Answer(AnswerKind.ACCEPTED, request_id=_header(response.headers, "x-line-request-id"))

    def quota(self) -> Quota:
        """Two calls. Raises Unavailable."""
        from linebot.v3.oauth import ApiException
        from urllib3.exceptions import HTTPError

        try:
            limit = self._access.call(lambda client: read(client, "/v2/bot/message/quota"))
            used = self._access.call(lambda client: read(client, "/v2/bot/message/quota/consumption"))
            return _quota(limit, used)
        except (ApiException, HTTPError, ValueError) as error:
            raise QUOTA_UNKNOWN() from error


def _post(
    client: Any, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str
) -> Any:
    """One call. The messages travel as they are: the SDK's models would drop what they do not know, and add to others."""
    to = list(friends) if mode is Mode.MULTICAST else friends[0]
    return client.call_api(
        _PATHS[mode],
        "POST",
        header_params={"Content-Type": "application/json", "X-Line-Retry-Key": retry_key},
        body={"to": to, "messages": [dict(m) for m in messages]},
        response_types_map={},  # the answer's body says nothing that we need
        _request_timeout=TIMEOUT,
    )


def _quota(limit: Any, used: Any) -> Quota:
    """Raises ValueError for what is no quota."""
    most = limit.get("value") if isinstance(limit, dict) else limit
    usage = used.get("totalUsage") if isinstance(used, dict) else None
    if not isinstance(most, int | None) or not isinstance(usage, int):
        raise ValueError("a quota is a number, and so is what was used of it")
    return Quota(most, usage)


_REFUSALS = frozenset({400, 401, 403, 404, 410, 413, 415, 429})
"""The statuses with which LINE says that it took nothing (Messaging API reference, "Status codes"). Any other may come after
it has accepted: a 5xx, a 408 or 499 of something between us, and 0, the SDK's for a TLS connection that broke."""


def _refusal(error: Any) -> Answer:
    """What an answer other than 200 means. ``error`` is the SDK's ApiException."""
    if error.status == 409:  # this retry key was accepted before: success
        return Answer(AnswerKind.ACCEPTED, request_id=_header(error.headers, "x-line-accepted-request-id"))
    if error.status not in _REFUSALS:
        return Answer(AnswerKind.IN_DOUBT)
    message, properties = _read(error.body)
    if error.status == 429:
        return Answer(AnswerKind.QUOTA_EXCEEDED if _MONTHLY in message else AnswerKind.TRY_LATER)
    if error.status == 400 and (_NAMES_TO.search(message) or any(p.split("[")[0] == "to" for p in properties)):
        return Answer(AnswerKind.BAD_RECIPIENT)
    where = f" ({', '.join(properties)})" if properties else ""
    return Answer(AnswerKind.REFUSED, detail=f"LINE answered {error.status}: {message[:200]}{where}")


def _read(body: object) -> tuple[str, list[str]]:
    """The message and the named properties of LINE's error body; empty if it is not one."""
    try:
        parsed = json.loads(body) if isinstance(body, str | bytes) else {}
    except (ValueError, RecursionError):  # the latter: brackets in brackets
        return "", []
    if not isinstance(parsed, dict):
        return "", []
    details = parsed.get("details")
    properties = [str(d["property"]) for d in details if "property" in d] if isinstance(details, list) else []
    return str(parsed.get("message", "")), properties


def _header(headers: Mapping[str, str] | None, name: str) -> str | None:
    return next((value for key, value in (headers or {}).items() if key.lower() == name), None)
