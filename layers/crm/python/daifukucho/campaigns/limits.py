"""What a marketer allows a run at the most: a run that would exceed it is refused before anybody is written to."""

from dataclasses import dataclass

from daifukucho.campaigns.refusals import NO_LIMITS
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import NOT_HERE, WHOLE

_HIGHEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """``recipients``: friends; ``yen``: what the messages cost at the account's plan. At least one of the two is set."""

    recipients: int | None = None
    yen: int | None = None


def read_limits(given: object) -> tuple[Limits | None, list[Fault]]:
    """Limits as a marketer writes them, and what is wrong with them."""
    if given is None:
        return None, []
    if not isinstance(given, dict):
        return None, [NO_LIMITS.at("/limits")]
    faults = [NOT_HERE.at(f"/limits/{key}", name=key) for key in given.keys() - {"recipients", "yen"}]
    said = {key: given.get(key) for key in ("recipients", "yen")}
    for key, value in said.items():
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _HIGHEST):
            faults.append(WHOLE.at(f"/limits/{key}", least=0, most=_HIGHEST))
    if faults:
        return None, faults
    return (Limits(**said) if any(value is not None for value in said.values()) else None), []
