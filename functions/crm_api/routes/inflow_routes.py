"""``/v1/inflow-routes``: inflow routes 流入経路, by which people come to the shop's account."""

import io

import segno
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.inflow.route import INFLOW_ROUTE
from daifukucho.segments.preview import Preview
from daifukucho_aws.bootstrap.crm_api import CrmApi
from daifukucho_aws.edge_refusals import LIFF_UNKNOWN
from routes.definitions import About, Adds, Definitions
from routes.shared import (
    MAY_READ,
    Answer,
    Crm,
    PathId,
    answers,
    example,
)

router = Router()
_TAGS = ["inflow-routes"]
_URL = "https://liff.line.me/1234567890-AbcdEfgh/r/storefront"
_COUNT = {"complete": True, "count": 214, "count_at_least": 214}


class QrModel(Answer):
    """An inflow route's address as a QR code."""

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


class InflowRouteReport(Answer):
    """How many friends came first, and how many came last, by an inflow route. Visitors who have not followed are not
    counted."""

    model_config = example({"first": _COUNT, "last": _COUNT})

    first: CountModel
    last: CountModel


ROUTES = Definitions(
    INFLOW_ROUTE,
    lambda crm: crm.till.inflow_routes,
    lambda crm: crm.till.inflow_route_editor,
    About(
        tag="inflow-routes",
        example_id="storefront",
        of_list="By key, in descending order; `q`: part of the label.",
        of_update="Its `key` has to be the same. Its tags are added to friends who come from now on.",
        of_delete="Nobody comes by it any more; friends who came by it keep it in `first_route` and `last_route`.",
    ),
    adds=Adds(
        {
            "url": {
                "anyOf": [{"type": "string"}, {"type": "null"}],
                "description": "Opens it within LINE; `null` until the deployment knows its LIFF app.",
            }
        },
        lambda crm, route: {"url": route.says.url(crm.liff_id) if crm.liff_id else None},
        {"url": _URL},
    ),
)
ROUTES.add_to(router)


@router.get(
    "/v1/inflow-routes/<key>/qr",
    summary="Get an inflow route's QR code",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("Its address and the code", "inflow_not_found", "liff_unknown"),
    operation_id="getInflowRouteQr",
)
def get_route_qr(crm: Crm, key: PathId) -> QrModel:
    route = crm.till.inflow_routes.get(key)
    if crm.liff_id is None:
        raise LIFF_UNKNOWN()
    url = route.says.url(crm.liff_id)
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", scale=8, xmldecl=False)
    return QrModel(url=url, svg=drawn.getvalue().decode().strip())


@router.get(
    "/v1/inflow-routes/<key>/report",
    summary="Count who came by an inflow route",
    description="Reads the roster twice, for five seconds at most each.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("First and last touch", "inflow_not_found"),
    operation_id="getInflowRouteReport",
)
def get_route_report(crm: Crm, key: PathId) -> InflowRouteReport:
    route = crm.till.inflow_routes.get(key)
    return InflowRouteReport(first=_count(crm, "first_route", route.id), last=_count(crm, "last_route", route.id))


def _count(crm: CrmApi, field: str, key: str) -> CountModel:
    return CountModel.of(crm.previewer.preview({"field": field, "op": "is", "value": key}))
