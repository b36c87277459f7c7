"""Segments are of friends: visitors, who have opened a page of the shop and have not followed, are in none."""

from daifukucho.friends.attributes import Status
from daifukucho.segments.tree import And, Node, Not, parse

FRIENDS = Not(parse({"field": "status", "op": "is", "value": str(Status.VISITOR)}))
"""Everybody but visitors, whenever it is asked."""


def among_friends(node: Node) -> And:
    """A segment as it is asked of the roster, which holds visitors, too."""
    return And((node, FRIENDS))
