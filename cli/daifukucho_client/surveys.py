"""``client.surveys``: surveys, and what was answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class SurveyDefinition(TypedDict, total=False):
    """A survey to save; ``name``, ``title`` and ``pages`` are needed. The API's guide has all that it can say."""

    name: str
    title: Mapping[str, Any]
    description: Mapping[str, Any] | None
    thanks: Mapping[str, Any] | None
    repeats: str
    opens_at: str | None
    closes_at: str | None
    limit: int | None
    pages: list[Mapping[str, Any]]
    effects: Mapping[str, Any] | None
    nine_segments: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Survey(Tagged):
    """A saved survey 回答フォーム."""

    survey_id: str
    version: int
    name: str
    title: dict[str, Any]
    description: dict[str, Any] | None
    thanks: dict[str, Any] | None
    repeats: str
    opens_at: str | None
    closes_at: str | None
    limit: int | None
    pages: list[dict[str, Any]]
    effects: dict[str, Any] | None
    nine_segments: dict[str, Any] | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class SurveyInFull(Survey):
    """A saved survey, and how many places of its limit are taken (``None``: it has none)."""

    places_taken: int | None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One friend's answers, by question."""

    answer_id: str
    friend_id: str
    answered_at: datetime
    version: int
    answers: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PictureLink:
    """Where a picture can be seen until ``expires_at``, by whoever has the address."""

    url: str
    expires_at: datetime


class Surveys:
    """The operations on surveys. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[Survey]:
        """Every survey whose name holds ``q``, the newest first; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[Survey]:
        """A page of surveys."""
        query = {"cursor": cursor, "limit": limit, "q": q}
        return self._http.call("GET", "/surveys", Page[Survey], query=query)

    def get(self, survey_id: str) -> SurveyInFull:
        return self._http.call("GET", at("surveys", survey_id), SurveyInFull)

    def create(self, definition: SurveyDefinition, *, idempotency_key: str | None = None) -> Survey:
        """Save a survey. With the same key, only once."""
        return self._http.call("POST", "/surveys", Survey, body=definition, key=idempotency_key or new_key())

    def update(self, survey_id: str, definition: SurveyDefinition, *, if_match: str | None = None) -> Survey:
        """Take the place of a survey."""
        return self._http.call("PUT", at("surveys", survey_id), Survey, body=definition, if_match=if_match)

    def delete(self, survey_id: str, *, if_match: str | None = None) -> None:
        """Nobody can answer it any more."""
        self._http.call("DELETE", at("surveys", survey_id), type(None), if_match=if_match)

    def answers(self, survey_id: str) -> Iterator[Answered]:
        """Everything that was answered, the newest first; 100 a call."""
        return every(lambda cursor: self.answers_page(survey_id, cursor=cursor, limit=100))

    def answers_page(self, survey_id: str, *, cursor: str | None = None, limit: int | None = None) -> Page[Answered]:
        """A page of answers. It may be short and yet have a cursor."""
        query = {"cursor": cursor, "limit": limit}
        return self._http.call("GET", at("surveys", survey_id, "answers"), Page[Answered], query=query)

    def picture(self, friend_id: str, reference: str) -> PictureLink:
        """Where to see a picture that the friend has attached; ``reference`` is the answer to a question of type
        ``image``."""
        return self._http.call("GET", at("friends", friend_id, "uploads", reference), PictureLink)

    def answers_csv(
        self, survey_id: str, *, cursor: str | None = None, limit: int | None = None, lang: str | None = None
    ) -> Iterator[str]:
        """The answers as a table (CSV), in parts that make one file, one after the other."""
        query = {"cursor": cursor, "limit": limit, "lang": lang}
        return self._http.parts(at("surveys", survey_id, "answers.csv"), query=query)
