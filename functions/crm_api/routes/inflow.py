"""``/v1/routes``: routes 流入経路, by which people come to the shop's account."""

import io
from typing import Any

import segno
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Conflict
from daifukucho.kernel.time import to_iso
from daifukucho.routes.route import Route
from daifukucho.segments.preview import Preview
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    NamePart,
    RouteKey,
    answers,
    created,
    example,
    nothing,
    once_of,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["routes"]
_SAID: dict[str, Any] = {"key": "storefront", "label": "店頭POP", "tags": ["店頭"]}
_URL = "https://liff.line.me/1234567890-AbcdEfgh/r/storefront"
_ROUTE = {
    "route_key": "storefront",
    "version": 1,
    "label": "店頭POP",
    "tags": ["店頭"],
    "url": _URL,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T12:00:00+09:00",
}
_COUNT = {"complete": True, "count": 214, "count_at_least": 214}


class RouteBody(Body):
    """A route 流入経路 to save."""

    model_config = example(_SAID)

    key: str = Field(
        description="A part of its address, which is printed: it never changes. It is what `first_route` and "
        "`last_route` of a friend hold.",
        json_schema_extra={"pattern": "^[a-z0-9][a-z0-9_-]{0,39}$"},
    )
    label: str = Field(json_schema_extra={"minLength": 1, "maxLength": 100})
    tags: list[str] = Field(default_factory=list, description="Added to whoever comes by it; at most 20.")


class RouteModel(Answer):
    """A route 流入経路."""

    model_config = example(_ROUTE)

    route_key: str
    version: int
    label: str
    tags: list[str]
    url: str | None = Field(description="What opens it within LINE; `null` until the deployment knows its LIFF app.")
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, route: Defined[Route], liff_id: str | None) -> "RouteModel":
        return cls(
            route_key=route.id,
            version=route.version,
            label=route.says.label,
            tags=list(route.says.tags),
            url=route.says.url(liff_id) if liff_id else None,
            created_at=to_iso(route.created_at),
            updated_at=to_iso(route.updated_at),
        )


class RoutePage(Answer):
    """Some routes."""

    model_config = example({"items": [_ROUTE], "cursor": None})

    items: list[RouteModel]
    cursor: str | None


class QrModel(Answer):
    """A route's address as a QR code."""

    model_config = example({"url": _URL, "svg": '<svg xmlns="http://www.w3.org/2000/svg" …></svg>'})

    url: str
    svg: str = Field(description="An image in SVG, with its quiet zone; error correction M.")


class CountModel(Answer):
    """How many friends. `count` is `null` if the roster could not be counted within five seconds."""

    complete: bool
    count: int | None
    count_at_least: int

    @classmethod
    def of(cls, told: Preview) -> "CountModel":
        count = told.count if told.complete else None
        return cls(complete=told.complete, count=count, count_at_least=told.count)


class RouteReport(Answer):
    """How many friends came by a route first, and how many last. Visitors who have not followed are not counted."""

    model_config = example({"first": _COUNT, "last": _COUNT})

    first: CountModel
    last: CountModel


@router.get(
    "/v1/routes",
    summary="List routes",
    description="By key, in descending order; `q`: part of the label.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of routes"),
    operation_id="listRoutes",
)
def list_routes(crm: Crm, cursor: Cursor = None, limit: Limit = 50, q: NamePart = None) -> RoutePage:
    page = crm.counter.routes.list(cursor, limit, q=q)
    return RoutePage(items=[RouteModel.of(route, crm.liff_id) for route in page.items], cursor=page.cursor)


@router.post(
    "/v1/routes",
    summary="Save a route",
    description="With an `Idempotency-Key`, a repeat gets the same answer.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The route as saved; `Location` is its path",
        "inflow_taken",
        "invalid_route",
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="createRoute",
)
def create_route(crm: Crm, by: Caller, body: RouteBody, key: IdempotencyKey = None) -> Response[RouteModel]:
    made = crm.counter.route_editor.create(body.model_dump(), once_of("createRoute", by, key, body))
    route = RouteModel.of(made.value, crm.liff_id)
    return created(route, made.value.version, f"/v1/routes/{made.value.id}", replayed=made.replayed)


@router.get(
    "/v1/routes/<route_key>",
    summary="Get a route",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The route", "inflow_not_found"),
    operation_id="getRoute",
)
def get_route(crm: Crm, route_key: RouteKey) -> Response[RouteModel]:
    route = crm.counter.routes.get(route_key)
    return tagged(RouteModel.of(route, crm.liff_id), route.version)


@router.put(
    "/v1/routes/<route_key>",
    summary="Change a route",
    description="Its `key` has to be the same. Tags are added to those who come from now on.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The route as saved", "inflow_not_found", "changed_meanwhile", "invalid_route"),
    operation_id="updateRoute",
)
def update_route(crm: Crm, route_key: RouteKey, body: RouteBody, if_match: IfMatch = None) -> Response[RouteModel]:
    route = crm.counter.route_editor.update(route_key, body.model_dump(), versions_in(if_match))
    return tagged(RouteModel.of(route, crm.liff_id), route.version)


@router.delete(
    "/v1/routes/<route_key>",
    summary="Delete a route",
    description="Nobody comes by it any more; of whom it is noted, it stays noted.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is deleted", "inflow_not_found", "changed_meanwhile", status=204, content=False),
    operation_id="deleteRoute",
)
def delete_route(crm: Crm, route_key: RouteKey, if_match: IfMatch = None) -> Response[None]:
    crm.counter.route_editor.delete(route_key, versions_in(if_match))
    return nothing()


@router.get(
    "/v1/routes/<route_key>/qr",
    summary="Get a route's QR code",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("Its address and the code", "inflow_not_found", "liff_unknown"),
    operation_id="getRouteQr",
)
def get_route_qr(crm: Crm, route_key: RouteKey) -> QrModel:
    route = crm.counter.routes.get(route_key)
    if crm.liff_id is None:
        raise Conflict("The deployment does not know its LIFF app; deploy it with liffId.", code="liff_unknown")
    url = route.says.url(crm.liff_id)
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", scale=8, xmldecl=False)
    return QrModel(url=url, svg=drawn.getvalue().decode().strip())


@router.get(
    "/v1/routes/<route_key>/report",
    summary="Count who came by a route",
    description="Reads the roster twice, for five seconds at most each.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("First and last touch", "inflow_not_found"),
    operation_id="getRouteReport",
)
def get_route_report(crm: Crm, route_key: RouteKey) -> RouteReport:
    route = crm.counter.routes.get(route_key)
    return RouteReport(first=_count(crm, "first_route", route.id), last=_count(crm, "last_route", route.id))


def _count(crm: CrmApi, field: str, key: str) -> CountModel:
    return CountModel.of(crm.previewer.preview({"field": field, "op": "is", "value": key}))
