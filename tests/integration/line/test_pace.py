"""However senders come, go and are slow, all of them together stay under LINE's rate in any one second.

What is simulated is what Lambda gives: at most so many invocations at once, each in an environment that is new, or
that served any invocation before. Time is virtual.
"""

import heapq
import random
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.campaigns.run import Mode
from daifukucho.campaigns.send import CONCURRENT_PUSHES
from daifukucho_aws.line_send import CALLS_A_SECOND, Pace, calls_a_second


class Clock:
    """Wakes a sleeper late, by up to ``late`` seconds, never early."""

    def __init__(self, at: float = 0.0, late: float = 0.0, chance: random.Random | None = None) -> None:
        self.at = at
        self.late = late
        self.chance = chance or random.Random(1)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds + self.chance.uniform(0, self.late)


@dataclass
class Environment:
    """What survives an invocation: its pace, and with it the clock that the pace looks at."""

    clock: Clock
    pace: Pace


@dataclass
class Fleet:
    """Senders under Lambda. ``slots`` are the times from which each of the invocations that may run at once is free."""

    senders: int
    per_second: int
    chance: random.Random
    late: float
    slowest: float
    calls: list[float] = field(default_factory=list)
    idle: list[Environment] = field(default_factory=list)

    def run(self, invocations: int, calls_each: int) -> None:
        slots = [0.0] * self.senders
        running: list[tuple[float, int, Environment]] = []
        for number in range(invocations):
            start = heapq.heappop(slots)
            while running and running[0][0] <= start:
                self.idle.append(heapq.heappop(running)[2])
            environment = self._environment(start)
            self._invoke(environment, calls_each)
            heapq.heappush(running, (environment.clock.at, number, environment))
            heapq.heappush(slots, environment.clock.at)

    def _environment(self, start: float) -> Environment:
        if self.idle and self.chance.random() < 0.7:
            environment = self.idle.pop(self.chance.randrange(len(self.idle)))
            environment.clock.at = start
            return environment
        clock = Clock(start, self.late, self.chance)
        return Environment(clock, Pace(self.per_second, clock.now, clock.sleep))

    def _invoke(self, environment: Environment, calls: int) -> None:
        for _ in range(calls):  # tries of one batch, or its batch and those of the next
            with environment.pace.turn() as began:
                self.calls.append(began)
                environment.clock.at += self.chance.choice([0.0, self.chance.uniform(0, self.slowest)])


def most_in_a_second(calls: list[float]) -> int:
    calls = sorted(calls)
    # A hair less than a second: intervals such as 1/18 do not add up exactly.
    return max(bisect_left(calls, at + 1 - 1e-6) - i for i, at in enumerate(calls))


@given(
    st.sampled_from([1, 2, 3, 5, 7, 10, 64, 99, 150, 199, 200]),
    st.sampled_from([0.0, 0.001, 0.02, 0.3]),
    st.sampled_from([0.0, 0.001, 0.05, 5.0]),
    st.integers(1, 6),
    st.integers(0, 2**32),
)
def test_all_senders_together_stay_under_the_rate(senders, late, slowest, calls_each, seed):
    limit = CALLS_A_SECOND[Mode.MULTICAST]
    fleet = Fleet(senders, calls_a_second(limit, senders), random.Random(seed), late, slowest)
    fleet.run(1_500 // calls_each, calls_each)
    assert most_in_a_second(fleet.calls) <= limit


@pytest.mark.parametrize("mode", [Mode.MULTICAST, Mode.PUSH])
def test_what_the_senders_share_is_less_than_all(mode):
    """A second that begins with a call holds as many calls as a sender may make in it; a tenth is for others."""
    for senders in range(1, 201):
        each = calls_a_second(CALLS_A_SECOND[mode], senders)
        assert isinstance(each, int) and each >= 1
        assert each * senders <= (0.9 if each > 1 else 1) * CALLS_A_SECOND[mode]


def test_more_senders_than_calls_are_refused():
    with pytest.raises(ValueError, match="use 200 at most"):
        calls_a_second(200, 201)


@pytest.mark.parametrize("late", [0.0, 0.05])
def test_calls_at_once_share_a_pace(late):
    """They begin one after another, and a late one makes the next ones later: no two begin closer than that."""
    clock = Clock(late=late)
    pace = Pace(100, clock.now, clock.sleep)
    with ExitStack() as pushes:
        began = [pushes.enter_context(pace.turn()) for _ in range(CONCURRENT_PUSHES)]
    assert all(later - earlier >= 1 / 100 - 1e-9 for earlier, later in pairwise(began))


def test_threads_take_turns():
    clock, began = Clock(), []
    pace = Pace(100, clock.now, clock.sleep)

    def push(_: int) -> None:
        with pace.turn() as at:
            began.append(at)

    with ThreadPoolExecutor(CONCURRENT_PUSHES) as pool:
        list(pool.map(push, range(100)))
    assert len(began) == 100
    assert all(later - earlier >= 1 / 100 - 1e-9 for earlier, later in pairwise(sorted(began)))


def test_a_turn_is_kept_to_its_end_even_if_the_call_fails():
    clock = Clock()
    pace = Pace(10, clock.now, clock.sleep)
    with pytest.raises(OSError, match="lost"), pace.turn():
        raise OSError("lost")
    assert clock.at == pytest.approx(0.1)


def test_the_first_call_of_an_environment_waits_for_nobody():
    clock = Clock(at=5.0)
    with Pace(10, clock.now, clock.sleep).turn():
        assert clock.at == 5.0
