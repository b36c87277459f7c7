"""The member card: giving it its number, showing it, and reading it at a till."""

from collections.abc import Callable
from dataclasses import dataclass

from daifukucho.cards.code import Code, code_of, read_code
from daifukucho.cards.members import Members
from daifukucho.cards.number import Dice, is_number, new_number
from daifukucho.cards.settings import CardSettings, CodeKind
from daifukucho.friends.book import FriendBook
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, Fault, Invalid, NotFound, Unavailable
from daifukucho.kernel.japan import digits
from daifukucho.kernel.once import Once
from daifukucho.kernel.time import Clock
from daifukucho.points.points import Program, Statement, statement
from daifukucho.stamps.progress import Progress, progress
from daifukucho.stamps.settings import StampSettings

_TRIES = 10


@dataclass(frozen=True, slots=True)
class CardProgram:
    """All that is set up of a card."""

    card: CardSettings
    program: Program
    stamps: StampSettings


@dataclass(frozen=True, slots=True)
class Card:
    """A member card as it is shown. ``code``: what its QR code holds. Computed of the friend and what is set up alone."""

    friend: Friend
    member_no: str
    design: CardSettings
    statement: Statement
    stamps: Progress | None
    code: Code | None
    at: int

    @property
    def qr(self) -> str:
        """The text of its QR code."""
        return self.code.text if self.code else self.member_no


class Cards:
    """``key`` gives the secret of the one-time codes, ``program`` what is set up, ``dice`` numbers that nobody foresees."""

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
        """All that is set up of a card, as ``show`` takes it."""
        return self._program()

    def show(self, friend: Friend) -> Card:
        """A friend's card now. The first time she gets her number: see ``issue``; afterwards it reads nothing.

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
        """Give a friend her number, if she has none; returns her with it.

        One read; the first time a conditional write, a read and a transaction more. A number that was claimed and not
        given, because something failed in between or somebody was faster, is nobody's for good. Raises NotFound and
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
            if self._members.claim(member_no, friend_id):
                return member_no
        raise Unavailable("No free member number was found; try again.", code="contention")

    def find(self, member_no: str) -> Friend:
        """The friend who has a number, however it is typed. Two reads. Raises NotFound (``member_not_found``) and Unavailable."""
        member_no = digits(member_no)
        friend_id = self._members.owner(member_no) if is_number(member_no) else None
        friend = self._book.get(friend_id) if friend_id else None
        if friend is None or friend.member_no != member_no:
            raise NotFound("No card has this number.", code="member_not_found")
        return friend

    def scan(self, text: str, request: Once) -> Friend:
        """The friend whose card a till has read: its one-time code, once, or its number if the card shows that.

        Width, spaces and hyphens make no difference. ``request``: a copy of it reads the same code again. Two reads, and of a one-time code a conditional write.
        Raises Invalid (``invalid_code``) for what is no such code or no longer one, Conflict (``code_used``), NotFound
        (``member_not_found``), and Unavailable.
        """
        text = digits(text)
        if is_number(text) and self._program().card.takes_number:
            return self.find(text)
        now = self._clock()
        found = read_code(self._key(), text, now)
        if found is None:
            fault = Fault("/code", "Ask her to open her card, and read the code that it shows now.")
            raise Invalid("This is no code of a card, or no longer one.", code="invalid_code", faults=[fault])
        friend = self.find(found.member_no)
        if not self._members.use_code(found.member_no, found.step, request.token, now):
            raise Conflict("This code was used already; wait for the next one.", code="code_used")
        return friend
