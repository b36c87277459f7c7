"""Moving a friend's points, and judging the friend's rank by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from daifukucho.friends import account
from daifukucho.friends.account import NEVER, OWED, Account, Kind
from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import Recorded, Recorder
from daifukucho.kernel.once import once
from daifukucho.kernel.time import Clock, business_date
from daifukucho.ledger.entry import Entry
from daifukucho.points.movement import Movement, checked
from daifukucho.points.refusals import (
    ALREADY_REFUNDED,
    DAY_IS_OVER,
    INVALID_MOVEMENT,
    LESS_THAN_A_POINT,
    MORE_THAN_WAS_BOUGHT,
    MORE_THAN_WAS_MOVED,
    MOVEMENT_NOT_FOUND,
    NO_PURCHASE_TO_UNDO,
    NO_YEN_PER_POINT,
    NOT_ENOUGH_POINTS,
    NOTHING_TO_REFUND,
    POINTS_EXPIRED,
)
from daifukucho.points.settings import PointSettings
from daifukucho.ranks.ranks import Ranks, RankStanding

ENTRY = "points"


@dataclass(frozen=True, slots=True)
class Program:
    """What the shop has set up. A shop's day begins ``cutoff_minutes`` after midnight in Japan."""

    points: PointSettings
    ranks: Ranks
    cutoff_minutes: int = 0

    def today(self, now: int) -> date:
        """The shop's date at an instant (UTC epoch milliseconds)."""
        return business_date(now, self.cutoff_minutes)


@dataclass(frozen=True, slots=True)
class Statement:
    """An account as it is on a day: the lots that have not expired, and what the friend is to the shop."""

    balance: int
    lots: Mapping[str, int]
    standing: RankStanding

    @property
    def owed(self) -> int:
        return -self.lots.get(OWED, 0)

    @property
    def expiring(self) -> list[tuple[str, int]]:
        """The dates at whose end points expire, the first one first, and how many points."""
        return [(day, self.lots[day]) for day in account.expiries(self.lots)]

    @property
    def lasting(self) -> int:
        """Points that never expire."""
        return self.lots.get(NEVER, 0)


def statement(friend: Friend, program: Program, now: int) -> Statement:
    """A friend's account now. Expired points are left out, whether or not their expiry has been recorded."""
    today = program.today(now)
    lots = account.live(friend.point_lots, today)
    return Statement(account.balance(lots), lots, program.ranks.judge(friend, today))


@dataclass(frozen=True, slots=True)
class Moved:
    """The friend after a movement, and its entry. ``replayed``: an earlier copy of the request had made it."""

    friend: Friend
    entry: Entry
    replayed: bool


class _Expired(Exception):
    """Points have expired, and this is not recorded yet."""


class Points:
    """Moves points. Each movement is an entry and the friend in one transaction, and happens once for its key.

    Expired points are recorded as such before the next movement, or by a sweep; until then they are left out of what is
    shown. ``program`` gives the settings as they are now.
    """

    def __init__(self, book: Recorder, program: Callable[[], Program], clock: Clock) -> None:
        self._book = book
        self._program = program
        self._clock = clock

    def get(self, friend_id: str) -> tuple[Friend, Statement]:
        """A friend and the friend's account. One read, and those of ``program``. Raises NotFound and Unavailable."""
        friend = self._book.get(friend_id)
        return friend, statement(friend, self._program(), self._clock())

    def move(self, friend_id: str, movement: Movement, *, by: str, key: str) -> Moved:
        """Move points, in a staff member's name (``by``), once for a ``key`` of theirs; then judge the friend's rank.

        Two reads and a transaction of three writes (four, of a refund); two reads more of a refund; a read and a
        transaction more if points have expired, and if the rank changes. Raises Invalid (``invalid_movement``,
        ``idempotency_key_reused``, ``invalid_idempotency_key``), NotFound (``friend_not_found``,
        ``movement_not_found``), Conflict (``not_enough_points``, ``already_refunded``, ``points_expired``), and
        Unavailable if the repository does not answer or other writers are first each time; then nothing was moved, or a
        repeat with the same key tells what was moved.
        """
        movement = checked(movement)
        program = self._program()
        request = once(f"points/{friend_id}", by, key, movement.content())
        refunds = f"refund-{movement.movement_id}" if movement.movement_id else None

        def says(friend: Friend, at: int) -> Mapping[str, object]:
            today = program.today(at)
            if account.past(friend.point_lots, today):
                raise _Expired
            moves = self._moves(friend, movement, program, today, refunds)
            return {
                **moves,
                "balance": account.balance(friend.point_lots) + account.balance(moves["lots"]),
                "on": today.isoformat(),
                **movement.told(),
                "by": by,
            }

        recorded = None
        while recorded is None:
            try:
                recorded = self._book.record(
                    friend_id, ENTRY, says, request=request, marks=[refunds] if refunds else []
                )
            except _Expired:
                self._expire(friend_id, program)
        friend = self._judged(recorded.friend, program)
        if recorded.entry is None:
            raise AssertionError("a movement says what it is")
        return Moved(friend, recorded.entry, recorded.replayed)

    def movement(self, friend_id: str, movement_id: str) -> Entry:
        """A grant, a use or a refund. At most two reads. Raises NotFound (``movement_not_found``) and Unavailable."""
        found = self._book.marked(friend_id, movement_id)
        if found is None or found.kind != ENTRY or found.event_id != movement_id:
            raise MOVEMENT_NOT_FOUND()
        return found

    def owes(self, friend: Friend) -> bool:
        """Whether there is something to settle of a friend who has an account. Reads the settings."""
        if friend.points is None:
            return False
        program, now = self._program(), self._clock()
        expired = bool(account.past(friend.point_lots, program.today(now)))
        return expired or _rank_now(friend, program, now) != friend.rank

    def settle(self, friend_id: str) -> Friend:
        """Record the points that have expired, and the rank that the friend has by now, as a sweep does. Writes nothing
        if both are recorded.

        Raises NotFound and Unavailable.
        """
        program = self._program()
        return self._judged(self._expire(friend_id, program).friend, program)

    def _expire(self, friend_id: str, program: Program) -> Recorded:
        def says(friend: Friend, at: int) -> Mapping[str, object] | None:
            today = program.today(at)
            gone = account.past(friend.point_lots, today)
            if not gone:
                return None
            lots = {lot: -points for lot, points in gone.items()}
            return {
                **_posting(Kind.EXPIRE, sum(gone.values()), Account.FRIEND, Account.EXPIRED, lots),
                "balance": account.balance(friend.point_lots) - sum(gone.values()),
                "on": today.isoformat(),
            }

        return self._book.record(friend_id, ENTRY, says)

    def _judged(self, friend: Friend, program: Program) -> Friend:
        """The friend with the present rank, which is recorded if it is another one."""

        def says(friend: Friend, at: int) -> Mapping[str, object] | None:
            after = _rank_now(friend, program, at)
            if after == friend.rank:
                return None
            return {"rank": after, "before": friend.rank, "rose": program.ranks.is_above(after, friend.rank)}

        if says(friend, self._clock()) is None:
            return friend
        return self._book.record(friend.friend_id, "rank_changed", says).friend

    def _moves(
        self, friend: Friend, movement: Movement, program: Program, today: date, refunds: str | None
    ) -> dict[str, Any]:
        match movement.kind:
            case Kind.GRANT:
                return _grant(friend, movement, program, today)
            case Kind.USE:
                return _use(friend, movement, today)
        assert refunds is not None and movement.movement_id is not None
        if self._book.marked(friend.friend_id, refunds):
            raise ALREADY_REFUNDED()
        undone = self._book.marked(friend.friend_id, movement.movement_id)
        if undone is None or undone.kind != ENTRY or undone.data["kind"] not in (Kind.GRANT, Kind.USE):
            raise NOTHING_TO_REFUND()
        return _refund(friend, movement, undone, program, today)


def _rank_now(friend: Friend, program: Program, now: int) -> str | None:
    """The id of the rank that the friend has by now."""
    rank = program.ranks.judge(friend, program.today(now)).rank
    return rank.id if rank else None


def _grant(friend: Friend, movement: Movement, program: Program, today: date) -> dict[str, Any]:
    if movement.expires_on is not None and movement.expires_on < today.isoformat():
        raise INVALID_MOVEMENT(DAY_IS_OVER.at("/expires_on"))
    points = movement.points if movement.points is not None else _worth(friend, movement, program, today)
    lot = movement.expires_on or program.points.expiry(today)
    counts = {"month": f"{today:%Y-%m}", "yen": movement.amount_yen or 0, "points": points}
    lots = account.given(friend.point_lots, points, lot)
    return {**_posting(Kind.GRANT, points, Account.GRANTED, Account.FRIEND, lots), "expires": lot, "counts": counts}


def _worth(friend: Friend, movement: Movement, program: Program, today: date) -> int:
    """The points of a purchase, rounded down."""
    per_point = program.points.yen_per_point
    if per_point is None:
        raise INVALID_MOVEMENT(NO_YEN_PER_POINT.at("/points"))
    rank = program.ranks.judge(friend, today).rank
    worth = Decimal(movement.amount_yen or 0) * (rank.multiplier if rank else 1) / per_point
    points = int(worth.to_integral_value(ROUND_FLOOR))
    if points == 0:
        raise INVALID_MOVEMENT(LESS_THAN_A_POINT.at("/amount_yen"))
    return points


def _use(friend: Friend, movement: Movement, today: date) -> dict[str, Any]:
    points = movement.points or 0
    if account.balance(friend.point_lots) < points:
        raise NOT_ENOUGH_POINTS()
    lots = account.taken(friend.point_lots, points)
    return _posting(Kind.USE, points, Account.FRIEND, Account.USED, lots)


def _refund(friend: Friend, movement: Movement, undone: Entry, program: Program, today: date) -> dict[str, Any]:
    """Of a use: points come back. Of a grant: points are taken away, and are owed if they were used by now."""
    moved: Mapping[str, Any] = undone.data
    whole = moved["points"]
    points = whole if movement.points is None else movement.points
    if points > whole:
        raise INVALID_MOVEMENT(MORE_THAN_WAS_MOVED.at("/points", points=whole))
    if moved["kind"] == Kind.USE:
        if movement.amount_yen is not None:
            raise INVALID_MOVEMENT(NO_PURCHASE_TO_UNDO.at("/amount_yen"))
        lots = account.given_back(friend.point_lots, moved["lots"], points, today, program.points.expiry(today))
        return {**_posting(Kind.REFUND, points, Account.USED, Account.FRIEND, lots), "of": undone.event_id}
    lot, yen = moved["expires"], moved["counts"]["yen"]
    if lot != NEVER and lot < today.isoformat():
        raise POINTS_EXPIRED()
    undone_yen = movement.amount_yen if movement.amount_yen is not None else (yen if points == whole else 0)
    if undone_yen > yen:
        raise INVALID_MOVEMENT(MORE_THAN_WAS_BOUGHT.at("/amount_yen", yen=yen))
    counts = {"month": moved["counts"]["month"], "yen": -undone_yen, "points": -points}
    lots = account.taken(friend.point_lots, points, first=lot)
    posting = _posting(Kind.REFUND, points, Account.FRIEND, Account.GRANTED, lots)
    return {**posting, "of": undone.event_id, "counts": counts}


def _posting(kind: Kind, points: int, debit: Account, credit: Account, lots: Mapping[str, int]) -> dict[str, Any]:
    return {"kind": str(kind), "points": points, "debit": str(debit), "credit": str(credit), "lots": dict(lots)}
