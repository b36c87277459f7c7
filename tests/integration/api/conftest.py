"""The API in process: the real handler and the real stores over moto; queues, schedules and LINE in memory."""

import importlib.util
import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from pynamodb.connection import Connection

from daifukucho.kernel.time import to_iso
from daifukucho.segments.preview import Copied
from daifukucho_aws.bootstrap.crm_api import CrmApi
from daifukucho_aws.dynamo import audience
from daifukucho_aws.problem_codes import PROBLEMS, known
from daifukucho_aws.refusals import NOT_COUNTED
from tests.support import tables
from tests.support.account import Snapshot, database
from tests.support.shop import Shop

ROOT = Path(__file__).parents[3]
FUNCTION = ROOT / "functions" / "crm_api"
API_GUIDE = (ROOT / "docs" / "api.md").read_text()
BOTH = "daifukucho/read daifukucho/write"
VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}
GREETING = {"type": "text", "text": "こんにちは"}


@cache
def function() -> ModuleType:
    """The function's handler, loaded as Lambda does: from its own folder."""
    sys.path.insert(0, str(FUNCTION))
    spec = importlib.util.spec_from_file_location("crm_api_handler", FUNCTION / "handler.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    def refused(self, status: int, code: str) -> Any:
        """The problem document of a refusal, whose form is checked here, once for all tests."""
        assert self.status == status, self.text
        assert self.headers["Content-Type"] == "application/problem+json"
        problem = self.json
        facts = {"coupon_redeemed": {"redeemed_at", "store_id"}, "coupon_not_started": {"starts_at"}}.get(code, set())
        assert set(problem) == {"type", "title", "status", "detail", "code", "faults", "instance"} | facts
        assert problem["code"] == code, self.text
        assert problem["status"] == status
        assert problem["type"] == f"urn:daifukucho:problem:{code}"
        assert problem["instance"] == "urn:daifukucho:request:Req-1%3D"
        assert f"| `{code}` |" in API_GUIDE, "the guide's table lacks this code"
        return problem

    def faults(self, status: int = 422, code: str = "invalid") -> list[str]:
        """Where the faults are."""
        return [fault["pointer"] for fault in self.refused(status, code)["faults"]]


def http_event(
    method: str,
    path: str,
    body: str | bytes | None = None,
    *,
    query: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    scope: str | None = BOTH,
    base64_encoded: bool = False,
) -> dict[str, Any]:
    """A request as an HTTP API hands it on; ``path`` is decoded, all but ``%25``. ``scope`` None: without a token."""
    claims = {"sub": "client-1", "client_id": "client-1", "scope": scope}
    pairs = [
        (name, str(value))
        for name, given in (query or {}).items()
        for value in (given if isinstance(given, list) else [given])
    ]
    return {
        "version": "2.0",
        "routeKey": f"{method} /v1/{{proxy+}}",
        "rawPath": path,
        "rawQueryString": urlencode(pairs, errors="replace"),
        "queryStringParameters": {name: ",".join(v for n, v in pairs if n == name) for name, _ in pairs},
        "headers": {"content-type": "application/json", **(headers or {})},
        "requestContext": {
            "stage": "$default",
            "requestId": "Req-1=",
            "http": {"method": method, "path": path},
            **({} if scope is None else {"authorizer": {"jwt": {"claims": claims, "scopes": None}}}),
        },
        "body": body,
        "isBase64Encoded": base64_encoded,
    }


@cache
def description() -> dict[str, Any]:
    """The API's own description."""
    answer = function().api()(http_event("GET", "/v1/openapi.json", scope=None), None)
    return json.loads(answer["body"])


def operation_of(event: dict[str, Any]) -> dict[str, Any] | None:
    """How the description describes what a request asks for; ``None`` if there is no such operation."""
    path = quote(event["rawPath"].encode("utf-8", "replace").decode(), safe="/%")
    method = event["requestContext"]["http"]["method"]
    for route in function().api().routes:
        if route.method == method and route.rule.match(path):
            return description()["paths"].get(route.openapi_path, {}).get(method.lower())
    return None


def assert_described(event: dict[str, Any], reply: Reply) -> None:
    """Whatever any test is answered: the description says that this may be, down to the code."""
    operation = operation_of(event)
    if operation is None:
        return
    response = operation["responses"].get(str(reply.status))
    assert response is not None, f"{operation['operationId']} answers {reply.status}, and nobody was told: {reply.text}"
    if reply.status >= 400:
        code = known(reply.json["code"])
        assert code is not None, f"{reply.json['code']} is not in PROBLEMS"
        assert PROBLEMS[code].status == reply.status
        assert code in response["x-codes"], f"{operation['operationId']} answers {code}, and nobody was told"


@dataclass
class Crm:
    """A shop, and a caller of its API."""

    shop: Shop

    @property
    def services(self) -> CrmApi:
        return self.shop.api

    def __call__(self, method: str, path: str, body: Any = None, **given: Any) -> Reply:
        """Call with a body as JSON (a string is sent as it is)."""
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        return self.send(http_event(method, f"/v1{path}", text, **given))

    def send(self, event: dict[str, Any]) -> Reply:
        answer = function().api()(event, None, crm=lambda: self.services, metrics=function().metrics)
        assert isinstance(answer["body"], str)
        reply = Reply(answer["statusCode"], answer["headers"], answer["body"])
        assert_described(event, reply)
        return reply

    def dump(self) -> Any:
        """All there is: the tables' items, what was rung, and what is scheduled.

        The items come out of moto's memory: by DynamoDB's API they would take longer than all else in these tests.
        """
        stored = database().tables
        items = [
            [json.dumps(item.to_json(), sort_keys=True, default=sorted) for item in stored[table].all_items()]
            for table in tables.MODELS
        ]
        return items, list(self.shop.bells), dict(self.shop.plans), dict(self.shop.sweeps)

    def campaign(self, **given: Any) -> dict[str, Any]:
        body = {"name": "感謝デー", "where": VIP, "messages": [GREETING]} | given
        reply = self("POST", "/campaigns", body)
        assert reply.status == 201, reply.text
        return reply.json

    def segment(self, **given: Any) -> dict[str, Any]:
        reply = self("POST", "/segments", {"name": "常連さん", "where": VIP} | given)
        assert reply.status == 201, reply.text
        return reply.json

    def made(self, path: str, **body: Any) -> dict[str, Any]:
        """What a ``POST`` has made."""
        reply = self("POST", path, body)
        assert reply.status == 201, reply.text
        return reply.json

    def store(self) -> str:
        return self.made("/stores", name="本店", pin="1234")["store_id"]

    def member(self) -> str:
        return self.made("/staff", name="佐藤", store_id=self.store(), rights=["redeem"])["staff_id"]

    def coupon(self, **given: Any) -> str:
        return self.made("/coupons", **{"title": "一杯無料", "kind": "free", "audience": "public"} | given)["coupon_id"]

    def redeemed(self, coupon_id: str, friend_id: str, store_id: str, key: str = "first") -> dict[str, Any]:
        body = {"friend_id": friend_id, "store_id": store_id}
        reply = self("POST", f"/coupons/{coupon_id}/redemptions", body, headers={"idempotency-key": key})
        assert reply.status == 200, reply.text
        return reply.json

    def order(self, order_id: str = "A-1", **given: Any) -> str:
        """The first friend's."""
        now = to_iso(self.shop.now)
        body = {"at": now, "updated_at": now, "amount": 1_000} | given
        reply = self("PUT", f"/friends/{self.shop.ids[0]}/orders/{order_id}", body)
        assert reply.status == 200, reply.text
        return order_id

    def route(self, key: str = "storefront") -> str:
        return self.made("/inflow-routes", key=key, label="店頭POP", tags=["店頭"])["key"]

    def sent(self, **given: Any) -> str:
        """The run of a campaign that was just sent."""
        campaign = self.campaign(**given)
        reply = self("POST", f"/campaigns/{campaign['campaign_id']}/send", headers={"idempotency-key": "k1"})
        assert reply.status == 202, reply.text
        return reply.json["run_id"]

    def pages(self, path: str, **query: Any) -> list[list[Any]]:
        """Every page of a list, of at most two items each."""
        pages: list[list[Any]] = []
        cursor = None
        while True:
            reply = self("GET", path, query={"limit": 2, **query, **({"cursor": cursor} if cursor else {})})
            assert reply.status == 200, reply.text
            assert set(reply.json) == {"items", "cursor"}
            assert len(reply.json["items"]) <= 2
            pages.append(reply.json["items"])
            cursor = reply.json["cursor"]
            if cursor is None:
                return pages


class FakeCopy:
    """The roster's copy: what it answers, and what it was asked."""

    def __init__(self, answer: Copied | None) -> None:
        self.answer = answer
        self.asked: list[object] = []
        self.woken = 0

    def wake(self):
        self.woken += 1
        if self.answer is None:
            raise NOT_COUNTED()

    def count(self, where, context, sample, undecided):
        self.asked.append(where)
        if self.answer is None:
            raise NOT_COUNTED()
        return self.answer


@pytest.fixture
def aws(account: Connection, empty: Snapshot) -> Connection:
    """The account with its four tables, all of them empty."""
    empty.put_back()
    return account


@pytest.fixture(scope="module")
def five_friends(account: Connection, empty: Snapshot) -> Snapshot:
    empty.put_back()
    Shop(friends=5)
    return Snapshot()


@pytest.fixture
def crm(account: Connection, five_friends: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Crm:
    """A shop with five friends, all of them tagged ``vip``."""
    monkeypatch.setattr(audience, "FEWEST_SLICES", 2)
    five_friends.put_back()
    return Crm(Shop(friends=5, known=True))


def troubled(crm: Crm) -> None:
    """Of five friends one is blocked, one busy, and one both not to be written to and busy."""
    blocked, busy, both, *_ = crm.shop.ids
    crm.shop.change(blocked, status="blocked", do_not_send=True)
    crm.shop.change(busy, in_progress=True)
    crm.shop.change(both, do_not_send=True, in_progress=True)
