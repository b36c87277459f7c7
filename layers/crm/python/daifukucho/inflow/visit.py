"""A visit: somebody, a friend or not yet, opens an inflow route's link or scans its code."""

import json
from typing import Protocol

from daifukucho.book.book import FriendBook
from daifukucho.book.folding import Folding
from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import FriendReader
from daifukucho.inflow.refusals import NOT_RECORDED
from daifukucho.inflow.route import InflowRoute
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Invalid
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.text import one_form
from daifukucho.kernel.time import MINUTE, Clock
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import LedgerWriter

SAME_VISIT = MINUTE
"""A page that is opened again within this time (milliseconds), by the same inflow route, is the same visit."""


class InflowRoutes(Protocol):
    def get(self, key: str) -> Defined[InflowRoute]:
        """One read. Raises NotFound and Unavailable."""


class Visits:
    """Records visits."""

    def __init__(
        self,
        routes: InflowRoutes,
        friends: FriendReader,
        ledger: LedgerWriter,
        folding: Folding,
        book: FriendBook,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._routes = routes
        self._friends = friends
        self._ledger = ledger
        self._folding = folding
        self._book = book
        self._clock = clock
        self._ids = ids

    def record(self, friend_id: str, key: str) -> Friend:
        """Note that a LINE user (``friend_id``: from a verified token) came by an inflow route; returns the friend
        after it.

        A person of whom nothing is known becomes a visitor, to whom nothing is sent before the follow. Three reads and
        two transactions, one more if tags are added. Repeated within a minute it does nothing. Raises NotFound
        (``inflow_not_found``) and Unavailable; a repeat then does what is missing.
        """
        route = self._routes.get(key)
        friend, now = self._friends.get(friend_id), self._clock()
        if friend is None or not _is_same_visit(friend, key, now):
            entry = Entry("route", now, self._ids(), friend_id, body=json.dumps({"route": key}))
            self._ledger.write([entry])
            friend = self._folding.fold(entry)
        if friend is None:
            raise NOT_RECORDED()
        if set(map(one_form, route.says.tags)) <= friend.tags.keys():
            return friend
        try:
            return self._book.edit(friend_id, by=f"route:{key}", tags_add=route.says.tags)
        except Invalid:  # the friend has as many tags as a friend can have; the visit counts all the same
            return friend


def _is_same_visit(friend: Friend, key: str, now: int) -> bool:
    last = friend.last_route_version.partition("#")[0]
    return friend.last_route == key and last.isdigit() and now - int(last) < SAME_VISIT
