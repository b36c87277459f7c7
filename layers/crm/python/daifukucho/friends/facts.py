"""What is known of a friend, as a segment sees it."""

from collections.abc import Mapping
from typing import Any

from daifukucho.friends.friend import ATTRIBUTES, Friend
from daifukucho.kernel.attribute import FIELD_PREFIX

_ALL = frozenset({*ATTRIBUTES, "did"})


def facts_of(friend: Friend, among: frozenset[str] = _ALL) -> Mapping[str, object]:
    """The attributes that a segment may ask for, by name, and ``did``, which answers most of what segments ask of
    events. An attribute that is not known (``None`` or empty) is absent. ``among``: the attributes that were read of
    the friend; looking for the others would be most of the work."""
    facts = {name: getattr(friend, name) for name in among & _ALL}
    known = {name: fact for name, fact in facts.items() if fact is not None and fact != "" and fact != {}}
    return known | field_facts(friend.fields)


def field_facts(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, object]:
    """The values of a friend's fields, by the names that segments use for them."""
    return {FIELD_PREFIX + key: kept["v"] for key, kept in fields.items()}
