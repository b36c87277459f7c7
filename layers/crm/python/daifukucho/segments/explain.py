"""Why a friend is in a segment, or why not: each clause of it, true or false, with the fact that it saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.segments import evaluate
from daifukucho.segments.among import among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.fields import field_named
from daifukucho.segments.history import Histories
from daifukucho.segments.operators._history import HistoryOperator
from daifukucho.segments.reference import Find, asked
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import And, Known, Leaf, Node, Not, Or, Reference

_ALL = Words("次のすべてに当てはまる", "all of these are true")
_ANY = Words("次のいずれかに当てはまる", "at least one of these is true")
_NOT = Words("次に当てはまらない", "this is not true")


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of the tree as it is judged for one friend, nested like the tree.

    ``kind``: ``all``, ``any``, ``not``, ``segment`` or ``condition``. ``decided``: enough is known of the friend to
    say so; if not, ``matches`` could be another if more were known. For a ``not`` that is true though it is not
    decided, people should know this: it is true because something is not known.

    ``sentence``: for a condition or a segment, what it says; for a group, how its members are combined.

    For a condition: ``field``, ``op``, and ``fact``, what it saw of the field, fit for JSON (instants as RFC 3339 in
    Japan's time; for tags those that it names, with their times, or for ``blank`` their number; for a cohort the
    friend's number; for what happened, how often and when); ``None``: nothing is known.
    """

    kind: str
    matches: bool
    decided: bool
    sentence: Words
    children: tuple["Clause", ...] = ()
    field: str | None = None
    op: str | None = None
    fact: object = None

    @property
    def true_because_unknown(self) -> bool:
        """A ``not`` over something that is not known."""
        return self.kind == "not" and self.matches and not self.decided


def explain(node: Node, facts: Mapping[str, object], context: Context) -> Clause:
    """Explain an expanded tree for a friend of whom ``facts`` are known (``evaluate.known``: all that it asks for).
    ``matches`` is ``evaluate.matches``."""
    match node:
        case Leaf():
            return _condition(node, facts, context)
        case Reference():
            inner = explain(node.expanded, facts, context)
            return Clause("segment", inner.matches, inner.decided, words_of(node), (inner,))
        case Not(child):
            inner = explain(child, facts, context)
            return Clause("not", not inner.matches, inner.decided, _NOT, (inner,))
        case And(children) | Or(children):
            clauses = tuple(explain(child, facts, context) for child in children)
            return _group(node, clauses)


def _condition(leaf: Leaf, facts: Mapping[str, object], context: Context) -> Clause:
    attribute, operator, value = leaf.attribute, leaf.operator, leaf.value
    fact = operator.fact(attribute, facts)
    return Clause(
        "condition",
        evaluate.matches(leaf, facts, context),
        operator.knows_of(value, fact, context),
        words_of(leaf),
        field=attribute.name,
        op=operator.key,
        fact=None if fact is None else _seen(leaf, fact, context),
    )


def _seen(leaf: Leaf, fact: object, context: Context) -> object:
    if isinstance(leaf.operator, HistoryOperator):
        return leaf.operator.saw(leaf.value, fact, context)
    return _shown(leaf.operator.seen(leaf.value, fact), leaf.attribute.type)


def _group(node: And | Or, clauses: tuple[Clause, ...]) -> Clause:
    """A group is decided by one decided member that is enough, else by all of them."""
    is_and = isinstance(node, And)
    matches = all(c.matches for c in clauses) if is_and else any(c.matches for c in clauses)
    enough = any(c.decided and c.matches is not is_and for c in clauses)
    decided = enough or all(c.decided for c in clauses)
    return Clause("all" if is_and else "any", matches, decided, _ALL if is_and else _ANY, clauses)


def _shown(fact: object, kind: AttributeType) -> object:
    match fact:
        case Mapping() if kind is AttributeType.TAGS:
            return {name: to_iso(at) for name, at in fact.items()}
        case int() if kind is AttributeType.INSTANT:
            return to_iso(fact)
        case Decimal():
            return float(fact)
    return fact


class Friends(Protocol):
    def get(self, friend_id: str) -> Friend:
        """Raises NotFound and Unavailable."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole tree, for a friend as the friend is now."""

    friend_id: str
    sentence: Words
    clause: Clause


class Explainer:
    """Explains segments. ``context``: when and in which shop they are asked."""

    def __init__(
        self,
        friends: Friends,
        find: Find,
        context: Callable[[], Context],
        histories: Histories,
        known: Known = field_named,
    ) -> None:
        self._friends = friends
        self._find = find
        self._known = known
        self._context = context
        self._histories = histories

    def explain(self, friend_id: str, where: object = None, segment_id: str | None = None) -> Explanation:
        """Explain a tree, or a saved segment, for a friend.

        A read of the friend, and of each segment that is referred to, and of the friend's page what the conditions ask
        for. Raises NotFound, Unavailable, and what ``reference.asked`` raises. A visitor is in no segment.
        """
        node = asked(where, segment_id, self._find, self._known)
        friend, context = self._friends.get(friend_id), self._context()
        if friend.status is Status.VISITOR:
            node = among_friends(node)  # this node says why a visitor is in no segment
        facts = evaluate.known(node, friend, context, self._histories)
        return Explanation(friend_id, words_of(node), explain(node, facts, context))
