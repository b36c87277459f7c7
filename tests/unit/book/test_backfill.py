"""Taking in friends from before: from LINE's list, or from a file; interrupted, repeated, odd."""

import pytest

from daifukucho.book.backfill import Backfill, Followers, Job, read_ids
from daifukucho.kernel.errors import Conflict, Denied, Unavailable
from daifukucho.kernel.time import DAY, HOUR
from daifukucho.kernel.words import Words
from tests.support.book import Clock, MemoryBook

SAID = Words("だめです。", "No.")
IDS = [f"U{number:032x}" for number in range(1_200)]


class MemoryJobs:
    def __init__(self):
        self.jobs: dict[str, Job] = {}

    def load(self, name):
        return self.jobs.get(name)

    def save(self, name, job):
        self.jobs[name] = job

    def forget(self, name):
        self.jobs.pop(name, None)


class Line:
    """Followers, five a page; ``fails_at`` a token, once."""

    def __init__(self, ids=IDS[:12]):
        self.ids, self.asked, self.fails_at = ids, [], {}

    def page(self, token):
        self.asked.append(token)
        if token in self.fails_at:
            raise self.fails_at.pop(token)
        start = int(token or 0)
        more = str(start + 5) if start + 5 < len(self.ids) else None
        return Followers(self.ids[start : start + 5], more)


@pytest.fixture
def book():
    return MemoryBook()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs():
    return MemoryJobs()


@pytest.fixture
def backfill(book, jobs, clock):
    return Backfill(book, jobs, clock)


def test_every_follower_is_an_entry(backfill, book, jobs, clock):
    start = clock.now
    progress = []
    for job in backfill.followers(Line()):
        progress.append(job.friends)
        clock.now += HOUR
    assert progress == [5, 10, 12]
    assert {entry.friend_id for entry in book.ledger.values()} == set(IDS[:12])
    assert {(entry.kind, entry.at, entry.body) for entry in book.ledger.values()} == {
        ("backfill", start, '{"source":"followers"}')
    }
    assert jobs.jobs == {}


def test_an_interrupted_job_goes_on_and_writes_nothing_twice(backfill, book, clock):
    line = Line()
    line.fails_at = {"5": Unavailable(SAID)}
    with pytest.raises(Unavailable):
        list(backfill.followers(line))
    clock.now += HOUR
    line.asked.clear()
    assert [job.friends for job in backfill.followers(line)] == [10, 12]
    assert line.asked == ["5", "10"]
    assert len(book.ledger) == 12


def test_a_page_written_but_not_saved_is_written_again_as_the_same(backfill, book, jobs):
    jobs.save = lambda name, job: (_ for _ in ()).throw(Unavailable(SAID))
    with pytest.raises(Unavailable):
        list(backfill.followers(Line()))
    assert len(book.ledger) == 5
    del jobs.save
    list(backfill.followers(Line()))
    assert len(book.ledger) == 12


def test_a_token_that_has_expired_starts_the_list_again_with_the_same_entries(backfill, book, jobs, clock):
    jobs.jobs["followers"] = Job(clock.now - HOUR, clock.now - HOUR, next="5", friends=5)
    line = Line()
    line.fails_at = {"5": Conflict(SAID)}
    assert [job.friends for job in backfill.followers(line)] == [5, 10, 12]
    assert {entry.at for entry in book.ledger.values()} == {clock.now - HOUR}


def test_a_job_from_the_day_before_is_not_gone_on_with(backfill, book, jobs, clock):
    jobs.jobs["followers"] = Job(1, clock.now - DAY, next="5", friends=5)
    list(backfill.followers(Line()))
    assert len(book.ledger) == 12
    assert {entry.at for entry in book.ledger.values()} == {clock.now}


@pytest.mark.parametrize("error", [Denied(SAID), Conflict(SAID)])
def test_a_refusal_at_the_first_page_ends_it(backfill, error):
    line = Line()
    line.fails_at = {None: error}
    with pytest.raises(type(error)):
        list(backfill.followers(line))


def test_nobody_follows(backfill, book):
    assert [job.friends for job in backfill.followers(Line([]))] == [0]
    assert book.ledger == {}


def test_a_file_given_again_makes_the_same_entries(backfill, book, clock):
    content = "\n".join(IDS).encode()
    assert [job.friends for job in backfill.file(content, IDS)] == [500, 1_000, 1_200]
    before = dict(book.ledger)
    clock.now += 30 * DAY
    list(backfill.file(content, IDS))
    assert book.ledger == before
    list(backfill.file(content + b"\n", IDS))
    assert len(book.ledger) == 2_400


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_however_the_file_is_written(separator, encoding):
    text = separator.join(["userId,名前", f"{IDS[0]},花子", f' {IDS[1]} ,"太郎, 次郎"', "", f'"{IDS[2]}"', ""])
    found = read_ids(text.encode(encoding))
    assert (found.ids, found.bad_lines, found.repeated, found.header) == (IDS[:3], [], 0, True)


def test_without_a_header_and_in_another_column_and_with_tabs():
    found = read_ids(f"{IDS[0]}\n花子,{IDS[1]}\n太郎\t{IDS[2]}\n".encode())
    assert (found.ids, found.header) == (IDS[:3], False)


@pytest.mark.parametrize(
    "bad",
    [
        "no id here",
        "U123",
        "U" + "A" * 32,
        IDS[5] + "0",
        f"{IDS[5]},{IDS[6]}",
        f'"{IDS[5]},never closed',
        "\x00",
        "x" * 200_000,
        "\u2028",
    ],
    ids=lambda bad: bad[:12],
)
def test_a_bad_line_is_told_by_its_number_and_costs_no_other(bad):
    content = f"id\n{IDS[0]}\n{bad}\n{IDS[1]}\n".encode()
    found = read_ids(content)
    assert found.ids == IDS[:2]
    assert found.bad_lines in ([3], [])
    assert (found.bad_lines == []) == (not bad.strip())


def test_bytes_that_are_no_text_cost_no_other():
    found = read_ids(f"id\n{IDS[0]}\n".encode() + b"\xff\xfe\x80\n" + IDS[1].encode())
    assert (found.ids, found.bad_lines) == (IDS[:2], [3])


def test_a_first_line_that_holds_something_like_an_id_is_no_header():
    found = read_ids(f"x{IDS[0]}\n{IDS[1]}\n".encode())
    assert (found.header, found.bad_lines) == (False, [1])


def test_the_same_id_twice_counts_once():
    found = read_ids("\n".join([IDS[0], IDS[1], IDS[0], f"{IDS[0]},{IDS[0]}"]).encode())
    assert (found.ids, found.repeated) == (IDS[:2], 2)


def test_an_empty_file():
    assert read_ids(b"").ids == []
    assert read_ids(b"\xef\xbb\xbf").ids == []
