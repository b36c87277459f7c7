"""What a friend did, by the entries of the book."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.kernel.declared import TABLES, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class BookAttributes:
    """``did`` sums up the entries of each kind that segments ask for: ``n``, how many were folded, and the instants of
    the ``first`` and the ``last``."""

    did: Mapping[str, Mapping[str, int]] = declared(TABLES)
