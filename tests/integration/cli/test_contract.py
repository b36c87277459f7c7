"""The client and the API's own description agree: operations, parameters, bodies and the fields of answers.

Every method of the client is called with every argument, against a transport that knows the description alone.
"""

import inspect
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator

from daifukucho_client import Client, Token
from tests.integration.api.conftest import function, http_event
from tests.support.declared import RESOURCES

WHERE = {"field": "tags", "op": "any_of", "value": ["vip"]}
ARGUMENTS = {
    **{resource.id_name: "01JD0000000000000000000000" for resource in RESOURCES.values()},
    "rank": "gold",
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "segment_id": "01JD0000000000000000000000",
    "campaign_id": "01JD0000000000000000000000",
    "run_id": "01JD0000000000000000000000-19a9e0d3f7",
    "cursor": "c",
    "limit": 2,
    "q": "花",
    "tag": "vip",
    "status": "active",
    "kind": ["message", "follow"],
    "as_of": date(2026, 11, 22),
    "after": datetime(2026, 11, 22, tzinfo=UTC),
    "before": datetime(2026, 11, 23, tzinfo=UTC),
    "sort": "created",
    "alias": "花",
    "note": "花",
    "birthday": "1990-04-01",
    "do_not_send": True,
    "in_progress": True,
    "tags_add": ["vip"],
    "tags_remove": ["new"],
    "if_match": '"1"',
    "idempotency_key": "k",
    "name": "常連さん",
    "where": WHERE,
    "outcome": "skipped",
    "reason": "blocked",
    "state": "completed",
    "points": 30,
    "amount_yen": 3_200,
    "expires_on": date(2027, 11, 30),
    "movement_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
    "stamps": 1,
    "stamp_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
    "ticket_id": "coffee.1",
    "code": "21234567890101234567890",
    "member_no": "2123456789010",
    "card_no": "00012345",
    "reference": "up_01JD0000000000000000000000",
    "lang": "ja",
    "product_id": "daifuku",
    "last_bought_on": date(2026, 11, 20),
    "purchases": 4,
    "loyal_purchases": 3,
    "lapse_days": 93,
    "key": "storefront",
    "part": "used",
    "use_id": "0f8fad5b-d9cb-569f-a165-70867728950e",
    "order_id": "A-1024",
    "contents": {
        "at": "2026-11-22T19:00:00+09:00",
        "updated_at": "2026-11-22T19:00:00+09:00",
        "amount": 3_200,
        "refunded": 0,
        "state": "placed",
        "store_id": "shibuya",
        "lines": [],
    },
    "friend_ids": ["U4af4980629c6b8d1f6c2b4c1a9e0d3f7"],
    "family_name": "山田",
    "given_name": "花子",
    "family_kana": "ヤマダ",
    "given_kana": "ハナコ",
    "phone": "090-1234-5678",
    "postal_code": "150-0001",
    "address": "東京都渋谷区神宮前1-2-3",
    "mail": "hanako@example.com",
    "assignee": "01JD0000000000000000000000",
    "stores": ["01JD0000000000000000000000"],
    "fields": {"taste": "sweet"},
    "memo_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
}
"""An argument for each parameter of any method, by its name."""

DEFINITIONS = {
    **{path.replace("-", "_"): resource.example for path, resource in RESOURCES.items()},
    "segments": {"name": "常連さん", "where": WHERE},
    "campaigns": {
        "name": "感謝デー",
        "segment_id": None,
        "where": WHERE,
        "messages": [{"type": "text", "text": "こんにちは"}],
        "coupon_id": "01JD0000000000000000000000",
        "coupon_again": "skip",
        "freeze_audience": False,
        "schedule": {"at": "2026-12-24T10:00:00+09:00"},
        "limits": {"recipients": 1_000, "yen": 5_000},
    },
    "points": {"life": {"months": 12, "month_end": True}, "yen_per_point": 100},
    "ranks": {
        "measure": "yen",
        "months": 12,
        "never_falls": True,
        "ranks": [{"id": "gold", "name": {"ja": "金", "en": "Gold"}, "threshold": 1, "multiplier": 1.5}],
    },
    "stamps": {
        "cards": [
            {
                "name": {"ja": "銅", "en": "Bronze"},
                "goal": 1,
                "tickets": [{"id": "tea", "at": 1, "name": {"ja": "茶", "en": "Tea"}, "days": None}],
                "sign": {"text": "茶", "image_url": None},
            }
        ],
        "bonus": 0,
        "expiry": {"since": "last_use", "months": 6},
        "once_a_day": False,
        "hours": 3,
    },
    "cards": {
        "title": {"ja": "会員証", "en": "Member card"},
        "accent": "#1f3a5f",
        "image_url": "https://example.com/a.png",
        "code": "rotating",
        "barcode": "ean13",
        "shop_name": "大福堂",
        "basic_id": "@daifuku",
    },
    "fields": {
        "key": "taste",
        "type": "choice",
        "label": {"ja": "好みの味", "en": "taste"},
        "description": "",
        **dict.fromkeys(("min_length", "max_length", "multiline", "min", "max", "whole", "earliest", "latest")),
        "choices": [{"value": "sweet", "label": {"ja": "甘口", "en": "sweet"}, "retired": False}],
        "retired": False,
    },
    "memos": {"category": "visit", "text": "ご来店", "happened_at": "2026-11-15T15:00:00+09:00"},
    "orders": {
        "margin_percent": 60,
        "expected_years": 3,
        "rfm": {"months": 12, "recency": [30], "frequency": [2], "monetary": [5_000]},
        "vip": {"tag": "VIP", "enter": 100_000, "leave_below": 80_000, "months": 12},
        "nine_segments": [],
    },
    "shop": {"day_starts_at": "05:00", "leap_day": "02-28", "plan": "standard"},
}
"""What each resource saves, with everything that can be said."""

HELPERS = {("runs", "watch")}
"""Methods that are no operation of their own, but call others."""


@pytest.fixture(scope="module")
def document() -> Any:
    answer = function().api()(http_event("GET", "/v1/openapi.json", scope=None), None)
    return json.loads(answer["body"])


class Described:
    """Answers each request as the description says, and notes what was asked."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.operations = {
            (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path.removeprefix("/v1")))): operation
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }
        self.last: Any = None
        self.used: dict[str, set[str]] = defaultdict(set)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/v1")
        found = [(p.pattern, o) for (m, p), o in self.operations.items() if m == request.method and p.fullmatch(path)]
        _, operation = min(found, key=lambda pair: pair[0].count("[^/]+"))  # a path without parameters goes first
        self.last = operation
        used = self.used[operation["operationId"]]
        used |= {f"query {name}" for name in request.url.params}
        used |= {
            f"header {name}" for name in ("if-match", "idempotency-key", "accept-language") if name in request.headers
        }
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            body = json.loads(request.content)
            validator = Draft202012Validator({**schema, "components": self.document["components"]})
            validator.validate(body)
            used |= {f"body {name}" for name in body}
        else:
            assert request.content == b""
        status, schema = self.success(operation)
        if schema is None:
            return httpx.Response(int(status))
        if "text/csv" in operation["responses"][status]["content"]:
            return httpx.Response(int(status), text="a,b\r\n")
        return httpx.Response(int(status), json=self.sample(schema), headers={"ETag": '"1-ab"'})

    def success(self, operation: Any) -> tuple[str, Any]:
        ((status, answer),) = [(s, a) for s, a in operation["responses"].items() if s < "300"]
        content = self.resolved(answer).get("content") or {}
        return status, next(iter(content.values()))["schema"] if content else None

    def resolved(self, schema: Any) -> Any:
        """What a reference within the document leads to."""
        while "$ref" in schema:
            part = self.document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                part = part[name]
            schema = part
        return schema

    def sample(self, schema: Any, depth: int = 0) -> Any:
        """An instance with everything in it; lists end after their first page, and what holds itself soon."""
        schema = self.resolved(schema)
        for alternatives in ("anyOf", "oneOf"):
            if alternatives in schema:
                return self.sample(next(s for s in schema[alternatives] if s.get("type") != "null"), depth + 1)
        match schema.get("type"):
            case "object" if "properties" in schema:
                return {
                    name: None if name == "cursor" else self.sample(s, depth + 1)
                    for name, s in schema["properties"].items()
                }
            case "object":
                more = schema.get("additionalProperties")
                return {"some": self.sample(more, depth + 1)} if isinstance(more, dict) and more else {}
            case "array":
                return [] if depth > 6 else [self.sample(schema["items"], depth + 1)]
            case "integer" | "number":
                return 1
            case "boolean":
                return True
            case "string":
                return schema.get("enum", ["2026-11-22T10:00:00+09:00"])[0]
        return schema.get("const", None)


def differences(own: Any, theirs: Any, resolved: Callable[[Any], Any], at: str = "") -> list[str]:
    """Where two JSON schemas differ in form: in names, types, and what may be null; not in which words a string may be.

    What the client hands on as it is (a plain ``dict``) may be any object.
    """
    if at.count("/") > 6:  # what holds itself has no end
        return []
    (own, own_null), (theirs, their_null) = _one_of(own, resolved), _one_of(theirs, resolved)
    found = [] if own_null == their_null else [f"{at}: one of the two may be null"]
    if len(own) != len(theirs):
        return [*found, f"{at}: {own} is not {theirs}"]
    for mine, other in zip(own, theirs, strict=True):
        if _kind(mine) != _kind(other):
            return [*found, f"{at}: {_kind(mine)} is not {_kind(other)}"]
        if "properties" in mine:
            a, b = mine["properties"], other.get("properties", {})
            found += [f"{at}/{name} is in one of the two" for name in sorted((a.keys() ^ b.keys()) - {"etag"})]
            found += [d for n in sorted(a.keys() & b.keys()) for d in differences(a[n], b[n], resolved, f"{at}/{n}")]
        for part in ("items", "additionalProperties"):
            if isinstance(mine.get(part), dict) and mine[part]:
                found += differences(mine[part], other[part], resolved, f"{at}/*")
    return found


def _one_of(schema: Any, resolved: Callable[[Any], Any]) -> tuple[list[Any], bool]:
    """The alternatives of a schema, and whether null is one. Several objects are one: the client tells none apart."""
    schema = resolved(schema)
    alternatives = [resolved(s) for s in schema.get("anyOf", schema.get("oneOf", [schema]))]
    kinds = {_kind(s): s for s in alternatives}
    return sorted((s for kind, s in kinds.items() if kind != "null"), key=_kind), "null" in kinds


def _kind(schema: Any) -> str:
    words = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return str(schema.get("type", "string" if words else "anything"))


def methods(client: Client) -> Iterator[tuple[str, str, Any]]:
    for resource in [name for name, made in vars(Client).items() if isinstance(made, cached_property)]:
        for name, method in inspect.getmembers(getattr(client, resource), inspect.ismethod):
            if not name.startswith("_"):
                yield resource, name, method


@pytest.fixture(scope="module")
def described(document):
    return Described(document)


@pytest.fixture(scope="module")
def client(described):
    return Client(
        "https://api.example/v1", Token("t"), transport=httpx.MockTransport(described), attempts=1, language="ja"
    )


@pytest.fixture(scope="module")
def calls(described, client):
    """What each method has returned, with the operation that it called."""
    returned = {}
    for resource, name, method in methods(client):
        if (resource, name) in HELPERS:
            continue
        arguments = {**ARGUMENTS, "definition": DEFINITIONS.get(resource)}
        answer = method(**{parameter: arguments[parameter] for parameter in inspect.signature(method).parameters})
        if isinstance(answer, Iterator):
            answer = list(answer)
        returned[resource, name] = (answer, described.last, get_type_hints(method)["return"])
    return described, returned


def test_every_operation_has_a_method(calls, document):
    described, _ = calls
    assert set(described.used) == {operation["operationId"] for operation in described.operations.values()}


def test_every_parameter_can_be_given(calls):
    described, _ = calls
    for operation in described.operations.values():
        parameters = [described.resolved(parameter) for parameter in operation.get("parameters", [])]
        known = {f"{given['in']} {given['name']}".lower() for given in parameters if given["in"] != "path"}
        if "requestBody" in operation:
            schema = described.resolved(operation["requestBody"]["content"]["application/json"]["schema"])
            known |= {f"body {name}" for name in schema["properties"]}
        known -= {"header if-none-match"}  # the client keeps nothing that it could compare with
        assert described.used[operation["operationId"]] == known, operation["operationId"]


def test_what_is_saved_is_typed(calls, client):
    described, returned = calls
    typed = set()
    for resource, name, method in methods(client):
        kind = get_type_hints(method).get("definition")
        if kind is not None:
            _, operation, _ = returned[resource, name]
            schema = described.resolved(operation["requestBody"]["content"]["application/json"]["schema"])
            parameters = inspect.signature(method).parameters.values()
            beside = {one.name for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY}
            assert get_type_hints(kind).keys() == schema["properties"].keys() - beside, (resource, name)
            typed.add(resource)
    assert typed == set(DEFINITIONS)


def test_answers_have_the_fields_that_are_described(calls, document):
    described, returned = calls
    compared = set()
    for (resource, name), (_, operation, kind) in returned.items():
        _, schema = described.success(operation)
        if get_origin(kind) is Iterator or schema is None:
            continue
        ours = msgspec.json.schema(kind)
        resolved = Described({**document, "$defs": ours["$defs"]}).resolved
        assert differences(ours, schema, resolved) == [], (resource, name)
        compared.add(operation["operationId"])
    answering = {o["operationId"] for o in described.operations.values() if described.success(o)[1] is not None}
    assert compared == answering - {"exportAnswers"}  # which is a text


def test_what_can_be_edited_knows_its_state(calls):
    described, returned = calls
    # What takes a key makes something else of what was read: a run of a campaign.
    conditional = {
        o for o, used in described.used.items() if "header if-match" in used and "header idempotency-key" not in used
    }
    for (resource, name), (answer, operation, _) in returned.items():
        if operation["operationId"] in conditional and answer is not None:
            assert answer.etag == '"1-ab"', (resource, name)


def test_lists_are_read_through(calls):
    _, returned = calls
    lists = {key: answer for key, (answer, _, kind) in returned.items() if get_origin(kind) is Iterator}
    assert lists
    for key, answer in lists.items():
        assert len(answer) == 1, key
        (item,) = get_args(returned[key][2])
        assert isinstance(answer[0], item)
