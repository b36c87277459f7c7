"""Pictures that belong to answers: uploaded while a friend fills in the form, kept once it is sent.

An upload is *pending* until an answer that names it is taken; what stays pending goes by itself. An answer and a store
of files share no transaction, so nothing is kept when an answer is taken: the answer is an entry of the ledger, and
what the ledger's stream delivers, however late and often, keeps its uploads. A crash anywhere between leaves either an
upload that goes by itself, or an entry that is delivered again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.time import DAY, MINUTE, SECOND, Clock
from daifukucho.ledger.entry import Entry
from daifukucho.surveys.refusals import IMAGE_UNREADABLE, TOO_MANY_UPLOADS, UPLOAD_NOT_FOUND

MOST_BYTES = 3 * 1024 * 1024
"""Of a picture. The page sends one of at most 1,600 pixels, some 0.5 MB; a Lambda takes 6 MB, in base64."""

MOST_A_DAY = 20
"""Uploads of one friend on one day in Japan."""

PENDING_DAYS = 7
"""After these an upload that no answer has taken is gone."""

ANSWERABLE_FOR = 5 * DAY
"""So long (ms) after its upload a picture can be part of an answer. The days that are left until it would be gone are
more than the stream keeps an entry (24 hours) and tries to deliver it."""

LINK_FOR = 5 * MINUTE
"""So long (ms) a link to a picture leads there."""

_OWNER = re.compile(r"[0-9A-Za-z]{1,64}")
"""A LINE user's id."""
REFERENCE = re.compile(r"up_[0-9A-Z]{26}")

_KINDS = (
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
)
"""By the bytes with which a file of the kind begins."""


class UploadRepository(Protocol):
    """Where the pictures are. All raise Unavailable if it does not answer."""

    def put(self, friend_id: str, reference: str, content: bytes, media_type: str) -> None:
        """Store a picture, pending."""

    def uploaded_at(self, friend_id: str, reference: str) -> int | None:
        """When a picture of this friend's was uploaded (epoch milliseconds); ``None``: there is none."""

    def keep(self, friend_id: str, reference: str) -> None:
        """It is pending no longer. Repeating it, or a picture that is gone, changes nothing."""

    def link(self, friend_id: str, reference: str, seconds: int) -> str:
        """An address that shows the picture to whoever has it, for so long. No call."""


class UploadCounter(Protocol):
    def count(self, friend_id: str, at: int, most: int) -> bool:
        """Count an upload of a friend's at an instant; False if that would be more than ``most`` on its day in Japan.
        One write. Raises Unavailable."""


class Uploads:
    """Takes pictures from friends."""

    def __init__(self, store: UploadRepository, counter: UploadCounter, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._counter = counter
        self._clock = clock
        self._ids = ids

    def take(self, friend_id: str, content: bytes) -> str:
        """Store a picture, pending; its reference. Two writes. The same again is another upload.

        Raises Invalid (``image_unreadable``) for what is no JPEG, PNG or WebP, QuotaExceeded (``too_many_uploads``),
        and Unavailable.
        """
        media_type = next((kind for kind, begins in _KINDS if begins.match(content)), None)
        if media_type is None:
            raise IMAGE_UNREADABLE()
        if not self._counter.count(friend_id, self._clock(), MOST_A_DAY):
            raise TOO_MANY_UPLOADS(most=MOST_A_DAY)
        reference = f"up_{self._ids()}"
        self._store.put(friend_id, reference, content, media_type)
        return reference


class Pictures:
    """Knows the pictures that friends have uploaded."""

    def __init__(self, store: UploadRepository, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def answerable(self, friend_id: str, reference: str) -> bool:
        """Whether an answer of this friend's may name it now: it is there, the friend's own, and not about to go.

        One call.
        """
        at = self._store.uploaded_at(friend_id, reference)
        return at is not None and self._clock() < at + ANSWERABLE_FOR

    def has(self, friend_id: str, reference: str) -> bool:
        """Whether there is such a picture of this friend's. One call. Raises Unavailable."""
        return self._store.uploaded_at(friend_id, reference) is not None

    def link(self, friend_id: str, reference: str) -> "Link":
        """Where staff can see a picture. One call. Raises NotFound (``upload_not_found``) and Unavailable."""
        ours = _OWNER.fullmatch(friend_id) and REFERENCE.fullmatch(reference)
        if not ours or self._store.uploaded_at(friend_id, reference) is None:
            raise UPLOAD_NOT_FOUND()
        expires_at = self._clock() + LINK_FOR
        return Link(self._store.link(friend_id, reference, LINK_FOR // SECOND), expires_at)


class KeepUploads:
    """``daifukucho.book.reaction.Reaction``: keeps the uploads that an answer names. A call for each."""

    kinds = frozenset({"answered"})

    def __init__(self, store: UploadRepository) -> None:
        self._store = store

    def react(self, friend: Friend | None, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.friend_id:
                for reference in entry.data.get("uploads", ()):
                    self._store.keep(entry.friend_id, reference)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that leads to a picture until ``expires_at`` (epoch milliseconds)."""

    url: str
    expires_at: int
