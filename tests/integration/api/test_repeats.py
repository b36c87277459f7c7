"""Requests that are sent again, because an answer was lost: nothing is made, sent or counted twice."""

import json
from collections.abc import Callable

import pytest

from daifukucho.cards.code import code_of
from daifukucho.kernel.time import DAY, SECOND
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.refusals import DATABASE_SILENT
from tests.integration.api.conftest import GREETING, VIP, Crm, description, http_event
from tests.integration.api.test_refusals import membership
from tests.support.declared import RESOURCES, sent

KEYED = "keyed"  # made once for one Idempotency-Key
NATURAL = "natural"  # finds its work done
READING = "reading"  # changes nothing
REPEATS = {
    **{f"/v1/{path}": KEYED for path in RESOURCES},
    "/v1/segments": KEYED,
    "/v1/segments/preview": READING,
    "/v1/segments/explain": READING,
    "/v1/campaigns": KEYED,
    "/v1/campaigns/preview": READING,
    "/v1/campaigns/{campaign_id}/preview": READING,
    "/v1/campaigns/{campaign_id}/send": KEYED,
    "/v1/campaigns/{campaign_id}/test": KEYED,
    "/v1/friends/{friend_id}/points/movements": KEYED,
    "/v1/friends/{friend_id}/stamps": KEYED,
    "/v1/friends/{friend_id}/stamps/{stamp_id}/undo": KEYED,
    "/v1/friends/{friend_id}/tickets/{ticket_id}/use": KEYED,
    "/v1/friends/{friend_id}/tickets/uses/{use_id}/undo": KEYED,
    "/v1/members/scan": KEYED,
    "/v1/coupons/{coupon_id}/redemptions": KEYED,
    "/v1/coupons/{coupon_id}/holders/{friend_id}/undo": NATURAL,
    "/v1/friends/{friend_id}/memos": KEYED,
    "/v1/runs/{run_id}/pause": NATURAL,
    "/v1/runs/{run_id}/resume": NATURAL,
    "/v1/runs/{run_id}/cancel": NATURAL,
}
"""What makes each ``POST`` safe to repeat. A new one belongs here, with what makes it safe, but for those that save a
resource."""

BODIES = {
    **{f"/v1/{path}": sent(resource, "{store_id}") for path, resource in RESOURCES.items()},
    "/v1/segments": {"name": "常連さん", "where": VIP},
    "/v1/segments/preview": {"where": VIP},
    "/v1/segments/explain": {"where": VIP, "friend_id": "{friend_id}"},
    "/v1/campaigns": {"name": "感謝デー", "where": VIP, "messages": [GREETING]},
    "/v1/campaigns/preview": {"name": "感謝デー", "where": VIP, "messages": [GREETING]},
    "/v1/coupons/{coupon_id}/redemptions": {"friend_id": "{friend_id}", "store_id": "{store_id}"},
    "/v1/coupons/{coupon_id}/holders/{friend_id}/undo": {"use_id": "{redeemed}", "reason": "押し間違い"},
    "/v1/friends/{friend_id}/memos": {"category": "visit", "text": "ご来店"},
    "/v1/campaigns/{campaign_id}/preview": {},
    "/v1/friends/{friend_id}/points/movements": {"kind": "grant", "points": 10},
    "/v1/friends/{friend_id}/stamps": {"stamps": 1},
    "/v1/friends/{friend_id}/stamps/{stamp_id}/undo": {"reason": "押し間違い"},
    "/v1/friends/{friend_id}/tickets/{ticket_id}/use": {"store_id": "shibuya"},
    "/v1/friends/{friend_id}/tickets/uses/{use_id}/undo": {"reason": "押し間違い"},
    "/v1/members/scan": {"code": "{code}"},
    "/v1/campaigns/{campaign_id}/test": {"friend_ids": ["{friend_id}"]},
}


def posts() -> dict[str, dict]:
    return {path: methods["post"] for path, methods in description()["paths"].items() if "post" in methods}


@pytest.fixture
def post(crm: Crm) -> Callable[..., object]:
    """Post to a path of the description, with a body that will do."""
    ids = {"campaign_id": crm.campaign()["campaign_id"], "run_id": crm.sent(), "friend_id": crm.shop.ids[0]}
    crm.shop.work(only="slice")
    ids |= membership(crm)
    ids |= {"store_id": crm.store(), "coupon_id": crm.coupon(uses="unlimited")}
    redeemed = crm.redeemed(ids["coupon_id"], ids["friend_id"], ids["store_id"])["uses"][-1]["use_id"]
    ids["code"] = code_of(b"k" * 32, ids["member_no"], crm.shop.now).text

    def post(path: str, key: str | None = "k1"):
        body = json.dumps(BODIES[path]) if path in BODIES else None
        for name, value in {**ids, "redeemed": redeemed}.items():
            body = body and body.replace(f"{{{name}}}", value)
        headers = {"idempotency-key": key} if key else {}
        return crm("POST", path.removeprefix("/v1").format(**ids), body, headers=headers)

    return post


def test_every_post_says_what_makes_it_safe_to_repeat():
    assert set(posts()) == set(REPEATS)


@pytest.mark.parametrize("path", REPEATS)
def test_only_what_makes_something_takes_a_key(path):
    names = [parameter.get("name") for parameter in posts()[path].get("parameters", [])]
    assert ("Idempotency-Key" in names) == (REPEATS[path] is KEYED)
    told = posts()[path]["description"]
    assert ("Sent again, it changes nothing more." in told) == (REPEATS[path] is NATURAL)
    assert ("Changes nothing" in told) == (REPEATS[path] is READING)


def kept(tables):
    """The tables without the record of a test send, which counts how often it was written."""
    return [[item for item in items if '"test#' not in item] for items in tables]


@pytest.mark.parametrize("path", REPEATS)
def test_a_request_that_is_repeated_does_nothing_more(crm: Crm, post, path):
    if path.endswith("/resume"):
        post("/v1/runs/{run_id}/pause")
    before = crm.dump()
    first = post(path)
    assert first.status in (200, 201, 202), first.text
    after = crm.dump()
    assert (after == before) == (REPEATS[path] is READING)
    crm.shop.bells.clear()
    calls = list(crm.shop.line.calls)
    again = post(path)
    told = first.json | ({"invitation_code": None} if path == "/v1/staff" else {})  # which is kept hashed
    assert (again.status, again.json) == (first.status, told)
    assert crm.shop.line.calls == calls
    tables, _, plans, sweeps = crm.dump()
    assert (plans, sweeps) == after[2:]
    assert kept(tables) == kept(after[0])


CREATIONS = [path for path in REPEATS if path in ("/v1/segments", "/v1/campaigns", "/v1/surveys")]
creations = pytest.mark.parametrize("path", CREATIONS)


@creations
def test_a_repeat_gets_the_answer_as_it_was_then(crm: Crm, path):
    path = path.removeprefix("/v1")
    body = BODIES[f"/v1{path}"]
    key = {"Idempotency-Key": "2026-11-22 first"}
    made = crm("POST", path, body, headers=key)
    assert made.status == 201
    assert "Idempotent-Replayed" not in made.headers
    mine = made.headers["Location"].removeprefix("/v1")
    crm.shop.now += SECOND
    assert crm("PUT", mine, body | {"name": "新しい名"}).status == 200
    again = crm("POST", path, dict(reversed(body.items())), headers=key)  # in another order, which says the same
    assert (again.status, again.json) == (201, made.json)
    assert again.headers == made.headers | {"Idempotent-Replayed": "true"}
    assert crm("DELETE", mine).status == 204
    again = crm("POST", path, body, headers=key)
    assert (again.status, again.json) == (201, made.json)
    crm("GET", mine).refused(404, f"{path.strip('/')[:-1]}_not_found")


def test_a_repeat_counts_although_its_time_has_passed_by_now(crm: Crm):
    crm.shop.now = 1_795_316_400_000  # 2026-11-22 12:00 in Japan
    body = BODIES["/v1/campaigns"] | {"schedule": {"at": "2026-11-22T12:00:05+09:00"}}
    made = crm("POST", "/campaigns", body, headers={"idempotency-key": "k"})
    assert made.status == 201
    crm.shop.now += 10 * SECOND
    again = crm("POST", "/campaigns", body, headers={"idempotency-key": "k"})
    assert (again.status, again.json) == (201, made.json)
    assert crm("POST", "/campaigns", body, headers={"idempotency-key": "k2"}).faults(code="invalid_campaign")


@creations
def test_a_key_stands_for_one_request(crm: Crm, path):
    path = path.removeprefix("/v1")
    body = BODIES[f"/v1{path}"]
    key = {"idempotency-key": "k"}
    assert crm("POST", path, body, headers=key).status == 201
    before = crm.dump()
    other = crm("POST", path, body | {"name": "別の名"}, headers=key)
    assert other.faults(code="idempotency_key_reused") == ["/idempotency-key"]
    assert crm("POST", path, body | {"name": ""}, headers=key).faults(code="idempotency_key_reused")
    for bad in ("", "x" * 65, "あ", "a\tb"):
        reply = crm("POST", path, body, headers={"idempotency-key": bad})
        assert reply.faults(code="invalid_idempotency_key") == ["/idempotency-key"]
    assert crm.dump() == before


def test_keys_belong_to_one_operation_and_one_caller(crm: Crm):
    """Of two programs that count from one, neither gets the other's answers."""
    names = {"name": "同じ名", "where": VIP}
    segment = crm("POST", "/segments", names, headers={"idempotency-key": "1"})
    campaign = crm("POST", "/campaigns", BODIES["/v1/campaigns"], headers={"idempotency-key": "1"})
    assert (segment.status, campaign.status) == (201, 201)
    event = http_event("POST", "/v1/segments", json.dumps(names), headers={"idempotency-key": "1"})
    event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = "client-2"
    other = crm.send(event)
    assert other.status == 201
    assert other.json["segment_id"] != segment.json["segment_id"]


def test_without_a_key_each_request_makes_one(crm: Crm):
    assert crm.segment()["segment_id"] != crm.segment()["segment_id"]


@creations
@pytest.mark.parametrize("same", [True, False])
def test_two_at_the_same_instant(crm: Crm, monkeypatch, path, same):
    """Both find no record of the key; then one of them is faster."""
    path = path.removeprefix("/v1")
    body = BODIES[f"/v1{path}"]
    replies = []
    really = DynamoCatalog.create

    def overtaken(self, stored, request=None):
        if not replies:
            replies.append(None)
            rival = body if same else body | {"name": "別の名"}
            replies.append(crm("POST", path, rival, headers={"idempotency-key": "k"}))
        return really(self, stored, request)

    monkeypatch.setattr(DynamoCatalog, "create", overtaken)
    mine = crm("POST", path, body, headers={"idempotency-key": "k"})
    assert replies[1].status == 201
    if same:
        assert (mine.status, mine.json) == (201, replies[1].json)
        assert mine.headers["Idempotent-Replayed"] == "true"
    else:
        mine.refused(422, "idempotency_key_reused")
    assert sum(len(page) for page in crm.pages(path)) == 1


@creations
def test_a_crash_leaves_both_or_neither(crm: Crm, monkeypatch, path):
    """The answer of the one write is lost, or its request: a repeat makes up for either."""
    path = path.removeprefix("/v1")
    body, key = BODIES[f"/v1{path}"], {"idempotency-key": "k"}
    really = DynamoCatalog.create

    def lost_before(self, stored, request=None):
        raise DATABASE_SILENT()

    def lost_after(self, stored, request=None):
        really(self, stored, request)
        raise DATABASE_SILENT()

    for lost in (lost_before, lost_after):
        with monkeypatch.context() as broken:
            broken.setattr(DynamoCatalog, "create", lost)
            assert crm("POST", path, body, headers=key).status == 503
    assert crm("POST", path, body, headers=key).headers["Idempotent-Replayed"] == "true"
    assert sum(len(page) for page in crm.pages(path)) == 1


def test_keys_are_forgotten_and_definitions_are_not(crm: Crm):
    """What DynamoDB removes by itself is the record of a key, a week later, and nothing else."""
    crm("POST", "/segments", BODIES["/v1/segments"], headers={"idempotency-key": "k"})
    crm("POST", "/campaigns", BODIES["/v1/campaigns"], headers={"idempotency-key": "k"})
    crm.sent()
    items = crm.shop.connection.client.scan(TableName="catalog")["Items"]
    expiring = [item for item in items if "expires_at" in item]
    assert {item["kind"]["S"] for item in expiring} == {"idempotency"}
    assert [int(item["expires_at"]["N"]) for item in expiring] == [(crm.shop.now + 7 * DAY) // SECOND] * 2
    told = json.dumps(expiring)
    assert "client-1" not in told
