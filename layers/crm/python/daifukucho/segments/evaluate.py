"""Asking a segment of one friend: the exact meaning of a segment, which every other way must agree with."""

from collections.abc import Iterator, Mapping

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.segments.context import Context
from daifukucho.segments.history import Histories, History, Need
from daifukucho.segments.tree import And, Leaf, Node, Not, Or, Reference, leaves


def matches(node: Node, facts: Mapping[str, object], context: Context) -> bool:
    """Whether a friend of whom ``facts`` are known is in the segment, whose references are expanded.

    An unknown fact is absent. Every comparison with it is false (``ne`` too), so ``not`` of one is true. Raises
    ValueError if the friend's page has to be read first: ``known`` reads it.
    """
    verdict = decide(node, facts, context)
    if verdict is None:
        raise ValueError("what happened with the friend has not been read")
    return verdict


def decide(node: Node, facts: Mapping[str, object], context: Context) -> bool | None:
    """``matches``, or ``None`` if it cannot be told from these facts: then ``needed`` says what has to be read."""
    match node:
        case Leaf(attribute, operator, value):
            return operator.decide(attribute, value, facts, context)
        case And(children):
            return _enough((decide(child, facts, context) for child in children), False)
        case Or(children):
            return _enough((decide(child, facts, context) for child in children), True)
        case Reference():
            return decide(node.expanded, facts, context)
        case Not(child):
            verdict = decide(child, facts, context)
            return None if verdict is None else not verdict


def _enough(verdicts: Iterator[bool | None], enough: bool) -> bool | None:
    """One member of a group may be enough to decide it, whatever the others are; else all of them have to be decided."""
    undecided = False
    for verdict in verdicts:
        if verdict is enough:
            return enough
        undecided = undecided or verdict is None
    return None if undecided else not enough


def needed(node: Node, facts: Mapping[str, object], context: Context) -> Need:
    """What has to be read of the friend's page to decide; nothing where the facts decide."""
    if decide(node, facts, context) is not None:
        return Need()
    need = Need()
    match node:
        case Leaf(_, operator, value):
            return operator.need(value, facts, context)
        case And(children) | Or(children):
            for child in children:
                need |= needed(child, facts, context)
        case Reference():
            return needed(node.expanded, facts, context)
        case Not(child):
            return needed(child, facts, context)
    return need


def asked_of(
    node: Node, facts: Mapping[str, Mapping[str, object]], context: Context, histories: Histories
) -> dict[str, bool]:
    """``matches`` for some friends, of whom some facts are known, by their ids.

    Reads the pages of those whom the facts leave undecided, as far as it is needed. Raises Unavailable.
    """
    verdicts = {friend_id: decide(node, one, context) for friend_id, one in facts.items()}
    needs = {friend_id: needed(node, facts[friend_id], context) for friend_id, v in verdicts.items() if v is None}
    read = histories.read(needs, context.until) if needs else {}
    return {
        friend_id: matches(node, {**facts[friend_id], **read[friend_id].facts}, context) if verdict is None else verdict
        for friend_id, verdict in verdicts.items()
    }


def known(node: Node, friend: Friend, context: Context, histories: Histories) -> Mapping[str, object]:
    """Everything that a segment asks of one friend, what happened included, whether the friend's item could decide or
    not.

    Reads the friend's page as far as it is asked for; nothing if it is not. Raises Unavailable.
    """
    facts, need = facts_of(friend), Need()
    for leaf in leaves(node):
        need |= leaf.operator.need(leaf.value, facts, context)
    read = histories.read({friend.friend_id: need}, context.until) if need else {}
    return {**facts, **read.get(friend.friend_id, History()).facts}
