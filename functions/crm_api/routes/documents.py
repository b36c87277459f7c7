"""``/v1/openapi.json`` and ``/v1/docs``: what the API is, for programs and for people. Public; neither holds data."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from daifukucho import __version__
from daifukucho_aws.openapi import completed
from daifukucho_aws.scopes import READ, WRITE
from daifukucho_aws.strict_json import to_json

OPENAPI = "/v1/openapi.json"
DOCS = "/v1/docs"

_TITLE = "Daifukucho API"
_DESCRIPTION = """お店の LINE 友だちと配信の API です。一覧はページに分かれ、断られた操作は何も変えません。

The API of a shop's LINE CRM: its friends, segments, campaigns, and their reports.

Every list is a page: `items`, and a `cursor` that gives the next page with the same filters (`null`: there is none).
A refused request is answered by a problem document (RFC 9457) with a stable `code`, and has changed nothing.
A `POST` that makes something takes an `Idempotency-Key`; every other request may be repeated as it is.
An answer's `ETag` goes into `If-Match` of an edit, so that nobody's edit is lost, or into `If-None-Match` of a `GET`.
"""
_TAGS = {
    "friends": "友だちの名簿と、一人ひとりの記録です。 The roster, and each friend's ledger.",
    "tags": "友だちに付いているタグです。 The tags that friends have.",
    "fields": "お店が決める友だち情報の項目です。 Fields of the shop's own.",
    "memos": "担当者が書く、商談・来店・電話のメモです。 What the staff write of a friend.",
    "segments": "セグメント: 誰を指すかです。 Who is meant.",
    "campaigns": "配信: 誰に、いつ、何を送るかです。 What is said to whom, and when.",
    "runs": "配信の実行と、その結果です。 How a campaign goes out, and its report.",
    "coupons": "クーポンと、それを持っている友だちです。 Coupons, who has them, and redeeming them.",
    "points": "ポイントの設定と残高、付与と利用です。 How points work, what a friend has, and moving them.",
    "ranks": "会員ランクです。 What friends are to the shop.",
    "stamps": "ショップカードのスタンプと特典チケットです。 The shop card: stamps, and the tickets that they win.",
    "cards": "会員証の見た目と、読み取った会員証の持ち主です。 How the member card looks, and whose it is that a till has read.",
    "orders": "友だちの購買と、その見方の設定です。 What friends buy, and how it is judged.",
    "nine-segments": "9セグメント: 商品ごとの友だちの位置です。 Where a friend stands towards each product.",
    "surveys": "回答フォームと、その回答です。 Surveys, and what was answered.",
    "inflow-routes": "流入経路: 友だちがどこから来たかです。 By which ways friends came.",
    "stores": "店舗と、そのPINです。 Stores, and their PINs.",
    "staff": "担当者と、その権限です。 The staff, and who of them may do what.",
    "shop": "お店全体の設定: 一日の始まりと、LINEのプランです。 When the shop's day begins, and its plan with LINE.",
}


def add_to(app: APIGatewayHttpResolver) -> None:
    """Add both documents to an API that has all of its routes."""

    @cache
    def described() -> dict[str, Any]:
        return completed(json.loads(app.get_openapi_json_schema(**_about())))

    @app.get(OPENAPI, include_in_schema=False, cache_control="public, max-age=300")
    def openapi() -> Response[str]:
        return Response(200, content_type="application/json", body=to_json(described()))

    @app.get(DOCS, include_in_schema=False, cache_control="public, max-age=300", compress=True)
    def docs() -> Response[str]:
        return Response(200, content_type="text/html", body=_page(described()))


def _page(described: dict[str, Any]) -> str:
    """Swagger UI, all in one file. (Powertools' own page is for a screen on a desk, and light only.)

    It takes a token that a person has: a client's secret is not to be typed into a page.
    """
    from aws_lambda_powertools.event_handler.openapi import swagger_ui

    schemes = described["components"]["securitySchemes"]
    token = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": schemes["token"]["description"]}
    described = {**described, "components": {**described["components"], "securitySchemes": {"token": token}}}

    library = files(swagger_ui)
    here = Path(__file__).parent
    return Template((here / "docs.html").read_text("utf-8")).substitute(
        title=_TITLE,
        library_style=library.joinpath("swagger-ui.min.css").read_text("utf-8"),
        library_script=library.joinpath("swagger-ui-bundle.min.js").read_text("utf-8"),
        style=(here / "docs.css").read_text("utf-8"),
        spec=to_json(described).replace("</", "<\\/"),  # within a script, "</" would begin its end
        openapi=OPENAPI.rpartition("/")[2],
    )


def _about() -> dict[str, Any]:
    from aws_lambda_powertools.event_handler.openapi.models import (
        License,
        OAuth2,
        OAuthFlowClientCredentials,
        OAuthFlows,
        Server,
        Tag,
    )

    return {
        "title": _TITLE,
        "version": __version__,
        "license_info": License(name="Apache License 2.0", identifier="Apache-2.0"),
        "description": _DESCRIPTION,
        "tags": [Tag(name=name, description=says) for name, says in _TAGS.items()],
        # Both documents are one step below the root, wherever the API is mounted.
        "servers": [Server(url="..", description="this deployment")],
        "security_schemes": {
            "token": OAuth2(
                description="An access token of the deployment's user pool, by the client credentials grant. The address "
                "for tokens is the deployment's own: its output `TokenUrl`, of the form shown here.",
                flows=OAuthFlows(
                    clientCredentials=OAuthFlowClientCredentials(
                        tokenUrl="https://daifukucho-prod-0a1b2c3d.auth.ap-northeast-1.amazoncognito.com/oauth2/token",
                        scopes={
                            READ: "See friends, segments, campaigns and reports: every `GET`, and a `POST` that only asks.",
                            WRITE: "Change friends, and make and send campaigns: everything else.",
                        },
                    )
                ),
            )
        },
    }
