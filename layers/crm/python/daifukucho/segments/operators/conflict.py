"""``conflict``: what a friend says of a product and what the friend buys of it differ."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.nine_segments.segment import ALL, BOUGHT
from daifukucho.segments.condition import Condition, conjunction, disjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._standings import StandingOperator, Stored, noted, read, still_counts


class Conflict(StandingOperator):
    key = "conflict"
    label = Words("回答と購買の食い違い", "conflict")
    description = Words(
        "商品への期限内の回答と購買の記録とで、層が違う友だち",
        "Friends whose answers on a product, not expired, and whose purchases of it put them into two tiers.",
    )
    example = Example(
        leaf={"field": "nine_segments", "op": "conflict", "value": {"product": "daifuku"}},
        matches={
            "nine_segments": {
                "daifuku": {
                    "declared": "positive_aware_not_bought",
                    "declared_at": 1_795_000_000_000,
                    "declared_until": 1_810_552_000_000,
                    "observed": "general",
                    "observed_at": 1_795_000_000_000,
                }
            }
        },
        differs={"nine_segments": {"daifuku": {"observed": "general", "observed_at": 1_795_000_000_000}}},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.PRODUCT

    def parse(self, value: object, attribute: Attribute) -> tuple[str]:
        return (read(value, ("product",))["product"],)

    def knows_of(self, value: tuple[str], fact: Stored | None, context: Context) -> bool:
        if fact is None:
            return False
        standing = self.standing(value, fact, context)
        return standing.declared is not None and standing.observed is not None

    def predicate(self, value: tuple[str], fact: Stored, context: Context) -> bool:
        return self.standing(value, fact, context).conflict

    def filter(self, attribute: Attribute, value: tuple[str], context: Context) -> Condition:
        (product,) = value
        differs = [
            conjunction(
                [
                    noted(attribute, product, "observed", "=", str(tier)),
                    *(noted(attribute, product, "declared", "<>", said.key) for said in ALL if said.tier is tier),
                ]
            )
            for tier in BOUGHT
        ]
        return conjunction([still_counts(attribute, product, context), disjunction(differs)])

    def sentence(self, attribute: Attribute, value: tuple[str], lang: Language) -> str:
        name, (product,) = named(attribute, lang), value
        if lang == "ja":
            return f"{name}で、「{product}」への回答と購買が食い違っている"
        return f"{name}: what the friend says and buys of “{product}” differ"


OPERATOR = Conflict()
