"""Folding an entry into a friend: what the ledger says becomes what the roster says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from daifukucho.book.kinds import kind_of
from daifukucho.book.shape import NotUnderstood
from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry


def is_foldable(entry: Entry) -> bool:
    """Whether an entry says something of a friend. Entries of groups, rooms and the channel do not."""
    return entry.friend_id is not None and kind_of(entry.kind).fold is not None


def fold(friend: Friend | None, entry: Entry) -> Friend:
    """The friend after an entry; for an unknown friend (``None``) a new one. The entry must be foldable.

    Exact in any order and however late, but not when an entry is folded twice (it adds to sums): the mark in the ledger
    prevents that. Raises NotUnderstood, with the cause, if the kind's fold fails.
    """
    kind = kind_of(entry.kind)
    if entry.friend_id is None or kind.fold is None:
        raise ValueError(f"an entry of kind {entry.kind} cannot be folded")
    try:
        after = kind.fold(friend or Friend(entry.friend_id), entry)
    except Exception as error:
        raise NotUnderstood(entry) from error
    return replace(after, did=_counted(after.did, entry)) if kind.asked else after


def _counted(did: Mapping[str, Mapping[str, int]], entry: Entry) -> Mapping[str, Mapping[str, int]]:
    """One more entry of its kind: a sum, a minimum and a maximum."""
    known = did.get(entry.kind) or {"n": 0, "first": entry.at, "last": entry.at}
    first, last = min(known["first"], entry.at), max(known["last"], entry.at)
    return {**did, entry.kind: {"n": known["n"] + 1, "first": first, "last": last}}


def revised(after: Friend, before: Friend | None) -> Friend:
    """The friend with the revision that follows the one that was read."""
    return replace(after, revision=(before.revision if before else 0) + 1)


def rebuild(entries: Iterable[Entry]) -> Friend | None:
    """The friend that the entries of a page make; ``None`` if none of them says anything of a friend. The revision is
    0."""
    friend = None
    for entry in sorted({e.version: e for e in entries if is_foldable(e)}.values(), key=lambda e: e.version):
        friend = fold(friend, entry)
    return friend
