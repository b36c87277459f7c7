"""Numbers that JSON, Python and DynamoDB have in common."""

from decimal import Decimal

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.refusals import DIGITS, NUMBER

MAX_DIGITS = 15
"""Digits of a number, those after the point included: a JSON number of this size survives a binary float unchanged."""


def exact(value: object) -> int | Decimal:
    """A number of at most 15 digits before and after the point together, as ``json.loads`` gives it.

    Such a number is the same in JSON, in Python and in DynamoDB, so that they agree on every comparison. Raises
    Unfit with the rule.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(NUMBER.words())
    if isinstance(value, int):
        if abs(value) >= 10**MAX_DIGITS:
            raise Unfit(DIGITS.words(most=MAX_DIGITS))
        return value
    found = Decimal(repr(value))
    if not found.is_finite() or abs(found) >= 10**MAX_DIGITS:
        raise Unfit(DIGITS.words(most=MAX_DIGITS))
    if found == found.to_integral_value():
        return int(found)
    _, digits, exponent = found.normalize().as_tuple()
    if max(len(digits), -int(exponent)) > MAX_DIGITS:
        raise Unfit(DIGITS.words(most=MAX_DIGITS))
    return found.normalize()


def plain_number(value: int | Decimal) -> int | float:
    """The same number for JSON."""
    return float(value) if isinstance(value, Decimal) else value
