"""How a capability declares its attributes of a friend, each in one place: a typed field of a class in its ``attributes.py``.

    @dataclass(frozen=True, init=False, repr=False, eq=False)
    class RankAttributes:
        rank: str | None = declared(TEXT, "ランク", "rank", refers_to="rank")

``Friend`` is put together from these classes. What the table keeps, what segments ask for, what the columnar copy
holds, what the API shows and what the timeline tells follows from them. A type checker compares the field's type with
the kind that is declared.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import field, fields, replace
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from daifukucho.kernel.attribute import JUST_THE_NUMBER, Attribute, AttributeType, Choice
from daifukucho.kernel.words import Words

T = TypeVar("T")


class Stored(StrEnum):
    """The form in which the table keeps an attribute."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    NUMBERS = "numbers"
    """A map from names to whole numbers."""
    TABLES = "tables"
    """A map from names to small maps of texts, numbers and booleans."""


class Kind(NamedTuple, Generic[T]):
    """A kind of attributes: the form in which they are kept, the type that they have in a segment (``None``: segments
    cannot ask for them), and the value of an unknown one."""

    stored: Stored
    type: AttributeType | None
    unknown: T


TEXT: Kind[str | None] = Kind(Stored.TEXT, AttributeType.TEXT, None)
DATE: Kind[str | None] = Kind(Stored.TEXT, AttributeType.DATE, None)
NUMBER: Kind[int | None] = Kind(Stored.NUMBER, AttributeType.NUMBER, None)
INSTANT: Kind[int | None] = Kind(Stored.NUMBER, AttributeType.INSTANT, None)
COUNT: Kind[int] = Kind(Stored.NUMBER, AttributeType.NUMBER, 0)
FLAG: Kind[bool] = Kind(Stored.FLAG, AttributeType.FLAG, False)
TAGS: Kind[Mapping[str, int]] = Kind(Stored.NUMBERS, AttributeType.TAGS, {})
"""Each with the instant at which it was added."""
NUMBERS: Kind[Mapping[str, int]] = Kind(Stored.NUMBERS, None, {})
TABLES: Kind[Mapping[str, Mapping[str, Any]]] = Kind(Stored.TABLES, None, {})
VERSION: Kind[str] = Kind(Stored.TEXT, None, "")
"""The version of the entry that told something; entries of later versions tell it anew."""


class Shown(NamedTuple):
    """The API shows the attribute. ``example``: its value for the friend who is the example; ``description`` and
    ``examples``: what the API's document says of it."""

    example: Any
    description: str | None = None
    examples: tuple[Any, ...] = ()


class Settable(NamedTuple):
    """Staff members may set the attribute; ``daifukucho.friends.edit`` checks the value. The API's document says the
    rest."""

    description: str | None = None
    examples: tuple[Any, ...] = ()
    max_length: int | None = None


class Declared(NamedTuple):
    """What is declared of an attribute. ``attribute``: its words, as an attribute without its name; ``None``: it has no
    words for people. ``asked``: segments may ask for it. ``sparse``: an item may be without it. ``written``: how a
    value that is kept in one form is written for people; ``None``: it is kept as people write it."""

    kind: Kind[Any]
    attribute: Attribute | None
    asked: bool = True
    sparse: bool = False
    written: Callable[[str], str | None] | None = None
    shown: Shown | None = None
    settable: Settable | None = None

    @property
    def words(self) -> Words | None:
        """What people call it."""
        return Words(self.attribute.ja, self.attribute.en) if self.attribute else None


METADATA = "declared"
"""The key under which a field's metadata hold its declaration."""


def declared(
    kind: Kind[T],
    ja: str = "",
    en: str = "",
    *,
    asked: bool = True,
    sparse: bool | None = None,
    month_day: str | None = None,
    choices: tuple[Choice, ...] = (),
    unit: Words = JUST_THE_NUMBER,
    says: tuple[Words, Words] | None = None,
    of_names: bool = False,
    refers_to: str | None = None,
    written: Callable[[str], str | None] | None = None,
    shown: Shown | None = None,
    settable: Settable | None = None,
) -> T:
    """A field of a dataclass that is an attribute of a friend.

    ``ja`` and ``en``: what people call it. Segments may ask for every attribute with words unless ``asked`` is false.
    An item may be without an attribute that is ``None`` or empty where it is not known (``sparse``). The rest is as in
    ``Attribute`` and ``Declared``.
    """
    attribute = None
    if kind.type is not None and ja:
        attribute = Attribute("", kind.type, ja, en, choices, month_day, False, unit, says, of_names, refers_to)
    if sparse is None:
        sparse = kind.unknown in (None, "", {})
    said = Declared(kind, attribute, asked and attribute is not None, sparse, written, shown, settable)
    if isinstance(kind.unknown, dict):
        return field(default_factory=lambda: copy(kind.unknown), metadata={METADATA: said})
    return field(default=kind.unknown, metadata={METADATA: said})


def derived(kind: Kind[T], ja: str = "", en: str = "") -> Callable[[Callable[[Any], T]], Callable[[Any], T]]:
    """Beneath ``@property``: the property is an attribute that follows from others. The table keeps it so that segments
    can ask for it there; it is never read from there."""

    def declare(function: Callable[[Any], T]) -> Callable[[Any], T]:
        attribute = Attribute("", kind.type, ja, en) if kind.type is not None and ja else None
        setattr(function, METADATA, Declared(kind, attribute, attribute is not None, sparse=True))
        return function

    return declare


def declarations(of: type) -> dict[str, Declared]:
    """What a dataclass and its bases declare, by name: the fields in their order, then the derived attributes."""
    found = {each.name: each.metadata[METADATA] for each in fields(of)}
    for base in reversed(of.__mro__):
        for name, member in vars(base).items():
            if isinstance(member, property) and hasattr(member.fget, METADATA):
                found[name] = getattr(member.fget, METADATA)
    return found


def asked_of(of: Iterable[type]) -> dict[str, Attribute]:
    """What segments may ask for of all that some classes declare, by name, in the declared order."""
    every = (each for one in of for each in declarations(one).items())
    return {name: replace(said.attribute, name=name) for name, said in every if said.attribute and said.asked}
