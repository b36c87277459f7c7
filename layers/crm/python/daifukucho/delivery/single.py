"""A notice: one to five messages to one friend, once. Pure state, no I/O.

The rules are those of a batch (docs/adr/outbox-protocol.md), for one friend: an invocation that takes a notice over
from another puts it in doubt; doubt ends when LINE says that it accepted, or 23 hours after the first try, and in no
other way; a refusal counts only without doubt.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from daifukucho.delivery.calling import Called
from daifukucho.delivery.line import AnswerKind
from daifukucho.delivery.skip import Skip
from daifukucho.delivery.snag import SNAGS, Snag
from daifukucho.kernel.ids import derived_uuid
from daifukucho.ledger.entry import Entry

ENTRY = "notice"


class NoticeOutcome(StrEnum):
    """How a notice ended. ``unknown``: LINE may have accepted it, and will not say any more."""

    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


_FINAL = (AnswerKind.BAD_RECIPIENT, AnswerKind.QUOTA_EXCEEDED)
"""The refusals that no later try will change. The others wait until their cause is mended, or for LINE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as stored. Instants in UTC epoch milliseconds.

    ``name``: its name among the friend's notices. ``because``: the kind of its entry, ``entry_id``: the entry's id.
    ``first_try_at``: when it was first taken, before any call. ``messages`` with ``values``, those of the variables (never
    rendered text): what is being sent, written before the first call and kept until the notice has ended. ``reason``: a
    ``Skip`` or a ``Snag``; ``detail``: LINE's words when it refuses the call itself. ``revision`` counts the writes, each
    of which is conditional on the one that was read.
    """

    friend_id: str
    name: str
    because: str
    entry_id: str
    first_try_at: int
    messages: Sequence[Mapping[str, Any]] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    lease_until: int = 0
    doubt: bool = False
    outcome: NoticeOutcome | None = None
    reason: Skip | Snag | None = None
    detail: str | None = None
    revision: int = 0

    @property
    def over(self) -> bool:
        return self.outcome is not None

    @property
    def retry_key(self) -> str:
        """LINE's X-Line-Retry-Key: one for all calls of the notice, whichever invocation makes them."""
        return derived_uuid("notice", self.friend_id, self.name)

    @property
    def in_doubt(self) -> bool:
        """Whether a notice that is found like this must be taken for perhaps accepted: its owner may have called."""
        return self.doubt or (self.owner is not None and bool(self.messages))

    def leased(self, now: int) -> bool:
        return self.owner is not None and now < self.lease_until

    def taken(self, owner: str, lease_until: int) -> "Notice":
        return replace(self, doubt=self.in_doubt, owner=owner, lease_until=lease_until)

    def fixed(self, messages: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> "Notice":
        return replace(self, messages=messages, values=values)

    def released(self) -> "Notice":
        return replace(self, owner=None, lease_until=0)

    def called(self, called: Called) -> "Notice":
        """The notice after LINE was called, or could not be called any more."""
        if called.accepted is not None:
            return self.ended(NoticeOutcome.SENT)
        if called.doubt:
            return self.ended(NoticeOutcome.UNKNOWN) if called.expired else replace(self, doubt=True)
        if called.answer is None:
            return self._given_up() if called.expired else self
        snag, detail = SNAGS[called.answer.kind], called.answer.detail
        if called.answer.kind in _FINAL:
            return self.ended(NoticeOutcome.FAILED, snag)
        refused = replace(self, reason=snag, detail=detail)
        return refused._given_up() if called.expired else refused

    def _given_up(self) -> "Notice":
        return self.ended(NoticeOutcome.FAILED, self.reason or Snag.TRY_LATER, self.detail)

    def ended(self, outcome: NoticeOutcome, reason: Skip | Snag | None = None, detail: str | None = None) -> "Notice":
        """The notice at its end: what was to be sent is no longer needed."""
        ended = replace(self.released(), outcome=outcome, reason=reason, detail=detail)
        return replace(ended, doubt=False, messages=(), values={})

    def entry(self) -> Entry:
        """The entry of a notice that has ended; the same whenever it is made."""
        body = {
            "because": self.because,
            "entry_id": self.entry_id,
            "name": self.name,
            "outcome": self.outcome,
            "reason": self.reason,
            "detail": self.detail,
        }
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return Entry(ENTRY, self.first_try_at, self.retry_key, self.friend_id, body=text)
