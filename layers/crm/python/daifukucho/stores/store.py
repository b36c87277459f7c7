"""A store 店舗, one definition in the catalog."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.reading import Reader
from daifukucho.stores.pin import hashed

KIND = "store"
NAME_LIMIT = 100
_PIN = re.compile(r"[0-9]{4,8}")

Entropy = Callable[[int], bytes]
"""Returns so many random bytes, fit for secrets."""


@dataclass(frozen=True, slots=True)
class Store:
    """``pin_hash`` ``None``: nothing can be done here by PIN. A store that is not ``active`` redeems nothing."""

    name: str
    pin_hash: str | None = field(default=None, repr=False)
    active: bool = True


def pin_id(store: Defined[Store]) -> str:
    """What tries at the store's PIN are counted under. It is another one for each PIN that was set, the same digits
    included, for what was guessed at one says nothing of the next. It says nothing of the digits."""
    return f"{store.id}#{fingerprint(store.says.pin_hash or '')[:16]}"


class Stores(Protocol):
    def get(self, store_id: str) -> Defined[Store]:
        """One read. Raises NotFound (``store_not_found``) and Unavailable."""


def store_definer(entropy: Entropy) -> Callable[[object, Store | None], Store]:
    """Checks what a person says of a store; a PIN that is left out stays as it is. Takes 50 ms if there is one."""

    def define(given: object, before: Store | None) -> Store:
        faults: list[Fault] = []
        reader = Reader(given, "", faults, "A store")
        name = reader.text("name", NAME_LIMIT)
        active = reader.flag("active", True)
        pin = reader.read("pin", _is_pin, None, "Give 4 to 8 digits, as text.")
        reader.done()
        if faults:
            raise Invalid("The store cannot be saved as it is.", code="invalid_store", faults=faults)
        kept = before.pin_hash if before else None
        return Store(name, kept if pin is None else hashed(pin, entropy(16)), active)

    return define


def _is_pin(given: object) -> bool:
    return isinstance(given, str) and bool(_PIN.fullmatch(given))
