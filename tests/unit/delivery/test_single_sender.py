"""One message at most and one record, whatever happens: the real notifier under random accidents.

The second half breaks one rule at a time: the explorer must notice, or it proves nothing.
"""

from dataclasses import replace

import pytest

from daifukucho.delivery.single import Notice, NoticeOutcome
from daifukucho.delivery.snag import Snag
from tests.support.calling import RULES
from tests.support.notices import MemoryNotices, World
from tests.support.search import seeds

pytestmark = pytest.mark.search

SEEDS = 150


def explore(seed: int) -> Notice | None:
    world = World(seed)
    notice = world.explore()
    world.check_ended(notice)
    return notice


def test_the_promise_holds():
    ends = set()
    for seed in seeds(SEEDS):
        try:
            notice = explore(seed)
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        ends.add(notice and notice.outcome)
    assert ends == {None, *NoticeOutcome}  # all of them were met


def take_without_doubt(monkeypatch):
    monkeypatch.setattr(Notice, "taken", lambda self, o, until: replace(self, owner=o, lease_until=until))
    monkeypatch.setattr(Notice, "in_doubt", property(lambda self: self.doubt))


def count_from_the_latest_try(monkeypatch):
    taken = Notice.taken
    monkeypatch.setattr(
        Notice, "taken", lambda self, o, until: replace(taken(self, o, until), first_try_at=until - 120_000)
    )


def give_each_try_a_key_of_its_own(monkeypatch):
    monkeypatch.setattr(Notice, "retry_key", property(lambda self: f"{self.revision}"))


def write_whatever_was_read(monkeypatch):
    write = MemoryNotices.replace
    monkeypatch.setattr(
        MemoryNotices, "replace", lambda self, before, after: write(self, self.get("U1", after.name), after)
    )


def call_a_doubt_a_failure(monkeypatch):
    ended = Notice.ended

    def failed(self, outcome, *why):
        unknown = outcome is NoticeOutcome.UNKNOWN
        return ended(self, NoticeOutcome.FAILED, Snag.TRY_LATER) if unknown else ended(self, outcome, *why)

    monkeypatch.setattr(Notice, "ended", failed)


@pytest.mark.parametrize(
    "broken",
    [
        take_without_doubt,
        count_from_the_latest_try,
        give_each_try_a_key_of_its_own,
        write_whatever_was_read,
        call_a_doubt_a_failure,
        *RULES,
    ],
)
def test_a_rule_left_out_is_noticed(broken, monkeypatch):
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        for seed in range(2_400):
            explore(seed)
