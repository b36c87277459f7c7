"""Finding a friend by what people type: a name in any writing, a telephone number, a member number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from daifukucho.friends.filters import Filters, Within, WithinSegment
from daifukucho.friends.friend import Friend
from daifukucho.kernel.card_numbers import is_card_number
from daifukucho.kernel.japan import digits, phone, searchable
from daifukucho.kernel.page import Page
from daifukucho.kernel.text import is_blank, one_form, seen

EVERYBODY = Filters()
_MOST_WORDS = 4
_LEAST_DIGITS = 4
"""Fewer digits are part of too many numbers."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search: as ``typed``, and in the ``form`` of the indexes of names."""

    typed: str
    form: str


@dataclass(frozen=True, slots=True)
class Search:
    """Whom a search means: every word is part of one of the friend's names, or the digits are part of a number of the
    friend.

    ``digits``: parts of a telephone number or a member number, any of which is enough. A search without words means
    nobody.
    """

    words: tuple[Word, ...]
    digits: tuple[str, ...] = ()


def search_of(q: str) -> Search:
    """What somebody types, split into words; the fourth word holds everything after it as well."""
    parts = (part.strip() for part in seen(q).split(maxsplit=_MOST_WORDS - 1))
    return Search(tuple(Word(part, form) for part in parts if (form := searchable(part))), _digits(q))


def _digits(q: str) -> tuple[str, ...]:
    found = digits(q).removeprefix("+")
    if len(found) < _LEAST_DIGITS or not (found.isascii() and found.isdigit()):
        return ()
    return (found, f"+81{found[1:]}") if found.startswith("0") else (found,)


class Roster(Protocol):
    """All raise Unavailable."""

    def get(self, friend_id: str) -> Friend | None: ...

    def with_phone(self, number: str) -> Sequence[Friend]:
        """The friends who have a telephone number (E.164), found without reading the others; a moment late."""

    def list(
        self,
        cursor: str | None,
        limit: int,
        *,
        q: str | None = None,
        filters: Filters = EVERYBODY,
        within: Within | None = None,
    ) -> Page[Friend]:
        """Reads a bounded part of the roster. ``within``: the segment that the filters name. Raises Invalid for a
        cursor that is not ours."""


class Members(Protocol):
    def owner(self, member_no: str) -> str | None:
        """The friend who was given a number. One read. Raises Unavailable."""


class FriendSearch:
    """Finds friends."""

    def __init__(self, roster: Roster, members: Members, within: WithinSegment) -> None:
        self._roster = roster
        self._members = members
        self._within = within

    def page(
        self,
        cursor: str | None,
        limit: int,
        *,
        q: str | None = None,
        filters: Filters = EVERYBODY,
    ) -> Page[Friend]:
        """A page of the friends whom the filters leave, in no particular order.

        A whole telephone number, or a number on a card, that a friend has is looked up: four reads at most, and one
        page. Otherwise the roster is read, at most 4 MB of it. With a segment, the segment is read too, and what
        happened with those friends whom their items leave undecided: at most a hundred queries. Raises Invalid for a
        cursor that is not ours, NotFound and Conflict for a segment that cannot be evaluated, and Unavailable.
        """
        if q is not None and is_blank(q):
            return Page([], None)
        if filters.tag:
            filters = replace(filters, tag=one_form(filters.tag))
        within = None if filters.segment_id is None else self._within(filters.segment_id)
        if q and cursor is None:
            exact = self._exact(q)
            found = [friend for friend in exact if filters.hold(friend)]
            if within is not None:
                found = [friend for friend, held in zip(found, within.hold(found), strict=True) if held]
            if exact:
                return Page(found[:limit], None)
        return self._roster.list(cursor, limit, q=q, filters=filters, within=within)

    def _exact(self, q: str) -> Collection[Friend]:
        telephone, number = phone(q), digits(q)
        if telephone and (found := self._roster.with_phone(telephone)):
            return found
        owner = self._members.owner(number) if is_card_number(number) else None
        friend = self._roster.get(owner) if owner else None
        return [friend] if friend and number in (friend.member_no, friend.card_no) else []
