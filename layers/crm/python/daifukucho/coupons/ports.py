"""What coupons need of their repositories."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.page import Page
from daifukucho.ledger.entry import Entry


class Written(StrEnum):
    """How a write ended. STALE: the holding was changed since it was read. FULL: the coupon has been redeemed as often
    as all friends together may."""

    DONE = "done"
    STALE = "stale"
    FULL = "full"


class Part(StrEnum):
    """A part of the friends who have a coupon, for lists."""

    HELD = "held"
    USED = "used"
    REVOKED = "revoked"


def part_of(holding: Holding) -> Part:
    """USED: redeemed at least once, and not undone."""
    if holding.used:
        return Part.USED
    return Part.HELD if holding.revoked_at is None else Part.REVOKED


class Coupons(Protocol):
    def get(self, coupon_id: str) -> Defined[Coupon]:
        """One read. Raises NotFound and Unavailable."""


class PublicCoupons(Coupons, Protocol):
    def public(self, most: int) -> Sequence[Defined[Coupon]]:
        """The newest public coupons. Raises Unavailable."""


class Holdings(Protocol):
    """Which friends have which coupons. Reads are strongly consistent except ``of_coupon``. All raise Unavailable."""

    def get(self, friend_id: str, coupon_id: str) -> Holding | None: ...

    def of_friend(self, friend_id: str) -> list[Holding]:
        """All coupons that a friend has: one query for each MB, 2,000 coupons."""

    def of_coupon(self, coupon_id: str, cursor: str | None, limit: int, part: Part | None = None) -> Page[Holding]:
        """The friends who have a coupon, by part and then by when they got it. Raises Invalid for a cursor that is not
        ours."""

    def by_code(self, code: str) -> Holding | None:
        """The holding that the till has scanned. Two reads."""

    def save(self, before: Holding | None, after: Holding, entry: Entry, limit: int | None = None) -> Written:
        """Write the holding, its entry and the coupon's count, in one transaction, if the holding is as it was read.

        ``limit``: refuses the use that would be one too many.
        """

    def count(self, coupon_id: str) -> int:
        """How often a coupon was redeemed and not undone. One read."""
