"""Folding an entry into a friend: what the ledger says becomes what the roster says."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.events import kind_of


def is_foldable(entry: Entry) -> bool:
    """Whether an entry says something of a friend. Those of groups, rooms and the channel do not."""
    return entry.friend_id is not None and kind_of(entry.kind).fold is not None


def fold(friend: Friend | None, entry: Entry) -> Friend:
    """The friend after an entry; a friend nobody knew (``None``) begins with it. The entry must be foldable.

    Exact in any order and however late. Not so when folded twice (sums): what keeps that from happening is the mark
    in the ledger.
    """
    kind = kind_of(entry.kind)
    if entry.friend_id is None or kind.fold is None:
        raise ValueError(f"an entry of kind {entry.kind} cannot be folded")
    return kind.fold(friend or Friend(entry.friend_id), entry)


def revised(after: Friend, before: Friend | None) -> Friend:
    """The friend with the revision that follows the one she was read with."""
    return replace(after, revision=(before.revision if before else 0) + 1)
