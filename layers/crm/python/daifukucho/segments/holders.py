"""Conditions on coupons, answered for everybody at once by a coupon's holders: whoever is not one of them never had it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.segments.condition import Condition, Term, negate
from daifukucho.segments.context import Context
from daifukucho.segments.history import Held
from daifukucho.segments.operators._coupons import CouponOperator
from daifukucho.segments.tree import Leaf, Node, leaves


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds of all who never had its coupon, and of which friends the opposite is true, by their ids."""

    usual: bool
    others: Sequence[str]


def coupon_leaves(node: Node) -> list[Leaf]:
    """The conditions on coupons of a segment whose references are expanded, each once, in the order of the tree."""
    found = {
        (leaf.operator.key, leaf.value): leaf for leaf in leaves(node) if isinstance(leaf.operator, CouponOperator)
    }
    return list(found.values())


def answer(leaf: Leaf, coupon: Coupon | None, holdings: Iterable[Holding], context: Context) -> Answer:
    """``holdings``: all of the condition's coupon; ``coupon``: its definition, ``None`` if it was deleted."""
    operator: Any = leaf.operator
    usual = operator.holds(leaf.value, Held(None, coupon), context)
    others = {h.friend_id for h in holdings if operator.holds(leaf.value, Held(h, coupon), context) != usual}
    return Answer(usual, sorted(others))


def list_name(number: int) -> str:
    """What the table is called in which those are whom one of the answers lists."""
    return f"listed_{number}"


def listed(node: Node, answers: Sequence[Answer]) -> Mapping[tuple[str, Any], Condition]:
    """The conditions of ``coupon_leaves``, as questions whether a friend is in a list; none without ``answers``."""
    said: dict[tuple[str, Any], Condition] = {}
    for number, (leaf, told) in enumerate(zip(coupon_leaves(node), answers, strict=False)):
        inside = Term(f"{{0}} IN (SELECT friend_id FROM {list_name(number)})", ("friend_id",))
        said[leaf.operator.key, leaf.value] = negate(inside) if told.usual else inside
    return said
