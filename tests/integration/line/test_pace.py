"""However senders come, go and are slow, all of them together stay under LINE's rate.

LINE counts with a token bucket: it holds what a second brings, and is filled all the time.

What is simulated is what Lambda gives: at most so many invocations at once, each in an environment that is new, or
that served any invocation before. Time is virtual.
"""

import heapq
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.campaigns.send import BATCHES_AT_ONCE, CONCURRENT_PUSHES
from daifukucho.delivery.line import Mode
from daifukucho_aws import line_send
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
    per_second: float
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


def refused(calls: list[float], limit: int) -> int:
    """How many calls a token bucket refuses that holds ``limit`` calls, and is filled with as many a second."""
    left, before, count = float(limit), 0.0, 0
    for at in sorted(calls):
        left = min(limit, left + (at - before) * limit)
        before = at
        if left < 1 - 1e-6:  # a hair: intervals such as 1/18 do not add up exactly
            count += 1
        else:
            left -= 1
    return count


def test_the_bucket_refuses_who_calls_faster():
    """The test's own bucket, which says nothing if it never refuses."""
    at_once = [0.0] * 200
    assert refused(at_once, 200) == 0
    assert refused([*at_once, 0.001], 200) == 1
    assert refused([n / 210 for n in range(10_000)], 200) > 0


@given(
    st.sampled_from([1, 2, 3, 5, 7, 10, 17, 50, 64, 67, 89, 99, 150, 199, 200]),
    st.sampled_from([0.0, 0.001, 0.02, 0.3]),
    st.sampled_from([0.0, 0.001, 0.05, 5.0]),
    st.integers(1, 6),
    st.integers(0, 2**32),
)
def test_all_senders_together_stay_under_the_rate(senders, late, slowest, calls_each, seed):
    limit = CALLS_A_SECOND[Mode.MULTICAST]
    fleet = Fleet(senders, calls_a_second(limit, senders), random.Random(seed), late, slowest)
    fleet.run(1_500 // calls_each, calls_each)
    assert refused(fleet.calls, limit) == 0


@given(st.sampled_from([Mode.MULTICAST, Mode.PUSH]), st.integers(1, 200), st.integers(0, 50))
def test_senders_that_are_always_busy_use_nine_tenths_whatever_their_number(mode, senders, notifiers):
    """So one more is never slower than one fewer: it is what each can do that counts, up to the same sum."""
    limit, sharing = CALLS_A_SECOND[mode], senders + (notifiers if mode is Mode.PUSH else 0)
    assert calls_a_second(limit, sharing) * sharing == pytest.approx(0.9 * limit)


@given(st.integers(2, 200), st.floats(0.1, 60))
def test_more_senders_are_never_slower(senders, able):
    """``able``: the calls a second that a sender would make by itself."""
    limit = CALLS_A_SECOND[Mode.MULTICAST]
    few, more = (n * min(able, calls_a_second(limit, n)) for n in (senders - 1, senders))
    assert more >= few - 1e-9


def test_all_senders_may_begin_in_the_same_moment():
    """The worst that can happen: as many as may be, all of them in step."""
    limit = CALLS_A_SECOND[Mode.MULTICAST]
    for senders in range(1, limit + 1):
        steps = range(int(3 * calls_a_second(limit, senders)) + 1)
        interval = 1 / calls_a_second(limit, senders)
        assert refused([step * interval for step in steps for _ in range(senders)], limit) == 0


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


def test_batches_side_by_side_keep_to_their_senders_share(monkeypatch):
    """Four batches, each in its thread, with pushes in threads of their own: all of them take turns with one another."""
    clock, calls = LockedClock(), []
    monkeypatch.setattr(line_send, "Pace", partial(Pace, now=clock.now, sleep=clock.sleep))
    access = SimpleNamespace(call=lambda post: post(SimpleNamespace(call_api=api)))
    messaging = line_send.LineMessaging(access, senders=50, notifiers=5)

    def api(path, *_, **__):
        calls.append((path, clock.now()))
        return SimpleNamespace(headers={})

    def batch(mode):
        with ThreadPoolExecutor(CONCURRENT_PUSHES) as pool:
            list(pool.map(lambda n: messaging.send(mode, [f"U{n}"], [], "key"), range(12)))

    with ThreadPoolExecutor(BATCHES_AT_ONCE) as pool:
        list(pool.map(batch, [Mode.MULTICAST, Mode.PUSH] * 2))
    for path, interval in (("/v2/bot/message/multicast", 50 / 180), ("/v2/bot/message/push", 55 / 1800)):
        began = sorted(at for called, at in calls if called == path)
        assert len(began) == 24
        assert all(later - earlier >= interval - 1e-9 for earlier, later in pairwise(began))


class LockedClock(Clock):
    """Many threads move it."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self.lock:
            super().sleep(seconds)


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
