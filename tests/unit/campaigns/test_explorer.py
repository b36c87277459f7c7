"""Nobody twice, nobody lost, whatever happens: the real code under random accidents (see tests/support/explorer.py).

The second half breaks one rule of the protocol at a time: the explorer must notice, or it proves nothing.
"""

from concurrent.futures import Executor
from dataclasses import replace

import pytest

from daifukucho.campaigns import send
from daifukucho.campaigns.batch import Batch, Outcome, Unit
from daifukucho.campaigns.evaluate import _Scan
from daifukucho.campaigns.run import Mode
from tests.support.explorer import Explorer

SEEDS = 150


class InTurn(Executor):
    """A pool of one that works when asked: the explorer decides who goes on."""

    def __init__(self, workers: int) -> None:
        pass

    def map(self, work, *items):
        return [work(*each) for each in zip(*items, strict=True)]


@pytest.fixture(autouse=True)
def small_and_in_turn(monkeypatch):
    monkeypatch.setattr(Mode, "batch_size", property(lambda self: 2))
    monkeypatch.setattr(send, "ThreadPoolExecutor", InTurn)


def explore(seed: int, mode: Mode) -> None:
    world = Explorer(seed, mode, bad=seed % 3 == 0)
    world.check_closed(world.explore())


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("block", range(5))
def test_the_promise_holds(mode, block):
    for seed in range(block * SEEDS // 5, (block + 1) * SEEDS // 5):
        try:
            explore(seed, mode)
        except BaseException as error:
            raise AssertionError(f"seed {seed}, {mode}: {error}") from error


def take_without_doubt(monkeypatch):
    monkeypatch.setattr(Batch, "taken", lambda self, o, until: replace(self, owner=o, lease_until=until))


def believe_a_refusal_in_doubt(monkeypatch):
    monkeypatch.setattr(Unit, "refused", lambda self: replace(self, outcome=Outcome.REFUSED))


def forget_the_23_hours(monkeypatch):
    monkeypatch.setattr(Unit, "past_doubt_limit", lambda self, now: False)


def count_a_takeover_as_a_first_try(monkeypatch):
    taken = Batch.taken

    def anew(self, owner, until):
        batch = taken(self, owner, until)
        return batch.with_units(replace(u, first_try_at=until) for u in batch.units)

    monkeypatch.setattr(Batch, "taken", anew)


def call_off_what_may_have_been_called(monkeypatch):
    called_off = Batch.called_off

    def wrong(self, unsent):
        return called_off(self.with_units(replace(u, outcome=u.outcome or Outcome.REFUSED) for u in self.units), unsent)

    monkeypatch.setattr(Batch, "called_off", wrong)


def keep_what_was_found_after_losing(monkeypatch):
    monkeypatch.setattr(_Scan, "of", classmethod(lambda cls, at: cls([], None)))


def new_key_for_each_owner(monkeypatch):
    monkeypatch.setattr(send, "retry_key", lambda ref, unit, push: f"{ref}{unit.friends}{id(unit)}")


@pytest.mark.parametrize(
    "mutate",
    [
        take_without_doubt,
        believe_a_refusal_in_doubt,
        forget_the_23_hours,
        count_a_takeover_as_a_first_try,
        call_off_what_may_have_been_called,
        keep_what_was_found_after_losing,
        new_key_for_each_owner,
    ],
)
def test_a_broken_rule_is_noticed(mutate, monkeypatch):
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        for seed in range(3_000):
            explore(seed, Mode.MULTICAST)
