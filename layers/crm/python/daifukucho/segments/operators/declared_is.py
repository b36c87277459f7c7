"""``declared_is``: the segment of the nine that a friend's answers give."""

from collections.abc import Mapping
from typing import ClassVar

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Words
from daifukucho.nine_segments.segment import ALL
from daifukucho.segments.condition import Condition, conjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form
from daifukucho.segments.operators._standings import Among, AmongOperator, Stored, one_of, still_counts


class DeclaredIs(AmongOperator):
    key = "declared_is"
    label = Words("回答が", "declared")
    clause = Words("{0}で、「{1}」への回答が{2}である", "{0}: what the friend says of “{1}” is {2}")
    keys: ClassVar[Mapping[str, Words]] = {segment.key: segment.label for segment in ALL}
    description = Words(
        "商品への回答が、期限内に、このセグメントのいずれかである友だち",
        "Friends whose answers on a product, not expired, put them into one of these segments.",
    )
    example = Example(
        leaf={
            "field": "nine_segments",
            "op": "declared_is",
            "value": {"product": "daifuku", "any_of": ["positive_loyal", "undetermined_loyal"]},
        },
        matches={
            "nine_segments": {
                "daifuku": {
                    "declared": "positive_loyal",
                    "declared_at": 1_795_000_000_000,
                    "declared_until": 1_810_552_000_000,
                }
            }
        },
        differs={
            "nine_segments": {
                "daifuku": {
                    "declared": "positive_loyal",
                    "declared_at": 1_779_000_000_000,
                    "declared_until": 1_794_552_000_000,
                }
            }
        },
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.PRODUCT_AND_SEGMENTS

    def knows_of(self, value: Among, fact: Stored | None, context: Context) -> bool:
        return fact is not None and self.standing(value, fact, context).declared is not None

    def predicate(self, value: Among, fact: Stored, context: Context) -> bool:
        declared = self.standing(value, fact, context).declared
        return declared is not None and declared.key in value[1]

    def filter(self, attribute: Attribute, value: Among, context: Context) -> Condition:
        product, keys = value
        counts = still_counts(attribute, product, context)
        return conjunction([counts, one_of(attribute, product, "declared", keys)])


OPERATOR = DeclaredIs()
