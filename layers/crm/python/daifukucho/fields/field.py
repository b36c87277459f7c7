"""A field 友だち情報 of the shop's own, one definition in the catalog under its key."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from daifukucho.fields import refusals
from daifukucho.kernel.address import address_fault
from daifukucho.kernel.attribute import FIELD_PREFIX, Attribute, AttributeType, Choice
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Fault, NotFound, Unfit
from daifukucho.kernel.exact import exact, plain_number
from daifukucho.kernel.reading import Reader, is_key, is_text
from daifukucho.kernel.refusals import CHOICE, DATE, FLAG
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.words import Words
from daifukucho.segments.fields import field_named
from daifukucho.surveys.uploads import REFERENCE

KIND = "field"
LABEL_LIMIT = 100
TEXT_LIMIT = 1_000
MOST_CHOICES = 100
URL_LIMIT = 1_000
FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"


class FieldType(StrEnum):
    """What a field holds; it never changes."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values of a choice. A ``retired`` one is set no more; friends may have it still."""

    value: str
    label: Words
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """``key`` is its id, the type never changes. ``limits``: ``min_length`` and ``max_length`` of a text, ``multiline``, ``min``
    and ``max`` of a number, ``whole``, ``earliest`` and ``latest`` of a date; what is not there is not limited. A ``retired`` field
    is set no more; what friends have in it stays."""

    key: str
    type: FieldType
    label: Words
    description: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Option, ...] = ()
    retired: bool = False

    @property
    def attribute(self) -> Attribute:
        """The field as segments ask it."""
        choices = tuple(Choice(option.value, option.label) for option in self.choices)
        return Attribute(FIELD_PREFIX + self.key, AttributeType(self.type), self.label.ja, self.label.en, choices)


Find = Callable[[str], Defined[Field]]
"""A field by its key, as it is defined now. Raises NotFound and Unavailable."""


def define_field(given: object, before: Field | None) -> Field:
    """Check what a person says of a field. Raises Invalid with every fault found."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "A field")
    key = reader.key("key")
    if key and before is not None and key != before.key:
        reader.fault("key", refusals.KEY_KEPT.words())
    kind = reader.choice("type", tuple(map(str, FieldType)), "", needed=True)
    if kind and before is not None and kind != before.type:
        reader.fault("type", refusals.TYPE_KEPT.words())
    label = reader.words("label", LABEL_LIMIT, needed=True)
    description = reader.text("description", 500, needed=False, lines=True)
    retired = reader.flag("retired")
    limits = _limits(reader, kind)
    choices = _choices(reader, before) if kind == FieldType.CHOICE else ()
    if kind:
        reader.done()
    if faults:
        raise refusals.INVALID_FIELD(*faults)
    return Field(key, FieldType(kind), label or Words("", ""), description, limits, choices, retired)


def _limits(reader: Reader, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    match kind:
        case FieldType.TEXT:
            longest = reader.whole("max_length", 1, TEXT_LIMIT, 200)
            found = {
                "min_length": reader.whole("min_length", 1, longest, 1),
                "max_length": longest,
                "multiline": reader.flag("multiline"),
            }
        case FieldType.NUMBER:
            found = {name: _number(reader, name) for name in ("min", "max")} | {"whole": reader.flag("whole")}
            _ordered(reader, found, "min", "max")
        case FieldType.DATE:
            found = {name: _day(reader, name) for name in ("earliest", "latest")}
            _ordered(reader, found, "earliest", "latest")
    return {name: limit for name, limit in found.items() if limit is not None and limit is not False}


def _number(reader: Reader, name: str) -> int | float | None:
    given = reader.take(name)
    if given is None:
        return None
    try:
        return plain_number(exact(given))
    except Unfit as error:
        reader.fault(name, error.words)
        return None


def _day(reader: Reader, name: str) -> str | None:
    given = reader.take(name)
    if given is None:
        return None
    try:
        return date_in(given)
    except Unfit as error:
        reader.fault(name, error.words)
        return None


def _ordered(reader: Reader, limits: Mapping[str, Any], least: str, most: str) -> None:
    if None not in (limits[least], limits[most]) and limits[least] > limits[most]:
        reader.fault(most, refusals.REVERSED.words(least=least))


def _choices(reader: Reader, before: Field | None) -> tuple[Option, ...]:
    found: list[Option] = []
    for member in reader.each("choices", MOST_CHOICES, "A choice"):
        value = member.key("value", [option.value for option in found])
        label = member.words("label", LABEL_LIMIT, needed=True)
        found.append(Option(value, label or Words("", ""), member.flag("retired")))
        member.done()
    if found and all(option.retired for option in found):
        reader.fault("choices", refusals.ALL_RETIRED.words())
    gone = {option.value for option in before.choices} - {option.value for option in found} if before else ()
    for value in sorted(gone):
        reader.fault("choices", refusals.CHOICE_GONE.words(value=value))
    return tuple(found)


def field_body(said: Field) -> dict[str, Any]:
    """A definition as JSON."""
    choices = [
        {"value": option.value, "label": option.label._asdict(), "retired": option.retired} for option in said.choices
    ]
    return {
        "key": said.key,
        "type": str(said.type),
        "label": said.label._asdict(),
        "name": f"{said.label.ja} {said.label.en} {said.key}",
        "description": said.description,
        "limits": dict(said.limits),
        "choices": choices,
        "retired": said.retired,
    }


def field_of(body: Mapping[str, Any]) -> Field:
    """The definition that ``field_body`` wrote."""
    choices = tuple(Option(choice["value"], Words(**choice["label"]), choice["retired"]) for choice in body["choices"])
    return Field(
        body["key"],
        FieldType(body["type"]),
        Words(**body["label"]),
        body["description"],
        body["limits"],
        choices,
        body["retired"],
    )


def attributes_of(find: Find) -> Callable[[str], Attribute | None]:
    """Everything that a segment may ask, by its name: what is known of every friend, and the shop's own fields.

    What it returns costs a read for each of the latter, and raises Unavailable.
    """

    def known(name: str) -> Attribute | None:
        key = name.removeprefix(FIELD_PREFIX)
        if key == name or not is_key(key):
            return field_named(name)
        try:
            return find(key).says.attribute
        except NotFound:
            return None

    return known


def checked(said: Field, given: object) -> Any:
    """A value of a field in its one form, ``None`` if it is cleared. Raises Unfit with what to change."""
    if given is None or (isinstance(given, str) and is_blank(given)):
        return None
    if said.retired:
        raise Unfit(refusals.RETIRED.words())
    match said.type:
        case FieldType.TEXT:
            return _text(said.limits, given)
        case FieldType.CHOICE:
            return _choice(said.choices, given)
        case FieldType.NUMBER:
            return _figure(said.limits, given)
        case FieldType.DATE:
            return _date(said.limits, given)
        case FieldType.IMAGE:
            return _image(given)
    if not isinstance(given, bool):
        raise Unfit(FLAG.words())
    return given


def _text(limits: Mapping[str, Any], given: object) -> str:
    least, most, lines = limits["min_length"], limits["max_length"], limits.get("multiline", False)
    text = given.strip().replace("\r\n", "\n") if isinstance(given, str) else None
    if text is None or len(text) < least or not is_text(text, most, lines=lines):
        raise Unfit((refusals.TEXT if lines else refusals.LINE).words(least=least, most=most))
    return text


def _choice(options: Collection[Option], given: object) -> str:
    usable = [option.value for option in options if not option.retired]
    if not isinstance(given, str) or given not in usable:
        raise Unfit(CHOICE.words(choices=", ".join(usable)))
    return given


def _figure(limits: Mapping[str, Any], given: object) -> Any:
    number = exact(given)
    if limits.get("whole") and not isinstance(number, int):
        raise Unfit(refusals.WHOLE.words())
    if "min" in limits and number < exact(limits["min"]):
        raise Unfit(refusals.AT_LEAST.words(least=limits["min"]))
    if "max" in limits and number > exact(limits["max"]):
        raise Unfit(refusals.AT_MOST.words(most=limits["max"]))
    return number


def _date(limits: Mapping[str, Any], given: object) -> str:
    day = date_in(given)
    if day < limits.get("earliest", FIRST_DAY):
        raise Unfit(refusals.EARLIEST.words(earliest=limits["earliest"]))
    if day > limits.get("latest", LAST_DAY):
        raise Unfit(refusals.LATEST.words(latest=limits["latest"]))
    return day


def date_in(given: object) -> str:
    """A date of the calendar from 1900 to 2199. Raises Unfit."""
    rule = DATE.words(first=FIRST_DAY, last=LAST_DAY)
    if not isinstance(given, str) or len(given) != len(FIRST_DAY) or not given.isascii():
        raise Unfit(rule)
    try:
        found = date.fromisoformat(given).isoformat()
    except ValueError:
        raise Unfit(rule) from None
    if found != given or not FIRST_DAY <= found <= LAST_DAY:
        raise Unfit(rule)
    return found


def _image(given: object) -> str:
    rule = refusals.IMAGE.words()
    if not isinstance(given, str) or not is_text(given, URL_LIMIT):
        raise Unfit(rule)
    image = given.strip()
    # A letter that is not ASCII stands for its percent-encoding, as browsers take it.
    if address_fault("".join(c if c.isascii() else "%80" for c in image)) and not is_reference(image):
        raise Unfit(rule)
    return image


def is_reference(image: str) -> bool:
    """Whether a picture is one that a friend has uploaded."""
    return bool(REFERENCE.fullmatch(image))
