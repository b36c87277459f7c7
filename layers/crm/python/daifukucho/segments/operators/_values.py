"""Reading the values of conditions: each returns what the operators compare with, or raises Invalid."""

from decimal import Decimal

from daifukucho.kernel.errors import Fault, Invalid

MAX_TEXT = 500
MAX_TAG = 100
MAX_TAGS = 50
MAX_DAYS = 36_500
MAX_DIGITS = 15
"""Digits of a number, those after the point included: a JSON number of this size survives a binary float unchanged."""


def refuse(message: str, pointer: str = "") -> Invalid:
    """An error for one fault in a value; ``pointer`` leads into the value."""
    return Invalid(message, faults=[Fault(pointer, message)])


def text(value: object, limit: int = MAX_TEXT) -> str:
    """A text of 1 to ``limit`` characters that can be written in UTF-8."""
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        raise refuse(f"must be a text of 1 to {limit} characters")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise refuse("holds half of a surrogate pair: it is not valid Unicode")
    return value


def tag_list(value: object) -> tuple[str, ...]:
    """1 to 50 tags, each once, in the order given."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_TAGS:
        raise refuse(f"must be a list of 1 to {MAX_TAGS} tags")
    faults: list[Fault] = []
    tags: list[str] = []
    for i, member in enumerate(value):
        try:
            tags.append(text(member, MAX_TAG))
        except Invalid as error:
            faults.append(Fault(f"/{i}", error.detail))
    if faults:
        raise Invalid("Some tags cannot be used.", faults=faults)
    return tuple(dict.fromkeys(tags))


def number(value: object) -> int | Decimal:
    """A number of at most 15 digits before and after the point together.

    Such a number is the same in JSON, in Python and in DynamoDB, so that they agree on every comparison.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("must be a number")
    too_long = f"must have at most {MAX_DIGITS} digits, those after the point included"
    if isinstance(value, int):
        if abs(value) >= 10**MAX_DIGITS:
            raise refuse(too_long)
        return value
    exact = Decimal(repr(value))
    if not exact.is_finite() or abs(exact) >= 10**MAX_DIGITS:
        raise refuse(too_long)
    if exact == exact.to_integral_value():
        return int(exact)
    _, digits, exponent = exact.normalize().as_tuple()
    if max(len(digits), -int(exponent)) > MAX_DIGITS:
        raise refuse(too_long)
    return exact.normalize()


def days(value: object) -> int:
    """A whole number of days, 0 (today alone) to 36,500."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DAYS:
        raise refuse(f"must be a whole number of days from 0 to {MAX_DAYS}")
    return value


def figure(value: int | Decimal) -> str:
    """A number as people read it, such as ``3,214``."""
    return format(value, ",f") if isinstance(value, Decimal) else format(value, ",")
