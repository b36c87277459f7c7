"""Segments are of friends: visitors, who have opened a page of the shop and have not followed, are in none."""

from daifukucho.friends.attributes import Status
from daifukucho.segments.tree import And, Node, Not, parse


def among_friends(node: Node) -> And:
    """A segment as it is asked of the roster, which holds visitors, too."""
    return And((node, Not(parse({"field": "status", "op": "is", "value": str(Status.VISITOR)}))))
