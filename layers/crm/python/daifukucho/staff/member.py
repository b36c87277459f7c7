"""A staff member 担当者, one definition in the catalog; the staff member's LINE account is kept apart from it."""

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
from daifukucho.staff.refusals import INVALID_STAFF, STAFF_NOT_FOUND
from daifukucho.stores.refusals import NO_SUCH_STORE
from daifukucho.stores.store import Stores

NAME_LIMIT = 100


class Right(StrEnum):
    """What a staff member may do on the staff's page."""

    REDEEM = "redeem"
    GRANT_POINTS = "grant_points"


@dataclass(frozen=True, slots=True)
class StaffMember:
    name: str
    store_id: str
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """Whether a staff member is bound to a LINE user, and which invitation is open.

    ``sub``: LINE's id of the user. ``invitation``: the hash of the code that is good until ``invited_until``.
    Instants are UTC epoch milliseconds. ``revision`` guards each write.
    """

    sub: str | None = None
    bound_at: int | None = None
    invitation: str | None = field(default=None, repr=False)
    invited_until: int | None = None
    revision: int = 0


class StaffMembers(Protocol):
    def get(self, staff_id: str) -> Defined[StaffMember]:
        """One read. Raises NotFound and Unavailable."""


class StaffAccounts(Protocol):
    """Which LINE users staff members are. Reads are strongly consistent; a write raises Conflict if something was
    changed since it was read. All raise Unavailable."""

    def get(self, staff_id: str) -> StaffAccount: ...

    def staff_of(self, sub: str) -> str | None:
        """The id of the staff member to whom a LINE user was bound; the staff member may have been deleted since."""

    def invited(self, invitation: str) -> str | None:
        """The id of the staff member whom the invitation with this hash invites."""

    def invite(self, staff_id: str, before: StaffAccount, after: StaffAccount) -> None:
        """Write an invitation in place of an older one, and unbind the LINE user who was bound."""

    def bind(self, staff_id: str, before: StaffAccount, after: StaffAccount, instead_of: str | None) -> None:
        """Use the invitation up, and bind the LINE user (``instead_of`` a staff member who was deleted)."""

    def forget(self, staff_id: str, before: StaffAccount) -> None: ...


STAFF_MEMBER: Resource[StaffMember] = Resource(
    kind="staff",
    path="staff",
    id_name="staff_id",
    name=Words("担当者", "staff member"),
    several="staff",
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
        make=StaffMember,
    ),
    missing=STAFF_NOT_FOUND,
    invalid=INVALID_STAFF,
    example={"name": "佐藤", "store_id": "01JD0000000000000000000010", "rights": ["redeem"]},
)


def staff_definer(stores: Stores) -> Callable[[object, StaffMember | None], StaffMember]:
    """Checks what is sent of a staff member. One read: of the staff member's store."""

    def checks(member: StaffMember, before: StaffMember | None) -> Iterator[Fault]:
        try:
            stores.get(member.store_id)
        except NotFound:
            yield NO_SUCH_STORE.at("/store_id")

    def finish(member: StaffMember, before: StaffMember | None) -> StaffMember:
        return replace(member, rights=tuple(right for right in Right if right in member.rights))

    return STAFF_MEMBER.definer(checks, finish)
