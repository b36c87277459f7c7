"""What an answer changes in the friend: tags to add and to remove, attributes to set."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from daifukucho.friends.edit import TAG_LENGTH, TAGS_PER_FRIEND, Edit, changes_of, edit_from, fields_that_fit
from daifukucho.friends.friend import Friend
from daifukucho.friends.refusals import TAG
from daifukucho.kernel.errors import Fault, Invalid, Unfit
from daifukucho.kernel.rules import AsGiven, Fit, Schema
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.words import Words
from daifukucho.surveys.refusals import NO_ATTRIBUTES, NO_TAGS

MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class Effects:
    """What a definition says is changed. ``set``: attributes that staff may edit, and their values."""

    tags_add: tuple[str, ...] = ()
    tags_remove: tuple[str, ...] = ()
    set: Mapping[str, Any] = field(default_factory=dict)

    @property
    def edit(self) -> Edit:
        return edit_from(self.set, self.tags_add, self.tags_remove)


@dataclass(frozen=True, slots=True)
class Attributes(AsGiven):
    """Attributes of a friend and their values, as an edit takes them."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return NO_ATTRIBUTES.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, dict):
            yield Fault(at, self.asks)
            return
        try:
            edit_from(given)
        except Invalid as error:
            yield from (Fault(at + fault.pointer.removeprefix("/set"), fault.message) for fault in error.faults)

    def kept(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return edit_from(given).set

    def schema(self) -> Schema:
        return {"type": "object"}


def _tag(given: object) -> str:
    try:
        [tag] = edit_from({}, [given]).tags_add
    except Invalid as error:
        raise Unfit(error.faults[0].message) from None
    return tag


def _not_both(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    try:
        edit_from({}, members.get("tags_add", ()), members.get("tags_remove", ()))
    except Invalid as error:
        yield from (Fault(at + fault.pointer, fault.message) for fault in error.faults)


_TAGS = Each(
    Fit(_tag, TAG.words(longest=TAG_LENGTH), {"type": "string", "minLength": 1, "maxLength": TAG_LENGTH}),
    MOST_TAGS,
    rule=NO_TAGS,
)
EFFECTS = Shape(
    {},
    {"tags_add": _TAGS, "tags_remove": _TAGS, "set": Attributes()},
    also=_not_both,
    at_once=True,
    make=Effects,
    says=Words(
        "回答で友だちの何が変わるかです: 付けるタグ、外すタグ、友だち情報。",
        "What an answer changes in the friend: tags that come and go, attributes that are set.",
    ),
)


def merged(edits: Iterable[Edit]) -> Edit:
    """Several edits as one; of two that contradict each other the later one counts."""
    values: dict[str, object] = {}
    add: set[str] = set()
    remove: set[str] = set()
    fields: dict[str, object] = {}
    for edit in edits:
        values |= edit.set
        fields |= edit.fields
        add = (add - edit.tags_remove) | edit.tags_add
        remove = (remove - edit.tags_add) | edit.tags_remove
    return Edit(values, frozenset(add), frozenset(remove), fields)


def fitting(edit: Edit, friend: Friend) -> tuple[Edit, list[str]]:
    """The part of an edit that changes the friend, and the tags that there is no room for. Fields that there is no room for
    are left out: the answer holds what was said.

    A friend who has as many tags as a friend can have has made no mistake, and the answer is taken all the same.
    """
    removed = edit.tags_remove & friend.tags.keys()
    new = sorted(edit.tags_add - friend.tags.keys())
    room = max(0, TAGS_PER_FRIEND - (len(friend.tags) - len(removed)))
    changes = changes_of(edit.set, friend)
    fields = fields_that_fit(edit.fields, friend)
    return Edit(changes, frozenset(new[:room]), frozenset(removed), fields), new[room:]
