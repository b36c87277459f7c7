"""Where a friend's shop card stands, and what was won with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.kernel.declared import NUMBERS, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class StampAttributes:
    """See ``daifukucho.stamps.progress``."""

    stamps: Mapping[str, int] = declared(NUMBERS)
    tickets: Mapping[str, int] = declared(NUMBERS)
