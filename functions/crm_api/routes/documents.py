"""``/v1/openapi.json`` and ``/v1/docs``: what the API is, for programs and for people. Public; neither holds data."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

OPENAPI = "/v1/openapi.json"
DOCS = "/v1/docs"

_TITLE = "Daifukucho API"
_DESCRIPTION = """お店の LINE 友だちと配信の API です。一覧はページに分かれ、断られた操作は何も変えません。

The API of a shop's LINE CRM: its friends, segments, campaigns, and their reports.

Every list is a page: `items`, and a `cursor` that gives the next page (`null`: there is none).
Whatever is refused is a problem document (RFC 9457) with a stable `code`, and has changed nothing.
"""


def add_to(app: APIGatewayHttpResolver) -> None:
    """Add both documents to an API that has all of its routes."""

    @cache
    def described() -> str:
        return app.get_openapi_json_schema(**_about())

    @app.get(OPENAPI, include_in_schema=False, cache_control="public, max-age=300")
    def openapi() -> Response[str]:
        return Response(200, content_type="application/json", body=described())

    @app.get(DOCS, include_in_schema=False, cache_control="public, max-age=300", compress=True)
    def docs() -> Response[str]:
        return Response(200, content_type="text/html", body=_page(described()))


def _page(described: str) -> str:
    """Swagger UI, all in one file. (Powertools' own page is for a screen on a desk, and light only.)"""
    from aws_lambda_powertools.event_handler.openapi import swagger_ui

    library = files(swagger_ui)
    here = Path(__file__).parent
    return Template((here / "docs.html").read_text("utf-8")).substitute(
        title=_TITLE,
        library_style=library.joinpath("swagger-ui.min.css").read_text("utf-8"),
        library_script=library.joinpath("swagger-ui-bundle.min.js").read_text("utf-8"),
        style=(here / "docs.css").read_text("utf-8"),
        spec=described.replace("</", "<\\/"),  # within a script, "</" would begin its end
        openapi=OPENAPI.rpartition("/")[2],
    )


def _about() -> dict[str, Any]:
    from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, Server, Tag

    return {
        "title": _TITLE,
        "version": "1",
        "description": _DESCRIPTION,
        "tags": [
            Tag(name="friends", description="友だち: the roster, and each friend's ledger."),
            Tag(name="segments", description="セグメント: who is meant."),
            Tag(name="campaigns", description="配信: what is said to whom, and when."),
            Tag(name="runs", description="配信の実行: how a campaign goes out, and its report."),
        ],
        # Both documents are one step below the root, wherever the API is mounted.
        "servers": [Server(url="..", description="this deployment")],
        "security_schemes": {
            "token": HTTPBearer(
                scheme="bearer",
                bearerFormat="JWT",
                description="An access token of the user pool, with `daifukucho/read` or `daifukucho/write`.",
            )
        },
    }
