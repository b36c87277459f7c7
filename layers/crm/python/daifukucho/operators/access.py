"""Who may act for the shop: operators are invited by a code, and known by their LINE account from then on."""

import base64
from collections.abc import Collection
from dataclasses import dataclass, replace

from daifukucho.kernel.defined import Defined, Editor
from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.once import Once
from daifukucho.kernel.time import DAY, Clock
from daifukucho.operators.operator import Operator, Operators, Right, Standing, Standings
from daifukucho.operators.refusals import (
    ALREADY_OPERATOR,
    INVITATION_UNKNOWN,
    NOT_AN_OPERATOR,
    RIGHT_MISSING,
)
from daifukucho.stores.refusals import OWN_STORE_CLOSED
from daifukucho.stores.store import Entropy, Store, Stores

INVITED_FOR = 7 * DAY
_BYTES = 20
"""160 bits, which make 32 letters and digits."""


@dataclass(frozen=True, slots=True)
class Staff:
    """An operator at her store, who may do what she was asked to."""

    operator: Defined[Operator]
    store: Defined[Store]


@dataclass(frozen=True, slots=True)
class Hired:
    """An operator, her standing, and the code that invites her: known now and never again (``None``: it was told)."""

    operator: Defined[Operator]
    standing: Standing
    code: str | None
    replayed: bool = False


class Access:
    """Says which operator a LINE user is."""

    def __init__(self, operators: Operators, standings: Standings, stores: Stores) -> None:
        self._operators = operators
        self._standings = standings
        self._stores = stores

    def staff(self, sub: str, right: Right | None = None) -> Staff:
        """The operator whom a LINE user is bound to; ``sub``: of a verified token. Three reads.

        Raises Denied (``not_an_operator``, ``store_closed``, ``right_missing``) and Unavailable.
        """
        operator_id = self._standings.operator_of(sub)
        try:
            operator = self._operators.get(operator_id) if operator_id else None
        except NotFound:
            operator = None
        if operator is None:
            raise NOT_AN_OPERATOR()
        try:
            store = self._stores.get(operator.says.store_id)
        except NotFound:
            store = None
        if store is None or not store.says.active:
            raise OWN_STORE_CLOSED()
        if right is not None and right not in operator.says.rights:
            raise RIGHT_MISSING(right=right)
        return Staff(operator, store)


class Personnel:
    """Hires operators, invites them and lets them go."""

    def __init__(
        self, editor: Editor[Operator], operators: Operators, standings: Standings, clock: Clock, entropy: Entropy
    ) -> None:
        self._editor = editor
        self._operators = operators
        self._standings = standings
        self._clock = clock
        self._entropy = entropy

    def hire(self, given: object, request: Once | None = None) -> Hired:
        """Save an operator and invite her. Two transactions; after a crash between them ``invite`` goes on.

        Raises Invalid and Unavailable. The answer to a copy of a ``request`` has no code: it is kept hashed.
        """
        made = self._editor.create(given, request)
        if made.replayed:
            return Hired(made.value, self._standings.get(made.value.id), None, replayed=True)
        return self._invited(made.value)

    def invite(self, operator_id: str) -> Hired:
        """A new code in the place of the one before. Whoever was bound is bound no more: a phone was lost, perhaps.

        Two reads and a transaction. Raises NotFound, Conflict if somebody else did so at the same instant, and
        Unavailable.
        """
        return self._invited(self._operators.get(operator_id))

    def accept(self, sub: str, code: str) -> Defined[Operator]:
        """Bind the LINE user (``sub``: of a verified token) who presents a code. The code is then used up.

        Six reads at most and a transaction. Raises Denied (``invitation_unknown``: wrong, expired, used up, or
        replaced), Conflict (``already_operator``) for somebody who is another operator, and Unavailable.
        """
        invitation = _kept(code)
        operator_id = self._standings.invited(invitation)
        if operator_id is None:
            raise INVITATION_UNKNOWN()
        before = self._standings.get(operator_id)
        now = self._clock()
        if before.invitation != invitation or before.invited_until is None or before.invited_until <= now:
            raise INVITATION_UNKNOWN()
        try:
            operator = self._operators.get(operator_id)
        except NotFound:
            raise INVITATION_UNKNOWN() from None
        other = self._standings.operator_of(sub)
        if other is not None and self._is_there(other):
            raise ALREADY_OPERATOR()
        after = Standing(sub=sub, bound_at=now, revision=before.revision + 1)
        try:
            self._standings.bind(operator_id, before, after, other)
        except Conflict:
            raise INVITATION_UNKNOWN() from None  # somebody was faster with the same code
        return operator

    def dismiss(self, operator_id: str, expected: Collection[int] | None = None) -> None:
        """Delete an operator; from then on she may do nothing. Raises NotFound, Conflict and Unavailable."""
        self._editor.delete(operator_id, expected)
        self._standings.forget(operator_id, self._standings.get(operator_id))

    def _is_there(self, operator_id: str) -> bool:
        try:
            self._operators.get(operator_id)
        except NotFound:
            return False
        return True

    def _invited(self, operator: Defined[Operator]) -> Hired:
        before = self._standings.get(operator.id)
        code = base64.b32encode(self._entropy(_BYTES)).decode()
        after = replace(
            before,
            sub=None,
            bound_at=None,
            invitation=_kept(code),
            invited_until=self._clock() + INVITED_FOR,
            revision=before.revision + 1,
        )
        self._standings.invite(operator.id, before, after)
        return Hired(operator, after, code)


def _kept(code: str) -> str:
    """What is kept of a code: 160 random bits need no salt. People may type it in lower case and with spaces."""
    return fingerprint("".join(code.split()).upper())
