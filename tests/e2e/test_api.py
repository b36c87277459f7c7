"""The API as API Gateway serves it: who may call it, and what bad input gets."""

import httpx
import pytest

pytestmark = pytest.mark.e2e

BAD = [
    ("POST", "/segments", b"{", 400),
    ("POST", "/segments", b'{"name": "x", "where": {"field": "shoe_size", "op": "is", "value": 1}}', 422),
    ("POST", "/segments", b'{"name": "x", "where": {"field": "tags", "op": "near", "value": ["a"]}}', 422),
    ("POST", "/segments/preview", b'{"where": {"field": "follows", "op": "eq", "value": "many"}}', 422),
    ("POST", "/campaigns", b'{"name": "x", "where": {"field": "status", "op": "is", "value": "active"}}', 422),
    (
        "POST",
        "/campaigns",
        b'{"name": "x", "where": {"field": "status", "op": "is", "value": "active"},'
        b'"messages": [{"type": "text", "text": "a"}], "schedule": {"at": "2020-01-01T00:00:00+09:00"}}',
        422,
    ),
    ("GET", "/friends/U0", b"", 404),
    ("PATCH", "/friends/U0", b'{"do_not_send": true}', 404),
    ("PUT", "/friends/U0/tags/x", b"", 404),
    ("GET", "/nowhere", b"", 404),
    ("GET", "/friends?cursor=%21%21", b"", 422),
    ("POST", "/campaigns/01ARZ3NDEKTSV4RRFFQ69G5FAV/send", b"", 422),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), BAD)
def test_bad_input_gets_a_problem_document(shop, method, path, body, status):
    headers = {"authorization": f"Bearer {shop.stack['api_token']}", "content-type": "application/json"}
    url = shop.stack["crm_api"] + path
    answer = httpx.request(method, url, content=body, headers=headers, timeout=30, trust_env=False)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["code"]
    assert problem["detail"]


def test_without_a_token_only_the_documents_are_open(shop):
    def status(path: str) -> int:
        return httpx.get(shop.stack["crm_api"] + path, timeout=30, trust_env=False).status_code

    assert status("/friends") == 401
    assert status("/openapi.json") == 200
    assert status("/docs") == 200
