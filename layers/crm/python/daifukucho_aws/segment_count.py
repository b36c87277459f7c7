"""Asking ``segment_count``, the function that counts over the roster's columnar copy: both ends of the call."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import LeapDay
from daifukucho.segments.among import FRIENDS, among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.preview import Copied
from daifukucho.segments.sql import Inexpressible, Question, question
from daifukucho.segments.tags import CopiedTags
from daifukucho.segments.tree import parse_expanded

_SAID = tuple(field.name for field in fields(Copied))


class CountedRows(Protocol):
    """As much of ``roster_copy.reader.Counted`` as is answered."""

    @property
    def count(self) -> int: ...
    @property
    def sample_ids(self) -> Sequence[str]: ...
    @property
    def as_of(self) -> int: ...
    @property
    def undecided(self) -> int: ...
    @property
    def undecided_ids(self) -> Sequence[str]: ...


class CountedTags(Protocol):
    """``roster_copy.reader.CountedTags``."""

    @property
    def friends(self) -> Mapping[str, int]: ...
    @property
    def total(self) -> int: ...
    @property
    def as_of(self) -> int: ...


class Counts(Protocol):
    """``roster_copy.reader.Reader``, which needs a library that only the function has."""

    def count(self, question: Question, sample: int, undecided: int) -> CountedRows | None: ...
    def tags(self, question: Question, most: int) -> CountedTags | None: ...
    def refresh(self) -> int | None: ...


class CopyCount:
    """``daifukucho.segments.preview.Copy``, asked through Lambda. ``client``: with a time-out that a person can bear."""

    def __init__(self, client: Any, function_name: str) -> None:
        self._client = client
        self._function_name = function_name

    def count(self, where: Mapping[str, Any], context: Context, sample: int, undecided: int) -> Copied | None:
        """One call. Raises Unavailable if the function fails or does not answer."""
        asked = {
            "where": where,
            "now": context.now,
            "cutoff_minutes": context.cutoff_minutes,
            "leap_day": str(context.leap_day),
            "sample": sample,
            "undecided": undecided,
        }
        said = self._asked(asked)
        return Copied(**said) if said else None

    def tags(self, most: int) -> CopiedTags | None:
        """``daifukucho.segments.tags.Copy``: one call. Raises as ``count`` does."""
        said = self._asked({"tags": most})
        return CopiedTags(**said) if said else None

    def _asked(self, question: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = self._client.invoke(FunctionName=self._function_name, Payload=json.dumps(question).encode())
            said: dict[str, Any] = json.loads(answer["Payload"].read())
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The copy of the roster was not counted.") from error
        if "FunctionError" in answer:
            raise Unavailable("The copy of the roster could not be counted.")
        return said

    def wake(self) -> None:
        """One call, which Lambda takes and answers at once. Raises Unavailable if it does not."""
        try:
            self._client.invoke(FunctionName=self._function_name, InvocationType="Event", Payload=b"{}")
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The copy of the roster was not woken.") from error


class Counting:
    """The function's side of it."""

    def __init__(self, reader: Counts) -> None:
        self._reader = reader

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What ``CopyCount`` asks for; ``{}`` if the copy cannot be asked this, or there is none. Raises Unavailable.

        Asked for nothing, it fetches what the next question needs.
        """
        if not asked:
            self._reader.refresh()
            return {}
        if "tags" in asked:
            tagged = self._reader.tags(question(FRIENDS, Context(0)), asked["tags"])
            return {"friends": tagged.friends, "total": tagged.total, "as_of": tagged.as_of} if tagged else {}
        context = Context(asked["now"], asked["cutoff_minutes"], LeapDay(asked["leap_day"]))
        try:
            put = question(among_friends(parse_expanded(asked["where"])), context)
        except Inexpressible:
            return {}
        found = self._reader.count(put, asked["sample"], asked["undecided"])
        return {name: getattr(found, name) for name in _SAID} if found else {}
