"""The ledger: entries, and the texts beside them, written put-if-absent and read a page at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from daifukucho.book.kinds import keys_ever
from daifukucho.book.shape import present, shape_of
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.page import Page
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import SECOND, Clock, business_date
from daifukucho.ledger.entry import Entry, Said, Text, stronger
from daifukucho.ledger.repository import Written
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.batches import read_many
from daifukucho_aws.dynamo.errors import is_passing, reasons, translated, unavailable
from daifukucho_aws.dynamo.tables import LedgerItem
from daifukucho_aws.refusals import DATABASE_BUSY, LEFT_UNWRITTEN, PAGE_TOO_LONG

Item = Mapping[str, Mapping[str, Any]]
"""An item as DynamoDB's API and its streams write it."""

_ITEMS_PER_TRANSACTION = 100
_BYTES_PER_TRANSACTION = 3_500_000
"""DynamoDB takes 4 MB a transaction (its API reference); keys and the request's own words have the rest."""
_ITEMS_PER_BATCH = 25
_ATTEMPTS = 8
_QUERIES_PER_PAGE = 4
"""DynamoDB reads at most 1 MB a query, so a page reads at most 4 MB."""
_QUERIES_OF_A_PAST = 16
"""About 35,000 entries: some five seconds of a function's time."""
_KNOWN = "ConditionalCheckFailed"


@dataclass(frozen=True, slots=True)
class _Put:
    item: LedgerItem
    condition: Condition | None

    @property
    def size(self) -> int:
        return len((self.item.body or "").encode()) + 400


class LedgerRepository:
    """Writes and reads the ledger. ``patience`` (ms) bounds how long a write goes on repeating itself."""

    def __init__(
        self, connection: Connection, model: type[LedgerItem], pause: Pause, clock: Clock, patience: int = 5 * SECOND
    ) -> None:
        self._connection = connection
        self._model = model
        self._table = model.Meta.table_name
        self._pause = pause
        self._clock = clock
        self._patience = patience

    def write(self, entries: Sequence[Entry], texts: Sequence[Text] = ()) -> Written:
        """Put what is absent; one transaction for each hundred items or 3.5 MB, and one more where some are known.

        An item that a rival is writing, or that is throttled, is tried again after a moment. Raises Unavailable when
        that does not help, or the database does not answer; some of it may then be written.
        """
        puts = self._puts(entries, texts)
        give_up_at = self._clock() + self._patience
        known = sum(self._write_chunk(chunk, give_up_at) for chunk in _chunks(puts.values()))
        new = sum(keys.is_entry(key[1]) for key in puts) - known
        return Written(new=new, known=len(entries) - new)

    def put_many(self, entries: Sequence[Entry]) -> None:
        """Write entries over themselves, 25 a call, at half the price of ``write``.

        Only for kinds that are never folded (``sent``): a folded entry written again would lose its mark. Raises
        Unavailable as ``write`` does.
        """
        items = list({_key(entry): plain_item(entry) for entry in entries}.values())
        for start in range(0, len(items), _ITEMS_PER_BATCH):
            waiting = items[start : start + _ITEMS_PER_BATCH]
            for attempt in range(_ATTEMPTS):
                with translated():
                    answer = self._connection.batch_write_item(self._table, put_items=waiting)
                left = answer.get("UnprocessedItems", {}).get(self._table, [])
                waiting = [request["PutRequest"]["Item"] for request in left]
                if not waiting:
                    break
                self._pause(attempt)
            else:
                raise LEFT_UNWRITTEN()

    def entry(self, friend_id: str, version: str) -> Entry | None:
        """One entry of a friend, read consistently. Raises Unavailable if the database does not answer."""
        with translated():
            item = self._connection.get_item(self._table, friend_id, version, consistent_read=True).get("Item")
        return entry_from_item(item) if item else None

    def text(self, friend_id: str, message_id: str) -> Text | None:
        """What one message of a friend says, read consistently. Raises as ``entry`` does."""
        with translated():
            item = self._connection.get_item(
                self._table, friend_id, keys.text_sort(message_id), consistent_read=True
            ).get("Item")
        return _text_from_item(item) if item else None

    def timeline(
        self,
        friend_id: str,
        cursor: str | None = None,
        limit: int = 50,
        *,
        kinds: Collection[str] = (),
        after: int | None = None,
        before: int | None = None,
        consistent: bool = False,
    ) -> Page[Entry]:
        """A friend's entries, newest first: of some ``kinds`` (none: of all), at or after an instant, before another.

        One query, so a page may be short (1 MB) and yet have a cursor; with ``kinds``, up to four. ``consistent``: with all
        that was written by now, at twice the price. Raises Invalid for a
        cursor that is not ours and Unavailable if the database does not answer.
        """
        of = cursors.question("ledger", friend_id=friend_id, kinds=sorted(kinds) or None, after=after, before=before)
        span = keys.entries_between(after, before)
        last: Item | None = None
        if cursor:
            last = {"friend_id": {"S": friend_id}, "sort": {"S": cursors.decode(cursor, *span, of=of)}}
        if span[0] > span[1]:
            return Page([], None)
        found: list[Item] = []
        of_kinds = self._model.kind.is_in(*chain.from_iterable(map(keys_ever, kinds))) if kinds else None
        for _ in range(_QUERIES_PER_PAGE if kinds else 1):
            items, last = self._query(
                friend_id,
                span,
                after=last,
                limit=None if kinds else limit,
                keep=of_kinds,
                oldest_first=False,
                consistent=consistent,
            )
            found += items
            if len(found) >= limit or last is None:
                break
        if len(found) > limit:  # a query may go on after any key, also in the middle of what DynamoDB returned
            found, last = found[:limit], found[limit - 1]
        return Page([entry_from_item(item) for item in found], cursors.encode(last["sort"]["S"], of) if last else None)

    def texts(self, friend_id: str, message_ids: Collection[str]) -> dict[str, Text]:
        """What messages of a friend said, by message id; those never seen are missing. One call a hundred.

        Raises Unavailable if the database does not answer, or leaves keys unread after eight attempts.
        """
        wanted = [{"friend_id": friend_id, "sort": keys.text_sort(name)} for name in dict.fromkeys(message_ids)]
        texts = map(_text_from_item, read_many(self._connection, self._table, wanted, self._pause))
        return {text.message_id: text for text in texts}

    def entries(self, friend_id: str) -> Iterator[Entry]:
        """All entries of a friend, oldest first, read consistently; one query for each 1 MB. Raises as ``entry``."""
        after: Item | None = None
        while True:
            items, after = self._query(friend_id, after=after, consistent=True)
            yield from map(entry_from_item, items)
            if after is None:
                return

    def folded(self, friend_id: str, until: int) -> Iterator[Entry]:
        """The entries that the roster has taken in, up to and including an instant, oldest first, read consistently.

        One query for each 1 MB that the friend's page holds up to then, 16 at most; the rest of the page is not read.
        Raises Invalid (``page_too_long``) if that is not enough, and Unavailable as ``entry`` does.
        """
        span = keys.entries_between(None, until + 1)
        after: Item | None = None
        for _ in range(_QUERIES_OF_A_PAST):
            items, after = self._query(friend_id, span, after=after, keep=self._model.folded.exists(), consistent=True)
            yield from map(entry_from_item, items)
            if after is None:
                return
        raise PAGE_TOO_LONG(most=_QUERIES_OF_A_PAST)

    def friend_ids(self) -> Iterator[str]:
        """Every friend with a page, each once. Scans the whole table (a page's items are scanned one after another).

        Raises Unavailable if the database does not answer.
        """
        after: Any = None
        previous = None
        while True:
            with translated():
                page = self._connection.scan(
                    self._table, attributes_to_get=["friend_id"], exclusive_start_key=after, consistent_read=True
                )
            for item in page["Items"]:
                key = item["friend_id"]["S"]
                if key != previous and keys.is_friend(key):
                    yield key
                previous = key
            after = page.get("LastEvaluatedKey")
            if after is None:
                return

    def _query(
        self,
        friend_id: str,
        span: tuple[str, str] = (keys.FIRST_ENTRY, keys.LAST_ENTRY),
        *,
        after: Item | None = None,
        limit: int | None = None,
        keep: Condition | None = None,
        oldest_first: bool = True,
        consistent: bool = False,
    ) -> tuple[list[Item], Item | None]:
        with translated():
            page = self._connection.query(
                self._table,
                friend_id,
                range_key_condition=self._model.sort.between(*span),
                filter_condition=keep,
                exclusive_start_key=after,
                limit=limit,
                scan_index_forward=oldest_first,
                consistent_read=consistent,
            )
        return page["Items"], page.get("LastEvaluatedKey")

    def _puts(self, entries: Sequence[Entry], texts: Sequence[Text]) -> dict[tuple[str, str], _Put]:
        """One put for each key: a transaction may touch a key only once."""
        absent = self._model.friend_id.does_not_exist()
        puts: dict[tuple[str, str], _Put] = {}
        for entry in entries:
            puts.setdefault(_key(entry), _Put(entry_item(self._model, entry), absent))
        told: dict[tuple[str, str], Text] = {}
        for text in texts:
            key = _text_key(text)
            told[key] = stronger(told[key], text) if key in told else text
        for key, text in told.items():
            puts[key] = _Put(text_item(self._model, text), self._text_condition(text))
        return puts

    def _text_condition(self, text: Text) -> Condition | None:
        model = self._model
        match text.said:
            case Said.UNSENT:
                return None
            case Said.EDITED:
                older = model.erased.does_not_exist() & (model.at < text.at)
                return model.friend_id.does_not_exist() | older
            case Said.SENT:
                return model.friend_id.does_not_exist()

    def _write_chunk(self, chunk: list[_Put], give_up_at: int) -> int:
        """Write some puts in one transaction; returns how many entries of it were known already."""
        known = 0
        for attempt in range(_ATTEMPTS):
            try:
                with TransactWrite(connection=self._connection) as transaction:
                    for put in chunk:
                        transaction.save(put.item, condition=put.condition)
                return known
            except TransactWriteError as error:
                codes = reasons(error)
                others: set[str | None] = {code for code in codes if code} or {None}
                others.discard(_KNOWN)
                if not all(map(is_passing, others)):
                    raise unavailable(error) from error
                if _KNOWN in codes:
                    outcomes = list(zip(chunk, codes, strict=True))
                    known += sum(code == _KNOWN and keys.is_entry(put.item.sort) for put, code in outcomes)
                    chunk = [put for put, code in outcomes if code != _KNOWN]
                if not chunk:
                    return known
                if others:
                    if self._clock() >= give_up_at:
                        raise unavailable(error) from error
                    self._pause(attempt)
        raise DATABASE_BUSY()


def _chunks(puts: Iterable[_Put]) -> Iterator[list[_Put]]:
    """Puts in their order, as many at a time as a transaction takes."""
    chunk: list[_Put] = []
    size = 0
    for put in puts:
        if chunk and (len(chunk) == _ITEMS_PER_TRANSACTION or size + put.size > _BYTES_PER_TRANSACTION):
            yield chunk
            chunk, size = [], 0
        chunk.append(put)
        size += put.size
    if chunk:
        yield chunk


def _page_key(entry: Entry) -> str:
    """The page an entry belongs to; what has no source is spread over ten pages a day, by its event id."""
    if entry.friend_id:
        return entry.friend_id
    if entry.group_id:
        return keys.group_key(entry.group_id)
    shard = int(fingerprint(entry.event_id)[-8:], 16) % 10
    return keys.channel_key(f"{business_date(entry.at):%Y%m%d}", shard)


def _key(entry: Entry) -> tuple[str, str]:
    return _page_key(entry), keys.ledger_sort(entry.at, entry.event_id)


def _text_key(text: Text) -> tuple[str, str]:
    return text.friend_id or keys.message_key(text.message_id), keys.text_sort(text.message_id)


def _text_from_item(item: Item) -> Text:
    page, sort = item["friend_id"]["S"], item["sort"]["S"]
    return Text(
        said=Said(item["kind"]["S"]),
        message_id=keys.message_id_of(sort),
        at=int(item["at"]["N"]),
        friend_id=page if keys.is_friend(page) else None,
        body=item.get("body", {}).get("S"),
    )


def text_item(model: type[LedgerItem], text: Text) -> LedgerItem:
    """The item of a text."""
    erased = True if text.said is Said.UNSENT else None
    return model(*_text_key(text), kind=str(text.said), at=text.at, body=text.body, erased=erased)


def entry_item(model: type[LedgerItem], entry: Entry) -> LedgerItem:
    """The item of an entry. That a body is of the first shape is not stored."""
    page, sort = _key(entry)
    shape = shape_of(entry)
    return model(
        page,
        sort,
        kind=entry.kind,
        shape=shape if shape > 1 else None,
        at=entry.at,
        body=entry.body,
        folded=entry.folded or None,
    )


def plain_item(entry: Entry) -> dict[str, dict[str, Any]]:
    """The same as DynamoDB's API writes it. (PynamoDB's own writer takes twenty times as long.)"""
    page, sort = _key(entry)
    shape = shape_of(entry)
    return {
        "friend_id": {"S": page},
        "sort": {"S": sort},
        "kind": {"S": entry.kind},
        "at": {"N": str(entry.at)},
        "body": {"S": entry.body},
        **({"shape": {"N": str(shape)}} if shape > 1 else {}),
        **({"folded": {"BOOL": True}} if entry.folded else {}),
    }


def entry_from_item(item: Item) -> Entry:
    """The entry in an item as DynamoDB, or its stream, gives it, as it would be written today. The item must not be a text's.

    Raises NotUnderstood as ``present`` does.
    """
    page, sort = item["friend_id"]["S"], item["sort"]["S"]
    stored = Entry(
        kind=item["kind"]["S"],
        at=int(item["at"]["N"]),
        event_id=keys.event_id_of(sort),
        friend_id=page if keys.is_friend(page) else None,
        group_id=keys.group_id_of(page),
        body=item["body"]["S"],
        folded=item.get("folded", {}).get("BOOL", False),
    )
    return present(stored, int(item["shape"]["N"]) if "shape" in item else 1)


def is_entry(item: Item) -> bool:
    """Whether an item is an entry; if not, it is what a message said."""
    return keys.is_entry(item["sort"]["S"])
