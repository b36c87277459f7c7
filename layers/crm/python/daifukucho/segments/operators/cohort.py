"""``cohort``: a friend is in a part of a lottery whose outcome never changes, such as a tenth that gets nothing."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from daifukucho.kernel.attribute import COHORT, Attribute, AttributeType
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.refusals import WHOLE
from daifukucho.kernel.words import Language, Words
from daifukucho.segments import refusals
from daifukucho.segments.condition import Condition, between
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._values import refuse, text

PARTS = 1_000
MAX_SALT = 100


class Cohort(NamedTuple):
    """The numbers from ``first`` to before ``end``, as the lottery called ``salt`` deals them."""

    salt: str
    first: int
    end: int


def number_of(friend_id: str, salt: str) -> int:
    """The friend's number, 0 to 999: the first eight bytes of the SHA-256 of ``<salt>/<friend id>`` (UTF-8), read as a
    whole number, the highest byte first, modulo 1000. Written down in docs/segments.md: it must never change."""
    digest = hashlib.sha256(f"{salt}/{friend_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % PARTS


class InCohort(Operator):
    """DynamoDB cannot hash, so its filter lets everybody pass."""

    key = "cohort"
    types = (AttributeType.FRIEND_ID,)
    label = Words("無作為の組", "random cohort")
    description = Words(
        "友だちを無作為に、いつも同じ 1,000 の組に分けたときの、いくつかの組（名前を変えると別の分け方になる）",
        "Some of the thousand parts into which friends are dealt at random, always the same; another name deals anew.",
    )
    example = Example(
        leaf={"field": "friend_id", "op": "cohort", "value": {"salt": "holdout-2026", "from": 0, "to": 100}},
        matches={"friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        differs={"friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f0"},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.COHORT

    def parse(self, value: object, attribute: Attribute) -> Cohort:
        if not isinstance(value, Mapping) or set(value) != {"salt", "from", "to"}:
            raise refuse(refusals.COHORT.words())
        faults: list[Fault] = []
        try:
            text(value["salt"], MAX_SALT)
        except Invalid as error:
            faults.append(Fault("/salt", error.detail))
        for name, least, most in (("from", 0, PARTS - 1), ("to", 1, PARTS)):
            if not _is_whole(value[name]) or not least <= value[name] <= most:
                faults.append(WHOLE.at(f"/{name}", least=least, most=most))
        if not faults and value["from"] >= value["to"]:
            faults.append(refusals.EMPTY_COHORT.at("/to"))
        if faults:
            raise refusals.INVALID_VALUE(*faults)
        return Cohort(value["salt"], value["from"], value["to"])

    def predicate(self, value: Cohort, fact: str, context: Context) -> bool:
        return value.first <= number_of(fact, value.salt) < value.end

    def filter(self, attribute: Attribute, value: Cohort, context: Context) -> Condition | None:
        if not attribute.worked_out:
            return None
        return between(attribute.asked_for(COHORT + value.salt), value.first, value.end - 1)

    def exact(self, attribute: Attribute) -> bool:
        return attribute.worked_out

    def seen(self, value: Cohort, fact: str) -> int:
        """The friend's number."""
        return number_of(fact, value.salt)

    def sentence(self, attribute: Attribute, value: Cohort, lang: Language) -> str:
        name, share = named(attribute, lang), format((value.end - value.first) / 10, "g")
        if lang == "ja":
            return (
                f"{name}による無作為の組「{value.salt}」の番号が{value.first:,}から{value.end - 1:,}まで"
                f"（約{share}%）である"
            )
        return (
            f"the number of {name} in the random cohorts “{value.salt}” is from {value.first:,} to {value.end - 1:,}"
            f" (about {share} %)"
        )


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


OPERATOR = InCohort()
