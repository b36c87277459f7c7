"""The routes of ``/v1``, a module for each resource."""

from aws_lambda_powertools.event_handler.router import Router

from daifukucho_aws.http import Api, Log, Scopes
from daifukucho_aws.scopes import ASKING, READ, WRITE
from routes import (
    campaigns,
    cards,
    coupons,
    documents,
    fields,
    friends,
    inflow_routes,
    memos,
    nine_segments,
    orders,
    points,
    previews,
    questions,
    ranks,
    recipients,
    runs,
    segments,
    shop,
    staff,
    stamps,
    stores,
    surveys,
    tags,
    uploads,
)
from routes.documents import DOCS, OPENAPI


def api_of(log: Log) -> Api:
    """The API with all of its routes.

    In their context they expect ``crm``, which gives a ``CrmApi``, and ``metrics``, which are Powertools'.
    """
    api = Api(log, Scopes(READ, WRITE, ASKING), frozenset({OPENAPI, DOCS}))
    routers: list[Router] = [
        friends.router,
        segments.router,
        questions.router,
        campaigns.router,
        previews.router,
        runs.router,
        recipients.router,
        shop.router,
        stores.router,
        staff.router,
        coupons.router,
        inflow_routes.router,
        points.router,
        ranks.router,
        stamps.router,
        cards.router,
        surveys.router,
        uploads.router,
        nine_segments.router,
        fields.router,
        memos.router,
        tags.router,
        orders.router,
    ]
    for router in routers:
        api.app.include_router(router)
    documents.add_to(api.app)
    return api
