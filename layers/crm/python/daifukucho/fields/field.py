"""A field 友だち情報 of the shop's own, one definition in the catalog under its key."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from daifukucho.fields import refusals
from daifukucho.kernel import attribute
from daifukucho.kernel.address import address_fault
from daifukucho.kernel.attribute import FIELD_PREFIX, Attribute, AttributeType
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Fault, NotFound, Unfit
from daifukucho.kernel.exact import exact, plain_number
from daifukucho.kernel.refusals import CHOICE, DATE, FLAG, LIST, NOT_HERE, NUMBER
from daifukucho.kernel.refusals import WHOLE as WHOLE_NUMBER
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.rules import Choice, Fit, Flag, Key, Rule, Text, Whole, is_key, is_text
from daifukucho.kernel.shape import Each, Label, Shape
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.words import Words
from daifukucho.segments.fields import field_named
from daifukucho.surveys.uploads import REFERENCE

LABEL_LIMIT = 100
DESCRIPTION_LIMIT = 500
TEXT_LIMIT = 1_000
USUAL_LENGTH = 200
"""How long a text of a field may be if nothing is said."""
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


LIMITS_OF: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.TEXT: ("min_length", "max_length", "multiline"),
    FieldType.NUMBER: ("min", "max", "whole"),
    FieldType.DATE: ("earliest", "latest"),
    FieldType.CHOICE: ("choices",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``key`` is its id, the type never changes. A ``retired`` field is set no more; what friends have in it stays.

    From ``min_length`` to ``choices``: what a value may be; ``None``: that is not limited, or not of the type. Dates as
    ``2026-11-22``.
    """

    key: str
    type: FieldType
    label: Words
    description: str = ""
    min_length: int | None = None
    max_length: int | None = None
    multiline: bool | None = None
    min: int | float | None = None
    max: int | float | None = None
    whole: bool | None = None
    earliest: str | None = None
    latest: str | None = None
    choices: tuple[Option, ...] | None = None
    retired: bool = False

    @property
    def attribute(self) -> Attribute:
        """The field as segments ask it."""
        choices = tuple(attribute.Choice(option.value, option.label) for option in self.choices or ())
        return Attribute(FIELD_PREFIX + self.key, AttributeType(self.type), self.label.ja, self.label.en, choices)


Find = Callable[[str], Defined[Field]]
"""A field by its key, as it is defined now. Raises NotFound and Unavailable."""


@dataclass(frozen=True, slots=True)
class _Found(Shape):
    """``name``: by what it is found."""

    def stored(self, kept: Field) -> dict[str, Any]:
        name = f"{kept.label.ja} {kept.label.en} {kept.key}"
        return {**super(_Found, self).stored(kept), "name": name}


_NUMBER = Fit(
    lambda given: plain_number(exact(given)),
    NUMBER.words(),
    {"type": "number"},
    Words("数の項目です。", "Of a number."),
)
_DATE = Fit(
    lambda given: date_in(given),
    DATE.words(first=FIRST_DAY, last=LAST_DAY),
    {"type": "string", "format": "date"},
    Words("日付の項目です。2026-11-22 のように書きます。", "Of a date, such as `2026-11-22`."),
)
_RETIRED = Words(
    "true にすると、新しく設定できなくなります。友だちの値は残ります。",
    "It is set no more; what friends have in it stays.",
)
_REST: Mapping[str, Rule] = {
    "description": Text(DESCRIPTION_LIMIT, lines=True, blank=True),
    "min_length": Whole(1, TEXT_LIMIT, Words("文字の項目です。省くと1です。", "Of a text; 1 unless said.")),
    "max_length": Whole(
        1, TEXT_LIMIT, Words(f"文字の項目です。省くと{USUAL_LENGTH}です。", f"Of a text; {USUAL_LENGTH} unless said.")
    ),
    "multiline": Flag(Words("文字の項目に改行を入れられるかです。", "Whether a text may have several lines.")),
    "min": _NUMBER,
    "max": _NUMBER,
    "whole": Flag(Words("数の項目を整数に限るかです。", "Whether a number has no point.")),
    "earliest": _DATE,
    "latest": _DATE,
    "choices": Each(
        Shape({"value": Key(), "label": Label(LABEL_LIMIT)}, {"retired": Flag(_RETIRED)}, make=Option),
        MOST_CHOICES,
        1,
        key="value",
        says=Words(
            "選択の項目の選択肢です。一度作ったものは残し、使わないものは使用終了にします。",
            "Of a choice, in their order. What was one stays one; retire it instead.",
        ),
    ),
    "retired": Flag(_RETIRED),
}
_NEEDED: Mapping[str, Rule] = {
    "key": Key(
        Words(
            "友だちの記録とセグメントが使うキーです（`fields.<key>`）。変更できません。",
            "By which friends and segments know it (`fields.<key>`): it never changes.",
        )
    ),
    "type": Choice(FieldType, Words("種類です。変更できません。", "What it holds: it never changes.")),
    "label": Label(LABEL_LIMIT),
}

FIELD: Resource[Field] = Resource(
    kind="field",
    path="fields",
    id_name="key",
    name=Words("友だち情報の項目", "field"),
    shape=_Found(_NEEDED, _REST, make=Field),
    missing=refusals.FIELD_NOT_FOUND,
    invalid=refusals.INVALID_FIELD,
    taken=refusals.FIELD_TAKEN,
    example={
        "key": "taste",
        "type": "choice",
        "label": {"ja": "好みの味", "en": "taste"},
        "choices": [
            {"value": "sweet", "label": {"ja": "甘口", "en": "sweet"}, "retired": False},
            {"value": "dry", "label": {"ja": "辛口", "en": "dry"}, "retired": False},
        ],
    },
)


def define_field(given: object, before: Field | None) -> Field:
    """Check what a person says of a field. Raises Invalid with every fault found."""
    faults, fine = FIELD.shape.read(given)
    told = {name for name, value in given.items() if value is not None} if isinstance(given, dict) else set()
    if faults := [*faults, *_of_type(told, fine), *_ordered(fine), *_changed(fine, before)]:
        raise FIELD.invalid(*faults)
    return Field(**fine, **_usual(fine))


def _of_type(told: Collection[str], fine: Mapping[str, Any]) -> Iterator[Fault]:
    """Limits of other types, and choices that are lacking."""
    if "type" not in fine:
        return
    own = LIMITS_OF.get(fine["type"], ())
    for name in (name for names in LIMITS_OF.values() for name in names if name in told and name not in own):
        yield NOT_HERE.at(f"/{name}", name=name)
    if "choices" in own and "choices" not in told:
        yield LIST.at("/choices", least=1, most=MOST_CHOICES)


def _ordered(fine: Mapping[str, Any]) -> Iterator[Fault]:
    longest = fine.get("max_length", USUAL_LENGTH)
    if fine.get("min_length", 1) > longest:
        yield WHOLE_NUMBER.at("/min_length", least=1, most=longest)
    for least, most in (("min", "max"), ("earliest", "latest")):
        if least in fine and most in fine and fine[least] > fine[most]:
            yield refusals.REVERSED.at(f"/{most}", least=least)


def _changed(fine: Mapping[str, Any], before: Field | None) -> Iterator[Fault]:
    """What has to stay as it was, and that a choice leaves something to choose."""
    options: tuple[Option, ...] = fine.get("choices", ())
    if options and all(option.retired for option in options):
        yield refusals.ALL_RETIRED.at("/choices")
    if before is None:
        return
    if fine.get("key", before.key) != before.key:
        yield refusals.KEY_KEPT.at("/key")
    if fine.get("type", before.type) != before.type:
        yield refusals.TYPE_KEPT.at("/type")
    elif "choices" in fine:
        for value in sorted({option.value for option in before.choices or ()} - {option.value for option in options}):
            yield refusals.CHOICE_GONE.at("/choices", value=value)


def _usual(fine: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is said of a text if nobody says it."""
    if fine["type"] is not FieldType.TEXT:
        return {}
    return {name: usual for name, usual in (("min_length", 1), ("max_length", USUAL_LENGTH)) if name not in fine}


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
            return _text(said, given)
        case FieldType.CHOICE:
            return _choice(said.choices or (), given)
        case FieldType.NUMBER:
            return _figure(said, given)
        case FieldType.DATE:
            return _date(said, given)
        case FieldType.IMAGE:
            return _image(given)
    if not isinstance(given, bool):
        raise Unfit(FLAG.words())
    return given


def _text(said: Field, given: object) -> str:
    least, most, lines = said.min_length or 1, said.max_length or USUAL_LENGTH, bool(said.multiline)
    text = given.strip().replace("\r\n", "\n") if isinstance(given, str) else None
    if text is None or len(text) < least or not is_text(text, most, lines=lines):
        raise Unfit((refusals.TEXT if lines else refusals.LINE).words(least=least, most=most))
    return text


def _choice(options: Collection[Option], given: object) -> str:
    usable = [option.value for option in options if not option.retired]
    if not isinstance(given, str) or given not in usable:
        raise Unfit(CHOICE.words(choices=", ".join(usable)))
    return given


def _figure(said: Field, given: object) -> Any:
    number = exact(given)
    if said.whole and not isinstance(number, int):
        raise Unfit(refusals.WHOLE.words())
    if said.min is not None and number < exact(said.min):
        raise Unfit(refusals.AT_LEAST.words(least=said.min))
    if said.max is not None and number > exact(said.max):
        raise Unfit(refusals.AT_MOST.words(most=said.max))
    return number


def _date(said: Field, given: object) -> str:
    day = date_in(given)
    if said.earliest is not None and day < said.earliest:
        raise Unfit(refusals.EARLIEST.words(earliest=said.earliest))
    if said.latest is not None and day > said.latest:
        raise Unfit(refusals.LATEST.words(latest=said.latest))
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
