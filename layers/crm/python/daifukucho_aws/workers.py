"""Work that arrives in batches: one bad record never costs the others, and none is lost.

What a handler raises concerns its own record alone. It is logged by its code or class and its place in our code,
never with its message, which may quote what somebody wrote.
"""

import json
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import DaifukuchoError, NotFound, Unavailable
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.events import kind_of, owes_notice
from daifukucho.ledger.store import LedgerReader
from daifukucho_aws.dynamo.ledger import entry_from_item, is_entry
from daifukucho_aws.metrics import Metric

ATTEMPTS = 3
"""How often an entry is tried before it is parked."""


class Log(Protocol):
    """As much of Powertools' Logger as is used here."""

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


def failure_of(error: Exception) -> dict[str, str]:
    """What may be logged of an error: its code or class, and where in our code it was raised."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "daifukucho" in frame.filename]
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "unknown"
    return {"cause": error.code if isinstance(error, DaifukuchoError) else type(error).__name__, "where": where}


def from_queue(
    event: Mapping[str, Any], handle: Callable[[dict[str, Any]], object], log: Log
) -> dict[str, list[dict[str, str]]]:
    """Handle each message of an SQS event; its body is a JSON object. Returns what failed, to be delivered again.

    The event source must be set to report batch item failures.
    """
    failed = []
    for record in event["Records"]:
        try:
            handle(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001 - the boundary: a failure is this message's alone
            log.error("message failed", extra={"message_id": record["messageId"], **failure_of(error)})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


class ParkedQueue:
    """Where ledger entries wait that could not be processed: one SQS message each, with the cause."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def park(self, friend_id: str, sort: str, cause: str) -> None:
        """One call. Raises Unavailable if the queue did not take it."""
        body = json.dumps({"friend_id": friend_id, "sort": sort, "cause": cause})
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The queue of parked entries did not answer.", code="queue_unavailable") from error


class StreamWorker:
    """Processes what is new in the ledger, from its stream or from the queue of parked entries.

    ``keep`` keeps the uploads that an entry names; ``notify`` rings for an entry that may owe its friend a notice, by her
    id and the entry's version. All of it may be repeated.
    """

    def __init__(
        self,
        process: Callable[[Entry], Friend | None],
        keep: Callable[[Entry], None],
        notify: Callable[[str, str], object],
        ledger: LedgerReader,
        parked: ParkedQueue,
        pause: Pause,
    ) -> None:
        self._process = process
        self._keep = keep
        self._notify = notify
        self._ledger = ledger
        self._parked = parked
        self._pause = pause

    def consume(self, records: Iterable[Mapping[str, Any]], log: Log) -> Counter[Metric]:
        """Process the new entries among some DynamoDB stream records; returns what there is to count.

        An entry that keeps failing is parked, and the rest go on. Raises Unavailable only if one cannot even be
        parked; the whole batch is then delivered again, which is harmless.
        """
        counts: Counter[Metric] = Counter({Metric.ENTRIES_FOLDED: 0})
        for record in records:
            item = record["dynamodb"].get("NewImage")
            if record["eventName"] != "INSERT" or not is_entry(item):
                continue
            failure = self._try(partial(self._take_in, item, counts))
            if failure:
                sort = item["sort"]["S"]
                log.error("entry parked", extra={"sort": sort, **failure})
                self._parked.park(item["friend_id"]["S"], sort, failure["cause"])
                counts[Metric.ENTRIES_PARKED] += 1
        return counts

    def redrive(self, keys: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
        """Process parked entries (``friend_id``, ``sort``) again; says of each whether it is ``ok`` now."""
        results = []
        for key in keys:
            friend_id, sort = key["friend_id"], key["sort"]
            failure = self._try(partial(self._take_in_again, friend_id, sort))
            cause = {"cause": failure["cause"]} if failure else {}
            results.append({"friend_id": friend_id, "sort": sort, "ok": failure is None, **cause})
        return results

    def _take_in(self, item: Mapping[str, Any], counts: Counter[Metric]) -> None:
        entry = entry_from_item(item)
        self._keep(entry)
        # What is folded already was written together with its friend.
        if not entry.folded and self._process(entry) is not None:
            counts[Metric.ENTRIES_FOLDED] += 1
            counts[Metric.FRIENDS_FOLLOWED] += entry.kind == "follow"
            counts[Metric.FRIENDS_BLOCKED] += entry.kind == "unfollow"
        self._ring(entry)

    def _take_in_again(self, friend_id: str, sort: str) -> None:
        entry = self._find(friend_id, sort)
        self._keep(entry)
        if not kind_of(entry.kind).recorded:
            self._process(entry)  # also if it is folded: her profile may be missing
        self._ring(entry)

    def _ring(self, entry: Entry) -> None:
        if entry.friend_id and owes_notice(entry):
            self._notify(entry.friend_id, entry.version)

    def _find(self, friend_id: str, sort: str) -> Entry:
        entry = self._ledger.entry(friend_id, sort)
        if entry is None:
            raise NotFound("The ledger has no such entry.")
        return entry

    def _try(self, work: Callable[[], object]) -> dict[str, str] | None:
        """Do it, up to three times in all; what may be said of the last failure, if it never worked."""
        failure = None
        for attempt in range(ATTEMPTS):
            if failure:
                self._pause(attempt)
            try:
                work()
            except Exception as error:  # noqa: BLE001 - the boundary: a failure is this entry's alone
                failure = failure_of(error)
            else:
                return None
        return failure
