"""What is new in the ledger, from its stream or from the queue of parked entries.

Two kinds of failure are kept apart. A failure that may pass (``Unavailable``: a database that throttles or does not
answer, other writers, a queue) is no entry's fault: the event source delivers again from the first record that is not
done, as long as the stream keeps it. Every other failure is an entry's own: that entry is parked with its cause, and
the others go on.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.book.fold import is_foldable
from daifukucho.book.folding import Folded
from daifukucho.book.kinds import kind_of
from daifukucho.book.reaction import Reaction
from daifukucho.kernel.errors import Rejected, Unavailable
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import LedgerReader
from daifukucho_aws.dynamo.ledger import entry_from_item, is_entry
from daifukucho_aws.metrics import Metric
from daifukucho_aws.refusals import NO_ENTRY, NOT_PARKED
from daifukucho_aws.workers import Log, failure_of

ATTEMPTS = 3
"""How often a step is tried in one invocation."""

T = TypeVar("T")


class _Own(Protocol):
    def __call__(self, sort: str, work: Callable[[], T]) -> T | None:
        """Do something for one entry; ``None``: the entry was at fault, and is parked."""


def passes(error: Exception) -> bool:
    """Whether a failure passes by itself, so that the same work is to be tried again later."""
    return isinstance(error, Unavailable) and not isinstance(error, Rejected)


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
            raise NOT_PARKED() from error


@dataclass(frozen=True, slots=True)
class Consumed:
    """What there is to count, and the stream's number of the first record that is to be delivered again (``None``: all
    records are done)."""

    counts: Counter[Metric]
    again_from: str | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """The new entries of one ledger page among some records, as the table's items, in the order of the stream.
    ``number``: the stream's, of the first of them."""

    key: str
    number: str
    items: list[Mapping[str, Any]] = field(default_factory=list)


class StreamWorker:
    """Processes entries: ``fold`` folds those of one friend, then the ``reactions`` are called that look at their kinds. All of
    it may be repeated."""

    def __init__(
        self,
        fold: Callable[[Sequence[Entry]], Folded],
        reactions: Sequence[Reaction],
        ledger: LedgerReader,
        parked: ParkedQueue,
        pause: Pause,
    ) -> None:
        self._fold = fold
        self._reactions = reactions
        self._ledger = ledger
        self._parked = parked
        self._pause = pause

    def consume(self, records: Iterable[Mapping[str, Any]], log: Log, time_is_short: Callable[[], bool]) -> Consumed:
        """Process the new entries among some DynamoDB stream records, those of one friend together.

        For each friend among them a read and a transaction for 30 entries, and what the reactions cost.
        Raises nothing that passes by itself: the answer then says from where on the stream is to deliver again, which
        is harmless for what is done already. ``time_is_short`` is asked before each friend.
        """
        counts: Counter[Metric] = Counter({Metric.ENTRIES_FOLDED: 0})
        for page in _pages(records):
            if time_is_short():
                return Consumed(counts, page.number)
            try:
                self._take_in(page, counts, log)
            except Unavailable as error:
                log.error("to be delivered again", extra={"from": page.number, **failure_of(error)})
                return Consumed(counts, page.number)
        return Consumed(counts)

    def redrive(self, keys: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
        """Process parked entries (``friend_id``, ``sort``) again; says of each whether it is ``ok`` now."""
        results = []
        for key in keys:
            told: dict[str, Any] = {"friend_id": key["friend_id"], "sort": key["sort"], "ok": True}
            try:
                self._tried(partial(self._take_in_again, key["friend_id"], key["sort"]))
            except Exception as error:  # noqa: BLE001 - the boundary: a failure is this entry's alone
                told |= {"ok": False, "cause": failure_of(error)["cause"]}
            results.append(told)
        return results

    def _take_in(self, page: _Page, counts: Counter[Metric], log: Log) -> None:
        """The entries of one page. Raises Unavailable for what passes by itself; all of it is then to be done again."""

        def own(sort: str, work: Callable[[], T]) -> T | None:
            """Do something for one entry, and park the entry if that is not to be done."""
            try:
                return self._tried(work)
            except Exception as error:
                if passes(error):
                    raise
                failure = failure_of(error)
                log.error("entry parked", extra={"sort": sort, **failure})
                self._parked.park(page.key, sort, failure["cause"])
                counts[Metric.ENTRIES_PARKED] += 1
                return None

        read = [own(item["sort"]["S"], partial(entry_from_item, item)) for item in page.items]
        entries = [entry for entry in read if entry is not None]
        # What is folded already was written together with its friend.
        unfolded = [entry for entry in entries if is_foldable(entry) and not entry.folded]
        friend = None
        for folded in self._together(self._fold, unfolded, own):
            friend = folded.friend
            _count(folded.entries, counts)
        for reaction in self._reactions:
            self._together(partial(reaction.react, friend), _looked_at(reaction, entries, unfolded), own)

    def _together(self, work: Callable[[Sequence[Entry]], T], entries: Sequence[Entry], own: _Own) -> list[T]:
        """Do something for a friend's entries together; if one of them is at fault, for one after the other."""
        if not entries:
            return []
        try:
            return [self._tried(partial(work, entries))]
        except Exception as error:
            if passes(error):
                raise
        alone = [own(entry.version, partial(work, [entry])) for entry in entries]
        return [done for done in alone if done is not None]

    def _take_in_again(self, friend_id: str, sort: str) -> None:
        entry = self._ledger.entry(friend_id, sort)
        if entry is None:
            raise NO_ENTRY()
        unfolded = [entry] if is_foldable(entry) and not kind_of(entry.kind).recorded else []
        friend = self._fold(unfolded).friend if unfolded else None
        for reaction in self._reactions:
            if looked_at := _looked_at(reaction, [entry], unfolded):
                reaction.react(friend, looked_at)

    def _tried(self, work: Callable[[], T]) -> T:
        """Do it, up to three times in all while something does not answer; raises what the last time did."""
        for attempt in range(ATTEMPTS - 1):
            try:
                return work()
            except Unavailable:
                self._pause(attempt)
        return work()


def _pages(records: Iterable[Mapping[str, Any]]) -> Iterable[_Page]:
    """The new entries among some records, by page, in the order in which the pages are first met.

    So the first record of a page that is not done is the first of all that are not.
    """
    pages: dict[str, _Page] = {}
    for record in records:
        change = record["dynamodb"]
        item = change.get("NewImage")
        if record["eventName"] == "INSERT" and is_entry(item):
            key = item["friend_id"]["S"]
            pages.setdefault(key, _Page(key, change["SequenceNumber"])).items.append(item)
    return pages.values()


def _looked_at(reaction: Reaction, entries: Sequence[Entry], unfolded: Sequence[Entry]) -> Sequence[Entry]:
    """Those of a friend's new entries that a reaction looks at."""
    if reaction.kinds is None:
        return unfolded
    return [entry for entry in entries if entry.kind in reaction.kinds]


def _count(entries: Sequence[Entry], counts: Counter[Metric]) -> None:
    counts[Metric.ENTRIES_FOLDED] += len(entries)
    counts[Metric.FRIENDS_FOLLOWED] += sum(entry.kind == "follow" for entry in entries)
    counts[Metric.FRIENDS_BLOCKED] += sum(entry.kind == "unfollow" for entry in entries)
