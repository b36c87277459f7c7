"""Giving stamps, and using tickets."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daifukucho.book.book import FriendBook
from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import Recorded
from daifukucho.kernel.once import once
from daifukucho.kernel.refusals import WHOLE
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.time import MINUTE, Clock, to_iso
from daifukucho.ledger.entry import Entry
from daifukucho.stamps.progress import Progress, progress, stamped, usable
from daifukucho.stamps.refusals import (
    NO_REASON,
    NO_SHOP_CARD,
    STAMPED_SINCE,
    STAMPS_NOT_FOUND,
    STAMPS_NOT_GIVEN,
    STAMPS_UNDONE,
    STAMPS_UNDONE_TOO_LATE,
    TICKET_NOT_FOUND,
    TICKET_UNDONE_TOO_LATE,
    TICKET_USE_NOT_FOUND,
    TICKET_USE_UNDONE,
    TOO_MANY_TICKETS,
    TOO_SOON,
    UNDONE_WITHOUT_REASON,
    WON_TICKET_USED,
)
from daifukucho.stamps.settings import MOST_STAMPS, StampSettings

MOST_HELD = 50
"""So many tickets may a friend have at once: they are on the friend's item, and a segment's scan pays for every
byte."""
UNDO_WITHIN = 10 * MINUTE
REASON_LIMIT = 200
ENTRY = "stamp"
TICKET_ENTRY = "ticket_used"
TICKET_UNDONE_ENTRY = "ticket_undone"


@dataclass(frozen=True, slots=True)
class StampProgram:
    """What the shop has set up. A shop's day begins ``cutoff_minutes`` after midnight in Japan."""

    settings: StampSettings
    cutoff_minutes: int = 0


class Stamps:
    """Each act is an entry and the friend in one transaction, and happens once for its key."""

    def __init__(self, book: FriendBook, program: Callable[[], StampProgram], clock: Clock) -> None:
        self._book = book
        self._program = program
        self._clock = clock

    def progress(self, friend: Friend) -> Progress | None:
        """The friend's shop card now; ``None``: the shop has none. Costs what ``program`` reads."""
        program = self._program()
        return progress(friend, program.settings, self._clock(), program.cutoff_minutes)

    def get(self, friend_id: str) -> tuple[Friend, Progress | None]:
        """A friend and the friend's shop card. One read, and what ``program`` reads. Raises NotFound and
        Unavailable."""
        friend = self._book.get(friend_id)
        return friend, self.progress(friend)

    def give(self, friend_id: str, stamps: int, *, store_id: str | None, by: str, key: str) -> Recorded:
        """Give stamps, in somebody's name, once for a ``key`` of theirs.

        Two reads and a transaction of three writes. Raises Invalid, NotFound, Conflict (``no_shop_card``,
        ``stamp_too_soon``, ``too_many_tickets``), and Unavailable as ``FriendBook.record`` does.
        """
        if not 1 <= stamps <= MOST_STAMPS:
            raise STAMPS_NOT_GIVEN(WHOLE.at("/stamps", least=1, most=MOST_STAMPS))
        program = self._program()

        def says(friend: Friend, at: int) -> Mapping[str, object]:
            now = progress(friend, program.settings, at, program.cutoff_minutes)
            if now is None:
                raise NO_SHOP_CARD()
            if now.next_at is not None:
                raise TOO_SOON(next_at=to_iso(now.next_at))
            after, tickets = stamped(friend, program.settings, stamps, at, program.cutoff_minutes)
            if len(tickets) > max(MOST_HELD, len(friend.tickets)):
                raise TOO_MANY_TICKETS(most=MOST_HELD)
            return {
                "stamps": stamps,
                "before": dict(friend.stamps),
                "after": after,
                "won": sorted(tickets.keys() - friend.tickets.keys()),
                "tickets": tickets,
                "store": store_id,
                "by": by,
            }

        content = json.dumps([stamps, store_id])
        return self._book.record(friend_id, ENTRY, says, request=once(f"stamps/{friend_id}", by, key, content))

    def undo(self, friend_id: str, stamp_id: str, *, reason: str, store_id: str | None, by: str, key: str) -> Recorded:
        """Take stamps back within ten minutes: the card is as it was before them, without the tickets they won.

        Costs as ``give``, and three reads more. Raises Invalid without a reason, NotFound (``stamp_not_found``),
        Conflict (``stamp_undone``; ``stamp_undo_too_late`` after ten minutes, or once the card was stamped again;
        ``stamp_ticket_used``), and Unavailable as ``FriendBook.record`` does.
        """
        reason = reason_of(reason)
        mark = f"undo-{stamp_id}"

        def says(friend: Friend, at: int) -> Mapping[str, object]:
            undone = self.given(friend_id, stamp_id)
            if self._book.marked(friend_id, mark):
                raise STAMPS_UNDONE()
            told = undone.data
            if at - undone.at > UNDO_WITHIN:
                raise STAMPS_UNDONE_TOO_LATE(minutes=UNDO_WITHIN // MINUTE)
            if not _is_latest(undone, friend):
                raise STAMPED_SINCE()
            if not _has_what_it_won(undone, friend):
                raise WON_TICKET_USED()
            return {
                "of": stamp_id,
                "stamps": told["stamps"],
                "after": told["before"],
                "tickets": {name: until for name, until in friend.tickets.items() if name not in told["won"]},
                "reason": reason,
                "store": store_id,
                "by": by,
            }

        content = json.dumps([stamp_id, reason, store_id])
        request = once(f"stamps/{friend_id}/undo", by, key, content)
        return self._book.record(friend_id, "stamp_undone", says, request=request, marks=[mark])

    def given(self, friend_id: str, stamp_id: str) -> Entry:
        """Stamps that were given. At most two reads. Raises NotFound (``stamp_not_found``) and Unavailable."""
        found = self._book.marked(friend_id, stamp_id)
        if found is None or found.kind != ENTRY or found.event_id != stamp_id:
            raise STAMPS_NOT_FOUND()
        return found

    def use_ticket(self, friend_id: str, ticket: str, *, store_id: str | None, by: str, key: str) -> Recorded:
        """Take a ticket for what it promises. Costs and raises as ``give``; NotFound (``ticket_not_found``) for one that
        the friend does not have, or that has expired."""

        def says(friend: Friend, at: int) -> Mapping[str, object]:
            if ticket not in usable(friend.tickets, at):
                raise TICKET_NOT_FOUND()
            return {"ticket": ticket, "until": friend.tickets[ticket], "store": store_id, "by": by}

        content = json.dumps([ticket, store_id])
        return self._book.record(friend_id, TICKET_ENTRY, says, request=once(f"tickets/{friend_id}", by, key, content))

    def return_ticket(
        self, friend_id: str, use_id: str, *, reason: str, store_id: str | None, by: str, key: str
    ) -> Recorded:
        """Take the use of a ticket back within ten minutes: the friend has the ticket again, until the same instant as
        before.

        Costs as ``undo``. Raises Invalid without a reason, NotFound (``ticket_use_not_found``), Conflict
        (``ticket_use_undone``; ``ticket_undo_too_late``), and Unavailable as ``FriendBook.record`` does.
        """
        reason = reason_of(reason)
        mark = f"undo-{use_id}"

        def says(friend: Friend, at: int) -> Mapping[str, object]:
            used = self.used(friend_id, use_id)
            if self._book.marked(friend_id, mark):
                raise TICKET_USE_UNDONE()
            if at - used.at > UNDO_WITHIN or not can_be_returned(used):
                raise TICKET_UNDONE_TOO_LATE(minutes=UNDO_WITHIN // MINUTE)
            ticket, until = used.data["ticket"], used.data["until"]
            return {"of": use_id, "ticket": ticket, "until": until, "reason": reason, "store": store_id, "by": by}

        content = json.dumps([use_id, reason, store_id])
        request = once(f"tickets/{friend_id}/undo", by, key, content)
        return self._book.record(friend_id, TICKET_UNDONE_ENTRY, says, request=request, marks=[mark])

    def used(self, friend_id: str, use_id: str) -> Entry:
        """The use of a ticket. At most two reads. Raises NotFound (``ticket_use_not_found``) and Unavailable."""
        found = self._book.marked(friend_id, use_id)
        if found is None or found.kind != TICKET_ENTRY or found.event_id != use_id:
            raise TICKET_USE_NOT_FOUND()
        return found


def can_be_returned(use: Entry) -> bool:
    """Whether an entry holds everything that taking it back needs; entries from before tickets could be taken back do
    not."""
    return "until" in use.data


def reason_of(reason: str) -> str:
    """Why something is taken back, in its one form. Raises Invalid without a reason."""
    reason = reason.strip()
    if is_blank(reason) or len(reason) > REASON_LIMIT:
        raise UNDONE_WITHOUT_REASON(NO_REASON.at("/reason", most=REASON_LIMIT))
    return reason


def can_be_undone(stamp: Entry, friend: Friend) -> bool:
    """Whether nothing has happened to the friend's card that keeps these stamps from being taken back; time is checked
    apart."""
    return _is_latest(stamp, friend) and _has_what_it_won(stamp, friend)


def _is_latest(stamp: Entry, friend: Friend) -> bool:
    return friend.stamps == stamp.data["after"]


def _has_what_it_won(stamp: Entry, friend: Friend) -> bool:
    return friend.tickets.keys() >= set(stamp.data["won"])
