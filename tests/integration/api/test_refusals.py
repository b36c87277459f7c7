"""What is refused: a clear problem document, and nothing changed, whatever is sent."""

import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daifukucho.kernel.errors import Unavailable
from tests.integration.api.conftest import GREETING, VIP, Crm, http_event

WRITES = [
    ("POST", "/segments"),
    ("PUT", "/segments/{segment}"),
    ("POST", "/segments/preview"),
    ("POST", "/campaigns"),
    ("PUT", "/campaigns/{campaign}"),
    ("PATCH", "/friends/{friend}"),
]
COMMANDS = [
    ("POST", f"/{path}")
    for path in ("campaigns/{campaign}/send", "runs/{run}/pause", "runs/{run}/resume", "runs/{run}/cancel")
]
READS = [
    "/friends",
    "/friends/{friend}",
    "/friends/{friend}/ledger",
    "/segments",
    "/segments/{segment}",
    "/campaigns",
    "/campaigns/{campaign}",
    "/runs/{run}",
]
TAGS = [("PUT", "/friends/{friend}/tags/x"), ("DELETE", "/friends/{friend}/tags/x")]
DELETES = [("DELETE", "/segments/{segment}"), ("DELETE", "/campaigns/{campaign}")]
PROTECTED = [*WRITES, *COMMANDS, *(("GET", path) for path in READS), *TAGS, *DELETES]


@pytest.fixture
def ids(crm: Crm) -> dict[str, str]:
    """One of each kind."""
    return {
        "segment": crm.segment()["segment_id"],
        "campaign": crm.campaign()["campaign_id"],
        "friend": crm.shop.ids[0],
        "run": crm.sent(),
    }


def test_without_a_token_or_its_scope_nothing_is_told_or_done(crm: Crm, ids):
    before = crm.dump()
    for method, template in PROTECTED:
        path = template.format(**ids)
        reply = crm(method, path, scope=None)
        reply.refused(401, "token_missing")
        assert reply.headers["WWW-Authenticate"] == "Bearer"
        wrong = "daifukucho/write" if method == "GET" else "daifukucho/read openid daifukucho/writer"
        crm(method, path, scope=wrong).refused(403, "scope_missing")
    assert crm.dump() == before


def test_a_path_and_a_method_that_are_not(crm: Crm, ids):
    before = crm.dump()
    for path in ("", "/", "/friend", "/friends/", "/friends/a/b", "/friends/a/tags/b/c", "/campaigns/a/sent"):
        crm("GET", path).refused(404, "route_not_found")
    crm.send(http_event("GET", "/v2/friends")).refused(404, "route_not_found")
    for method, path, allow in (
        ("DELETE", "/friends", "GET"),
        ("GET", "/segments/preview/", None),
        ("POST", "/segments/x", "DELETE, GET, PUT"),
        ("GET", f"/campaigns/{ids['campaign']}/send", "POST"),
        ("OPTIONS", "/campaigns", "GET, POST"),
    ):
        reply = crm(method, path)
        if allow is None:
            reply.refused(404, "route_not_found")
        else:
            reply.refused(405, "method_not_allowed")
            assert reply.headers["Allow"] == allow
    assert crm.dump() == before


NO_BODIES = [
    ("", 422, "invalid"),
    ("{", 400, "malformed_json"),
    ("null", 400, "malformed_json"),
    ("[]", 400, "malformed_json"),
    ('[{"name": "x"}]', 400, "malformed_json"),
    ('{"name": NaN}', 400, "malformed_json"),
    ('{"name": 1e999}', 400, "malformed_json"),
    ('{"name": "a", "name": "b"}', 400, "malformed_json"),
    (f'{{"name": {"9" * 5000}}}', 400, "malformed_json"),
    ('{"name": "\\ud800"}', 400, "malformed_json"),
    ('{"\\udfff": 1}', 400, "malformed_json"),
    ('{"where": ' * 200 + "1" + "}" * 200, 400, "malformed_json"),
    ("[" * 100_000, 400, "malformed_json"),
    ('{"name": "' + "x" * 262_144 + '"}', 413, "body_too_large"),
    ('{"色": 1}', 422, "invalid"),
]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_body_that_is_none(crm: Crm, ids, method, path):
    before = crm.dump()
    charset = {"content-type": "application/json; charset=utf-8"}
    for body, status, code in NO_BODIES:
        crm(method, path.format(**ids), body).refused(status, code)
        crm(method, path.format(**ids), body, headers=charset).refused(status, code)
    assert crm.dump() == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""]
)
def test_a_body_that_is_not_json(crm: Crm, kind):
    before = crm.dump()
    for body in ('{"name": "x"}', None):
        crm("POST", "/segments", body, headers={"content-type": kind}).refused(415, "not_json")
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
    faults = reply.refused(422, "invalid")["faults"]
    assert len(faults) == 51
    assert faults[-1]["message"] == "And 152 more like these."
    assert max(len(fault["pointer"]) for fault in faults) == 200


def test_an_outage_is_no_fault_of_the_callers(crm: Crm, monkeypatch):
    def silent(*_, **__):
        raise Unavailable("The database did not take the request.", code="dynamodb_no_answer")

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
    assert "list_friends" in record.stack[-2]
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
VALID = {
    "/segments": {"name": "x", "where": VIP},
    "/segments/{segment}": {"name": "x", "where": {"all": [VIP, {"not": VIP}]}},
    "/segments/preview": {"where": {"any": [{"field": "follows", "op": "between", "value": [1, 2]}]}},
    "/campaigns": {"name": "x", "where": VIP, "messages": [GREETING], "schedule": {"at": "2026-11-30T10:00:00+09:00"}},
    "/campaigns/{campaign}": {"name": "x", "segment_id": "id-1", "messages": [GREETING]},
    "/friends/{friend}": {"alias": "x", "birthday": "1990-01-01", "in_progress": True, "tags_add": ["a"]},
}


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


hard = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def judge(crm: Crm, event, before):
    """Returns what there is now, which is what there was if the request was refused."""
    reply = crm.send(event)
    assert reply.status < 500, reply.text
    after = crm.dump()
    if reply.status >= 400:
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "code"} <= set(reply.json)
        assert after == before
    return after


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_whatever_is_sent_as_a_body(crm: Crm, ids, method, path):
    last = [crm.dump()]
    real = path.format(**ids)
    bodies = (
        st.binary(max_size=60).map(lambda raw: (base64.b64encode(raw).decode(), True))
        | texts.map(lambda text: (text, False))
        | (objects | nearly(VALID[path])).map(lambda value: (json.dumps(value), False))
    )

    @hard
    @given(bodies)
    def check(body):
        event = http_event(method, f"/v1{real}", body[0], base64_encoded=body[1])
        last[0] = judge(crm, event, last[0])

    check()


@pytest.mark.parametrize("path", READS)
def test_whatever_is_asked(crm: Crm, ids, path):
    before = crm.dump()
    names = st.sampled_from(["cursor", "limit", "q", "tag", "status"]) | texts
    cursors = st.text(max_size=20).map(
        lambda key: base64.urlsafe_b64encode(key.encode("utf-8", "replace")).decode().rstrip("=")
    )
    some = texts | cursors | st.integers().map(str)

    @hard
    @given(st.dictionaries(names, some | st.lists(some, min_size=2, max_size=2), max_size=3))
    def check(query):
        event = http_event("GET", f"/v1{path.format(**ids)}", query=query)
        assert judge(crm, event, before) == before

    check()


def test_whatever_the_path_is(crm: Crm, ids):
    last = [crm.dump()]
    parts = texts | st.sampled_from(["%2525", "%25", "%", "%zz", "%00", "\x00", "..", "?", "#", "🎂", "x" * 70])
    templates = st.sampled_from(sorted({path for _, path in PROTECTED if "{" in path}))
    paths = st.builds(lambda path, part: path[: path.index("{")] + part + path[path.index("}") + 1 :], templates, parts)

    @hard
    @given(st.sampled_from(["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD"]), paths, texts, texts)
    def check(method, path, key, tag):
        headers = {"idempotency-key": key, "if-match": tag}
        last[0] = judge(crm, http_event(method, f"/v1{path}", headers=headers), last[0])

    check()
