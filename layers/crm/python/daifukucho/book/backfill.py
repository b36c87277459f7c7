"""Backfill: taking the friends into the roster who were friends before the ledger began."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from daifukucho.kernel.errors import Conflict
from daifukucho.kernel.ids import USER_ID, fingerprint, is_user_id
from daifukucho.kernel.time import DAY, Clock
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import LedgerWriter

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Job:
    """How far a backfill is. Each entry has the time at which the job started, so that a repeated entry is the same
    entry.

    ``next`` is LINE's token of the next page, which lives 24 hours (Messaging API reference).
    """

    started_at: int
    saved_at: int
    next: str | None = None
    friends: int = 0


class Jobs(Protocol):
    """Where jobs are kept, by name."""

    def load(self, name: str) -> Job | None: ...

    def save(self, name: str, job: Job) -> None: ...

    def forget(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Followers:
    """A page of the ids of those who are friends now, and LINE's token of the next one."""

    ids: Sequence[str]
    next: str | None


class FollowerPages(Protocol):
    """LINE's list of followers."""

    def page(self, token: str | None) -> Followers:
        """One call to LINE, at most 1,000 ids.

        Raises Denied if LINE does not give this account its followers, Conflict if the token is no longer good, and
        Unavailable.
        """


class Backfill:
    """Writes a ``backfill`` entry for each friend; the ledger's stream does the rest. Running it again is harmless."""

    def __init__(self, ledger: LedgerWriter, jobs: Jobs, clock: Clock) -> None:
        self._ledger = ledger
        self._jobs = jobs
        self._clock = clock

    def followers(self, pages: FollowerPages) -> Iterator[Job]:
        """Take in LINE's list of followers, one page at a time. An interrupted job is continued.

        Yields the job after each page. Raises what ``pages`` and the ledger raise; the pages before stay written.
        """
        name = "followers"
        now = self._clock()
        job = self._jobs.load(name)
        if job is None or now - job.saved_at >= DAY:
            job = Job(now, now)
        while True:
            try:
                page = pages.page(job.next)
            except Conflict:
                if job.next is None:
                    raise
                job = replace(job, next=None, friends=0)  # the same entries again: nothing changes
                continue
            self._write(page.ids, job.started_at, name)
            job = replace(job, next=page.next, friends=job.friends + len(page.ids), saved_at=self._clock())
            if page.next is None:
                self._jobs.forget(name)
                yield job
                return
            self._jobs.save(name, job)
            yield job

    def file(self, content: bytes, ids: Sequence[str]) -> Iterator[Job]:
        """Take in the ids of a file, five hundred at a time. Yields the job after each five hundred.

        The same file again makes the same entries. Raises Unavailable; what was written before stays.
        """
        name = f"csv-{fingerprint(content)[:16]}"
        now = self._clock()
        job = self._jobs.load(name) or Job(now, now)
        self._jobs.save(name, job)
        job = replace(job, friends=0)
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            self._write(some, job.started_at, name)
            job = replace(job, friends=job.friends + len(some), saved_at=self._clock())
            yield job

    def _write(self, ids: Sequence[str], at: int, name: str) -> None:
        source = name.partition("-")[0]
        body = json.dumps({"source": source}, separators=(",", ":"))
        friend_ids = filter(is_user_id, ids)
        self._ledger.write(
            [Entry("backfill", at, f"backfill-{name}", friend_id, body=body) for friend_id in friend_ids]
        )


@dataclass(frozen=True, slots=True)
class IdFile:
    """What a file of user ids holds. ``bad_lines`` are numbered from 1. ``header``: the first line is a header."""

    ids: list[str]
    bad_lines: list[int]
    repeated: int
    header: bool


def read_ids(content: bytes) -> IdFile:
    """Read a CSV file (UTF-8, or UTF-16 with a byte order mark) that has one user id in each line.

    The id may be in any column, separated by comma or tab; a first line without an id is a header. Each line is read
    for itself, so that a bad line costs no other line. A line without exactly one id is bad.
    """
    ids: dict[str, None] = {}
    bad_lines = []
    found = 0
    header = False
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for number, line in enumerate(_LINE_END.split(content.decode(encoding, "replace")), start=1):
        if not line.strip():
            continue
        in_line = {cell.strip() for cell in _cells(line) if is_user_id(cell.strip())}
        if len(in_line) == 1:
            found += 1
            ids.update(dict.fromkeys(in_line))
        elif number == 1 and not in_line and not USER_ID.search(line):
            header = True
        else:
            bad_lines.append(number)
    return IdFile(list(ids), bad_lines, found - len(ids), header)


def _cells(line: str) -> list[str]:
    reader = csv.reader(io.StringIO(line), delimiter="\t" if "\t" in line else ",")
    try:
        return next(reader, [])
    except csv.Error:  # a cell that is longer than the reader takes
        return []
