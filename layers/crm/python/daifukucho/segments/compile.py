"""Asking a segment of every friend: as a DynamoDB filter, so that only those who match travel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daifukucho.kernel.attribute import Attribute, stored_at
from daifukucho.segments.condition import (
    LIMITS,
    Condition,
    Cost,
    TypedValue,
    Writer,
    compare,
    conjunction,
    cost,
    disjunction,
    fit,
    negate,
)
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import decide, needed
from daifukucho.segments.history import Need
from daifukucho.segments.tree import And, Leaf, Node, Not, Or, Reference, leaves

_AND = Cost(operators=1, length=len(" AND ()"))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A segment as a ``FilterExpression``, its names and its values (in DynamoDB's low-level form).

    ``exact``: the filter lets through exactly the segment. Otherwise it may let through more; then ``attributes`` are
    those that ``accepts`` needs to decide, and an ``expression`` of ``None`` lets every friend through. ``accepts`` may
    leave a friend undecided: then ``needed`` says what has to be read of the friend's page.
    """

    expression: str | None
    names: dict[str, str]
    values: dict[str, TypedValue]
    exact: bool
    attributes: frozenset[str]
    node: Node
    context: Context

    def accepts(self, facts: Mapping[str, object]) -> bool | None:
        """Whether somebody who passed the filter is in the segment; ``None``: these facts do not decide."""
        return True if self.exact else decide(self.node, facts, self.context)

    def needed(self, facts: Mapping[str, object]) -> Need:
        """What of the page of somebody who is undecided decides."""
        return needed(self.node, facts, self.context)


def compile_filter(
    node: Node, context: Context, *, first_seen_until: int | None = None, budget: Cost = LIMITS
) -> Compiled:
    """Compile a segment, whose references are expanded, for one moment.

    ``first_seen_until`` (epoch milliseconds) leaves out friends first seen after it, and those of whom that is not
    known; the filter always says this in full. A segment that would exceed DynamoDB's limits is widened until it
    fits, and ``accepts`` makes up for it: the answer never changes.
    """
    always = [] if first_seen_until is None else [compare("first_seen_at", "<=", first_seen_until)]
    for clause in always:
        budget = budget.minus(cost(clause)).minus(_AND)
    widened, exact = widen(node, context, negated=False)
    fitted = None if widened is None else fit(widened, budget)
    conditions = [*always, *([] if fitted is None else [fitted])]
    writer = Writer()
    expression = writer.write(conjunction(conditions)) if conditions else None
    exact = exact and fitted == widened
    attributes = frozenset() if exact else reads(node)
    return Compiled(expression, writer.names, writer.values, exact, attributes, node, context)


def reads(node: Node) -> frozenset[str]:
    """The attributes of a friend's item that decide a segment, as far as the item does."""
    return frozenset(stored_at(name)[0] for leaf in leaves(node) for name in leaf.operator.reads(leaf.attribute))


def widen(
    node: Node,
    context: Context,
    *,
    negated: bool = False,
    seen: Callable[[Attribute], Attribute] = lambda a: a,
    told: Callable[[Leaf], Condition | None] = lambda leaf: None,
) -> tuple[Condition | None, bool]:
    """A condition that everybody who matches the node (or, negated, does not) fulfils, and whether only they do.

    ``None`` stands for "anybody". ``seen``: an attribute as the store that is asked has it; ``told``: what it can be asked in
    place of a condition. Negation is carried down to the leaves: the opposite of a condition that lets too
    many through would let too few through, so an inexact leaf under a ``not`` becomes what its ``unless`` says, or "anybody".
    """
    match node:
        case Leaf(attribute, operator, value):
            if (instead := told(node)) is not None:
                return (negate(instead) if negated else instead), True
            attribute = seen(attribute)
            condition, exact = operator.filter(attribute, value, context), operator.exact(attribute)
            if negated and not exact:
                return operator.unless(attribute, value, context), False
            if condition is None:
                return None, False
            return (negate(condition) if negated else condition), exact
        case Reference():
            return widen(node.expanded, context, negated=negated, seen=seen, told=told)
        case Not(child):
            return widen(child, context, negated=not negated, seen=seen, told=told)
        case And(children) | Or(children):
            widened = [widen(child, context, negated=negated, seen=seen, told=told) for child in children]
            parts = [condition for condition, _ in widened if condition is not None]
            exact = all(exact for _, exact in widened)
            if isinstance(node, And) != negated:
                return (conjunction(parts) if parts else None), exact
            return (disjunction(parts) if len(parts) == len(widened) else None), exact
