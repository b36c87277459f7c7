"""``/v1/openapi.json`` and ``/v1/docs``: public, whole, and without data."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.integration.api.conftest import API_GUIDE, Crm, Reply, function, http_event


def public(path: str, **given) -> Reply:
    """Without a token, and without the CRM behind it."""
    answer = function().api()(http_event("GET", path, scope=None, **given), None)
    return Reply(answer["statusCode"], answer["headers"], answer["body"])


@pytest.fixture(scope="module")
def document():
    reply = public("/v1/openapi.json")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    return reply.json


@pytest.fixture(scope="module")
def operations(document):
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_it_is_openapi(document):
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_in_it(operations):
    routes = {(route.method, route.openapi_path) for route in function().api().routes}
    assert routes - set(operations) == {("GET", "/v1/openapi.json"), ("GET", "/v1/docs")}
    assert set(operations) <= routes


def test_every_operation_says_what_it_is_what_it_needs_and_what_it_answers(operations):
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)
    for (method, _), operation in operations.items():
        assert operation["summary"]
        assert len(operation["tags"]) == 1
        scope = "daifukucho/read" if method == "GET" else "daifukucho/write"
        assert operation["security"] == [{"token": [scope]}]
        answers = operation["responses"]
        assert {"400", "401", "403", "422", "500", "503"} <= set(answers)
        assert len([status for status in answers if status < "300"]) == 1
        for status, answer in answers.items():
            if status >= "400":
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def test_what_is_answered_is_documented(crm: Crm, operations):
    """The statuses and the fields of some answers, against the description's."""
    campaign = crm.campaign()
    crm_path = f"/campaigns/{campaign['campaign_id']}"
    for method, path, template, headers in (
        ("GET", crm_path, "/v1/campaigns/{campaign_id}", {}),
        ("POST", f"{crm_path}/send", "/v1/campaigns/{campaign_id}/send", {"idempotency-key": "k"}),
        ("DELETE", crm_path, "/v1/campaigns/{campaign_id}", {}),
        ("GET", "/friends", "/v1/friends", {}),
        ("GET", "/friends/nobody", "/v1/friends/{friend_id}", {}),
    ):
        assert str(crm(method, path, headers=headers).status) in operations[method, template]["responses"]


def test_nothing_in_it_is_left_over(document):
    text = str(document)
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}'" in text, name


def test_it_may_be_kept_by_caches_but_answers_may_not(crm: Crm):
    assert public("/v1/openapi.json").headers["Cache-Control"] == "public, max-age=300"
    assert crm("GET", "/friends").headers["Cache-Control"] == "no-store"
    assert crm("GET", "/nothing").headers["Cache-Control"] == "no-store"


def test_the_page_loads_nothing_from_elsewhere():
    reply = public("/v1/docs")
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=(?!\"data:)", reply.text)
    assert "SwaggerUIBundle" in reply.text
    assert '"sendCampaign"' in reply.text
    assert len(reply.text) < 5_000_000  # a Lambda's answer has at most 6 MB


def test_the_page_travels_compressed_to_whoever_can_read_it():
    reply = public("/v1/docs", headers={"accept-encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"


def test_the_guide_names_every_command(operations):
    for _, path in operations:
        if path.rpartition("/")[2] in ("send", "pause", "resume", "cancel", "preview"):
            assert path.rpartition("/")[2] in API_GUIDE
