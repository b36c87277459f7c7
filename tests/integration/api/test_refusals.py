"""What is refused: a clear problem document, and nothing changed, whatever is sent."""

import base64
import json
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from daifukucho.kernel.time import from_iso
from daifukucho_aws.problem_codes import PROBLEMS
from daifukucho_aws.refusals import DATABASE_SILENT
from daifukucho_aws.scopes import ASKING
from tests.integration.api.conftest import VIP, Crm, Reply, description, http_event
from tests.support import pictures
from tests.support.account import Snapshot
from tests.support.declared import RESOURCES, sent
from tests.support.search import checks
from tests.support.shop import Shop

METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True)
class Operation:
    """What the description says of one thing that the API does."""

    method: str
    path: str
    parameters: tuple[str, ...]
    body: Any
    own_codes: tuple[str, ...] = ()

    @property
    def takes_body(self) -> bool:
        return self.body is not None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations() -> list[Operation]:
    """Every operation there is: whoever adds a route adds it to these tests."""
    found = []
    for path, methods in description()["paths"].items():
        for method, told in methods.items():
            names = tuple(p["name"] for p in told.get("parameters", []) if "name" in p)
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
            assert ("requestBody" in told) == (body is not None), "a body needs an example"
            codes = tuple(told["responses"].get("422", {}).get("x-codes", []))
            found.append(Operation(method.upper(), path.removeprefix("/v1"), names, body, codes))
    return found


every_operation = pytest.mark.parametrize("operation", operations(), ids=str)
every_body = pytest.mark.parametrize("operation", [o for o in operations() if o.takes_body], ids=str)
every_read = pytest.mark.parametrize("operation", [o for o in operations() if o.method == "GET"], ids=str)


def membership(crm: Crm) -> dict[str, str]:
    """A member number, a movement of points, a stamp, a ticket and the use of another, all of the first friend's."""
    friend, key = f"/friends/{crm.shop.ids[0]}", {"idempotency-key": "ids"}
    name = {"ja": "名前", "en": "Name"}
    cards = [{"name": name, "goal": 1, "tickets": [{"id": "coffee", "at": 1, "name": name, "days": None}]}]
    assert crm("PUT", "/settings/stamps", {"cards": cards}).status == 200
    crm("POST", f"{friend}/stamps", {}, headers={"idempotency-key": "first"})
    used = crm("POST", f"{friend}/tickets/coffee.1/use", {}, headers=key)
    stamped = crm("POST", f"{friend}/stamps", {}, headers=key)
    moved = crm("POST", f"{friend}/points/movements", {"kind": "grant", "points": 100}, headers=key)
    return {
        "member_no": crm("PUT", f"{friend}/card").json["member_no"],
        "movement_id": moved.json["movement_id"],
        "stamp_id": stamped.json["stamp_id"],
        "ticket_id": "coffee.2",
        "use_id": used.json["use_id"],
    }


def kept(crm: Crm) -> dict[str, str]:
    """A field of the shop's own, and a memo of the first friend's."""
    choices = [{"value": value, "label": {"ja": value}} for value in ("sweet", "dry")]
    field = {"key": crm.route(), "type": "choice", "label": {"ja": "好み"}, "choices": choices}
    memo = crm(
        "POST",
        f"/friends/{crm.shop.ids[0]}/memos",
        {"category": "call", "text": "お電話"},
        headers={"idempotency-key": "ids"},
    )
    return {"key": crm.made("/fields", **field)["key"], "memo_id": memo.json["memo_id"]}


def one_of_each(crm: Crm) -> dict[str, str]:
    """One of each kind, by the names that paths have for them."""
    store_id = crm.store()
    defined = {
        resource.id_name: crm.made(f"/{path}", **sent(resource, store_id))[resource.id_name]
        for path, resource in RESOURCES.items()
        if not resource.taken
    }
    return {
        **defined,
        "segment_id": crm.segment()["segment_id"],
        "campaign_id": crm.campaign()["campaign_id"],
        "friend_id": crm.shop.ids[0],
        "run_id": crm.sent(),
        "product_id": "daifuku",
        "reference": pictures.attach(crm.shop.ids[0]),
        "tag": "x",
        "order_id": crm.order(),
        **membership(crm),
        **kept(crm),
    }


@dataclass(frozen=True)
class World:
    """A shop that has one of each kind. Making it takes half a second, and every test begins in it."""

    ids: dict[str, str]
    snapshot: Snapshot
    memory: dict[str, Any]

    @classmethod
    def made(cls) -> "World":
        shop = Shop(friends=5)
        shop.now = from_iso("2026-11-30T12:00:00+09:00")  # what the examples tell has come
        ids = one_of_each(Crm(shop))
        memory = {"now": shop.now, "bells": shop.bells, "schedules": shop.world.schedules.kept}
        return cls(ids, Snapshot(), memory)

    def begin(self) -> Crm:
        self.snapshot.put_back()
        shop, memory = Shop(friends=5, known=True, made=1_000), deepcopy(self.memory)
        shop.now, shop.bells, shop.world.schedules.kept = memory["now"], memory["bells"], memory["schedules"]
        return Crm(shop)


@pytest.fixture(scope="module")
def world(account, empty) -> World:
    empty.put_back()
    return World.made()


@pytest.fixture
def crm(world: World) -> Crm:
    return world.begin()


@pytest.fixture
def ids(world: World, crm: Crm) -> dict[str, str]:
    return dict(world.ids)


def in_japanese(reply: Reply) -> None:
    """Whoever asks for Japanese is told no sentence in English."""
    problem = reply.json
    said = [problem["title"], problem["detail"], *(fault["message"] for fault in problem["faults"])]
    assert [sentence for sentence in said if not JAPANESE.search(sentence)] == []
    assert reply.headers["Content-Language"] == "ja"


def refused(crm: Crm, operation: Operation, path: str, body: Any = None, *, code: str, **given: Any) -> Reply:
    """A request of somebody who reads Japanese that is refused, by the description's status for the code."""
    headers = {"idempotency-key": "k", "accept-language": "ja"} | given.pop("headers", {})
    reply = crm(operation.method, path, body, headers=headers, **given)
    reply.refused(PROBLEMS[code].status, code)
    in_japanese(reply)
    return reply


@every_operation
def test_what_no_operation_takes(crm: Crm, ids, operation):
    """Each of the things that are wrong whatever is asked for; nothing is told, and nothing done."""
    path = operation.path.format(**ids)
    body = operation.body
    if operation.method == "PUT" and "key" in (body or ()):  # which never changes
        body = {**body, "key": ids["key"]}
    before = crm.dump()

    # who asks
    reply = refused(crm, operation, path, body, code="token_missing", scope=None)
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    reads = operation.method == "GET" or (operation.method == "POST" and f"/v1{operation.path}" in ASKING)
    other = "daifukucho/write" if reads else "daifukucho/read openid daifukucho/writer"
    refused(crm, operation, path, body, code="scope_missing", scope=other)
    refused(crm, operation, path, body, code="scope_missing", scope="")

    # the body
    text = json.dumps(body)
    large = '{"name": "' + "x" * 262_144 + '"}'
    deep = '{"where": ' * 200 + "1" + "}" * 200
    unread = "malformed_json" if operation.takes_body else "unexpected_body"
    for wrong in ("{", "[]", "null", '"x"', "[" * 100_000, deep, '{"a": NaN}', '{"a": 1, "a": 1}', '{"a": "\\ud800"}'):
        refused(crm, operation, path, wrong, code=unread)
    refused(crm, operation, path, base64.b64encode(b"\xff").decode(), code=unread, base64_encoded=True)
    refused(crm, operation, path, large, code="body_too_large" if operation.takes_body else unread)
    other = "not_json" if operation.takes_body else unread
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"):
        refused(crm, operation, path, text, code=other, headers={"content-type": kind})
    if operation.takes_body:
        # A body that the core reads is refused in the name of its resource, another in that of all.
        reply = crm(
            operation.method, path, {**body, "色": 1}, headers={"idempotency-key": "k", "accept-language": "ja"}
        )
        in_japanese(reply)
        assert reply.json["code"] in {"invalid", *operation.own_codes}
        assert reply.faults(code=reply.json["code"]) == ["/色"]

    # the query and the headers
    given = text if operation.takes_body else None
    assert refused(crm, operation, path, given, code="invalid_query", query={"色": 1}).faults(code="invalid_query") == [
        "/色"
    ]
    for name, code in (("cursor", "invalid_cursor"), ("limit", "invalid")):
        if name in operation.parameters:
            refused(crm, operation, path, given, code="invalid_query", query={name: ["1", "1"]})
            for wrong in ("", "x", "AAAA", "9" * 300):
                reply = crm(operation.method, path, query={name: wrong}, headers={"accept-language": "ja"})
                in_japanese(reply)
                assert reply.json["code"] in (code, "invalid")
                assert reply.faults(code=reply.json["code"]) == [f"/{name}"]
    if "If-Match" in operation.parameters:
        refused(crm, operation, path, given, code="invalid_if_match", headers={"if-match": "1"})
    if "Idempotency-Key" in operation.parameters:
        for key in ("x" * 65, "あ", ""):
            refused(crm, operation, path, given, code="invalid_idempotency_key", headers={"idempotency-key": key})
    assert crm.dump() == before


@every_operation
def test_a_name_in_a_path_that_is_too_long(crm: Crm, ids, operation):
    before = crm.dump()
    for name in [name for name in ids if f"{{{name}}}" in operation.path]:
        for value in ("x" * 1_000, "あ" * 1_000, "\x00" * 500):
            reply = crm(
                operation.method,
                operation.path.format(**ids | {name: value}),
                operation.body,
                headers={"idempotency-key": "k"},
            )
            assert reply.status in (404, 422), reply.text
            assert reply.headers["Content-Type"] == "application/problem+json"
            assert len(reply.text) < 2_000  # what was too long does not come back
    assert crm.dump() == before


def test_a_method_that_a_path_does_not_have(crm: Crm, ids):
    before = crm.dump()
    by_path: dict[str, set[str]] = {}
    for operation in operations():
        by_path.setdefault(operation.path, set()).add(operation.method)
    for path, methods in by_path.items():
        there = path.format(**ids)
        others = [other for other in by_path if other != path and re.fullmatch(re.sub(r"{\w+}", "[^/]+", other), there)]
        allowed = methods.union(*(by_path[other] for other in others))
        for method in {*METHODS, "OPTIONS", "HEAD", "TRACE"} - allowed:
            reply = crm(method, there)
            reply.refused(405, "method_not_allowed")
            assert reply.headers["Allow"] == ", ".join(sorted(allowed))
    assert crm.dump() == before


def test_a_path_that_is_not(crm: Crm, ids):
    before = crm.dump()
    for path in (
        *("", "/", "/friend", "/friends/", "/friends/a/b", "/friends/a/tags/b/c", "/campaigns/a/sent"),
        "/segments/preview/",
    ):
        crm("GET", path).refused(404, "route_not_found")
    crm.send(http_event("GET", "/v2/friends")).refused(404, "route_not_found")
    assert crm.dump() == before


@every_body
def test_a_body_that_is_missing_or_of_another_kind(crm: Crm, ids, operation):
    before = crm.dump()
    path = operation.path.format(**ids)
    refused(crm, operation, path, "", code="invalid")
    for body in ("  ", '{"name": 1e999}', f'{{"name": {"9" * 5000}}}', '{"\\udfff": 1}'):
        refused(crm, operation, path, body, code="malformed_json")
    refused(crm, operation, path, None, code="not_json", headers={"content-type": ""})
    charset = {"content-type": "application/json; charset=utf-8"}
    refused(crm, operation, path, "{", code="malformed_json", headers=charset)
    assert crm.dump() == before


def test_a_body_may_come_in_base_64_and_must_then_be_it(crm: Crm):
    text = json.dumps({"name": "常連さん", "where": VIP}, ensure_ascii=False)
    encoded = base64.b64encode(text.encode()).decode()
    assert crm("POST", "/segments", encoded, base64_encoded=True).status == 201
    before = crm.dump()
    crm("POST", "/segments", "%%%", base64_encoded=True).refused(400, "malformed_json")
    not_utf8 = base64.b64encode(text.encode("utf-16")).decode()
    crm("POST", "/segments", not_utf8, base64_encoded=True).refused(400, "malformed_json")
    assert crm.dump() == before


def test_a_long_list_of_faults_is_cut(crm: Crm):
    reply = crm("POST", "/segments", {f"field-{n}" * 100: n for n in range(200)})
    faults = reply.refused(422, "invalid_segment")["faults"]
    assert len(faults) == 51
    assert faults[-1] == {"pointer": "", "message": "And 152 more like these."}
    told = crm("POST", "/segments", {f"x{n}": n for n in range(52)}, headers={"accept-language": "ja"})
    assert told.json["faults"][-1]["message"] == "ほかに 4 件あります。"
    assert max(len(fault["pointer"]) for fault in faults) == 200


def test_an_outage_is_no_fault_of_the_callers(crm: Crm, monkeypatch):
    def silent(*_, **__):
        raise DATABASE_SILENT()

    monkeypatch.setattr(crm.shop.friends, "list", silent)
    reply = crm("GET", "/friends")
    assert (reply.status, reply.json["code"], reply.headers["Retry-After"]) == (503, "dynamodb_no_answer", "5")


def test_what_was_not_foreseen_tells_nobody_anything(crm: Crm, monkeypatch, capsys, caplog):
    def broken(*_, **__):
        raise KeyError("山田花子 090-1234-5678")

    monkeypatch.setattr(crm.shop.friends, "list", broken)
    problem = crm("GET", "/friends", query={"q": "山田"}).refused(500, "internal")
    assert problem["faults"] == []
    said = json.dumps(
        [problem, *({k: str(v) for k, v in vars(r).items() if k != "exc_info"} for r in caplog.records)],
        ensure_ascii=False,
    )
    said += capsys.readouterr().out
    assert "山田" not in said
    [record] = [r for r in caplog.records if r.levelname == "ERROR"]
    assert record.error == ["builtins.KeyError"]
    assert "list_friends" in record.stack[-3]
    assert record.request_id == "Req-1="


# Whatever is sent

texts = st.text(st.characters(), max_size=40)  # halves of surrogate pairs, too
numbers = st.integers() | st.integers(-(10**30), 10**30) | st.just(10**1000) | st.floats()
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(
    [
        "name",
        "where",
        "messages",
        "schedule",
        "segment_id",
        "at",
        "all",
        "any",
        "not",
        "field",
        "op",
        "value",
        "type",
        "text",
        "alias",
        "note",
        "birthday",
        "do_not_send",
        "tags_add",
        "tags_remove",
    ]
)
objects = st.dictionaries(names | texts, st.deferred(lambda: values | objects), max_size=6)


@st.composite
def nearly(draw, valid):
    """A body that would do, with one thing in it replaced, removed or added."""
    body = json.loads(json.dumps(valid))
    at = body
    while True:
        key = draw(st.sampled_from(list(at) if isinstance(at, dict) else range(len(at))))
        if isinstance(at[key], dict | list) and at[key] and draw(st.booleans()):
            at = at[key]
            continue
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                at[key] = draw(values)
            case "remove":
                del at[key]
            case _ if isinstance(at, dict):
                at[draw(texts)] = draw(values)
            case _:
                at.append(draw(values))
        return body


hard = checks(15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def judge(crm: Crm, event, before):
    """Returns what there is now, which is what there was if the request was refused; that is told in Japanese."""
    reply = crm.send({**event, "headers": {**event["headers"], "accept-language": "ja"}})
    assert reply.status < 500, reply.text
    after = crm.dump()
    if reply.status >= 400:
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "code"} <= set(reply.json)
        in_japanese(reply)
        assert after == before
    return after


@pytest.mark.search
@every_body
def test_whatever_is_sent_as_a_body(crm: Crm, ids, operation):
    last = [crm.dump()]
    real = operation.path.format(**ids)
    bodies = (
        st.binary(max_size=60).map(lambda raw: (base64.b64encode(raw).decode(), True))
        | texts.map(lambda text: (text, False))
        | (objects | nearly(operation.body)).map(lambda value: (json.dumps(value), False))
    )

    @hard
    @given(bodies)
    def check(body):
        event = http_event(
            operation.method, f"/v1{real}", body[0], base64_encoded=body[1], headers={"idempotency-key": "k"}
        )
        last[0] = judge(crm, event, last[0])

    check()


@pytest.mark.search
@every_read
def test_whatever_is_asked(crm: Crm, ids, operation):
    before = crm.dump()
    names = st.sampled_from(["cursor", "limit", *operation.parameters]) | texts
    cursors = st.text(max_size=20).map(
        lambda key: base64.urlsafe_b64encode(key.encode("utf-8", "replace")).decode().rstrip("=")
    )
    some = texts | cursors | st.integers().map(str)

    @hard
    @given(st.dictionaries(names, some | st.lists(some, min_size=2, max_size=2), max_size=3))
    def check(query):
        event = http_event("GET", f"/v1{operation.path.format(**ids)}", query=query)
        assert judge(crm, event, before) == before

    check()


@pytest.mark.search
def test_whatever_the_path_is(crm: Crm, ids):
    last = [crm.dump()]
    parts = texts | st.sampled_from(["%2525", "%25", "%", "%zz", "%00", "\x00", "..", "?", "#", "🎂", "x" * 70])
    templates = st.sampled_from(sorted({operation.path for operation in operations() if "{" in operation.path}))
    paths = st.builds(lambda path, part: re.sub(r"{\w+}", lambda _: part, path), templates, parts)

    @hard
    @given(st.sampled_from(["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD"]), paths, texts, texts)
    def check(method, path, key, tag):
        headers = {"idempotency-key": key, "if-match": tag}
        last[0] = judge(crm, http_event(method, f"/v1{path}", headers=headers), last[0])

    check()
