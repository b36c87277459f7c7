"""The roster and the ledger in memory, with the adapters' guarantees, and with faults on demand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile
from daifukucho.friends.repository import FoldSaved, Mark, Marked, Saved
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho.ledger.repository import Written


def no_pause(attempt: int) -> None:
    """Repeats at once."""


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, now: int = 1_795_316_400_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class Counting:
    """Ids in order: id-1, id-2, …; ``made``: so many have been given before."""

    def __init__(self, made: int = 0) -> None:
        self.made = made

    def __call__(self) -> str:
        self.made += 1
        return f"id-{self.made}"


class MemoryBook:
    """A FriendReader, BookWriter, LedgerReader and LedgerWriter.

    ``before_save`` is called before each save and may change the book (a rival) or raise (an outage);
    ``after_save`` is called once it is done and may raise (the answer is lost).
    """

    def __init__(self) -> None:
        self.friends: dict[str, Friend] = {}
        self.ledger: dict[tuple[str, str], Entry] = {}
        self.marks: dict[tuple[str, str], Marked] = {}
        self.texts: dict[tuple[str, str], Text] = {}
        self.saves = 0
        self.before_save: Callable[[], None] = lambda: None
        self.after_save: Callable[[], None] = lambda: None

    def get(self, friend_id: str) -> Friend | None:
        return self.friends.get(friend_id)

    def save_folded(self, before: Friend | None, after: Friend, entries: Sequence[Entry]) -> FoldSaved:
        self.before_save()
        stored = {entry.version: self.ledger.get((after.friend_id, entry.version)) for entry in entries}
        known = [entry for entry in entries if (found := stored[entry.version]) is None or found.folded]
        if known:
            return FoldSaved(Saved.KNOWN, known)
        if self._is_stale(before, after):
            return FoldSaved(Saved.STALE)
        for version, entry in stored.items():
            self.ledger[after.friend_id, version] = replace(entry, folded=True)
        return FoldSaved(self._save(after))

    def save_recorded(
        self, before: Friend, after: Friend, entry: Entry, marks: Sequence[Mark] = (), texts: Sequence[Text] = ()
    ) -> Saved:
        self.before_save()
        known = (after.friend_id, entry.version) in self.ledger
        for text in texts:
            there = self.texts.get((after.friend_id, text.message_id))
            known |= there is not None if text.said is Said.SENT else there is None or there.body is None
        if known or any((after.friend_id, mark.name) in self.marks for mark in marks):
            return Saved.KNOWN
        if self._is_stale(before, after):
            return Saved.STALE
        entry = replace(entry, folded=True)
        self.ledger[after.friend_id, entry.version] = entry
        for mark in marks:
            self.marks[after.friend_id, mark.name] = Marked(mark, entry)
        self.texts |= {(after.friend_id, text.message_id): text for text in texts}
        return self._save(after)

    def marked(self, friend_id: str, name: str) -> Marked | None:
        return self.marks.get((friend_id, name))

    def save_rebuilt(self, before: Friend | None, after: Friend) -> Saved:
        self.before_save()
        return Saved.STALE if self._is_stale(before, after) else self._save(after)

    def write(self, entries: Sequence[Entry], texts: Sequence[Text] = ()) -> Written:
        new = 0
        for entry in entries:
            key = (entry.friend_id or f"group#{entry.group_id}", entry.version)
            new += key not in self.ledger
            self.ledger.setdefault(key, entry)
        return Written(new, len(entries) - new)

    def entry(self, friend_id: str, version: str) -> Entry | None:
        return self.ledger.get((friend_id, version))

    def text(self, friend_id: str, message_id: str) -> Text | None:
        return self.texts.get((friend_id, message_id))

    def entries(self, friend_id: str) -> Iterator[Entry]:
        yield from (entry for (page, _), entry in sorted(self.ledger.items()) if page == friend_id)

    def folded(self, friend_id: str, until: int) -> Iterator[Entry]:
        yield from (entry for entry in self.entries(friend_id) if entry.folded and entry.at <= until)

    def friend_ids(self) -> Iterator[str]:
        yield from dict.fromkeys(page for page, _ in sorted(self.ledger) if "#" not in page)

    def _is_stale(self, before: Friend | None, after: Friend) -> bool:
        now = self.friends.get(after.friend_id)
        return (now and now.revision) != (before and before.revision)

    def _save(self, after: Friend) -> Saved:
        self.friends[after.friend_id] = after
        self.saves += 1
        self.after_save()
        return Saved.DONE


class FakeProfiles:
    """LINE's profiles; ``down`` makes it silent."""

    def __init__(self, **profiles: Profile | None) -> None:
        self.profiles = profiles
        self.down = False
        self.calls: list[str] = []

    def fetch(self, friend_id: str) -> Profile | None:
        self.calls.append(friend_id)
        if self.down:
            raise Unavailable(Words("LINE が応答しませんでした。", "LINE did not answer."), code="line_no_answer")
        return self.profiles.get(friend_id)
