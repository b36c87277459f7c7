"""Sending through LINE's Messaging API, and what its answers mean (Messaging API reference; docs/line.md)."""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from daifukucho.campaigns.ports import Answer, AnswerKind
from daifukucho.campaigns.run import Mode, Quota
from daifukucho.kernel.errors import Unavailable
from daifukucho_aws.line import TIMEOUT, LineAccess

CALLS_A_SECOND = {Mode.MULTICAST: 200, Mode.PUSH: 2_000}
"""LINE's rate limits of the endpoints, for a whole channel."""

_NAMES_TO = re.compile(r"property, '?to\b")
"""LINE's reference shows the property without quotes; its servers have been seen to quote it."""

_MONTHLY = "monthly limit"
"""Only its text tells the 429 of the monthly quota from that of the rate limit."""


class Pace:
    """Spaces calls evenly: at most ``per_second`` of them, whichever threads make them."""

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
        self._next = 0.0

    def wait(self) -> None:
        with self._lock:
            turn = max(self._next, self._now())
            self._next = turn + self._interval
        if (delay := turn - self._now()) > 0:
            self._sleep(delay)


class LineMessaging:
    """``daifukucho.campaigns.ports.Line`` and ``LineQuota`` through line-bot-sdk.

    LINE's rate is shared evenly among ``senders``, the number of senders that may run at once.
    """

    def __init__(self, access: LineAccess, senders: int = 1) -> None:
        self._access = access
        self._paces = {mode: Pace(limit / senders) for mode, limit in CALLS_A_SECOND.items()}

    def send(
        self, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str
    ) -> Answer:
        """One call (two if the token had to be renewed). Whatever LINE or the network does is the answer."""
        from linebot.v3.messaging import ApiException
        from urllib3.exceptions import HTTPError

        self._paces[mode].wait()
        try:
            response = self._access.call(lambda client: _post(client, mode, friends, messages, retry_key))
        except ApiException as error:
            return _refusal(error)
        except HTTPError:  # urllib3's: no answer, in time or at all; LINE may have accepted
            return Answer(AnswerKind.IN_DOUBT)
        except Unavailable as error:  # no token, so no call was made
            wrong = error.code.startswith("line_token_4")
            return Answer(AnswerKind.REFUSED if wrong else AnswerKind.TRY_LATER, detail=error.detail)
        return Answer(AnswerKind.ACCEPTED, request_id=_header(response.headers, "x-line-request-id"))

    def quota(self) -> Quota:
        """Two calls. Raises Unavailable."""
        from linebot.v3.messaging import ApiException, MessagingApi
        from urllib3.exceptions import HTTPError

        try:
            limit = self._access.call(lambda c: MessagingApi(c).get_message_quota(_request_timeout=TIMEOUT))
            used = self._access.call(lambda c: MessagingApi(c).get_message_quota_consumption(_request_timeout=TIMEOUT))
        except (ApiException, HTTPError) as error:
            raise Unavailable("LINE did not say what is left of the quota.", code="line_no_answer") from error
        return Quota(limit.value, used.total_usage)


def _post(
    client: Any, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str
) -> Any:
    from linebot.v3.messaging import Message, MessagingApi, MulticastRequest, PushMessageRequest

    api = MessagingApi(client)
    models = [Message.from_dict(dict(m)) for m in messages]
    if mode is Mode.MULTICAST:
        return api.multicast_with_http_info(
            MulticastRequest(to=list(friends), messages=models), x_line_retry_key=retry_key, _request_timeout=TIMEOUT
        )
    return api.push_message_with_http_info(
        PushMessageRequest(to=friends[0], messages=models), x_line_retry_key=retry_key, _request_timeout=TIMEOUT
    )


def _refusal(error: Any) -> Answer:
    """What an answer other than 200 means. ``error`` is the SDK's ApiException."""
    if error.status == 409:  # this retry key was accepted before: success
        return Answer(AnswerKind.ACCEPTED, request_id=_header(error.headers, "x-line-accepted-request-id"))
    if error.status >= 500:
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
    except ValueError:
        return "", []
    if not isinstance(parsed, dict):
        return "", []
    details = parsed.get("details")
    properties = [str(d["property"]) for d in details if "property" in d] if isinstance(details, list) else []
    return str(parsed.get("message", "")), properties


def _header(headers: Mapping[str, str] | None, name: str) -> str | None:
    return next((value for key, value in (headers or {}).items() if key.lower() == name), None)
