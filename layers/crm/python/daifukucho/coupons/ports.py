"""What coupons need of their store."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.page import Page
from daifukucho.ledger.entry import Entry


class Written(StrEnum):
    """What became of a write. STALE: the holding is not as it was read, or somebody was faster by an instant. FULL: the
    coupon has been redeemed as often as it may be in all."""

    DONE = "done"
    STALE = "stale"
    FULL = "full"


class Part(StrEnum):
    """A part of those who have a coupon, for lists."""

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
        """The newest of those that everybody may have. Raises Unavailable."""


class Holdings(Protocol):
    """Who has which coupon. Reads are strongly consistent but for ``of_coupon``. All raise Unavailable."""

    def get(self, friend_id: str, coupon_id: str) -> Holding | None: ...

    def of_friend(self, friend_id: str) -> list[Holding]:
        """All that a friend has: one query for each MB, 2,000 coupons."""

    def of_coupon(self, coupon_id: str, cursor: str | None, limit: int, part: Part | None = None) -> Page[Holding]:
        """Who has a coupon, by part and then by when she got it. Raises Invalid for a cursor that is not ours."""

    def by_code(self, code: str) -> Holding | None:
        """The holding that the till has scanned. Two reads."""

    def save(self, before: Holding | None, after: Holding, entry: Entry, limit: int | None = None) -> Written:
        """The holding, its entry and the coupon's count, in one transaction, if the holding is as it was read.

        ``limit``: refuses the use that would be one too many.
        """

    def count(self, coupon_id: str) -> int:
        """How often a coupon was redeemed and not undone. One read."""
