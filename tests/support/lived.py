"""Friends whose histories really happen: each entry comes in, and is folded or recorded, as in a running stack."""

from collections.abc import Iterable
from dataclasses import replace

from daifukucho.book.book import FriendBook
from daifukucho.book.folding import Folding
from daifukucho.friends.profile import Profile
from daifukucho.friends.repository import BookWriter, FriendReader
from daifukucho.kernel.time import to_iso
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import LedgerWriter
from daifukucho.orders.judging import OrderProgram
from daifukucho.orders.orders import Orders
from daifukucho.orders.repository import OrderRepository
from daifukucho.orders.settings import ORDERS
from tests.support.book import no_pause


def live(
    entries: Iterable[Entry], friends: FriendReader, writer: BookWriter, ledger: LedgerWriter, store: OrderRepository
) -> None:
    """Have a friend's entries happen, one after the other, with their own times and ids."""
    program = OrderProgram(ORDERS.define(ORDERS.default))
    for entry in entries:
        book = FriendBook(friends, writer, lambda at=entry.at: at, lambda name=entry.event_id: name, no_pause)
        content = entry.data
        now, new_id = (lambda at=entry.at: at), (lambda name=entry.event_id: name)
        orders = Orders(book, store, lambda: program, now, new_id, no_pause)
        match entry.kind:
            case "profile":
                book.record_profile(entry.friend_id, Profile(**content["profile"]))
            case "edit":
                given = {name: content[name] for name in ("by", "set", "tags_add", "tags_remove")}
                book.edit(entry.friend_id, **given)
            case "purchase":
                order = {name: value for name, value in content["order"].items() if name not in ("order_id", "version")}
                order |= {"at": to_iso(order["at"]), "updated_at": to_iso(content["order"]["version"])}
                assert orders.put(entry.friend_id, content["order"]["order_id"], order, by=content["by"]).recorded
            case "purchases_settled":
                orders.settle(entry.friend_id)
            case _:
                ledger.write([replace(entry, folded=False)])
                Folding(friends, writer, no_pause).fold(replace(entry, folded=False))
