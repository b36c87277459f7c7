"""What people call what conditions name by its id: coupons, campaigns, surveys, stores and the like."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from daifukucho.kernel.attribute import Choice
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.words import Words
from daifukucho.segments.operator import Mention
from daifukucho.segments.refusals import NO_CAMPAIGN, NO_COUPON, NO_SURVEY
from daifukucho.segments.tree import And, Known, Leaf, Node, Not, Or, Reference, parse

NameOf = Callable[[Mention], Words | None]
"""What people call something; ``None``: it is not known, or no more."""

_NEEDED = {"coupon": NO_COUPON, "campaign": NO_CAMPAIGN, "survey": NO_SURVEY}


def mentions(node: Node) -> Iterator[Mention]:
    """What the conditions of a tree name, from left to right; not those of the segments that it refers to."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from mentions(child)
        case Not(child):
            yield from mentions(child)
        case Leaf(attribute, operator, value):
            yield from operator.mentions(attribute, value)


def named(node: Node, name_of: NameOf) -> Node:
    """The tree, its sentence saying names where there are any; the segments that it refers to are left as they are."""
    match node:
        case And(children):
            return And(tuple(named(child, name_of) for child in children))
        case Or(children):
            return Or(tuple(named(child, name_of) for child in children))
        case Not(child):
            return Not(named(child, name_of))
        case Leaf():
            return _leaf(node, name_of)
        case Reference():
            return node


def _leaf(leaf: Leaf, name_of: NameOf) -> Leaf:
    found = [(mention.name, name_of(mention)) for mention in leaf.operator.mentions(leaf.attribute, leaf.value)]
    choices = tuple(Choice(key, name) for key, name in found if name)
    if not choices:
        return leaf
    return replace(leaf, attribute=replace(leaf.attribute, choices=(*leaf.attribute.choices, *choices)))


def condition(where: Mapping[str, Any], known: Known) -> Leaf | None:
    """A condition that was valid when it was saved, with the names that there are now; ``None``: it is not valid any
    more, and whoever reads it will say why. One read for each name."""

    def name_of(mention: Mention) -> Words | None:
        thing = known(mention.name)
        return Words(thing.ja, thing.en) if thing else None

    with suppress(Invalid):
        leaf = parse(where, known)
        if isinstance(leaf, Leaf):
            return _leaf(leaf, name_of)
    return None


def missing(conditions: Iterable[tuple[str, Mapping[str, Any]]], known: Known) -> Iterator[Fault]:
    """A fault for each coupon, campaign and survey that valid conditions ask about and that does not exist. The
    conditions come with their places in the tree."""
    for pointer, where in conditions:
        leaf = parse(where, known)
        if isinstance(leaf, Leaf):
            for mention in leaf.operator.mentions(leaf.attribute, leaf.value):
                if mention.pointer is not None and known(mention.name) is None:
                    yield _NEEDED[mention.kind].at(f"{pointer}/value{mention.pointer}")
