"""PINs: kept as hashes, and counted when they are tried: for whoever tries them."""

import random
import threading

import pytest

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Denied, Invalid
from daifukucho.kernel.time import DAY, HOUR, MINUTE
from daifukucho.stores.pin import hashed, is_pin
from daifukucho.stores.store import Store, pin_id, store_definer
from daifukucho.stores.till import PinDesk
from daifukucho.stores.tries import MOST_IN_ALL, MOST_TRIES, STORE_TRIES
from tests.support.book import Clock, no_pause
from tests.support.tries import MemoryTries, quick_hash

define = store_definer(random.Random(0).randbytes)

RIGHT, WRONG = "1234", "9999"


def store_of(store_id, pin=RIGHT, salt=b"salt"):
    return Defined(store_id, 1, 0, 0, Store("本店", pin and quick_hash(pin, salt * 4)))


HERE, THERE = store_of("here"), store_of("there")


@pytest.fixture
def till():
    return PinDesk(MemoryTries(), Clock(), no_pause)


def said(till, pin=WRONG, friend_id="U1", store=HERE):
    """What a friend is told: ``None``: it is the PIN."""
    try:
        till.open(store, friend_id, pin)
    except Denied as error:
        return error.code
    return None


def refusal(till, pin=WRONG, friend_id="U1", store=HERE):
    with pytest.raises(Denied) as error:
        till.open(store, friend_id, pin)
    return error.value


def test_a_hash_tells_its_pin_and_nothing_else():
    kept = hashed("1234", b"a" * 16)
    assert is_pin("1234", kept)
    assert not any(is_pin(pin, kept) for pin in ("1235", "", "12345", "１２３４", "\ud800"))
    assert hashed("1234", b"b" * 16) != kept
    assert "1234" not in kept
    assert kept not in repr(Store("x", kept))


def test_after_five_wrong_tries_it_is_locked_for_a_day_and_for_that_friend_alone(till):
    assert [said(till) for _ in range(MOST_TRIES)] == ["pin_wrong"] * MOST_TRIES
    assert said(till, RIGHT) == "pin_locked"
    assert said(till, RIGHT, "U2") is None  # a right PIN of another friend clears nobody's count
    till._clock.now += DAY - 1
    assert said(till, RIGHT) == "pin_locked"
    till._clock.now += 1
    assert said(till) == "pin_wrong"
    assert said(till, RIGHT) is None


def test_what_a_wrong_pin_is_told(till):
    left = [refusal(till).facts for _ in range(MOST_TRIES)]
    assert [facts["tries_left"] for facts in left] == [4, 3, 2, 1, 0]
    assert [("locked_until" in facts) for facts in left] == [False] * 4 + [True]
    locked = refusal(till, RIGHT)
    assert locked.facts == {"locked_until": left[-1]["locked_until"]}
    assert not locked.on_guard


def test_the_right_pin_begins_the_friends_own_count_anew(till):
    for _ in range(3):
        assert [said(till) for _ in range(MOST_TRIES - 1)] == ["pin_wrong"] * 4
        assert said(till, RIGHT) is None
    assert till.wrong_today(HERE) == 12


def test_stores_are_counted_apart_and_a_friend_over_all_of_them(till):
    stores = [store_of(f"s{n}") for n in range(4)]
    assert [said(till, store=stores[0]) for _ in range(MOST_TRIES)] == ["pin_wrong"] * MOST_TRIES
    assert said(till, RIGHT, store=stores[1]) is None
    till._clock.now += HOUR
    for _ in range(MOST_IN_ALL - MOST_TRIES - 1):
        assert said(till, store=stores[1]) == "pin_wrong"
    assert refusal(till, store=stores[2]).facts["tries_left"] == 0
    assert said(till, RIGHT, store=stores[3]) == "pin_locked"
    assert said(till, RIGHT, "U2", stores[3]) is None
    till._clock.now += DAY - HOUR  # those at the first store are a day old
    assert said(till, RIGHT, store=stores[3]) is None
    assert said(till, RIGHT, store=stores[0]) is None


def test_a_right_pin_elsewhere_begins_nothing_anew_here(till):
    """Somebody who knows one store's PIN must not guess another's by it."""
    for _ in range(MOST_TRIES - 1):
        assert said(till) == "pin_wrong"
    assert said(till, RIGHT, store=THERE) is None
    assert said(till) == "pin_wrong"
    assert said(till, RIGHT) == "pin_locked"


def test_a_new_pin_begins_everything_anew(till):
    for n in range(STORE_TRIES):
        said(till, friend_id=f"U{n}")
    for _ in range(MOST_TRIES):
        said(till)
    new = store_of("here", "5678", b"new!")
    assert pin_id(new) != pin_id(HERE)
    assert (till.wrong_today(HERE), till.wrong_today(new)) == (STORE_TRIES, 0)
    assert said(till, RIGHT, store=new) == "pin_wrong"
    assert said(till, "5678", store=new) is None


def test_a_store_on_guard_closes_for_nobody_who_is_right_at_once(till):
    friends = [f"U{n}" for n in range(STORE_TRIES)]
    alarms = [refusal(till, friend_id=friend_id).on_guard for friend_id in friends]
    assert alarms == [False] * (STORE_TRIES - 1) + [True]
    assert till.wrong_today(HERE) == STORE_TRIES
    new = refusal(till, friend_id="new")
    assert (new.code, new.facts["tries_left"], new.on_guard) == ("pin_wrong", 0, True)
    assert "locked_until" in new.facts
    again = refusal(till, RIGHT, "new")
    assert (again.code, again.on_guard) == ("pin_locked", True)
    assert said(till, RIGHT, "another") is None
    assert said(till, RIGHT, "another") is None
    assert said(till, RIGHT, "new", THERE) is None
    till._clock.now += DAY
    assert till.wrong_today(HERE) == 0
    assert said(till) == said(till) == "pin_wrong"


def test_the_store_counts_what_was_wrong_and_nothing_else(till):
    assert [said(till), said(till), said(till, RIGHT), said(till, RIGHT)] == ["pin_wrong"] * 2 + [None] * 2
    assert till.wrong_today(HERE) == 2


def test_no_friend_puts_more_than_five_into_the_stores_count(till):
    for _ in range(30):
        said(till)
        till._clock.now += MINUTE
    assert till.wrong_today(HERE) == MOST_TRIES


def test_a_friend_is_unlocked(till):
    for friend_id in ("U1", "U2"):
        for _ in range(MOST_TRIES):
            said(till, friend_id=friend_id)
    till.unlock(HERE, "U1")
    till.unlock(HERE, "nobody")
    assert said(till, RIGHT) is None
    assert said(till, RIGHT, "U2") == "pin_locked"
    assert till.wrong_today(HERE) == 2 * MOST_TRIES


def test_a_store_without_a_pin_is_not_tried(till):
    assert said(till, store=store_of("none", None)) == "pin_not_set"
    assert said(till, RIGHT) is None


def test_two_between_reading_and_writing_are_two_tries(till):
    """The very interleaving, without threads: what the second one has written, the first one does not write over."""
    rivals = [lambda: said(till)] * 2

    def overtaken():
        if rivals:
            rivals.pop()()

    till._tries.before_save = overtaken
    assert refusal(till).facts["tries_left"] == MOST_TRIES - 3
    assert till.wrong_today(HERE) == 3


@pytest.mark.parametrize("friends", [1, 4])
def test_guesses_sent_all_at_once_gain_nothing(till, friends):
    """Twenty at a time: five of each friend's are checked at most, whatever comes between."""
    checked = []
    still = threading.Barrier(20)

    def guess(n):
        still.wait()
        if said(till, f"0{n:03d}", f"U{n % friends}") == "pin_wrong":
            checked.append(n)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checked) <= MOST_TRIES * friends
    assert till.wrong_today(HERE) == len(checked)


def test_what_is_said_of_a_store():
    store = define({"name": " 本店 ", "pin": "123456"}, None)
    assert (store.name, store.active) == ("本店", True)
    assert is_pin("123456", store.pin_hash)
    kept = define({"name": "新本店", "active": False}, store)
    assert (kept.pin_hash, kept.active) == (store.pin_hash, False)
    assert define({"name": "新本店", "pin": None}, None).pin_hash is None
    for pin in ("123", "123456789", 1234, "12a4", "１２３４", ""):
        with pytest.raises(Invalid) as error:
            define({"name": "本店", "pin": pin}, None)
        assert [fault.pointer for fault in error.value.faults] == ["/pin"]
        assert str(pin) not in str(error.value.faults) or pin == ""
