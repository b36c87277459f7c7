"""The book of friends: looking up a friend, and recording what staff members and LINE say of a friend."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict

from daifukucho.book.fold import fold, revised
from daifukucho.friends.edit import Edit, edit_from
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile
from daifukucho.friends.recording import ATTEMPTS, EntryBody, Recorded, act_id
from daifukucho.friends.repository import BookWriter, FriendReader, Mark, Saved
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.once import Once, refuse_reuse
from daifukucho.kernel.refusals import FRIEND_CONTENDED, FRIEND_NOT_FOUND
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import Clock, business_date
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.ledger.entry import Entry, Text


class FriendBook:
    """Reads friends and records what is said of them.

    A record is an entry and the friend in one transaction. The entries of one friend get strictly increasing
    times, so that replaying them in the order of the ledger gives the same friend.
    """

    def __init__(self, friends: FriendReader, writer: BookWriter, clock: Clock, ids: Ids, pause: Pause) -> None:
        self._friends = friends
        self._writer = writer
        self._clock = clock
        self._ids = ids
        self._pause = pause

    def get(self, friend_id: str) -> Friend:
        """One read. Raises NotFound, and Unavailable if the repository does not answer."""
        friend = self._friends.get(friend_id)
        if friend is None:
            raise FRIEND_NOT_FOUND()
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
        """Change what the book says of a friend, in a staff member's name (``by``); returns the friend after it.

        ``expected``: the revisions of the friend for which the caller means the edit (``None``: any). One read and one
        transaction; an edit that changes nothing writes nothing. Raises Invalid for what cannot be so, NotFound,
        Conflict if the friend has another revision by now (``version_mismatch``), and Unavailable if the repository
        does not answer or other writers are first each time.
        """
        wanted = edit_from(set or {}, tags_add, tags_remove)
        return self.apply(friend_id, wanted, by=by, expected=expected)

    def apply(self, friend_id: str, wanted: Edit, *, by: str, expected: Collection[int] | None = None) -> Friend:
        """The same as ``edit``, with a change that was checked. Raises as ``edit`` does."""

        wanted.refuse_unborn(business_date(self._clock()))

        def body(friend: Friend) -> Mapping[str, object] | None:
            refuse_unless_expected(friend.revision, expected)
            edit = wanted.narrowed(friend)
            return edit.body(by) if edit else None

        return self._record(friend_id, "edit", body)

    def record_profile(self, friend_id: str, profile: Profile | None) -> Friend:
        """Record what LINE says of a friend now (``None``: LINE shows us nothing); returns the friend after it.

        One read and one transaction. Raises NotFound and Unavailable as ``edit`` does.
        """
        shown = {name: value for name, value in asdict(profile).items() if value} if profile else None
        return self._record(friend_id, "profile", lambda _: {"profile": shown})

    def record(
        self,
        friend_id: str,
        kind: str,
        says: EntryBody,
        *,
        request: Once | None = None,
        marks: Collection[str] = (),
        text: Callable[[Entry], Text] | None = None,
    ) -> Recorded:
        """Record an entry of a ``recorded`` kind; the friend and the entry are written in one transaction.

        A ``request`` is recorded once, however often it comes: its mark on the friend's page, written in the same
        transaction, is kept for ever. ``marks`` are further names for which there can be only one entry (such as the
        refund of a movement); ``says`` looks for them, with ``marked``, and refuses. ``text``: what the entry says in
        words. It is kept apart so that it can be erased, in the same transaction; ``says`` looks whether it was erased,
        and refuses.

        One read and one transaction; with a request one read more, or two if the request is a copy. Raises NotFound,
        Invalid (``idempotency_key_reused``) if the key stood for another request, what ``says`` raises, and Unavailable
        if the repository does not answer or other writers are first each time.
        """
        event_id = act_id(friend_id, request) if request else self._ids()
        wanted = [Mark(event_id, request.body)] if request else []
        wanted += [Mark(name) for name in marks]
        for attempt in range(ATTEMPTS):
            before = self.get(friend_id)
            if request and (found := self._writer.marked(friend_id, event_id)):
                refuse_reuse(request, found.mark.content)
                return Recorded(before, found.entry, replayed=True)
            at = max(self._clock(), before.recorded_at + 1)
            content = says(before, at)
            if content is None:
                return Recorded(before, None)
            body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            entry = Entry(kind, at, event_id, friend_id, body=body, folded=True)
            after = self.after(before, entry)
            texts = [text(entry)] if text else []
            if self._writer.save_recorded(before, after, entry, wanted, texts) is Saved.DONE:
                return Recorded(after, entry)
            self._pause(attempt)
        raise FRIEND_CONTENDED()

    def after(self, before: Friend, entry: Entry) -> Friend:
        """The friend after an entry, with the next revision. Writes nothing."""
        return revised(fold(before, entry), before)

    def marked(self, friend_id: str, name: str) -> Entry | None:
        """The entry that was recorded under a name, if any. At most two reads. Raises Unavailable."""
        found = self._writer.marked(friend_id, name)
        return found.entry if found else None

    def _record(self, friend_id: str, kind: str, body: Callable[[Friend], Mapping[str, object] | None]) -> Friend:
        return self.record(friend_id, kind, lambda friend, _: body(friend)).friend
