"""An operator 担当者, one definition in the catalog; who she is in LINE is kept apart from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Fault, Invalid, NotFound
from daifukucho.kernel.reading import Reader
from daifukucho.stores.store import Stores

KIND = "operator"
NAME_LIMIT = 100


class Right(StrEnum):
    """What an operator may do on the staff's page."""

    REDEEM = "redeem"
    GRANT_POINTS = "grant_points"


@dataclass(frozen=True, slots=True)
class Operator:
    name: str
    store_id: str
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an operator is bound to a LINE user, and what invites her.

    ``sub``: LINE's id of the user. ``invitation``: the hash of the code that is good until ``invited_until``.
    Instants are UTC epoch milliseconds. ``revision`` guards each write.
    """

    sub: str | None = None
    bound_at: int | None = None
    invitation: str | None = field(default=None, repr=False)
    invited_until: int | None = None
    revision: int = 0


class Operators(Protocol):
    def get(self, operator_id: str) -> Defined[Operator]:
        """One read. Raises NotFound and Unavailable."""


class Standings(Protocol):
    """Who operators are. Reads are strongly consistent; a write raises Conflict if something was not as it was read.
    All raise Unavailable."""

    def get(self, operator_id: str) -> Standing: ...

    def operator_of(self, sub: str) -> str | None:
        """The id of the operator whom a LINE user was bound to; she may have been deleted since."""

    def invited(self, invitation: str) -> str | None:
        """The id of the operator whom a hash invites."""

    def invite(self, operator_id: str, before: Standing, after: Standing) -> None:
        """Write an invitation in the place of an older one, and loosen whoever was bound."""

    def bind(self, operator_id: str, before: Standing, after: Standing, instead_of: str | None) -> None:
        """Use the invitation up, and bind the LINE user (``instead_of`` an operator who is gone)."""

    def forget(self, operator_id: str, before: Standing) -> None: ...


def operator_definer(stores: Stores) -> Callable[[object, Operator | None], Operator]:
    """Checks what a person says of an operator. One read: of her store."""

    def define(given: object, before: Operator | None) -> Operator:
        faults: list[Fault] = []
        reader = Reader(given, "", faults, "An operator")
        name = reader.text("name", NAME_LIMIT)
        store_id = reader.text("store_id", 64)
        rights = reader.texts("rights", len(Right), 32)
        reader.done()
        for index, right in enumerate(rights):
            if right not in tuple(Right):
                reader.fault(f"rights/{index}", f"Choose among: {', '.join(Right)}.")
        if store_id:
            try:
                stores.get(store_id)
            except NotFound:
                reader.fault("store_id", "There is no such store.")
        if faults:
            raise Invalid("The operator cannot be saved as she is.", code="invalid_operator", faults=faults)
        return Operator(name, store_id, tuple(right for right in Right if right in rights))

    return define
