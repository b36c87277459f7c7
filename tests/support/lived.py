"""Friends whose histories really happen: each entry comes in, and is folded or recorded, as in a running stack."""

from collections.abc import Iterable
from dataclasses import replace

from daifukucho.friends.book import FriendBook
from daifukucho.friends.folding import Folding
from daifukucho.friends.profile import Profile
from daifukucho.friends.store import BookWriter, FriendReader
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.store import LedgerWriter
from tests.support.book import no_pause


def live(entries: Iterable[Entry], friends: FriendReader, writer: BookWriter, ledger: LedgerWriter) -> None:
    """Have a friend's entries happen, one after the other, with their own times and ids."""
    for entry in entries:
        book = FriendBook(friends, writer, lambda at=entry.at: at, lambda name=entry.event_id: name, no_pause)
        content = entry.data
        match entry.kind:
            case "profile":
                book.record_profile(entry.friend_id, Profile(**content["profile"]))
            case "edit":
                given = {name: content[name] for name in ("by", "set", "tags_add", "tags_remove")}
                book.edit(entry.friend_id, **given)
            case _:
                ledger.write([replace(entry, folded=False)])
                Folding(friends, writer, no_pause).fold(replace(entry, folded=False))
