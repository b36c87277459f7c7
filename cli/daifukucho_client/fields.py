"""``client.fields``: fields 友だち情報 of the shop's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key
from daifukucho_client.segments import Words


class Label(TypedDict):
    """Words for people; without English, the Japanese ones are shown."""

    ja: str
    en: NotRequired[str]


class ChoiceDefinition(TypedDict):
    """One of the values of a choice."""

    value: str
    label: Label
    retired: NotRequired[bool]


class FieldDefinition(TypedDict):
    """A field to save; its ``key`` and ``type`` never change. Limits are those of the type."""

    key: str
    type: str
    label: Label
    description: NotRequired[str]
    min_length: NotRequired[int | None]
    max_length: NotRequired[int | None]
    multiline: NotRequired[bool | None]
    min: NotRequired[int | float | None]
    max: NotRequired[int | float | None]
    whole: NotRequired[bool | None]
    earliest: NotRequired[str | None]
    latest: NotRequired[str | None]
    choices: NotRequired[Sequence[ChoiceDefinition] | None]
    retired: NotRequired[bool]


@dataclass(frozen=True, kw_only=True)
class FieldChoice:
    """One of the values of a choice."""

    value: str
    label: Words
    retired: bool


@dataclass(frozen=True, kw_only=True)
class ShopField(Tagged):
    """A field 友だち情報 of the shop's own. From ``min_length`` to ``choices``: what a value may be; ``None``: that is not limited, or
    not of the type."""

    key: str
    version: int
    type: str
    label: Words
    description: str
    min_length: int | None
    max_length: int | None
    multiline: bool | None
    min: float | None
    max: float | None
    whole: bool | None
    earliest: str | None
    latest: str | None
    choices: list[FieldChoice] | None
    retired: bool
    created_at: datetime
    updated_at: datetime


class Fields:
    """The operations on fields. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[ShopField]:
        """Every field with ``q`` in a label or its key, retired ones too; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[ShopField]:
        """A page of fields."""
        return self._http.call("GET", "/fields", Page[ShopField], query={"cursor": cursor, "limit": limit, "q": q})

    def get(self, key: str) -> ShopField:
        return self._http.call("GET", at("fields", key), ShopField)

    def create(self, definition: FieldDefinition, *, idempotency_key: str | None = None) -> ShopField:
        """Define a field. With the same key, only once."""
        return self._http.call("POST", "/fields", ShopField, body=definition, key=idempotency_key or new_key())

    def update(self, key: str, definition: FieldDefinition, *, if_match: str | None = None) -> ShopField:
        """Take the place of a field."""
        return self._http.call("PUT", at("fields", key), ShopField, body=definition, if_match=if_match)
