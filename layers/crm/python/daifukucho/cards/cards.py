"""The member card: giving it its number, showing it, and reading it at the till."""

from collections.abc import Callable
from dataclasses import dataclass

from daifukucho.book.book import FriendBook
from daifukucho.cards.code import Code, code_of, read_code
from daifukucho.cards.members import Members
from daifukucho.cards.refusals import (
    CARD_NO_TAKEN,
    CODE_USED,
    INVALID_CARD_NO,
    INVALID_CODE,
    MEMBER_NOT_FOUND,
    NO_NUMBER_FREE,
    NOT_A_CARD_NO,
    NOT_A_CODE,
)
from daifukucho.cards.settings import CardSettings, CodeKind
from daifukucho.friends.friend import Friend
from daifukucho.kernel.card_numbers import CARD_NUMBER_LENGTHS, Dice, is_card_number, new_number
from daifukucho.kernel.japan import digits
from daifukucho.kernel.once import Once
from daifukucho.kernel.time import MINUTE, Clock
from daifukucho.points.points import Program, Statement, statement
from daifukucho.stamps.progress import Progress, progress
from daifukucho.stamps.settings import StampSettings

_TRIES = 10
_GIVEN = 5 * MINUTE
"""A reserved number is given to the friend within this time, or not at all: no function runs for so long."""


@dataclass(frozen=True, slots=True)
class CardProgram:
    """The settings that a card is made of."""

    card: CardSettings
    program: Program
    stamps: StampSettings


@dataclass(frozen=True, slots=True)
class Card:
    """A member card as it is shown. ``code``: what its QR code holds. Computed from the friend and the settings
    alone."""

    friend: Friend
    member_no: str
    design: CardSettings
    statement: Statement
    stamps: Progress | None
    code: Code | None
    at: int

    @property
    def shown_no(self) -> str:
        """The number that is printed on the card, and that its barcode holds."""
        return self.friend.card_no or self.member_no

    @property
    def qr(self) -> str:
        """The text of its QR code."""
        return self.code.text if self.code else self.member_no


class Cards:
    """``key`` gives the secret of the one-time codes, ``program`` what is set up, ``dice`` numbers that nobody
    foresees."""

    def __init__(
        self,
        book: FriendBook,
        members: Members,
        program: Callable[[], CardProgram],
        key: Callable[[], bytes],
        clock: Clock,
        dice: Dice,
    ) -> None:
        self._book = book
        self._members = members
        self._program = program
        self._key = key
        self._clock = clock
        self._dice = dice

    def setup(self) -> CardProgram:
        """The settings that ``show`` takes."""
        return self._program()

    def show(self, friend: Friend) -> Card:
        """A friend's card now. The first time the friend gets a number: see ``issue``. Afterwards ``show`` reads
        nothing.

        Raises Unavailable.
        """
        if friend.member_no is None:
            friend = self.issue(friend.friend_id)
        member_no, now, setup = friend.member_no or "", self._clock(), self._program()
        rotating = setup.card.code is CodeKind.ROTATING
        return Card(
            friend=friend,
            member_no=member_no,
            design=setup.card,
            statement=statement(friend, setup.program, now),
            stamps=progress(friend, setup.stamps, now, setup.program.cutoff_minutes),
            code=code_of(self._key(), member_no, now) if rotating else None,
            at=now,
        )

    def issue(self, friend_id: str) -> Friend:
        """Give a friend a member number, if the friend has none; returns the friend with it.

        One read; the first time also a conditional write, a read and a transaction. A number that was reserved and not
        given, because something failed in between or another request was faster, stays nobody's. Raises NotFound and
        Unavailable.
        """
        friend = self._book.get(friend_id)
        if friend.member_no is not None:
            return friend
        member_no = self._claimed(friend_id)
        recorded = self._book.record(
            friend_id, "card_issued", lambda friend, _: None if friend.member_no else {"member_no": member_no}
        )
        return recorded.friend

    def _claimed(self, friend_id: str) -> str:
        for _ in range(_TRIES):
            member_no = new_number(self._dice)
            if self._members.claim(member_no, friend_id, self._clock()):
                return member_no
        raise NO_NUMBER_FREE()

    def number(self, friend_id: str, given: str, by: str) -> Friend:
        """Show on a friend's card the number of an earlier card, which the shop's till knows already; returns the
        friend.

        The card is issued if there is none. A number is one friend's: two reads, a conditional write and a transaction;
        if it was another friend's before, two reads and a conditional write more. Raises Invalid (``invalid_card_no``),
        Conflict (``card_no_taken``), NotFound and Unavailable.
        """
        number = digits(given)
        if not is_card_number(number):
            least, most = CARD_NUMBER_LENGTHS.start, CARD_NUMBER_LENGTHS.stop - 1
            raise INVALID_CARD_NO(NOT_A_CARD_NO.at("/card_no", least=least, most=most))
        self.issue(friend_id)
        if not self._reserved(number, friend_id):
            raise CARD_NO_TAKEN()
        return self._renumbered(friend_id, number, by)

    def _reserved(self, number: str, friend_id: str) -> bool:
        now = self._clock()
        # Also for a number that the friend has already: from now on nobody takes it over.
        if self._members.claim(number, friend_id, now):
            return True
        former = self._members.owner(number)
        if former is None or _has(self._book.get(former), number):
            return False
        return self._members.take_over(number, friend_id, former, now - _GIVEN, now)

    def unnumber(self, friend_id: str, by: str) -> Friend:
        """Show the member number again. A read, and a transaction if the card showed another number. Raises NotFound
        and Unavailable."""
        return self._renumbered(friend_id, None, by)

    def _renumbered(self, friend_id: str, number: str | None, by: str) -> Friend:
        return self._book.record(
            friend_id,
            "card_numbered",
            lambda friend, _: None if friend.card_no == number else {"card_no": number, "by": by},
        ).friend

    def find(self, number: str) -> Friend:
        """The friend whose card has a number, however it is typed. Two reads. Raises NotFound (``member_not_found``)
        and Unavailable."""
        number = digits(number)
        friend_id = self._members.owner(number) if is_card_number(number) else None
        friend = self._book.get(friend_id) if friend_id else None
        if friend is None or not _has(friend, number):
            raise MEMBER_NOT_FOUND()
        return friend

    def scan(self, text: str, request: Once) -> Friend:
        """The friend whose card a till has read: by its one-time code, once, or by its number if the card shows that.

        Width, spaces and hyphens make no difference. ``request``: a copy of it reads the same code again. Two reads,
        and for a one-time code a conditional write. Raises Invalid (``invalid_code``) for a text that is no such code
        or has run out, Conflict (``code_used``), NotFound (``member_not_found``), and Unavailable.
        """
        text = digits(text)
        now = self._clock()
        found = read_code(self._key(), text, now)
        if found is None and is_card_number(text) and self._program().card.takes_number:
            return self.find(text)
        if found is None:
            raise INVALID_CODE(NOT_A_CODE.at("/code"))
        friend = self.find(found.member_no)
        if not self._members.use_code(found.member_no, found.step, request.token, now):
            raise CODE_USED()
        return friend


def _has(friend: Friend, number: str) -> bool:
    return number in (friend.member_no, friend.card_no)
