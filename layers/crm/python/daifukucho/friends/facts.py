"""What is known of a friend, as a segment sees it."""

from collections.abc import Mapping

from daifukucho.friends.attributes import ATTRIBUTES
from daifukucho.friends.friend import Friend


def facts_of(friend: Friend) -> Mapping[str, object]:
    """The attributes a segment may ask, by name. One that is not known (``None`` or empty) is absent."""
    facts = {name: getattr(friend, name) for name in ATTRIBUTES}
    return {name: fact for name, fact in facts.items() if fact is not None and fact != "" and fact != {}}
