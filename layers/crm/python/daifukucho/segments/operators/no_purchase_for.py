"""``no_purchase_for``: no purchase for so many days; for a friend who never bought, since the follow."""

from typing import Any

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, compare, conjunction, disjunction, exists, negate
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._values import days

_SINCE = ("last_order_at", "followed_at", "first_seen_at")
"""It is counted from the first of these that is known."""


class NoPurchaseFor(Operator):
    key = "no_purchase_for"
    types = (AttributeType.ORDERS,)
    label = Words("N日以上ない", "none for N days or more")
    description = Words(
        "最後の購買からN日以上たっている友だち。一度も買ったことがない友だちは、友だち追加から数える",
        "Friends whose last purchase is at least N days ago; of those who never bought, it is counted from the day on which "
        "they became friends.",
    )
    example = Example(
        leaf={"field": "orders", "op": "no_purchase_for", "value": 30},
        matches={"followed_at": 1_792_767_599_999},  # 2026-10-23, before midnight in Japan
        differs={"followed_at": 1_780_000_000_000, "last_order_at": 1_792_767_600_000},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.DAYS

    def parse(self, value: object, attribute: Attribute) -> int:
        return days(value)

    def fact(self, attribute: Attribute, facts: Any) -> int | None:
        return next((facts[name] for name in _SINCE if facts.get(name) is not None), None)

    def reads(self, attribute: Attribute) -> frozenset[str]:
        return frozenset(_SINCE)

    def predicate(self, value: int, fact: int, context: Context) -> bool:
        return context.day_of(fact) <= context.day(-value)

    def filter(self, attribute: Attribute, value: int, context: Context) -> Condition:
        until = context.end(context.day(-value))
        *others, last = _SINCE
        condition: Condition = compare(last, "<=", until)
        for name in reversed(others):
            otherwise = conjunction([negate(exists(name)), condition])
            condition = disjunction([compare(name, "<=", until), otherwise])
        return condition

    def seen(self, value: int, fact: int) -> str:
        """The instant from which it is counted."""
        return to_iso(fact)

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if not value:
            return (
                f"最後の{name}（一度もない人は友だち追加）が今日以前である"
                if lang == "ja"
                else f"the last of the {name} (the day of following, if there never was one) is not after today"
            )
        if lang == "ja":
            return f"{name}が{value:,}日以上ない（一度もない人は友だち追加から数える）"
        length = f"{value:,} {'day' if value == 1 else 'days'}"
        return f"there were no {name} for at least {length} (since the follow, if there never was one)"


OPERATOR = NoPurchaseFor()
