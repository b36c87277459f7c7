"""Editing a friend: what the book knows of everybody, and the shop's own fields, checked against what is defined."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from daifukucho.book.book import FriendBook
from daifukucho.fields import refusals
from daifukucho.fields.field import Field, FieldType, Find, checked, is_reference
from daifukucho.friends.edit import Edit, edit_from
from daifukucho.friends.friend import Friend
from daifukucho.friends.refusals import INVALID_EDIT
from daifukucho.kernel.errors import Fault, Invalid, NotFound, Unfit
from daifukucho.kernel.rules import is_key

MOST_FIELDS = 100
"""Fields that one edit may set: each is a read."""

Has = Callable[[str], bool]
"""Whether there is something of an id. Raises Unavailable."""


class Pictures(Protocol):
    def has(self, friend_id: str, reference: str) -> bool:
        """Whether a friend has uploaded a picture. Raises Unavailable."""


class FriendEditor:
    """Edits friends. ``field`` finds a field's definition; ``has_store`` and ``has_staff`` tell who there is."""

    def __init__(self, book: FriendBook, field: Find, *, has_store: Has, has_staff: Has, pictures: Pictures) -> None:
        self._book = book
        self._field = field
        self._has_store = has_store
        self._has_staff = has_staff
        self._pictures = pictures

    def edit(
        self,
        friend_id: str,
        *,
        by: str,
        set: Mapping[str, object],
        fields: Mapping[str, object],
        tags_add: Collection[object] = (),
        tags_remove: Collection[object] = (),
        expected: Collection[int] | None = None,
    ) -> Friend:
        """Change what the book says of a friend; the friend after it.

        A read for each field, store and picture that is named, and one for an assignee; then what ``FriendBook.edit``
        costs. Raises Invalid with every fault found (pointers into ``{"set", "fields", "tags_add", "tags_remove"}``),
        and the rest as that does.
        """
        faults: list[Fault] = []
        try:
            edit = edit_from(set, tags_add, tags_remove)
        except Invalid as error:
            faults += error.faults
            edit = Edit()
        values: dict[str, Any] = {}
        if len(fields) > MOST_FIELDS:
            faults.append(refusals.TOO_MANY.at("/fields", most=MOST_FIELDS, given=len(fields)))
            fields = {}
        for key, given in fields.items():
            try:
                said = self._definition(key)
                values[key] = checked(said, given)
                if said.type is FieldType.IMAGE and values[key] and is_reference(values[key]):
                    self._look_for(friend_id, values[key])
            except Unfit as error:
                escaped = str(key).replace("~", "~0").replace("/", "~1")
                faults.append(Fault(f"/fields/{escaped}", error.words))
        faults += self._unknown(edit.set)
        if faults:
            raise INVALID_EDIT(*faults)
        return self._book.apply(friend_id, replace(edit, fields=values), by=by, expected=expected)

    def _definition(self, key: str) -> Field:
        """Raises Unfit if there is none."""
        try:
            if is_key(key):
                return self._field(key).says
        except NotFound:
            pass
        raise Unfit(refusals.NO_FIELD.words())

    def _look_for(self, friend_id: str, reference: str) -> None:
        if not self._pictures.has(friend_id, reference):
            raise Unfit(refusals.NO_PICTURE.words())

    def _unknown(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        for store in values.get("stores") or ():
            if not self._has_store(store):
                yield refusals.NO_STORE.at("/set/stores", id=store)
        assignee = values.get("assignee")
        if assignee is not None and not self._has_staff(assignee):
            yield refusals.NO_STAFF_MEMBER.at("/set/assignee")
