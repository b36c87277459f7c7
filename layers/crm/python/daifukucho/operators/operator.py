"""An operator 担当者, one definition in the catalog; who she is in LINE is kept apart from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Fault, NotFound
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.rules import Choice, Text
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.words import Words
from daifukucho.operators.refusals import INVALID_OPERATOR
from daifukucho.stores.refusals import NO_SUCH_STORE
from daifukucho.stores.store import Stores

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


OPERATOR: Resource[Operator] = Resource(
    kind="operator",
    path="operators",
    id_name="operator_id",
    name=Words("担当者", "operator"),
    shape=Shape(
        {
            "name": Text(NAME_LIMIT),
            "store_id": Text(64),
            "rights": Each(
                Choice(Right),
                len(Right),
                unique=True,
                says=Words(
                    "`redeem`: クーポンを使う、使用を取り消す。`grant_points`: ポイントとスタンプを付ける。",
                    "`redeem`: redeem coupons, and undo it. `grant_points`: give points and stamps.",
                ),
            ),
        },
        make=Operator,
    ),
    invalid=INVALID_OPERATOR,
    example={"name": "佐藤", "store_id": "01JD0000000000000000000010", "rights": ["redeem"]},
)


def operator_definer(stores: Stores) -> Callable[[object, Operator | None], Operator]:
    """Checks what a person says of an operator. One read: of the operator's store."""

    def checks(operator: Operator, before: Operator | None) -> Iterator[Fault]:
        try:
            stores.get(operator.store_id)
        except NotFound:
            yield NO_SUCH_STORE.at("/store_id")

    def finish(operator: Operator, before: Operator | None) -> Operator:
        return replace(operator, rights=tuple(right for right in Right if right in operator.rights))

    return OPERATOR.definer(checks, finish)
