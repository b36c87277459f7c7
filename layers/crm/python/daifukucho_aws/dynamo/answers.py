"""Answers to surveys: each on its friend's page of the ledger, and a line for it in the survey's list in the catalog."""

from collections.abc import Mapping, Sequence
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError

from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import Mark, Marked
from daifukucho.kernel.page import Page
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.entry import Entry
from daifukucho.surveys.answering import AnswerSaved
from daifukucho.surveys.answers import Answer
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.errors import is_passing, reasons, translated, unavailable
from daifukucho_aws.dynamo.ledger import entry_from_item
from daifukucho_aws.dynamo.tables import AnswerLineItem, PlacesItem, bind
from daifukucho_aws.refusals import LEFT_UNREAD

_KEYS_PER_GET = 100
_ATTEMPTS = 8
_BYTES_PER_PAGE = 3_000_000
"""A page of answers ends after this much, for a Lambda's answer has at most 6 MB."""
_FAILED = "ConditionalCheckFailed"

Item = Mapping[str, Mapping[str, Any]]


class DynamoAnswers:
    """``daifukucho.surveys.answering.AnswerWriter``; it lists answers, too."""

    def __init__(self, connection: Connection, catalog: str, ledger: str, book: BookRepository, pause: Pause) -> None:
        """``catalog``, ``ledger``: the tables' names."""
        self._connection = connection
        self._catalog = catalog
        self._ledger = ledger
        self._book = book
        self._pause = pause
        self._lines = bind(AnswerLineItem, catalog, connection)
        self._places = bind(PlacesItem, catalog, connection)

    def save(
        self, before: Friend, after: Friend, entry: Entry, marks: Sequence[Mark], survey_id: str, limit: int | None
    ) -> AnswerSaved:
        """See ``daifukucho.surveys.answering.AnswerWriter``."""
        transaction = self._book.recording(before, after, entry, marks)
        transaction.save(self._lines(keys.answers_key(survey_id), entry.version, friend_id=after.friend_id))
        if limit is not None:
            places = self._places
            transaction.update(
                places(keys.PLACES, survey_id),
                actions=[places.taken.add(1)],
                condition=places.taken.does_not_exist() | (places.taken < limit),
            )
        try:
            with transaction:
                pass  # leaving commits
        except TransactWriteError as error:
            return _refused(error, with_place=limit is not None)
        return AnswerSaved.DONE

    def marked(self, friend_id: str, name: str) -> Marked | None:
        """See ``daifukucho.friends.repository.BookWriter``."""
        return self._book.marked(friend_id, name)

    def taken(self, survey_id: str) -> int:
        """See ``daifukucho.surveys.answering.AnswerWriter``."""
        with translated():
            found = self._connection.get_item(self._catalog, keys.PLACES, survey_id, consistent_read=True).get("Item")
        return int(found["taken"]["N"]) if found else 0

    def list(self, survey_id: str, cursor: str | None, limit: int) -> Page[Answer]:
        """What was answered, newest first. What was erased from a friend's page is left out.

        One query of at most ``limit`` lines, and a call for each hundred of them; a page ends after 3 MB. Raises
        Invalid for a cursor that is not ours, and Unavailable.
        """
        of = cursors.question("answers", survey_id=survey_id)
        key = keys.answers_key(survey_id)
        last = {"kind": {"S": key}, "sort": {"S": cursors.decode(cursor, of=of)}} if cursor is not None else None
        with translated():
            page = self._connection.query(
                self._catalog, key, exclusive_start_key=last, limit=limit, scan_index_forward=False
            )
        lines = page["Items"]
        found: list[Answer] = []
        weight = 0
        for start in range(0, len(lines), _KEYS_PER_GET):
            part = lines[start : start + _KEYS_PER_GET]
            entries = self._entries(part)
            for line in part:
                entry = entries.get((line["friend_id"]["S"], line["sort"]["S"]))
                if entry is not None:
                    found.append(_answer(entry))
                    weight += len(entry.body.encode())
                if weight > _BYTES_PER_PAGE:
                    return Page(found, cursors.encode(line["sort"]["S"], of))
        more = page.get("LastEvaluatedKey")
        return Page(found, cursors.encode(more["sort"]["S"], of) if more else None)

    def _entries(self, lines: Sequence[Item]) -> dict[tuple[str, str], Entry]:
        """The entries that some lines name, at most a hundred."""
        found: dict[tuple[str, str], Entry] = {}
        waiting: Any = [{name: line[name]["S"] for name in ("friend_id", "sort")} for line in lines]
        for attempt in range(_ATTEMPTS):
            with translated():
                answer = self._connection.batch_get_item(self._ledger, waiting)
            for item in answer["Responses"].get(self._ledger, []):
                found[item["friend_id"]["S"], item["sort"]["S"]] = entry_from_item(item)
            waiting = answer.get("UnprocessedKeys", {}).get(self._ledger, {}).get("Keys", [])
            if not waiting:
                return found
            self._pause(attempt)
        raise LEFT_UNREAD()


def _refused(error: TransactWriteError, *, with_place: bool) -> AnswerSaved:
    """The friend is the first of the transaction, then come the entry, its marks and its line; the place is the last."""
    codes = reasons(error)
    place = codes[-1] if with_place and len(codes) > 1 else None
    if _FAILED in codes[1 : len(codes) - with_place]:
        return AnswerSaved.KNOWN
    if place == _FAILED:
        return AnswerSaved.FULL
    if codes[0] == _FAILED or any(map(is_passing, codes)):
        return AnswerSaved.STALE
    raise unavailable(error) from error


def _answer(entry: Entry) -> Answer:
    told = entry.data
    return Answer(entry.event_id, str(entry.friend_id), entry.at, told["version"], told["answers"])
