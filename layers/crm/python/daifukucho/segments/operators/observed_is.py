"""``observed_is``: the tier of the nine segments that a friend's purchases give."""

from collections.abc import Mapping
from typing import ClassVar

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Words
from daifukucho.nine_segments.segment import BOUGHT, TIERS
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form
from daifukucho.segments.operators._standings import Among, AmongOperator, Stored, one_of


class ObservedIs(AmongOperator):
    key = "observed_is"
    label = Words("購買が", "observed")
    clause = Words("{0}で、「{1}」の購買が{2}である", "{0}: what the friend buys of “{1}” is {2}")
    keys: ClassVar[Mapping[str, Words]] = {str(tier): TIERS[tier] for tier in BOUGHT}
    description = Words(
        "商品の購買の記録が、この層のいずれかである友だち",
        "Friends whose purchases of a product put them into one of these tiers.",
    )
    example = Example(
        leaf={
            "field": "nine_segments",
            "op": "observed_is",
            "value": {"product": "daifuku", "any_of": ["loyal", "general"]},
        },
        matches={"nine_segments": {"daifuku": {"observed": "loyal", "observed_at": 1_795_000_000_000}}},
        differs={"nine_segments": {"daifuku": {"observed": "lapsed", "observed_at": 1_795_000_000_000}}},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.PRODUCT_AND_TIERS

    def knows_of(self, value: Among, fact: Stored | None, context: Context) -> bool:
        return fact is not None and self.standing(value, fact, context).observed is not None

    def predicate(self, value: Among, fact: Stored, context: Context) -> bool:
        return self.standing(value, fact, context).observed in value[1]

    def filter(self, attribute: Attribute, value: Among, context: Context) -> Condition:
        product, keys = value
        return one_of(attribute, product, "observed", keys)


OPERATOR = ObservedIs()
