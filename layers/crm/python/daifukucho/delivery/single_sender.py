"""Telling a friend something because of an entry: take the lease, then look, fix what is sent, call, write what is
known.

Each step is one conditional write, and a later invocation can go on after each (docs/adr/outbox-protocol.md).
"""

from collections.abc import Mapping
from typing import Protocol

from daifukucho.delivery.calling import Call, Caller
from daifukucho.delivery.line import Line, Mode
from daifukucho.delivery.look import look
from daifukucho.delivery.occasion import Occasion
from daifukucho.delivery.patience import Patience
from daifukucho.delivery.refusals import NOT_TAKEN, UNDER_WAY
from daifukucho.delivery.single import Notice, NoticeOutcome
from daifukucho.friends.repository import FriendReader
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.time import Clock, business_date
from daifukucho.ledger.entry import Entry
from daifukucho.messages.template import render, uses
from daifukucho.messages.variables import Speech


class Entries(Protocol):
    def entry(self, friend_id: str, version: str) -> Entry | None:
        """One entry, as it is now. Raises Unavailable."""


class Notices(Protocol):
    """Where notices are kept. Reads are strongly consistent. All raise Unavailable; a write may then have happened."""

    def get(self, friend_id: str, name: str) -> Notice | None: ...

    def replace(self, before: Notice | None, after: Notice) -> Notice | None:
        """Write a notice over the one that was read (``None``: there was none). Returns the stored one, with its new
        revision; ``None``: another invocation has written it since."""

    def end(self, before: Notice, after: Notice) -> bool:
        """Write the end of a notice, and its entry in the ledger, in one transaction, as ``replace`` does."""

    def drop(self, notice: Notice) -> None:
        """Delete a notice, unless another invocation has written it since."""


class Notifier:
    """Sends notices. ``occasions``: by their keys. ``lease`` (milliseconds) is longer than an invocation lives."""

    def __init__(
        self,
        entries: Entries,
        occasions: Mapping[str, Occasion],
        friends: FriendReader,
        notices: Notices,
        line: Line,
        clock: Clock,
        ids: Ids,
        lease: int,
    ) -> None:
        self._entries = entries
        self._occasions = occasions
        self._friends = friends
        self._notices = notices
        self._caller = Caller(line, clock)
        self._clock = clock
        self._ids = ids
        self._lease = lease

    def notify(self, friend_id: str, version: str, occasion_key: str, patience: Patience) -> Notice | None:
        """Tell a friend what an entry of the friend is an occasion for; returns how that ended.

        ``None``: it had ended before, or there is nothing to say. Four reads, two writes, a call to LINE and a
        transaction of two writes; if there is nothing to say, two writes.

        Raises Unavailable if it has to be tried again later: LINE has not taken the notice, another invocation is
        sending it, or the database does not answer.
        """
        entry = self._entries.entry(friend_id, version)
        occasion = self._occasions.get(occasion_key)
        if entry is None or occasion is None:
            return None
        name, now = occasion.name(entry), self._clock()
        before = self._notices.get(friend_id, name)
        if before and before.over:
            return None
        if before and before.leased(now):
            raise UNDER_WAY()
        fresh = Notice(friend_id=friend_id, name=name, because=entry.kind, entry_id=entry.event_id, first_try_at=now)
        claim = self._owned(self._notices.replace(before, (before or fresh).taken(self._ids(), now + self._lease)))
        if claim.doubt:
            return self._call(claim, patience)
        return self._say(claim, entry, occasion, patience)

    def _say(self, claim: Notice, entry: Entry, occasion: Occasion, patience: Patience) -> Notice | None:
        """No message was sent yet: look at the friend and at what there is to say, as both are now."""
        friend = self._friends.get(claim.friend_id)
        messages = occasion.says(entry, friend) if friend else None
        if messages is None:
            self._notices.drop(claim)
            return None
        skip, values = look(friend, uses(messages, Speech(business_date(self._clock()))))
        if skip is not None:
            return self._end(claim, claim.ended(NoticeOutcome.SKIPPED, skip))
        return self._call(self._owned(self._notices.replace(claim, claim.fixed(messages, values))), patience)

    def _call(self, claim: Notice, patience: Patience) -> Notice:
        """Call LINE until it has taken the notice, or patience ends."""
        messages = render(claim.messages, claim.values)
        call = Call(Mode.PUSH, (claim.friend_id,), messages, claim.retry_key, claim.first_try_at, claim.doubt)
        notice = claim.called(self._caller.call(call, patience))
        if notice.over:
            return self._end(claim, notice)
        self._notices.replace(claim, notice.released())  # if this is refused, another invocation has it, in doubt
        raise Unavailable(NOT_TAKEN.words(), code=_why(notice))

    def _end(self, claim: Notice, ended: Notice) -> Notice:
        if not self._notices.end(claim, ended):
            raise UNDER_WAY()
        return ended

    @staticmethod
    def _owned(stored: Notice | None) -> Notice:
        if stored is None:
            raise UNDER_WAY()
        return stored


def _why(notice: Notice) -> str:
    return f"line_{'in_doubt' if notice.doubt else notice.reason or 'not_called'}"
