"""Any friends at any stores in any order: what nobody can do to another one, and how many guesses anybody gets."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Denied
from daifukucho.kernel.time import DAY, HOUR, business_date
from daifukucho.stores import till as tills
from daifukucho.stores.store import Store, pin_id
from daifukucho.stores.till import PinDesk
from daifukucho.stores.tries import MOST_IN_ALL, MOST_TRIES
from tests.support.book import Clock, no_pause
from tests.support.tries import MemoryTries, quick_hash

FRIENDS = [f"U{n}" for n in range(4)]
STORES = ["a", "b", "c"]
GUARD = 12
"""In the place of a hundred, so that four friends reach it."""
PINS = {(name, n): quick_hash(str(n), name.encode() * 16) for name in STORES for n in range(100)}

friends, stores = st.sampled_from(FRIENDS), st.sampled_from(STORES)


class Tills(RuleBasedStateMachine):
    """Beside the desk, what was really checked: ``wrong`` holds when, whose and at which PIN; ``since`` the same, but
    for those of a friend at a PIN before the friend's latest right one there."""

    def __init__(self):
        super().__init__()
        self.kept, tills.STORE_TRIES = tills.STORE_TRIES, GUARD
        self.clock, self.tries = Clock(), MemoryTries()
        self.desk = PinDesk(self.tries, self.clock, no_pause)
        self.pins = dict.fromkeys(STORES, 0)
        self.wrong, self.since, self.presses = [], [], []

    def teardown(self):
        tills.STORE_TRIES = self.kept

    def store(self, name):
        return Defined(name, 1, 0, 0, Store(name, PINS[name, self.pins[name]]))

    @rule(friend=friends, name=stores, times=st.integers(1, MOST_TRIES + 1))
    def guess(self, friend, name, times):
        for _ in range(times):
            self.press(friend, name, "x")

    @rule(friend=friends, name=stores)
    def type_the_right_one(self, friend, name):
        self.press(friend, name, str(self.pins[name]))

    def press(self, friend, name, digits):
        store, now = self.store(name), self.clock.now
        pin, others = pin_id(store), self.others(friend)
        pressed = self.counted(friend, now)
        try:
            self.desk.open(store, friend, digits)
            said = None
        except Denied as error:
            said = error.code
        if said != "pin_locked":
            assert said == (None if digits != "x" else "pin_wrong")
        if said == "pin_wrong":
            self.wrong.append((now, friend, pin))
            self.since.append((now, friend, pin))
        if said is None:
            self.since = [one for one in self.since if one[1:] != (friend, pin)]
        if said == "pin_locked":
            here = [one for one in pressed if one[2] == pin]
            own = len(here) >= MOST_TRIES or len(pressed) >= MOST_IN_ALL
            assert own or (here and self.on(now, pin) >= GUARD)  # what others did locks nobody below the store's bound,
            assert pressed  # and beyond it nobody who has done nothing wrong
        elif said == "pin_wrong":
            self.presses.append((now, friend, pin))
        if said is None:
            self.presses = [one for one in self.presses if one[1:] != (friend, pin)]
        elif said == "pin_locked" and here and not own:
            self.presses.append((now, friend, pin))  # refused on guard: it counts for the friend
        assert self.others(friend) == others  # nobody clears or counts another one's

    def counted(self, friend, now):
        """A friend's presses that count: those at a PIN, until a day has passed without one."""
        mine = [one for one in self.presses if one[1] == friend]
        return [one for pin in {one[2] for one in mine} for one in latest([m for m in mine if m[2] == pin], now)]

    def others(self, friend):
        return {other: self.tries.get(other) for other in FRIENDS if other != friend}

    def on(self, at, pin):
        day = business_date(at)
        return sum(other == pin and business_date(then) == day for then, _, other in self.wrong)

    @rule(hours=st.sampled_from([1, 5, 12, 23, 24, 48]))
    def wait(self, hours):
        self.clock.now += hours * HOUR

    @rule(name=stores)
    def set_a_new_pin(self, name):
        self.pins[name] += 1

    @invariant()
    def nobody_has_more_than_five_at_a_pin_nor_ten_in_all_within_a_day(self):
        for friend in FRIENDS:
            mine = [one for one in self.since if one[1] == friend]
            for pin in {one[2] for one in mine}:
                assert_apart([at for at, _, other in mine if other == pin], MOST_TRIES)
            assert_apart([at for at, _, _ in mine], MOST_IN_ALL)

    @invariant()
    def beyond_the_bound_a_store_gives_each_friend_one_try(self):
        for day, pin in {(business_date(at), pin) for at, _, pin in self.wrong}:
            whose = [friend for at, friend, other in self.wrong if other == pin and business_date(at) == day]
            assert len(whose) <= GUARD + len(set(whose))

    @invariant()
    def a_stores_count_is_that_of_its_wrong_tries(self):
        for name in STORES:
            pin = pin_id(self.store(name))
            assert self.tries.counted(pin, self.clock.now) == self.on(self.clock.now, pin)


def latest(presses, now):
    kept = []
    for one in reversed(presses):
        if now - one[0] >= DAY:
            break
        kept, now = [*kept, one], one[0]
    return kept


def assert_apart(times, most):
    """No day holds more of them."""
    assert all(late - early >= DAY for early, late in zip(times, times[most:], strict=False))


TestTills = Tills.TestCase
TestTills.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
