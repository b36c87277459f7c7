"""Member numbers 会員番号: EAN-13 in the range that GS1 leaves to shops for their own use, 20 to 29.

A till that reads EAN-13 reads them, and they are no article's number anywhere.
"""

from collections.abc import Callable

Dice = Callable[[int], int]
"""A number from 0 to below the given one, that nobody can foresee."""

LENGTH = 13


def check_digit(digits: str) -> str:
    """The last digit of an EAN-13: it makes the sum of all, those at even places three times, a multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def new_number(dice: Dice) -> str:
    """A number that nobody can guess from others."""
    digits = f"2{dice(10**11):011d}"
    return digits + check_digit(digits)


def is_number(text: str) -> bool:
    """Whether a text is a member number, by its form and its check digit."""
    sound = len(text) == LENGTH and text.isascii() and text.isdigit() and text[0] == "2"
    return sound and check_digit(text[:-1]) == text[-1]
