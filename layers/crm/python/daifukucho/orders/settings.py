"""How the shop judges what friends buy: margins, RFM, who is a VIP, and the tiers of the nine segments."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import TAKEN
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.rules import Key, Name, OrNull, Whole
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.words import Words
from daifukucho.orders.order import Line, Order
from daifukucho.orders.refusals import INVALID_SETTINGS, LEAVES_AT_ONCE, NOT_STEPS, NOTHING_WATCHED

MOST_MONTHS = 24
MOST_DAYS = 3_650
MOST_YEN = 10_000_000_000
MOST_TIMES = 100_000
MOST_YEARS = 50
MOST_PRODUCTS = 20
MOST_NAMES = 200
NAME_LENGTH = 64
TAG_LENGTH = 100
MOST_STEPS = 9
"""Between ten groups."""


@dataclass(frozen=True, slots=True)
class Rfm:
    """Fixed thresholds, each list ascending; a score is 1 and one more for each step that is reached.

    ``recency``: at most so many days since the last order. ``frequency``, ``monetary``: at least so many orders, so many
    yen, in ``months`` calendar months, the present one included.
    """

    months: int
    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]

    def r(self, days: int) -> int:
        return 1 + sum(days <= step for step in self.recency)

    def f(self, orders: int) -> int:
        return 1 + sum(orders >= step for step in self.frequency)

    def m(self, yen: int) -> int:
        return 1 + sum(yen >= step for step in self.monetary)


@dataclass(frozen=True, slots=True)
class Vip:
    """Who has spent ``enter`` yen gets the ``tag``, and loses it below ``leave_below`` (``None``: never). ``months``: in so
    many calendar months, the present one included; ``None``: over all time."""

    tag: str
    enter: int
    leave_below: int | None = None
    months: int | None = None

    def judge(self, yen: int, is_vip: bool) -> bool:
        if is_vip:
            return self.leave_below is None or yen >= self.leave_below
        return yen >= self.enter


@dataclass(frozen=True, slots=True)
class Watched:
    """A product or brand of the nine segments, and what of the shop's lines is of it: by their product or category.

    Who last bought it ``lapse_days`` ago or more has lapsed; who bought it ``loyal_purchases`` times within
    ``window_days`` is loyal.
    """

    product_id: str
    lapse_days: int
    loyal_purchases: int
    window_days: int
    product_ids: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def is_in(self, order: Order) -> bool:
        return order.counts and any(self._holds(line) for line in order.lines)

    def _holds(self, line: Line) -> bool:
        return line.product_id in self.product_ids or line.category in self.categories


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """``margin_percent``: what is left of a line whose cost is not told; ``None``: nobody knows. ``expected_years``: how long
    a friend goes on buying, for ``ltv_predicted``."""

    margin_percent: int | None
    rfm: Rfm
    vip: Vip | None
    expected_years: int = 3
    nine_segments: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True)
class _Steps(Each):
    """Thresholds, each more than the one before."""

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        wrong = [*super(_Steps, self).faults(given, at)]
        if wrong or given != sorted(set(given)):
            yield Fault(at, self.asks)

    @property
    def asks(self) -> Words:
        of: Whole = self.of  # type: ignore[assignment]
        return NOT_STEPS.words(steps=self.most, least=of.least, most=of.most)


@dataclass(frozen=True, slots=True)
class _Names(Each):
    """Names, each in its one form, in no order."""

    def kept(self, given: list[Any]) -> Any:
        return frozenset(super(_Names, self).kept(given))

    def shown(self, kept: Iterable[Any]) -> list[Any]:
        return sorted(kept)


def _steps(least: int, most: int, says: Words) -> _Steps:
    return _Steps(Whole(least, most), MOST_STEPS, 1, says=says)


def _leaves_later(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if members.get("leave_below", 0) > members["enter"]:
        yield LEAVES_AT_ONCE.at(f"{at}/leave_below")


def _watches(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if not members.get("product_ids") and not members.get("categories"):
        yield NOTHING_WATCHED.at(f"{at}/product_ids")


def _different(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    watched: tuple[Watched, ...] = members.get("nine_segments", ())
    for index, one in enumerate(watched):
        if any(one.product_id == other.product_id for other in watched[:index]):
            yield TAKEN.at(f"{at}/nine_segments/{index}/product_id", name="product_id")


_MONTHS = Words("今月を含めて数える月数です。", "So many calendar months, the present one included")
_RFM = Shape(
    {
        "months": Whole(1, MOST_MONTHS, Words(_MONTHS.ja, f"{_MONTHS.en}: for `frequency` and `monetary`.")),
        "recency": _steps(
            0, MOST_DAYS, Words("最後の注文からの日数です。", "At most so many days since the last order.")
        ),
        "frequency": _steps(1, MOST_TIMES, Words("注文の回数です。", "At least so many orders.")),
        "monetary": _steps(1, MOST_YEN, Words("購入金額（円）です。", "At least so many yen.")),
    },
    make=Rfm,
    says=Words(
        "RFM のしきい値です。それぞれ小さい順に並べます（3〜10段階なら2〜9個）。",
        "Fixed thresholds of RFM, each list ascending: three to ten groups need two to nine of them.",
    ),
)
_VIP = Shape(
    {
        "tag": Name(TAG_LENGTH),
        "enter": Whole(
            1, MOST_YEN, Words("この金額（円）からタグを付けます。", "From so many yen on a friend gets the tag.")
        ),
    },
    {
        "leave_below": Whole(
            1,
            MOST_YEN,
            Words(
                "この金額を下回るとタグを外します。null: 外しません。",
                "Below so many the friend loses it; `null`: never.",
            ),
        ),
        "months": Whole(
            1, MOST_MONTHS, Words(f"{_MONTHS.ja}null: すべての期間。", f"{_MONTHS.en}; `null`: over all time.")
        ),
    },
    also=_leaves_later,
    make=Vip,
    says=Words("null: タグを付けも外しもしません。", "Who is tagged as a VIP. `null`: no tag is given or taken."),
)
_WATCHED = Shape(
    {
        "product_id": Key(Words("回答フォームと同じキーです。", "Its key, as surveys have it.")),
        "lapse_days": Whole(
            1,
            MOST_DAYS,
            Words("最後の購入からこの日数で離反とみなします。", "Who last bought it so long ago has lapsed."),
        ),
        "loyal_purchases": Whole(
            1,
            MOST_TIMES,
            Words(
                "`window_days` の間にこの回数買うとロイヤルとみなします。",
                "Who bought it so often within `window_days` is loyal.",
            ),
        ),
        "window_days": Whole(1, MOST_DAYS),
    },
    {
        "product_ids": _Names(
            Name(NAME_LENGTH),
            MOST_NAMES,
            says=Words("当てはまる明細の商品番号です。", "The `product_id`s of lines that are of it."),
        ),
        "categories": _Names(
            Name(NAME_LENGTH),
            MOST_NAMES,
            says=Words("当てはまる明細のカテゴリーです。", "The categories of lines that are of it."),
        ),
    },
    also=_watches,
    make=Watched,
)

ORDERS: Settings[OrderSettings] = Settings(
    kind="orders",
    path="orders",
    title="OrderSettings",
    name=Words("購買の指標", "how orders are judged"),
    shape=Shape(
        {
            "margin_percent": OrNull(
                Whole(
                    0,
                    100,
                    Words(
                        "原価のない明細の粗利率（%）です。null: わからない。",
                        "What is left of a line whose cost is not told; `null`: nobody knows.",
                    ),
                )
            ),
            "rfm": _RFM,
            "vip": OrNull(_VIP),
        },
        {
            "expected_years": Whole(
                1,
                MOST_YEARS,
                Words(
                    "買い続けていただける年数の見込みです（`ltv_predicted` に使います）。",
                    "How long a friend goes on buying, for `ltv_predicted`.",
                ),
            ),
            "nine_segments": Each(
                _WATCHED,
                MOST_PRODUCTS,
                says=Words(
                    "9セグマップの商品・ブランドです。",
                    "Products and brands of the nine segments, whose observed tier follows from orders.",
                ),
            ),
        },
        also=_different,
        make=OrderSettings,
    ),
    default={
        "margin_percent": None,
        "expected_years": 3,
        "rfm": {
            "months": 12,
            "recency": [30, 90, 180, 365],
            "frequency": [2, 3, 5, 10],
            "monetary": [5_000, 10_000, 30_000, 100_000],
        },
        "vip": None,
        "nine_segments": [],
    },
    invalid=INVALID_SETTINGS,
)
