"""Asking ``segment_count``, the function that counts over the roster's columnar copy: both ends of the call."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import LeapDay
from daifukucho.segments.among import FRIENDS, among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.holders import Answer
from daifukucho.segments.preview import Copied
from daifukucho.segments.sql import Inexpressible, Question, question
from daifukucho.segments.tags import CopiedTags
from daifukucho.segments.tree import Node, parse_expanded
from daifukucho_aws.refusals import NOT_COUNTED, NOT_WOKEN

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


class HoldersAnswers(Protocol):
    def answers(self, node: Node, context: Context) -> list[Answer]:
        """See ``dynamo.coupon_holders.CouponHolders``. Raises Unavailable."""


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
    """``daifukucho.segments.preview.Copy``, asked through Lambda. ``client``: with a time-out that a person can bear.
    ``holders``: who has a coupon is not in the copy, and is sent along."""

    def __init__(self, client: Any, function_name: str, holders: HoldersAnswers) -> None:
        self._client = client
        self._function_name = function_name
        self._holders = holders

    def count(self, where: Mapping[str, Any], context: Context, sample: int, undecided: int) -> Copied | None:
        """One call, and what ``holders`` reads. Raises Unavailable if the function fails or does not answer."""
        answers: list[Answer] = []
        with suppress(Unavailable):  # without them those conditions are left undecided
            answers = self._holders.answers(parse_expanded(where), context)
        asked = {
            "where": where,
            "now": context.now,
            "cutoff_minutes": context.cutoff_minutes,
            "leap_day": str(context.leap_day),
            "sample": sample,
            "undecided": undecided,
            "answers": [asdict(answer) for answer in answers],
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
            raise NOT_COUNTED() from error
        if "FunctionError" in answer:
            raise NOT_COUNTED()
        return said

    def wake(self) -> None:
        """One call, which Lambda takes and answers at once. Raises Unavailable if it does not."""
        try:
            self._client.invoke(FunctionName=self._function_name, InvocationType="Event", Payload=b"{}")
        except (BotoCoreError, ClientError) as error:
            raise NOT_WOKEN() from error


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
            answers = [Answer(**told) for told in asked.get("answers", ())]  # a caller of before has none
            put = question(among_friends(parse_expanded(asked["where"])), context, answers)
        except Inexpressible:
            return {}
        found = self._reader.count(put, asked["sample"], asked["undecided"])
        return {name: getattr(found, name) for name in _SAID} if found else {}
