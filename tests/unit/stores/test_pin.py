"""PINs: kept as hashes, and counted when they are tried."""

import threading

import pytest

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Denied, Invalid, NotFound
from daifukucho.kernel.time import HOUR
from daifukucho.stores.pin import hashed, is_pin
from daifukucho.stores.store import Store, store_definer
from daifukucho.stores.till import PinDesk
from daifukucho.stores.tries import MOST_TRIES, Tries
from tests.support.book import Clock, no_pause
from tests.support.counter import entropy

define = store_definer(entropy())


class Memory:
    """Stores, and the tries at their PINs."""

    def __init__(self, **stores: Store) -> None:
        self.stores, self.tries, self.lock = stores, {}, threading.Lock()

    def get(self, store_id):
        if store_id not in self.stores:
            raise NotFound("There is no such store.")
        return Defined(store_id, 1, 0, 0, self.stores[store_id])


class Counted(Memory):
    def get(self, store_id):
        return self.tries.get(store_id, Tries())

    def claim(self, store_id, before, after):
        with self.lock:
            if self.get(store_id) != before:
                return False
            self.tries[store_id] = after
            return True

    def forget(self, store_id):
        self.tries.pop(store_id, None)


STORE = Store("本店", hashed("1234", b"salt" * 4))


@pytest.fixture
def till():
    return PinDesk(
        Memory(s=STORE, none=Store("駅前店"), shut=Store("閉店", "x", active=False)), Counted(), Clock(), no_pause
    )


def refused(till, pin, store_id="s"):
    with pytest.raises(Denied) as error:
        till.open(store_id, pin)
    return error.value.code


def test_a_hash_tells_its_pin_and_nothing_else():
    kept = hashed("1234", b"a" * 16)
    assert is_pin("1234", kept)
    assert not any(is_pin(pin, kept) for pin in ("1235", "", "12345", "１２３４", "\ud800"))
    assert hashed("1234", b"b" * 16) != kept
    assert "1234" not in kept
    assert kept not in repr(Store("x", kept))


def test_after_five_wrong_tries_it_is_locked_and_an_hour_later_it_is_not(till):
    assert till.open("s", "1234").id == "s"
    assert [refused(till, f"000{n}") for n in range(MOST_TRIES)] == ["pin_wrong"] * MOST_TRIES
    assert refused(till, "1234") == "pin_locked"
    till._clock.now += HOUR - 1
    assert refused(till, "1234") == "pin_locked"
    till._clock.now += 1
    assert refused(till, "0000") == "pin_wrong"
    assert till.open("s", "1234").id == "s"
    assert till._tries.get("s") == Tries()


def test_the_right_pin_begins_the_count_anew(till):
    for _ in range(3):
        assert [refused(till, "9999") for _ in range(MOST_TRIES - 1)] == ["pin_wrong"] * 4
        till.open("s", "1234")


def test_what_cannot_be_opened(till):
    assert refused(till, "1234", "none") == "pin_not_set"
    assert refused(till, "1234", "shut") == refused(till, "1234", "gone") == "store_closed"


def test_guesses_sent_all_at_once_gain_nothing(till):
    """Twenty at a time: five of them are checked at most, whatever comes between."""
    checked, said = [], []
    still = threading.Barrier(20)

    def guess(pin):
        still.wait()
        try:
            till.open("s", pin)
        except Denied as error:
            said.append(error.code)
            checked.extend([pin] if error.code == "pin_wrong" else [])

    threads = [threading.Thread(target=guess, args=(f"{n:04d}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checked) <= MOST_TRIES


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
