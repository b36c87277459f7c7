"""A coupon クーポン, one definition in the catalog. Its present version holds for every friend who has it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from daifukucho.coupons.refusals import (
    AMOUNT_AND_PERCENT,
    COUPON_NOT_FOUND,
    ENDS_BEFORE_IT_STARTS,
    INVALID_COUPON,
    NEITHER_AMOUNT_NOR_PERCENT,
    NO_WORTH,
)
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.rules import Address, Choice, Instant, Text, Whole
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.time import business_date, start_of
from daifukucho.kernel.words import Words
from daifukucho.stores.refusals import NO_SUCH_STORE

TITLE_LIMIT, DESCRIPTION_LIMIT = 60, 500
"""The limits of LINE's own coupons."""
MOST_STORES = 100
MOST_DAYS = 3_650
_URL_LIMIT = 2_000


def coupon_url(liff_id: str, coupon_id: str) -> str:
    """The address that opens a coupon within LINE (LIFF's permanent links)."""
    return f"https://liff.line.me/{liff_id}/c/{coupon_id}"


class CouponKind(StrEnum):
    """What the coupon gives; these are the kinds of LINE's own coupons."""

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
    """PUBLIC: whoever opens it may have it, and nothing is written until somebody does. ISSUED: those to whom it was
    given."""

    PUBLIC = "public"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Coupon:
    """``amount`` in yen or ``percent``, for a discount or a cashback. Valid from ``starts_at`` until before ``ends_at``
    (UTC epoch milliseconds) and until the end of the shop's date ``days`` after the one on which a friend got it.
    ``stores``: the ids of the stores where it is valid; empty: all stores. ``total_limit``: how often it may be
    redeemed by all friends together.
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
        """Whether the coupon's validity has begun."""
        return self.starts_at is None or now >= self.starts_at

    def valid_until(self, got_at: int, cutoff_minutes: int) -> int | None:
        """The instant from which a friend who got the coupon at ``got_at`` can no longer redeem it; ``None``: it never
        ends."""
        ends = [] if self.ends_at is None else [self.ends_at]
        if self.days is not None:
            ends.append(start_of(business_date(got_at, cutoff_minutes) + timedelta(self.days + 1), cutoff_minutes))
        return min(ends, default=None)


def _worth(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    """What a coupon gives, and until when, has to agree with its kind."""
    kind: CouponKind = members["kind"]
    given = [name for name in ("amount", "percent") if name in members]
    if len(given) == 2:
        yield AMOUNT_AND_PERCENT.at(f"{at}/percent")
    elif kind in (CouponKind.DISCOUNT, CouponKind.CASHBACK) and not given:
        yield NEITHER_AMOUNT_NOR_PERCENT.at(f"{at}/amount", kind=kind)
    elif kind not in (CouponKind.DISCOUNT, CouponKind.CASHBACK) and given:
        yield NO_WORTH.at(f"{at}/{given[0]}", kind=kind, member=given[0])
    if "starts_at" in members and "ends_at" in members and members["ends_at"] <= members["starts_at"]:
        yield ENDS_BEFORE_IT_STARTS.at(f"{at}/ends_at")


COUPON: Resource[Coupon] = Resource(
    kind="coupon",
    path="coupons",
    id_name="coupon_id",
    name=Words("クーポン", "coupon"),
    shape=Shape(
        {
            "title": Text(TITLE_LIMIT),
            "kind": Choice(CouponKind),
            "audience": Choice(
                Audience,
                Words(
                    "`public`: だれでも受け取れます。`issued`: 渡した人だけが使えます。",
                    "`public`: everybody may have it. `issued`: those to whom it is given.",
                ),
            ),
        },
        {
            "description": Text(DESCRIPTION_LIMIT, lines=True, blank=True),
            "image_url": Address(_URL_LIMIT),
            "amount": Whole(
                1, 10_000_000, Words("割引・キャッシュバックの金額（円）です。", "The yen of a discount or a cashback.")
            ),
            "percent": Whole(
                1,
                100,
                Words(
                    "割引・キャッシュバックの割合（%）です。金額の代わりに指定します。",
                    "The per cent of a discount or a cashback, instead of an amount.",
                ),
            ),
            "starts_at": Instant(
                Words("この日時から使えます。null: すぐに。", "Valid from this time on; `null`: at once.")
            ),
            "ends_at": Instant(
                Words("この日時まで使えます。null: 期限なし。", "Valid until this time; `null`: for ever.")
            ),
            "days": Whole(
                0,
                MOST_DAYS,
                Words(
                    "受け取った日（公開のクーポンは初めて開いた日）から、この日数が過ぎた日の終わりまで使えます。",
                    "Valid until the end of the shop's day so many days after the day on which the friend got the "
                    "coupon: was given "
                    "it, or first opened a public one.",
                ),
            ),
            "uses": Choice(Uses, Words("1人が使える回数です。", "How often each friend may redeem it.")),
            "total_limit": Whole(
                1, 1_000_000_000, Words("全員で使える回数です。", "How often all friends together may redeem it.")
            ),
            "stores": Each(
                Text(64),
                MOST_STORES,
                unique=True,
                says=Words(
                    "使える店舗のIDです。空にすると、すべての店舗で使えます。",
                    "Ids of the stores where it is valid; none: all stores.",
                ),
            ),
        },
        also=_worth,
        make=Coupon,
    ),
    missing=COUPON_NOT_FOUND,
    invalid=INVALID_COUPON,
    named="title",
    example={
        "title": "ご来店300円引き",
        "description": "1,000円以上のお会計で。",
        "image_url": None,
        "kind": "discount",
        "amount": 300,
        "percent": None,
        "starts_at": "2026-11-22T00:00:00+09:00",
        "ends_at": None,
        "days": 14,
        "uses": "once",
        "total_limit": None,
        "stores": [],
        "audience": "public",
    },
)


def coupon_definer(has_store: Callable[[str], bool]) -> Callable[[object, Coupon | None], Coupon]:
    """Checks what a staff member sends of a coupon. One read for each store that it names."""

    def checks(coupon: Coupon, before: Coupon | None) -> Iterator[Fault]:
        for index, store_id in enumerate(coupon.stores):
            if not has_store(store_id):
                yield NO_SUCH_STORE.at(f"/stores/{index}")

    return COUPON.definer(checks)
