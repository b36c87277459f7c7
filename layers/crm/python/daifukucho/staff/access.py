"""Who may act for the shop: staff members are invited by a code, and known by their LINE account from then on."""

import base64
from collections.abc import Collection
from dataclasses import dataclass, replace

from daifukucho.kernel.defined import Defined, Editor
from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.once import Once
from daifukucho.kernel.time import DAY, Clock
from daifukucho.staff.member import Right, StaffAccount, StaffAccounts, StaffMember, StaffMembers
from daifukucho.staff.refusals import (
    ALREADY_STAFF,
    INVITATION_UNKNOWN,
    NOT_STAFF,
    RIGHT_MISSING,
)
from daifukucho.stores.refusals import OWN_STORE_CLOSED
from daifukucho.stores.store import Entropy, Store, Stores

INVITED_FOR = 7 * DAY
_BYTES = 20
"""160 bits, which make 32 letters and digits."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff member in the staff member's store, with rights to act."""

    member: Defined[StaffMember]
    store: Defined[Store]


@dataclass(frozen=True, slots=True)
class Hired:
    """A staff member, the account, and the code that invites: known now and never again (``None``: it was told
    before)."""

    member: Defined[StaffMember]
    account: StaffAccount
    code: str | None
    replayed: bool = False


class Access:
    """Says which staff member a LINE user is."""

    def __init__(self, staff: StaffMembers, accounts: StaffAccounts, stores: Stores) -> None:
        self._staff = staff
        self._accounts = accounts
        self._stores = stores

    def staff(self, sub: str, right: Right | None = None) -> Staff:
        """The staff member whom a LINE user is bound to; ``sub``: of a verified token. Three reads.

        Raises Denied (``not_staff``, ``store_closed``, ``right_missing``) and Unavailable.
        """
        staff_id = self._accounts.staff_of(sub)
        try:
            member = self._staff.get(staff_id) if staff_id else None
        except NotFound:
            member = None
        if member is None:
            raise NOT_STAFF()
        try:
            store = self._stores.get(member.says.store_id)
        except NotFound:
            store = None
        if store is None or not store.says.active:
            raise OWN_STORE_CLOSED()
        if right is not None and right not in member.says.rights:
            raise RIGHT_MISSING(right=right)
        return Staff(member, store)


class Personnel:
    """Hires staff members, invites them and lets them go."""

    def __init__(
        self, editor: Editor[StaffMember], staff: StaffMembers, accounts: StaffAccounts, clock: Clock, entropy: Entropy
    ) -> None:
        self._editor = editor
        self._staff = staff
        self._accounts = accounts
        self._clock = clock
        self._entropy = entropy

    def hire(self, given: object, request: Once | None = None) -> Hired:
        """Save a staff member and make an invitation. Two transactions; after a crash between them ``invite`` goes on.

        Raises Invalid and Unavailable. The answer to a copy of a ``request`` has no code, because only its hash is
        kept.
        """
        made = self._editor.create(given, request)
        if made.replayed:
            return Hired(made.value, self._accounts.get(made.value.id), None, replayed=True)
        return self._invited(made.value)

    def invite(self, staff_id: str) -> Hired:
        """A new code in place of the one before. The LINE user who was bound is no longer: perhaps a phone was lost.

        Two reads and a transaction. Raises NotFound, Conflict if another request did so at the same instant, and
        Unavailable.
        """
        return self._invited(self._staff.get(staff_id))

    def accept(self, sub: str, code: str) -> Defined[StaffMember]:
        """Bind the LINE user (``sub``: of a verified token) who presents a code. The code is then used up.

        Six reads at most and a transaction. Raises Denied (``invitation_unknown``: wrong, expired, used up, or
        replaced), Conflict (``already_staff``) for somebody who is another staff member, and Unavailable.
        """
        invitation = _kept(code)
        staff_id = self._accounts.invited(invitation)
        if staff_id is None:
            raise INVITATION_UNKNOWN()
        before = self._accounts.get(staff_id)
        now = self._clock()
        if before.invitation != invitation or before.invited_until is None or before.invited_until <= now:
            raise INVITATION_UNKNOWN()
        try:
            member = self._staff.get(staff_id)
        except NotFound:
            raise INVITATION_UNKNOWN() from None
        other = self._accounts.staff_of(sub)
        if other is not None and self._is_there(other):
            raise ALREADY_STAFF()
        after = StaffAccount(sub=sub, bound_at=now, revision=before.revision + 1)
        try:
            self._accounts.bind(staff_id, before, after, other)
        except Conflict:
            raise INVITATION_UNKNOWN() from None  # another request was faster with the same code
        return member

    def dismiss(self, staff_id: str, expected: Collection[int] | None = None) -> None:
        """Delete a staff member, who may do nothing from then on. Raises NotFound, Conflict and Unavailable."""
        self._editor.delete(staff_id, expected)
        self._accounts.forget(staff_id, self._accounts.get(staff_id))

    def _is_there(self, staff_id: str) -> bool:
        try:
            self._staff.get(staff_id)
        except NotFound:
            return False
        return True

    def _invited(self, member: Defined[StaffMember]) -> Hired:
        before = self._accounts.get(member.id)
        code = base64.b32encode(self._entropy(_BYTES)).decode()
        after = replace(
            before,
            sub=None,
            bound_at=None,
            invitation=_kept(code),
            invited_until=self._clock() + INVITED_FOR,
            revision=before.revision + 1,
        )
        self._accounts.invite(member.id, before, after)
        return Hired(member, after, code)


def _kept(code: str) -> str:
    """What is kept of a code: its hash. 160 random bits need no salt. People may type it in lower case and with
    spaces."""
    return fingerprint("".join(code.split()).upper())
