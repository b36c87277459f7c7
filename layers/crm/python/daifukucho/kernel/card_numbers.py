"""Member numbers 会員番号: EAN-13 in the range that GS1 leaves to shops for their own use, 20 to 29.

A till that reads EAN-13 reads them, and no article anywhere has such a number. The numbers of earlier cards, which the
shop's till knows already, are any digits.
"""

from collections.abc import Callable

Dice = Callable[[int], int]
"""A number from 0 to below the given one, that nobody can foresee."""

LENGTH = 13
CARD_NUMBER_LENGTHS = range(4, 21)
"""How many digits a number on a card may have: a member number has 13; the number of an earlier card may have any of
these."""


def check_digit(digits: str) -> str:
    """The last digit of an EAN-13: it makes the sum of all, those at even places three times, a multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def new_number(dice: Dice) -> str:
    """A number that nobody can guess from others."""
    digits = f"2{dice(10**11):011d}"
    return digits + check_digit(digits)


def is_ean13(text: str) -> bool:
    """Whether a barcode in EAN-13 can carry a text."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]


def is_number(text: str) -> bool:
    """Whether a text is a member number, by its form and its check digit."""
    return is_ean13(text) and text[0] == "2"


def is_card_number(text: str) -> bool:
    """Whether a text can be a number on a card: a member number, or that of an earlier card."""
    return len(text) in CARD_NUMBER_LENGTHS and text.isascii() and text.isdigit()
