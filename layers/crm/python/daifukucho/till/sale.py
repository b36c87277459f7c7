"""A sale: everything that a staff member does with one confirmation; each part of it is an act of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from daifukucho.kernel.ids import derived_uuid
from daifukucho.staff.member import Right


@dataclass(frozen=True, slots=True)
class Grant:
    """Points to give, and the purchase in yen that they are for, if there is one."""

    points: int
    amount_yen: int | None = None


class Act(StrEnum):
    """What can be a part of a sale."""

    COUPON = "coupon"
    TICKET = "ticket"
    USE = "use"
    STAMPS = "stamps"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Part:
    """``of``: which coupon or ticket; empty for an act that a sale can have only once."""

    act: Act
    of: str = ""

    @property
    def right(self) -> Right:
        return Right.REDEEM if self.act in (Act.COUPON, Act.TICKET) else Right.GRANT_POINTS

    def key(self, sale_key: str) -> str:
        """The part's own key: the same for all copies of the sale, and no other part's."""
        return derived_uuid("sale", sale_key, self.act, self.of)


@dataclass(frozen=True, slots=True)
class Sale:
    """``coupons``: ids of coupons to redeem; ``tickets``: tickets to use; ``use``: points to use; ``stamps``: to give."""

    coupons: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    use: int | None = None
    stamps: int | None = None
    grant: Grant | None = None

    def parts(self) -> Iterator[Part]:
        """The parts in the order in which they are done: first those that another request may have made impossible,
        last those that cannot be refused."""
        yield from (Part(Act.COUPON, coupon_id) for coupon_id in self.coupons)
        yield from (Part(Act.TICKET, ticket) for ticket in self.tickets)
        if self.use is not None:
            yield Part(Act.USE)
        if self.stamps is not None:
            yield Part(Act.STAMPS)
        if self.grant is not None:
            yield Part(Act.GRANT)
