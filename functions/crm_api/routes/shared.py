"""What the routes of all resources share: their parameters, their answers, and what they are given."""

import re
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.depends import Depends
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.event_handler.request import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.time import to_iso
from daifukucho_aws.bootstrap.crm_api import CrmApi
from daifukucho_aws.http import Log, caller_of, problem_responses

READ, WRITE = "daifukucho/read", "daifukucho/write"
MAY_READ: list[dict[str, list[str]]] = [{"token": [READ]}]
MAY_WRITE: list[dict[str, list[str]]] = [{"token": [WRITE]}]

_JSON = "application/json"
_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')


class Body(BaseModel):
    """What a caller sends: nothing is converted, and what is not known is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """What a caller gets."""


A = TypeVar("A", bound=Answer)


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
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The `ETag` as it was read: the change is made only if it still is that."),
]
FriendId = Annotated[str, BeforeValidator(unquote), Path(max_length=64, description="LINE's id of the user.")]
SegmentId = Annotated[str, BeforeValidator(unquote), Path(max_length=64)]
CampaignId = Annotated[str, BeforeValidator(unquote), Path(max_length=64)]
RunId = Annotated[str, BeforeValidator(unquote), Path(max_length=64)]
Tag = Annotated[str, BeforeValidator(unquote), Path(max_length=400, description="Percent-encoded; it may hold no `/`.")]


def answers(description: str, *problems: int, status: int = 200, content: bool = True) -> dict[int, Any]:
    """What an operation answers, for OpenAPI: the route's return type, and problem documents."""
    success: dict[str, Any] = {"description": description} | ({} if content else {"content": {}})
    return {status: success, **problem_responses(*problems)}


def tagged(answer: A, version: int, status: int = 200, headers: dict[str, str] | None = None) -> Response[A]:
    """An answer that says which version it shows."""
    return Response(status, content_type=_JSON, body=answer, headers={"ETag": f'"{version}"', **(headers or {})})


def nothing() -> Response[None]:
    return Response(204)


def versions_in(if_match: str | None) -> frozenset[int] | None:
    """The versions that an ``If-Match`` header accepts; ``None``: any.

    Raises Invalid for a header that is none. Weak tags match nothing (RFC 9110, 13.1.1).
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = [_ENTITY_TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    if None in found:
        fault = Fault("/if-match", 'Send the ETag as it was read, such as "3", with its quotation marks.')
        raise Invalid("The request cannot be accepted as it is.", code="invalid_if_match", faults=[fault])
    return frozenset(int(m[2]) for m in found if m and not m[1] and re.fullmatch(r"[0-9]{1,9}", m[2]))


def at(instant: int | None) -> str | None:
    """An instant as people in Japan write it (RFC 3339)."""
    return None if instant is None else to_iso(instant)
