"""What the routes of all resources share: their parameters, their answers, and their dependencies."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, TypeVar, overload
from urllib.parse import unquote

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.depends import Depends
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.event_handler.request import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from daifukucho.kernel.once import Once, once
from daifukucho.kernel.refusals import INSTANT as WRITE_INSTANT
from daifukucho.kernel.time import from_iso, start_of, to_iso
from daifukucho_aws.bootstrap.crm_api import CrmApi
from daifukucho_aws.edge_refusals import INVALID_IF_MATCH, INVALID_QUERY, NO_DATE_OR_INSTANT, NO_ETAG
from daifukucho_aws.http import Log, caller_of
from daifukucho_aws.openapi import problem_responses
from daifukucho_aws.scopes import READ, WRITE

MAY_READ: list[dict[str, list[str]]] = [{"token": [READ]}]
MAY_WRITE: list[dict[str, list[str]]] = [{"token": [WRITE]}]

JSON = "application/json"
_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"([0-9]{1,9})(-[0-9a-f]+)?")
"""The version in a tag, and the digest of the answer, which an edit does not ask for (see ``http.Api``)."""


class Body(BaseModel):
    """What a caller sends: nothing is converted, and unknown members are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """What a caller gets."""


A = TypeVar("A", bound=Answer)

_LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")
"""A plus that was not encoded arrives as a space."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = "RFC 3339 with an offset: `2026-11-22T19:00:00%2B09:00`."


def _crm(request: Request) -> CrmApi:
    crm: CrmApi = request.context["crm"]()
    return crm


def _log(request: Request) -> Log:
    log: Log = request.context["log"]
    return log


def _counts(request: Request) -> Metrics:
    counts: Metrics = request.context["metrics"]
    return counts


def _caller(request: Request) -> str:
    return caller_of(request.resolved_event.raw_event)


Crm = Annotated[CrmApi, Depends(_crm)]
Logs = Annotated[Log, Depends(_log)]
Counts = Annotated[Metrics, Depends(_counts)]
Caller = Annotated[str, Depends(_caller)]

Cursor = Annotated[
    str | None,
    Query(min_length=1, max_length=256, description="The `cursor` of the page before; leave it out to start."),
]
Limit = Annotated[int, Query(ge=1, le=100, description="The most items to return.")]
NamePart = Annotated[
    str | None,
    Query(min_length=1, max_length=100, description="Part of the name, whatever its case and width."),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` as it was read: the change is made only if no other change was made since. "
        "A version in quotation marks is accepted, too.",
        examples=['"3-9f86d081884c7d65"'],
    ),
]
_KEY = Header(
    alias="Idempotency-Key",
    description="1 to 64 printable ASCII characters of your choice, such as a UUID: the same for each repeat of this "
    "request, another one for each other request.",
    examples=["4f0d7c1e-7a52-4d2b-9a55-0c9a1f0c8a11"],
)
IdempotencyKey = Annotated[str | None, _KEY]
NeededKey = Annotated[str, _KEY]
PathText = Annotated[str, StringConstraints(max_length=64), BeforeValidator(unquote)]
"""A part of a path, decoded. (With its length as a constraint of ``Path``, pydantic would count it as a list's.)"""

FriendId = Annotated[PathText, Path(description="LINE's id of the user.")]
PathId = Annotated[PathText, Path()]
SegmentId = Annotated[PathText, Path()]
CampaignId = Annotated[PathText, Path()]
SurveyId = Annotated[PathText, Path()]
StoreId = Annotated[PathText, Path()]
StaffId = Annotated[PathText, Path()]
CouponId = Annotated[PathText, Path()]
FieldKey = Annotated[PathText, Path()]
MemoId = Annotated[PathText, Path()]
RunId = Annotated[PathText, Path()]
Tag = Annotated[
    str,
    StringConstraints(max_length=400),
    BeforeValidator(unquote),
    Path(description="Percent-encoded; it may hold no `/`."),
]


def example(*examples: dict[str, Any]) -> ConfigDict:
    """A model's configuration with examples of it; the first is shown wherever the model is sent."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


@overload
def once_of(operation: str, caller: str, key: str, body: Body) -> Once: ...
@overload
def once_of(operation: str, caller: str, key: str | None, body: Body) -> Once | None: ...
def once_of(operation: str, caller: str, key: str | None, body: Body) -> Once | None:
    """A request with its key, if it has one. Raises Invalid for a text that cannot be a key."""
    return once(operation, caller, key, json.dumps(body.model_dump(mode="json"), sort_keys=True))


@overload
def once_of_given(operation: str, caller: str, key: str, given: Mapping[str, Any]) -> Once: ...
@overload
def once_of_given(operation: str, caller: str, key: str | None, given: Mapping[str, Any]) -> Once | None: ...
def once_of_given(operation: str, caller: str, key: str | None, given: Mapping[str, Any]) -> Once | None:
    """The same for a body that the core reads."""
    return once(operation, caller, key, json.dumps(given, sort_keys=True))


def answers(description: str, *problems: str, status: int = 200, content: bool = True) -> dict[int, Any]:
    """What an operation answers, for OpenAPI: the route's return type, and the codes of its own refusals."""
    success: dict[str, Any] = {"description": description} | ({} if content else {"content": {}})
    return {status: success, **problem_responses(*problems)}


def tagged(answer: A, version: int, status: int = 200, headers: dict[str, str] | None = None) -> Response[A]:
    """An answer that says which version it shows."""
    return Response(status, content_type=JSON, body=answer, headers={"ETag": f'"{version}"', **(headers or {})})


def created(answer: A, version: int, path: str, *, replayed: bool) -> Response[A]:
    """The answer to a request that has made something, or whose earlier copy has."""
    headers = {"Location": path} | ({"Idempotent-Replayed": "true"} if replayed else {})
    return tagged(answer, version, 201, headers)


def nothing() -> Response[None]:
    return Response(204)


def versions_in(if_match: str | None) -> frozenset[int] | None:
    """The versions that an ``If-Match`` header accepts; ``None``: any.

    Raises Invalid for a header of another form. Weak tags match nothing (RFC 9110, 13.1.1).
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = [_ENTITY_TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    if None in found:
        raise INVALID_IF_MATCH(NO_ETAG.at("/if-match"))
    versions = [_VERSION.fullmatch(tag[2]) for tag in found if tag and not tag[1]]
    return frozenset(int(version[1]) for version in versions if version)


def at(instant: int | None) -> str | None:
    """An instant as people in Japan write it (RFC 3339)."""
    return None if instant is None else to_iso(instant)


def instant(name: str, given: str | None) -> int | None:
    """The instant in a query parameter. Raises Invalid unless it is RFC 3339 with an offset."""
    if given is None:
        return None
    try:
        return from_iso(_LOST_PLUS.sub(r"+\1", given))
    except (ValueError, OverflowError):
        raise INVALID_QUERY(WRITE_INSTANT.at(f"/{name}")) from None


def last_moment(name: str, given: str, cutoff_minutes: Callable[[], int]) -> int:
    """The instant in a query parameter or, for a date, the last instant of that day in the shop, which begins so many
    minutes after midnight. Raises Invalid for anything else."""
    try:
        if _DATE.fullmatch(given):
            return start_of(date.fromisoformat(given) + timedelta(days=1), cutoff_minutes()) - 1
        return from_iso(_LOST_PLUS.sub(r"+\1", given))
    except (ValueError, OverflowError):
        raise INVALID_QUERY(NO_DATE_OR_INSTANT.at(f"/{name}")) from None
