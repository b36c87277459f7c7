"""Memos: each is an entry of the friend's ledger, an edit or a removal is another; what it says is kept apart and erased."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from daifukucho.book.book import FriendBook
from daifukucho.book.timeline import MEMO, MEMO_EDITED, MEMO_REMOVED, Line, memo_text
from daifukucho.friends.friend import Friend
from daifukucho.kernel import rules
from daifukucho.kernel.once import Made, once
from daifukucho.kernel.page import Page
from daifukucho.kernel.resource import Input
from daifukucho.kernel.rules import Choice, Instant
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.time import MINUTE, to_iso
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho.memos.refusals import AHEAD, INVALID_MEMO, MEMO_NOT_FOUND

TEXT_LIMIT = 5_000
_CLOCKS_DIFFER = 10 * MINUTE


class Category(StrEnum):
    """What a memo is of: a note メモ, a business talk 商談, a visit 来店, a call 電話."""

    NOTE = "note"
    MEETING = "meeting"
    VISIT = "visit"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo as it is now. ``happened_at``: when it was, if not when it was written. ``by``, ``edited_by``: the ``sub`` of a
    token. Instants are UTC epoch milliseconds; ``version`` counts its edits."""

    memo_id: str
    category: Category
    text: str
    happened_at: int | None
    written_at: int
    by: str
    version: int = 1
    edited_at: int | None = None
    edited_by: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a person writes: a memo without its identity and history."""

    category: Category
    text: str
    happened_at: int | None = None

    def refuse_ahead(self, now: int) -> None:
        """Raises Invalid (``invalid_memo``) if it tells of something that is still to come."""
        if self.happened_at is not None and self.happened_at > now + _CLOCKS_DIFFER:
            raise INVALID_MEMO(AHEAD.at("/happened_at"))

    def content(self) -> str:
        """The same for all copies of a request."""
        return json.dumps(asdict(self), sort_keys=True)


MEMO_INPUT: Input[Written] = Input(
    title="Memo",
    shape=Shape(
        {
            "category": Choice(
                Category,
                Words(
                    "`note`: メモ、`meeting`: 商談、`visit`: 来店、`call`: 電話。",
                    "`note` メモ, `meeting` 商談, `visit` 来店, `call` 電話.",
                ),
            ),
            "text": rules.Text(TEXT_LIMIT, lines=True),
        },
        {
            "happened_at": Instant(
                Words("その時の日時です。null: 書いたとき。", "When it was; `null`: as it is written.")
            )
        },
        make=Written,
    ),
    invalid=INVALID_MEMO,
    examples=(
        {
            "category": "visit",
            "text": "お子さまの七五三の下見。11月の予約をご検討中。",
            "happened_at": "2026-11-15T15:00:00+09:00",
        },
    ),
)


class Texts(Protocol):
    def text(self, friend_id: str, message_id: str) -> Text | None:
        """What was said under an id, as it is now. One consistent read. Raises Unavailable."""


class Pages(Protocol):
    def page(self, friend_id: str, cursor: str | None, limit: int, *, kinds: Collection[str] = ()) -> Page[Line]:
        """Entries of some kinds, newest first. Raises NotFound, Invalid and Unavailable."""


class Memos:
    """Writes, changes and removes memos, each in one transaction with the friend, and lists them."""

    def __init__(self, book: FriendBook, texts: Texts, pages: Pages) -> None:
        self._book = book
        self._texts = texts
        self._pages = pages

    def list(self, friend_id: str, cursor: str | None, limit: int) -> Page[Memo]:
        """Those that were not removed, the latest written first; a page may be short and yet have a cursor.

        A read of the friend, up to four queries (4 MB), and a read for a hundred memos. Raises NotFound, Invalid for
        a cursor that is not ours, and Unavailable.
        """
        page = self._pages.page(friend_id, cursor, limit, kinds=[MEMO])
        return Page([memo_of(line.text) for line in page.items if line.text and line.text.body], page.cursor)

    def get(self, friend_id: str, memo_id: str) -> Memo:
        """One read. Raises NotFound (``memo_not_found``) and Unavailable."""
        text = self._texts.text(friend_id, memo_text(memo_id))
        if text is None or text.body is None:
            raise MEMO_NOT_FOUND()
        return memo_of(text)

    def write(self, friend_id: str, given: object, *, by: str, key: str) -> Made[Memo]:
        """Write a memo, in somebody's name (``by``), once for a ``key`` of theirs, whenever it is repeated.

        Two reads and a transaction of four writes; of a repeat four reads. Raises Invalid (``invalid_memo``,
        ``idempotency_key_reused``, ``invalid_idempotency_key``), NotFound (``friend_not_found``; ``memo_not_found`` if
        it was removed since) and Unavailable.
        """
        written = MEMO_INPUT.read(given)
        request = once(f"memos/{friend_id}", by, key, written.content())
        said = {"category": str(written.category), "by": by}
        if written.happened_at is not None:
            said["happened_at"] = to_iso(written.happened_at)

        def text(entry: Entry) -> Text:
            memo = Memo(entry.event_id, written.category, written.text, written.happened_at, entry.at, by)
            return _text(memo, Said.SENT, entry)

        def says(_: Friend, at: int) -> Mapping[str, object]:
            written.refuse_ahead(at)
            return said

        recorded = self._book.record(friend_id, MEMO, says, request=request, text=text)
        if recorded.entry is None:
            raise AssertionError("a memo says what it is")
        if recorded.replayed:
            return Made(self.get(friend_id, recorded.entry.event_id), replayed=True)
        return Made(memo_of(text(recorded.entry)))

    def change(
        self, friend_id: str, memo_id: str, given: object, *, by: str, expected: Collection[int] | None = None
    ) -> Memo:
        """Take the place of a memo; what it said is gone. ``expected``: as everywhere. What changes nothing writes nothing.

        Two reads and a transaction of three writes. Raises Invalid (``invalid_memo``), NotFound, Conflict
        (``version_mismatch``) and Unavailable.
        """
        written = MEMO_INPUT.read(given)
        found: dict[str, Memo] = {}

        def says(_: Friend, at: int) -> Mapping[str, object] | None:
            before = self._expected(friend_id, memo_id, expected)
            if written.happened_at != before.happened_at:
                written.refuse_ahead(at)
            found["memo"] = after = replace(before, **asdict(written), version=before.version + 1)
            if replace(after, version=before.version) == before:
                found["memo"] = before
                return None
            found["memo"] = replace(after, edited_at=at, edited_by=by)
            return {"of": memo_id, "category": str(written.category), "by": by}

        self._book.record(friend_id, MEMO_EDITED, says, text=lambda entry: _text(found["memo"], Said.EDITED, entry))
        return found["memo"]

    def remove(self, friend_id: str, memo_id: str, *, by: str, expected: Collection[int] | None = None) -> None:
        """Erase what a memo says; that there was one stays in the ledger. Costs and raises as ``change`` does."""

        def says(_: Friend, __: int) -> Mapping[str, object]:
            self._expected(friend_id, memo_id, expected)
            return {"of": memo_id, "by": by}

        def text(entry: Entry) -> Text:
            return Text(Said.UNSENT, memo_text(memo_id), entry.at, friend_id)

        self._book.record(friend_id, MEMO_REMOVED, says, text=text)

    def _expected(self, friend_id: str, memo_id: str, expected: Collection[int] | None) -> Memo:
        memo = self.get(friend_id, memo_id)
        refuse_unless_expected(memo.version, expected)
        return memo


def memo_of(text: Text) -> Memo:
    """The memo that a text holds."""
    told: dict[str, Any] = json.loads(text.body or "{}")
    told.pop("type")
    return Memo(**told | {"category": Category(told["category"])})


def _text(memo: Memo, said: Said, entry: Entry) -> Text:
    body = json.dumps({"type": "memo", **asdict(memo)}, ensure_ascii=False, separators=(",", ":"))
    return Text(said, memo_text(memo.memo_id), entry.at, entry.friend_id, body)
