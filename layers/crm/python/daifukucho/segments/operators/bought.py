"""``bought``: the friend has bought something, at least so many times or for so many yen, within so many days."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.orders.order import Line, Order
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._history import Facts
from daifukucho.segments.operators._orders import OrdersOperator, Purchases, by_item, perhaps, perhaps_not, what

_ORDERS = tuple(
    Order(f"A-{n}", at, 1_200, at, (Line(product, product, 1, 1_200),), "shibuya")
    for n, (at, product) in enumerate([(1_780_000_000_000, "daifuku"), (1_795_200_000_000, "dango")])
)
_ITEM = {
    "order_count": 2,
    "ltv_gross": 2_400,
    "first_order_at": 1_780_000_000_000,
    "last_order_at": 1_795_200_000_000,
}


class Bought(OrdersOperator):
    key = "bought"
    label = Words("買った", "bought")
    description = Words(
        "N日前から今日までに（今日を含む）、決めた回数以上、または合計金額以上買った友だち。商品・分類・店舗でも絞れる。"
        "取り消された注文は数えない",
        "Friends who have bought at least so many times, or for so many yen, from N days ago to today, today included; also "
        "by product, category and store. Cancelled orders do not count.",
    )
    example = Example(
        leaf={"field": "orders", "op": "bought", "value": {"product": "dango", "within": 90}},
        matches={**_ITEM, "orders": _ORDERS},
        differs={**_ITEM, "orders": _ORDERS[:1]},
    )

    def by_item(self, value: Purchases, facts: Facts, context: Context) -> bool | None:
        return by_item(value, facts, context)

    def predicate(self, value: Purchases, fact: tuple[Order, ...], context: Context) -> bool:
        return value.met(fact, context)

    def filter(self, attribute: Attribute, value: Purchases, context: Context) -> Condition:
        return perhaps(value, context)

    def unless(self, attribute: Attribute, value: Purchases, context: Context) -> Condition | None:
        return perhaps_not(value, context)

    def sentence(self, attribute: Attribute, value: Purchases, lang: Language) -> str:
        name, when, of = named(attribute, lang), value.window.said(lang), what(attribute, value, lang)
        if lang == "ja":
            if value.sum is not None:
                return f"{name}{of}が{when}合計¥{value.sum:,}以上ある"
            return f"{name}{of}が{when}{f'{value.times:,}回以上' if value.times > 1 else ''}ある"
        if value.sum is not None:
            return f"{name}{of} add up to at least ¥{value.sum:,}{when}"
        return f"{name} include at least {value.times:,} {'order' if value.times == 1 else 'orders'}{of}{when}"


OPERATOR = Bought()
