"""Reading the values of conditions: each returns what the operators compare with, or raises Invalid."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Fault, Invalid, Unfit, Wrong
from daifukucho.kernel.exact import exact
from daifukucho.kernel.refusals import CHOICE, DATE, FLAG, HALF_A_PAIR, NO_SUCH_DATE, TEXT
from daifukucho.kernel.text import one_form
from daifukucho.kernel.words import Language, Words
from daifukucho.segments import refusals
from daifukucho.segments.operator import Mention

MAX_TEXT = 500
MAX_TAG = 100
MAX_TAGS = 50
MAX_DAYS = 36_500
MAX_MONTHS = 1_200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

T = TypeVar("T", int, int | Decimal, date)


def refuse(message: Words, pointer: str = "") -> Invalid:
    """An error for one fault in a value; ``pointer`` leads into the value."""
    return Invalid(message, faults=[Fault(pointer, message)])


def text(value: object, limit: int = MAX_TEXT) -> str:
    """A text of 1 to ``limit`` characters that can be written in UTF-8."""
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        raise refuse(TEXT.words(longest=limit))
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise refuse(HALF_A_PAIR.words())
    return value


def text_of(value: object, attribute: Attribute) -> str:
    """A text that an attribute is compared with."""
    return name(value, MAX_TEXT) if attribute.of_names else text(value)


def name(value: object, limit: int) -> str:
    """A name, or an id that may be one, in the form in which it is compared."""
    found = one_form(text(value, limit))
    if not found:
        raise refuse(refusals.UNSEEN.words())
    return found


def tag_list(value: object) -> tuple[str, ...]:
    """1 to 50 tags, each once, in the order given."""
    return members(value, lambda member: name(member, MAX_TAG), refusals.TAGS)


def text_list(value: object) -> tuple[str, ...]:
    """1 to 50 texts of 1 to 500 characters, each once, in the order given."""
    return members(value, text, refusals.TEXTS)


def members(value: object, read: Callable[[object], str], rule: Wrong) -> tuple[str, ...]:
    """A list of 1 to 50 members, as ``read`` reads each, each once, in the order given; ``rule`` says so."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_TAGS:
        raise refuse(rule.words(most=MAX_TAGS))
    faults: list[Fault] = []
    found: list[str] = []
    for i, member in enumerate(value):
        try:
            found.append(read(member))
        except Invalid as error:
            faults.append(Fault(f"/{i}", error.detail))
    if faults:
        raise refusals.INVALID_VALUE(*faults)
    return tuple(dict.fromkeys(found))


def number(value: object) -> int | Decimal:
    """A number of at most 15 digits before and after the point together.

    Such a number is the same in JSON, in Python and in DynamoDB, so that they agree on every comparison.
    """
    try:
        return exact(value)
    except Unfit as error:
        raise refuse(error.words) from None


def days(value: object, most: int = MAX_DAYS) -> int:
    """A whole number of days, 0 (today alone) to ``most``."""
    return _whole(value, 0, most, refusals.DAYS.words(most=most))


def months(value: object, most: int = MAX_MONTHS) -> int:
    """A whole number of months, 0 to ``most``."""
    return _whole(value, 0, most, refusals.MONTHS.words(most=most))


def month(value: object) -> int:
    """A month of the year."""
    return _whole(value, 1, 12, refusals.MONTH.words())


def _whole(value: object, least: int, most: int, message: Words) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise refuse(message)
    return value


def day(value: object) -> date:
    """A date of the calendar from 1900 to 2199, such as ``2026-11-22``."""
    message = DATE.words(first=FIRST_DAY, last=LAST_DAY)
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise refuse(message)
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise refuse(NO_SUCH_DATE.words()) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise refuse(message)
    return found


def pair(value: object, read: Callable[[object], T]) -> tuple[T, T]:
    """A list of two values, each as ``read`` reads it, the first not larger than the second."""
    if not isinstance(value, list) or len(value) != 2:
        raise refuse(refusals.PAIR.words())
    ends: list[T] = []
    faults: list[Fault] = []
    for i, end in enumerate(value):
        try:
            ends.append(read(end))
        except Invalid as error:
            faults.append(Fault(f"/{i}", error.detail))
    if faults:
        raise refusals.INVALID_VALUE(*faults)
    if ends[0] > ends[1]:
        raise refuse(refusals.REVERSED.words())
    return ends[0], ends[1]


def flag(value: object) -> bool:
    """On or off."""
    if not isinstance(value, bool):
        raise refuse(FLAG.words())
    return value


def choice(value: object, attribute: Attribute) -> str:
    """One of an attribute's choices."""
    choices = [choice.value for choice in attribute.choices]
    if not isinstance(value, str) or value not in choices:
        raise refuse(CHOICE.words(choices=", ".join(choices)))
    return value


def grouped(value: int | Decimal) -> str:
    """A number as people read it, such as ``3,214``."""
    return format(value, ",f") if isinstance(value, Decimal) else format(value, ",")


def figure(value: int | Decimal, attribute: Attribute, lang: Language) -> str:
    """A number of an attribute as people say it, such as ``3,214回``."""
    unit: str = getattr(attribute.unit, lang)
    return unit.format(grouped(value))


def dated(value: date, lang: Language) -> str:
    """A date as people read it."""
    return f"{value.year}年{value.month}月{value.day}日" if lang == "ja" else value.isoformat()


def called(value: str | bool, attribute: Attribute, lang: Language, kind: str | None = None) -> str:
    """What people call a value of a text, a choice or a flag; or whatever of a ``kind`` it names by its id."""
    if isinstance(value, bool):
        yes, no = ("「はい」", "「いいえ」") if lang == "ja" else ("“yes”", "“no”")
        return yes if value else no
    kind = kind or attribute.refers_to
    key = Mention(kind, value).name if kind else value
    label = next((getattr(choice.label, lang) for choice in attribute.choices if choice.value == key), value)
    return f"「{label}」" if lang == "ja" else f"“{label}”"
