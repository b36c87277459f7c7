"""A store 店舗, one definition in the catalog."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.rules import Flag, Pattern, Text
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.words import Words
from daifukucho.stores.pin import hashed
from daifukucho.stores.refusals import INVALID_STORE, NOT_A_PIN, STORE_NOT_FOUND

NAME_LIMIT = 100

Entropy = Callable[[int], bytes]
"""Returns so many random bytes, fit for secrets."""


@dataclass(frozen=True, slots=True)
class Store:
    """``pin_hash`` ``None``: nothing can be done here by PIN. A store that is not ``active`` redeems nothing."""

    name: str
    pin_hash: str | None = field(default=None, repr=False)
    active: bool = True


def pin_id(store: Defined[Store]) -> str:
    """The name under which tries at the store's PIN are counted. Each PIN that is set has another name, even with the
    same digits, because wrong guesses at one PIN tell nothing of the next. The name tells nothing of the digits."""
    return f"{store.id}#{fingerprint(store.says.pin_hash or '')[:16]}"


class Stores(Protocol):
    def get(self, store_id: str) -> Defined[Store]:
        """One read. Raises NotFound (``store_not_found``) and Unavailable."""


@dataclass(frozen=True, slots=True)
class StoreSaid:
    """What is sent of a store. ``pin`` ``None``: the PIN stays as it is."""

    name: str
    pin: str | None = field(default=None, repr=False)
    active: bool = True


_NAME, _ACTIVE = (
    Text(NAME_LIMIT),
    Flag(
        Words(
            "false にすると、ここではクーポンを使えず、担当者も操作できません。",
            "`false`: nothing is redeemed here, and its staff members may do nothing.",
        )
    ),
)

STORE: Resource[Store] = Resource(
    kind="store",
    path="stores",
    id_name="store_id",
    name=Words("店舗", "store"),
    shape=Shape(
        {"name": _NAME},
        {
            "pin": Pattern(
                "[0-9]{4,8}",
                NOT_A_PIN,
                Words(
                    "お客様のスマートフォンでスタッフがクーポンを使うための4〜8桁の数字です。6桁をおすすめします。省くと今のままです。",
                    "4 to 8 digits, with which staff redeem on a customer's phone; six are a good choice. If left "
                    "out, it "
                    "stays as it is. It is kept hashed and never told.",
                ),
            ),
            "active": _ACTIVE,
        },
        make=StoreSaid,
    ),
    secret=frozenset({"pin"}),
    kept=Shape({"name": _NAME}, {"pin_hash": Text(1_000), "active": _ACTIVE}, make=Store),
    missing=STORE_NOT_FOUND,
    invalid=INVALID_STORE,
    example={"name": "本店", "pin": "482913", "active": True},
)


def store_definer(entropy: Entropy) -> Callable[[object, Store | None], Store]:
    """Checks what is sent of a store; a PIN that is left out stays as it is. Takes 50 ms if there is a PIN."""

    def finish(said: StoreSaid, before: Store | None) -> Store:
        kept = before.pin_hash if before else None
        return Store(said.name, kept if said.pin is None else hashed(said.pin, entropy(16)), said.active)

    return STORE.definer(finish=finish)
