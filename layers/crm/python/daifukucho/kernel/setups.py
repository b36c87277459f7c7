"""What a shop sets up once, such as its ranks: one definition of each kind, with all of its versions."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from daifukucho.kernel.time import Clock
from daifukucho.kernel.versions import refuse_unless_expected

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setup(Generic[T]):
    """What is set up, and its version. ``version`` 0: nothing has been saved yet, this is the default.

    ``given``: the settings as they were sent. Instants in UTC epoch milliseconds.
    """

    value: T
    given: Mapping[str, Any]
    version: int = 0
    created_at: int | None = None
    updated_at: int | None = None


class Setups(Protocol[T]):
    def get(self) -> Setup[T]:
        """What is set up now. One read. Raises Unavailable."""

    def save(self, before: Setup[T], given: Mapping[str, Any], now: int) -> Setup[T]:
        """Write the next version of settings that were checked. Raises Conflict (``changed_meanwhile``) if another
        version was saved since ``before`` was read, and Unavailable."""


class SetupEditor(Generic[T]):
    """Changes a setup. ``define`` checks what is sent, and raises Invalid with every fault found."""

    def __init__(self, setups: Setups[T], define: Callable[[object], T], clock: Clock) -> None:
        self._setups = setups
        self._define = define
        self._clock = clock

    def update(self, given: Mapping[str, Any], expected: Collection[int] | None = None) -> Setup[T]:
        """Write the next version. ``expected``: the versions that the caller takes for the present one (``None``: any).

        A read and a transaction of two writes. Raises Invalid, Unavailable, and Conflict if the present version is
        another.
        """
        self._define(given)
        before = self._setups.get()
        refuse_unless_expected(before.version, expected)
        return self._setups.save(before, given, self._clock())
