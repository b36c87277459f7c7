"""What a staff member may change in the book, and the values that are allowed."""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from daifukucho.friends import refusals
from daifukucho.friends.friend import Friend
from daifukucho.friends.refusals import INVALID_EDIT
from daifukucho.kernel.errors import Fault, Invalid, Unfit
from daifukucho.kernel.exact import exact, plain_number
from daifukucho.kernel.japan import is_kana, lacks_zero, phone, postal_code
from daifukucho.kernel.refusals import FLAG, NO_SUCH_DATE
from daifukucho.kernel.text import is_blank, one_form
from daifukucho.kernel.words import Words

ALIAS_LENGTH = 100
NOTE_LENGTH = 2000
TAG_LENGTH = 100
TAGS_PER_FRIEND = 200
NAME_LENGTH = 50
ADDRESS_LENGTH = 300
MAIL_LENGTH = 254
STORES_PER_FRIEND = 50
ID_LENGTH = 64
FIELD_BYTES = 60_000
"""All values of a friend's fields, as JSON."""
"""Lengths are in Unicode code points. They keep an item small, because a segment's scan pays for every byte."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Half a surrogate pair is refused like the control characters: it is no character, and UTF-8 cannot write it."""
_BIRTHDAY = re.compile(r"(?:[0-9]{4}|-)-[0-9]{2}-[0-9]{2}")
_LEAP_YEAR = "2000"
_FIRST_YEAR = 1900
_MAIL = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]+\.[^\s@,;<>\".]{2,}")
_STORES = "stores"


@dataclass(frozen=True, slots=True)
class Edit:
    """A checked change: attributes and their new values (``None`` clears), the tags to add and to remove, and values of
    the shop's own fields by key (``None`` clears)."""

    set: Mapping[str, Any] = field(default_factory=dict)
    tags_add: frozenset[str] = frozenset()
    tags_remove: frozenset[str] = frozenset()
    fields: Mapping[str, Any] = field(default_factory=dict)

    def body(self, by: str) -> dict[str, Any]:
        """The body of the entry that records this edit, by a staff member."""
        body = {
            "set": dict(self.set),
            "tags_add": sorted(self.tags_add),
            "tags_remove": sorted(self.tags_remove),
            "by": by,
        }
        if self.fields:
            body["fields"] = {key: _json(value) for key, value in self.fields.items()}
        return body

    def refuse_unborn(self, today: date) -> None:
        """Raises Invalid if the edit holds a birthday that is still to come. ``today``: the date in Japan."""
        birthday = self.set.get("birthday") or ""
        if birthday > today.isoformat():  # a birthday without its year begins with a hyphen, which sorts before digits
            raise INVALID_EDIT(refusals.UNBORN.at("/set/birthday"))

    def narrowed(self, friend: Friend) -> "Edit | None":
        """The part of the edit that changes this friend; ``None``: nothing does.

        Raises Invalid if the friend would have too many tags, or too much in the fields.
        """
        changes = changes_of(self.set, friend)
        fields = {key: value for key, value in self.fields.items() if friend.fields.get(key, {}).get("v") != value}
        add, remove = self.tags_add - friend.tags.keys(), self.tags_remove & friend.tags.keys()
        if add and len(friend.tags) - len(remove) + len(add) > TAGS_PER_FRIEND:
            raise INVALID_EDIT(refusals.TOO_MANY_TAGS.at("/tags_add", most=TAGS_PER_FRIEND))
        if not (changes or add or remove or fields):
            return None
        _refuse_too_much(fields, friend)
        return Edit(changes, frozenset(add), frozenset(remove), fields)


def changes_of(values: Mapping[str, Any], friend: Friend) -> dict[str, Any]:
    """Those of the values that differ from the friend's."""
    return {name: value for name, value in values.items() if _now(friend, name) != value}


def fields_that_fit(fields: Mapping[str, Any], friend: Friend) -> dict[str, Any]:
    """Those values of the shop's own fields that differ from the friend's; none of them if all together are too
    much."""
    changes = {key: value for key, value in fields.items() if friend.fields.get(key, {}).get("v") != value}
    try:
        _refuse_too_much(changes, friend)
    except Invalid:
        return {}
    return changes


def _now(friend: Friend, name: str) -> Any:
    return sorted(friend.stores) if name == _STORES else getattr(friend, name)


def applied(friend: Friend, told: Mapping[str, Any], at: int, by: str) -> Friend:
    """The friend after the change that an entry tells: ``set``, ``tags_add``, ``tags_remove`` and ``fields``.

    Tags and stores that the friend has already keep the time at which they were added.
    """
    values = dict(told["set"])
    if _STORES in values:
        values[_STORES] = {store: friend.stores.get(store, at) for store in values[_STORES]}
    tags = tags_after(friend.tags, told, at)
    set_now = told.get("fields", {})
    fields = {key: value for key, value in friend.fields.items() if key not in set_now}
    fields |= {key: {"v": _exact(v), "at": at, "by": by} for key, v in set_now.items() if v is not None}
    return replace(friend, **values, tags=tags, fields=fields, recorded_at=at)


def tags_after(tags: Mapping[str, int], told: Mapping[str, Any], at: int) -> dict[str, int]:
    """A friend's tags after the change that an entry tells, each in its one form, with the first instant at which it
    was added. Old entries, and friends whom only old entries have written, have tags as they were typed."""
    removed = {one_form(tag) for tag in told["tags_remove"]}
    kept: dict[str, int] = {}
    for tag, added in tags.items():
        form = one_form(tag)
        if form and form not in removed:
            kept[form] = min(added, kept.get(form, added))
    return {form: at for tag in told["tags_add"] if (form := one_form(tag))} | kept


def _json(value: Any) -> Any:
    return plain_number(value) if isinstance(value, Decimal) else value


def _exact(value: Any) -> Any:
    return exact(value) if isinstance(value, float) else value


def _refuse_too_much(fields: Mapping[str, Any], friend: Friend) -> None:
    values = {**{key: kept["v"] for key, kept in friend.fields.items()}, **fields}
    size = len(json.dumps(values, ensure_ascii=False, default=str).encode())
    if any(value is not None for value in fields.values()) and size > FIELD_BYTES:
        raise INVALID_EDIT(refusals.TOO_MUCH.at("/fields", size=size, most=FIELD_BYTES))


def edit_from(
    set: Mapping[str, object],
    tags_add: Collection[object] = (),
    tags_remove: Collection[object] = (),
) -> Edit:
    """Check a change. Text and tags lose the spaces around them; empty text clears, like ``None``. (The shop's own
    fields are checked by their definitions: see ``daifukucho.fields``.)

    Raises Invalid. Its faults point into ``{"set", "tags_add", "tags_remove"}``.
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, value in set.items():
        check = _CHECKS.get(name)
        if check is None:
            faults.append(refusals.NOT_EDITED.at(f"/set/{_escaped(name)}", names=", ".join(_CHECKS)))
            continue
        try:
            values[name] = check(value)
        except Unfit as error:
            faults.append(Fault(f"/set/{name}", error.words))
    add = _tags("/tags_add", tags_add, faults)
    remove = _tags("/tags_remove", tags_remove, faults)
    for tag in sorted(add & remove):
        faults.append(refusals.ADDED_AND_REMOVED.at("/tags_remove", tag=tag))
    if faults:
        raise INVALID_EDIT(*faults)
    return Edit(values, add, remove)


def _escaped(name: object) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def _tags(pointer: str, tags: Collection[object], faults: list[Fault]) -> frozenset[str]:
    checked = []
    for index, tag in enumerate(tags):
        given = tag.strip() if isinstance(tag, str) else ""
        name = one_form(given)
        if is_blank(name) or len(name) > TAG_LENGTH or _CONTROL.search(given):
            faults.append(refusals.TAG.at(f"{pointer}/{index}", longest=TAG_LENGTH))
        else:
            checked.append(name)
    return frozenset(checked)


def _alias(value: object) -> str | None:
    return _text(value, ALIAS_LENGTH, _CONTROL, refusals.LINE.words(longest=ALIAS_LENGTH))


def _note(value: object) -> str | None:
    return _text(value, NOTE_LENGTH, _CONTROL_BUT_LINES, refusals.TEXT.words(longest=NOTE_LENGTH))


def _text(value: object, length: int, refused: re.Pattern[str], rule: Words) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unfit(rule)
    text = value.strip()
    if len(text) > length or refused.search(text):
        raise Unfit(rule)
    return None if is_blank(text) else text


def _birthday(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _BIRTHDAY.fullmatch(value):
        raise Unfit(refusals.BIRTHDAY.words())
    try:
        day = date.fromisoformat(_LEAP_YEAR + value[1:] if value.startswith("--") else value)
    except ValueError:
        raise Unfit(NO_SUCH_DATE.words()) from None
    if day.year < _FIRST_YEAR:
        raise Unfit(refusals.LONG_AGO.words(first=_FIRST_YEAR))
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unfit(FLAG.words())
    return value


def _name(value: object) -> str | None:
    return _text(value, NAME_LENGTH, _CONTROL, refusals.LINE.words(longest=NAME_LENGTH))


def _kana(value: object) -> str | None:
    rule = refusals.KANA.words(longest=NAME_LENGTH)
    text = _text(value, NAME_LENGTH, _CONTROL, rule)
    if text is not None and not is_kana(text):
        raise Unfit(rule)
    return text


def _phone(value: object) -> str | None:
    text = _text(value, 40, _CONTROL, refusals.PHONE.words())
    if text is None:
        return None
    number = phone(text)
    if number is not None:
        return number
    if lacks_zero(text):
        raise Unfit(refusals.LOST_ZERO.words())
    raise Unfit(refusals.PHONE.words())


def _postal_code(value: object) -> str | None:
    text = _text(value, 40, _CONTROL, refusals.POSTAL_CODE.words())
    if text is None:
        return None
    code = postal_code(text)
    if code is None:
        raise Unfit(refusals.POSTAL_CODE.words())
    return code


def _address(value: object) -> str | None:
    return _text(value, ADDRESS_LENGTH, _CONTROL, refusals.LINE.words(longest=ADDRESS_LENGTH))


def _mail(value: object) -> str | None:
    rule = refusals.MAIL.words()
    text = _text(value, MAIL_LENGTH, _CONTROL, rule)
    if text is None:
        return None
    address = unicodedata.normalize("NFKC", text)
    if len(address) > MAIL_LENGTH or not _MAIL.fullmatch(address):
        raise Unfit(rule)
    return address


def _assignee(value: object) -> str | None:
    return _text(value, ID_LENGTH, _CONTROL, refusals.ASSIGNEE.words())


def _store_ids(value: object) -> list[str]:
    if value is None:
        return []
    rule = refusals.STORES.words(most=STORES_PER_FRIEND)
    if not isinstance(value, list) or len(value) > STORES_PER_FRIEND:
        raise Unfit(rule)
    for store in value:
        if not isinstance(store, str) or not 1 <= len(store) <= ID_LENGTH or _CONTROL.search(store):
            raise Unfit(rule)
    return sorted({*value})


_CHECKS: dict[str, Callable[[object], Any]] = {
    "alias": _alias,
    "note": _note,
    "birthday": _birthday,
    "do_not_send": _flag,
    "in_progress": _flag,
    "family_name": _name,
    "given_name": _name,
    "family_kana": _kana,
    "given_kana": _kana,
    "phone": _phone,
    "postal_code": _postal_code,
    "address": _address,
    "mail": _mail,
    "assignee": _assignee,
    "stores": _store_ids,
}
"""What can be edited, and how each value is checked; tags are apart. A check raises Unfit with the rule."""
