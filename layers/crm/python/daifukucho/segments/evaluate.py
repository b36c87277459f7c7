"""Asking a segment of one friend: the exact meaning of a segment, which every other way must agree with."""

from collections.abc import Mapping

from daifukucho.segments.context import Context
from daifukucho.segments.tree import And, Leaf, Node, Not, Or, Reference


def matches(node: Node, facts: Mapping[str, object], context: Context) -> bool:
    """Whether a friend of whom ``facts`` are known is in the segment, whose references are expanded.

    A fact that is not known is absent. Every comparison with it is false (``ne`` too), so ``not`` of one is true.
    """
    match node:
        case Leaf(attribute, operator, value):
            fact = facts.get(attribute.name)
            return operator.knows(fact) and operator.predicate(value, fact, context)
        case And(children):
            return all(matches(child, facts, context) for child in children)
        case Or(children):
            return any(matches(child, facts, context) for child in children)
        case Reference():
            return matches(node.expanded, facts, context)
        case Not(child):
            return not matches(child, facts, context)
