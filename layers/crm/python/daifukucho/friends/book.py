"""The book of friends: looking one up, and recording what operators and LINE say of her."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict

from daifukucho.friends.edit import edit_from
from daifukucho.friends.fold import fold, revised
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile
from daifukucho.friends.store import BookWriter, FriendReader, Saved
from daifukucho.kernel.errors import NotFound, Unavailable
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import Clock
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.ledger.entry import Entry

ATTEMPTS = 10


class FriendBook:
    """Reads friends and records what is said of them.

    What is recorded is an entry and the friend in one transaction. The entries of one friend get strictly increasing
    times, so that replaying them in the order of the ledger gives the same friend.
    """

    def __init__(self, friends: FriendReader, writer: BookWriter, clock: Clock, ids: Ids, pause: Pause) -> None:
        self._friends = friends
        self._writer = writer
        self._clock = clock
        self._ids = ids
        self._pause = pause

    def get(self, friend_id: str) -> Friend:
        """One read. Raises NotFound, and Unavailable if the store does not answer."""
        friend = self._friends.get(friend_id)
        if friend is None:
            raise NotFound("There is no such friend.", code="friend_not_found")
        return friend

    def edit(
        self,
        friend_id: str,
        *,
        by: str,
        set: Mapping[str, object] | None = None,
        tags_add: Collection[object] = (),
        tags_remove: Collection[object] = (),
        expected: Collection[int] | None = None,
    ) -> Friend:
        """Change what the book says of a friend, in an operator's name (``by``); returns the friend after it.

        ``expected``: the revisions that the caller takes for the present one (``None``: any). One read and one
        transaction; an edit that changes nothing writes nothing. Raises Invalid for what cannot be so, NotFound,
        Conflict if she is at another revision by now (``version_mismatch``), and Unavailable if the store does not
        answer or rivals keep being first.
        """
        wanted = edit_from(set or {}, tags_add, tags_remove)

        def body(friend: Friend) -> Mapping[str, object] | None:
            refuse_unless_expected(friend.revision, expected)
            edit = wanted.narrowed(friend)
            return edit.body(by) if edit else None

        return self._record(friend_id, "edit", body)

    def record_profile(self, friend_id: str, profile: Profile | None) -> Friend:
        """Record what LINE says of a friend now (``None``: it shows us nothing); returns the friend after it.

        One read and one transaction. Raises NotFound and Unavailable as ``edit`` does.
        """
        shown = {name: value for name, value in asdict(profile).items() if value} if profile else None
        return self._record(friend_id, "profile", lambda _: {"profile": shown})

    def _record(self, friend_id: str, kind: str, body: Callable[[Friend], Mapping[str, object] | None]) -> Friend:
        event_id = self._ids()
        for attempt in range(ATTEMPTS):
            before = self.get(friend_id)
            content = body(before)
            if content is None:
                return before
            at = max(self._clock(), before.recorded_at + 1)
            text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            entry = Entry(kind, at, event_id, friend_id, body=text, folded=True)
            after = revised(fold(before, entry), before)
            if self._writer.save_recorded(before, after, entry) is Saved.DONE:
                return after
            self._pause(attempt)
        raise Unavailable("The friend is being changed by others; try again.", code="contention")
