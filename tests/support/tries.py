"""The tries at stores' PINs in memory, with the adapter's guarantees."""

import hashlib
import threading
from collections import Counter

from daifukucho.kernel.time import business_date
from daifukucho.stores.tries import FriendTries


def quick_hash(pin, salt=b"salt" * 4):
    """A PIN's hash that takes no time to compare: one says itself how much work it is."""
    digest = hashlib.scrypt(pin.encode(), salt=salt, n=2, r=1, p=1, dklen=32)
    return f"scrypt$2$1$1${salt.hex()}${digest.hex()}"


class MemoryTries:
    """A ``daifukucho.stores.tries.TriesRepository``. ``before_save`` is called before each save and may be a rival."""

    def __init__(self):
        self.tries, self.wrong, self.lock = {}, Counter(), threading.Lock()
        self.before_save = lambda: None

    def get(self, friend_id):
        return self.tries.get(friend_id, FriendTries())

    def save(self, friend_id, before, after, at):
        self.before_save()
        with self.lock:
            if self.get(friend_id).revision != before.revision:
                return False
            self.tries[friend_id] = after
            return True

    def count(self, pin_id, at, more):
        with self.lock:
            self.wrong[pin_id, business_date(at)] += more
            return self.wrong[pin_id, business_date(at)]

    def counted(self, pin_id, at):
        return self.wrong[pin_id, business_date(at)]
