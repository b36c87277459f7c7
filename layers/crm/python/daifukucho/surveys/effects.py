"""What an answer changes in the friend: tags that come and go, attributes that are set."""

from collections.abc import Iterable

from daifukucho.friends.edit import TAGS_PER_FRIEND, Edit, changes_of, edit_from, fields_that_fit
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.surveys.refusals import NO_ATTRIBUTES, NO_TAGS

MOST_TAGS = 20


def read_edit(reader: Reader, name: str) -> Edit:
    """What a definition says is changed: ``{"tags_add": […], "tags_remove": […], "set": {…}}``, all of it optional."""
    inner = reader.inner(name, "What is changed")
    if inner is None:
        return Edit()
    add, remove = _tags(inner, "tags_add"), _tags(inner, "tags_remove")
    nothing: dict[str, object] = {}
    values = inner.read("set", lambda v: isinstance(v, dict), nothing, NO_ATTRIBUTES.words())
    inner.done()
    try:
        return edit_from(values, add, remove)
    except Invalid as error:
        reader.faults += [Fault(inner.at + fault.pointer, fault.message) for fault in error.faults]
        return Edit()


def _tags(reader: Reader, name: str) -> list[object]:
    none: list[object] = []
    return reader.read(name, lambda v: isinstance(v, list) and len(v) <= MOST_TAGS, none, NO_TAGS.words(most=MOST_TAGS))


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

    That a friend has as much as a friend can have is no fault of the friend, and costs no answer.
    """
    removed = edit.tags_remove & friend.tags.keys()
    new = sorted(edit.tags_add - friend.tags.keys())
    room = max(0, TAGS_PER_FRIEND - (len(friend.tags) - len(removed)))
    changes = changes_of(edit.set, friend)
    fields = fields_that_fit(edit.fields, friend)
    return Edit(changes, frozenset(new[:room]), frozenset(removed), fields), new[room:]
