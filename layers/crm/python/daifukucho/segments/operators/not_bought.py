"""``not_bought``: the friend has not bought it, or fewer times or for fewer yen: the exact opposite of ``bought``."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.orders.order import Order
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._history import Facts
from daifukucho.segments.operators._orders import OrdersOperator, Purchases, by_item, perhaps, perhaps_not, what


class NotBought(OrdersOperator):
    key = "not_bought"
    label = Words("買っていない", "has not bought")
    description = Words(
        "N日前から今日までに（今日を含む）買っていない友だち（回数や合計金額を決めれば、それに満たない友だち）。"
        "一度も買ったことがない友だちを含む",
        "Friends who have not bought from N days ago to today, or fewer times, or for fewer yen; those who never bought "
        "anything are among them.",
    )
    example = Example(
        leaf={"field": "orders", "op": "not_bought", "value": {"within": 90}},
        matches={
            "order_count": 1,
            "ltv_gross": 1_200,
            "first_order_at": 1_780_000_000_000,
            "last_order_at": 1_780_000_000_000,
        },
        differs={
            "order_count": 1,
            "ltv_gross": 1_200,
            "first_order_at": 1_795_200_000_000,
            "last_order_at": 1_795_200_000_000,
        },
    )

    def by_item(self, value: Purchases, facts: Facts, context: Context) -> bool | None:
        bought = by_item(value, facts, context)
        return None if bought is None else not bought

    def predicate(self, value: Purchases, fact: tuple[Order, ...], context: Context) -> bool:
        return not value.met(fact, context)

    def filter(self, attribute: Attribute, value: Purchases, context: Context) -> Condition | None:
        return perhaps_not(value, context)

    def unless(self, attribute: Attribute, value: Purchases, context: Context) -> Condition:
        return perhaps(value, context)

    def sentence(self, attribute: Attribute, value: Purchases, lang: Language) -> str:
        name, when, of = named(attribute, lang), value.window.said(lang), what(attribute, value, lang)
        if lang == "ja":
            pause = "、" if when else ""
            if value.sum is not None:
                return f"{name}{of}が{when}{pause}合計¥{value.sum:,}に満たない"
            return f"{name}{of}が{when}{f'{pause}{value.times:,}回に満たない' if value.times > 1 else 'ない'}"
        if value.sum is not None:
            return f"{name}{of} add up to less than ¥{value.sum:,}{when}"
        if value.times > 1:
            return f"{name} include fewer than {value.times:,} orders{of}{when}"
        return f"{name} include no order{of}{when}"


OPERATOR = NotBought()
