"""Definitions that people write and change: what all kinds of them have in common."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from daifukucho.kernel.once import Made, Once, make_once
from daifukucho.kernel.time import Clock
from daifukucho.kernel.versions import refuse_unless_expected

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Defined(Generic[D]):
    """One version of a definition, and what it says. Instants are UTC epoch milliseconds."""

    id: str
    version: int
    created_at: int
    updated_at: int
    says: D


class Definitions(Protocol[D]):
    """Where definitions of one kind are kept. Reads are strongly consistent. All raise Unavailable."""

    def get(self, definition_id: str) -> Defined[D]:
        """Raises NotFound."""

    def made(self, request: Once) -> Defined[D] | None:
        """What a request with this key has made, as it was made. Raises Invalid if the key stood for another
        content."""

    def create(self, definition_id: str, says: D, now: int, request: Once | None = None) -> Defined[D]:
        """Write the definition and the record of the request's key, in one transaction. Raises Conflict if one of them
        exists."""

    def update(self, before: Defined[D], says: D, now: int) -> Defined[D]:
        """Raises Conflict if the definition has changed since ``before`` was read."""

    def delete(self, definition: Defined[D]) -> None:
        """Raises Conflict as ``update`` does."""


class Editor(Generic[D]):
    """Saves, changes and deletes definitions of one kind.

    ``define`` checks what a staff member sent, given what was there before (``None``: it is new). ``id_of`` gives the
    id under which a new one is kept.
    """

    def __init__(
        self,
        definitions: Definitions[D],
        define: Callable[[object, D | None], D],
        id_of: Callable[[D], str],
        clock: Clock,
    ) -> None:
        self._definitions = definitions
        self._define = define
        self._id_of = id_of
        self._clock = clock

    def create(self, given: object, request: Once | None = None) -> Made[Defined[D]]:
        """Save one; of all copies of a ``request`` one saves it. One transaction, and with a request two reads.

        Raises Invalid, what ``define`` raises, Conflict if the id is taken, and Unavailable.
        """

        def make() -> Defined[D]:
            says = self._define(given, None)
            return self._definitions.create(self._id_of(says), says, self._clock(), request)

        return make_once(request, self._definitions.made, make)

    def update(self, definition_id: str, given: object, expected: Collection[int] | None = None) -> Defined[D]:
        """Write the next version. A read and a transaction.

        ``expected``: the versions that the caller takes for the present one (``None``: any). Raises Invalid, NotFound,
        and Conflict if it is another by now.
        """
        before = self._definitions.get(definition_id)
        refuse_unless_expected(before.version, expected)
        return self._definitions.update(before, self._define(given, before.says), self._clock())

    def delete(self, definition_id: str, expected: Collection[int] | None = None) -> None:
        """Delete it; its history stays. A read and a write. Raises NotFound, and Conflict as ``update`` does."""
        definition = self._definitions.get(definition_id)
        refuse_unless_expected(definition.version, expected)
        self._definitions.delete(definition)
