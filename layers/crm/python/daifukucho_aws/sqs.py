"""The doorbells: SQS messages that carry where to look and nothing else."""

import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.campaigns.batch import BatchRef
from daifukucho_aws.cause import cause
from daifukucho_aws.refusals import QUEUE_LEFT_SOME, QUEUE_SILENT

_MOST = 10
"""Messages in one SendMessageBatch (SQS quota)."""


def batch_message(ref: BatchRef) -> dict[str, object]:
    return {"run": ref.run_id, "slice": ref.slice_no, "batch": ref.number}


def batch_ref(message: Mapping[str, Any]) -> BatchRef:
    return BatchRef(message["run"], message["slice"], message["batch"])


class SqsDoorbell:
    """``daifukucho.campaigns.ports.Doorbell``, and the one for notices and profiles. A function is given only the
    queues that it may ring.

    One call for ten messages. Raises Unavailable when a message was not taken: the caller's own message is then
    delivered again.
    """

    def __init__(
        self,
        client: Any,
        *,
        slice_url: str | None = None,
        batch_url: str | None = None,
        receipt_url: str | None = None,
        notice_url: str | None = None,
    ) -> None:
        self._client = client
        self._slice_url = slice_url
        self._batch_url = batch_url
        self._receipt_url = receipt_url
        self._notice_url = notice_url

    def evaluate(self, run_id: str, slice_nos: Iterable[int]) -> None:
        self._ring(self._slice_url, ({"run": run_id, "slice": n} for n in slice_nos))

    def send(self, refs: Iterable[BatchRef]) -> None:
        self._ring(self._batch_url, map(batch_message, refs))

    def write_receipts(self, refs: Iterable[BatchRef]) -> None:
        self._ring(self._receipt_url, map(batch_message, refs))

    def notify(self, friend_id: str, version: str, occasion: str) -> None:
        """An entry is an occasion to tell its friend something."""
        self._ring(self._notice_url, [{"friend_id": friend_id, "sort": version, "occasion": occasion}])

    def fetch_profile(self, friend_id: str, since: int) -> None:
        """A friend's profile has to be fetched, unless what we have is from ``since`` (epoch milliseconds) or later."""
        self._ring(self._notice_url, [{"friend_id": friend_id, "profile_since": since}])

    def _ring(self, url: str | None, messages: Iterable[Mapping[str, object]]) -> None:
        for some in _tens(messages):
            entries = [{"Id": str(i), "MessageBody": json.dumps(message)} for i, message in enumerate(some)]
            try:
                answer = self._client.send_message_batch(QueueUrl=url, Entries=entries)
            except (BotoCoreError, ClientError) as error:
                raise QUEUE_SILENT(cause=cause(error)) from error
            if answer.get("Failed"):
                raise QUEUE_LEFT_SOME()


def _tens(messages: Iterable[Mapping[str, object]]) -> Iterable[list[Mapping[str, object]]]:
    rest = iter(messages)
    while some := list(itertools.islice(rest, _MOST)):
        yield some
