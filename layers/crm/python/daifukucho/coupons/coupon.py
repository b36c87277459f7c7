"""A coupon クーポン, one definition in the catalog. Its present version holds for everybody who has it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.time import business_date, start_of

KIND = "coupon"
TITLE_LIMIT, DESCRIPTION_LIMIT = 60, 500
"""Those of LINE's own coupons."""
MOST_STORES = 100
MOST_DAYS = 3_650
_URL_LIMIT = 2_000


def coupon_url(liff_id: str, coupon_id: str) -> str:
    """The address that opens a coupon within LINE (LIFF's permanent links)."""
    return f"https://liff.line.me/{liff_id}/c/{coupon_id}"


class CouponKind(StrEnum):
    """What it gives; LINE's own kinds of coupons."""

    DISCOUNT = "discount"
    FREE = "free"
    GIFT = "gift"
    CASHBACK = "cashback"
    OTHER = "other"


class Uses(StrEnum):
    """How often a friend may redeem it."""

    ONCE = "once"
    UNLIMITED = "unlimited"


class Audience(StrEnum):
    """PUBLIC: whoever opens it may have it, and nothing is written until she does. ISSUED: those it was given to."""

    PUBLIC = "public"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Coupon:
    """``amount`` in yen or ``percent``, of a discount or a cashback. Valid from ``starts_at`` until before ``ends_at``
    (UTC epoch milliseconds) and until the end of the shop's date ``days`` after the one on which a friend got it.
    ``stores``: the ids of those where it is valid, none: all. ``total_limit``: how often it may be redeemed in all.
    """

    title: str
    description: str = ""
    image_url: str | None = None
    kind: CouponKind = CouponKind.OTHER
    amount: int | None = None
    percent: int | None = None
    starts_at: int | None = None
    ends_at: int | None = None
    days: int | None = None
    uses: Uses = Uses.ONCE
    total_limit: int | None = None
    stores: tuple[str, ...] = ()
    audience: Audience = Audience.ISSUED

    def has_begun(self, now: int) -> bool:
        """Whether it can be redeemed by now, as far as its beginning goes."""
        return self.starts_at is None or now >= self.starts_at

    def valid_until(self, got_at: int, cutoff_minutes: int) -> int | None:
        """The instant from which a friend who got it then cannot redeem it any more; ``None``: it never ends."""
        ends = [] if self.ends_at is None else [self.ends_at]
        if self.days is not None:
            ends.append(start_of(business_date(got_at, cutoff_minutes) + timedelta(self.days + 1), cutoff_minutes))
        return min(ends, default=None)


def coupon_definer(has_store: Callable[[str], bool]) -> Callable[[object, Coupon | None], Coupon]:
    """Checks what a person says of a coupon. A read for each store that it names."""

    def define(given: object, before: Coupon | None) -> Coupon:
        faults: list[Fault] = []
        reader = Reader(given, "", faults, "A coupon")
        title = reader.text("title", TITLE_LIMIT)
        description = reader.text("description", DESCRIPTION_LIMIT, needed=False, lines=True)
        image_url = reader.address("image_url", _URL_LIMIT)
        kind = reader.choice("kind", tuple(CouponKind), "", needed=True)
        amount, percent = reader.whole("amount", 1, 10_000_000, None), reader.whole("percent", 1, 100, None)
        _check_worth(reader, kind, amount, percent)
        starts_at, ends_at = reader.instant("starts_at"), reader.instant("ends_at")
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            reader.fault("ends_at", "It has to end after it starts.")
        days = reader.whole("days", 0, MOST_DAYS, None)
        uses = reader.choice("uses", tuple(Uses), Uses.ONCE)
        total_limit = reader.whole("total_limit", 1, 1_000_000_000, None)
        stores = reader.texts("stores", MOST_STORES, 64)
        for index, store_id in enumerate(stores):
            if not has_store(store_id):
                reader.fault(f"stores/{index}", "There is no such store.")
        audience = reader.choice("audience", tuple(Audience), "", needed=True)
        reader.done()
        if faults:
            raise Invalid("The coupon cannot be saved as it is.", code="invalid_coupon", faults=faults)
        return Coupon(
            title=title,
            description=description,
            image_url=image_url,
            kind=CouponKind(kind),
            amount=amount,
            percent=percent,
            starts_at=starts_at,
            ends_at=ends_at,
            days=days,
            uses=Uses(uses),
            total_limit=total_limit,
            stores=stores,
            audience=Audience(audience),
        )

    return define


def _check_worth(reader: Reader, kind: str, amount: int | None, percent: int | None) -> None:
    given = [name for name, value in (("amount", amount), ("percent", percent)) if value is not None]
    if len(given) == 2:
        reader.fault("percent", "Give an amount in yen or a percentage, not both.")
    elif kind in (CouponKind.DISCOUNT, CouponKind.CASHBACK):
        if not given and not reader.faults:
            reader.fault("amount", f"A {kind} needs an amount in yen, or a percentage.")
    elif given and kind:
        reader.fault(given[0], f"A coupon of the kind {kind} has no {given[0]}; leave it out.")
