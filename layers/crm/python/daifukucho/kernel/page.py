"""A page of a list: every list of the system returns one."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, and the cursor that continues after them (``None``: there is nothing more).

    A page may be shorter than asked for, even empty, while its cursor says that more may follow: a list reads a
    bounded amount and stops there.
    """

    items: list[T]
    cursor: str | None
