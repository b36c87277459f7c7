"""``/v1/stores``, ``/v1/staff``, ``/v1/coupons``, ``/v1/inflow-routes``."""

import json

import pytest

from daifukucho.kernel.errors import Denied
from daifukucho.kernel.time import MINUTE
from tests.integration.api.conftest import BOTH, Crm, function, http_event
from tests.support.till import NOON

FRIEND = "U" + "1" * 32

BODIES = {
    "/stores": {"name": "本店", "pin": "1234", "active": True},
    "/coupons": {"title": "一杯無料", "kind": "free", "audience": "public"},
    "/inflow-routes": {"key": "poster", "label": "ポスター", "tags": []},
}
each_kind = pytest.mark.parametrize("path", [*BODIES, "/staff"])


@pytest.fixture(autouse=True)
def noon(crm: Crm) -> None:
    crm.shop.now = NOON


def body_of(crm: Crm, path: str):
    return BODIES.get(path) or {"name": "佐藤", "store_id": crm.store(), "rights": ["redeem", "grant_points"]}


@each_kind
def test_saved_read_changed_and_deleted(crm: Crm, path):
    body = body_of(crm, path)
    made = crm("POST", path, body, headers={"idempotency-key": "k"})
    assert made.status == 201, made.text
    mine = made.headers["Location"].removeprefix("/v1")
    read = crm("GET", mine)
    assert (read.status, read.json["version"]) == (200, 1)
    named = next(name for name in ("name", "title", "label") if name in body)
    changed = crm("PUT", mine, body | {named: "新しい名"}, headers={"if-match": read.headers["ETag"]})
    assert (changed.status, changed.json[named], changed.json["version"]) == (200, "新しい名", 2)
    before = crm.dump()
    crm("PUT", mine, body, headers={"if-match": read.headers["ETag"]}).refused(412, "version_mismatch")
    crm("DELETE", mine, headers={"if-match": read.headers["ETag"]}).refused(412, "version_mismatch")
    assert crm.dump() == before
    again = crm("POST", path, body, headers={"idempotency-key": "k"})
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json[named] == body[named]
    crm("POST", path, body | {named: "別の名"}, headers={"idempotency-key": "k"}).refused(422, "idempotency_key_reused")
    assert crm("DELETE", mine, headers={"if-match": changed.headers["ETag"]}).status == 204
    kind = {"/inflow-routes": "inflow", "/staff": "staff"}.get(path, path.strip("/")[:-1])
    crm("GET", mine).refused(404, f"{kind}_not_found")
    crm("PUT", mine, body).refused(404, f"{kind}_not_found")
    crm("DELETE", mine).refused(404, f"{kind}_not_found")


@each_kind
def test_listed_in_pages_and_found_by_name(crm: Crm, path):
    body = body_of(crm, path)
    named = next(name for name in ("name", "title", "label") if name in body)
    for n, name in enumerate(("ＶＩＰ 一", "二", "三")):
        crm.made(path, **body | {named: name} | ({"key": f"k{n}"} if path == "/inflow-routes" else {}))
    assert [item[named] for page in crm.pages(path) for item in page] == ["三", "二", "ＶＩＰ 一"]
    assert [item[named] for page in crm.pages(path, q="vip") for item in page] == ["ＶＩＰ 一"]


def test_a_pin_is_never_told_and_not_in_the_record_of_a_key(crm: Crm):
    made = crm("POST", "/stores", BODIES["/stores"], headers={"idempotency-key": "k"})
    other = crm("POST", "/stores", BODIES["/stores"] | {"pin": "1235"}, headers={"idempotency-key": "k"})
    other.refused(422, "idempotency_key_reused")
    store = crm("GET", made.headers["Location"].removeprefix("/v1"))
    assert store.json["has_pin"] is True
    assert "pin" not in store.json
    assert "1234" not in made.text + store.text
    assert crm("PUT", f"/stores/{store.json['store_id']}", {"name": "本店"}).json["has_pin"] is True
    for pin in ("123", "12345678９", 1234):
        reply = crm("POST", "/stores", BODIES["/stores"] | {"pin": pin})
        assert reply.faults(code=reply.json["code"]) == ["/pin"]


def test_wrong_pins_are_told_and_a_friend_is_unlocked(crm: Crm):
    store_id = crm.store()
    pins, store = crm.services.till.pins, crm.services.till.stores.get(store_id)
    for _ in range(5):
        with pytest.raises(Denied):
            pins.open(store, FRIEND, "0000")
    with pytest.raises(Denied):
        pins.open(store, FRIEND, "1234")
    assert crm("GET", f"/stores/{store_id}").json["wrong_pins_today"] == 5
    for friend_id in (FRIEND, FRIEND, "U" + "9" * 32):
        assert crm("DELETE", f"/stores/{store_id}/locks/{friend_id}").status == 204
    pins.open(store, FRIEND, "1234")
    assert crm("GET", f"/stores/{store_id}").json["wrong_pins_today"] == 5
    crm("PUT", f"/stores/{store_id}", {"name": "本店", "pin": "1234"})
    assert crm("GET", f"/stores/{store_id}").json["wrong_pins_today"] == 0
    crm("DELETE", f"/stores/gone/locks/{FRIEND}").refused(404, "store_not_found")


def test_a_staff_member_is_invited_bound_and_revoked(crm: Crm):
    personnel, access = crm.services.till.personnel, crm.services.till.access
    body = body_of(crm, "/staff")
    made = crm("POST", "/staff", body, headers={"idempotency-key": "k"})
    code, path = made.json["invitation_code"], made.headers["Location"].removeprefix("/v1")
    assert crm("POST", "/staff", body, headers={"idempotency-key": "k"}).json["invitation_code"] is None
    assert "invitation_code" not in crm("GET", path).json
    assert crm("GET", path).json["invited_until"] == "2026-11-29T12:00:00+09:00"
    personnel.accept("Ustaff", code)
    assert crm("GET", path).json["bound_at"] == "2026-11-22T12:00:00+09:00"
    assert "Ustaff" not in crm("GET", path).text
    new = crm("PUT", f"{path}/invitation")
    assert new.json["invitation_code"] != code
    assert crm("GET", path).json["bound_at"] is None
    personnel.accept("Ustaff", new.json["invitation_code"])
    assert crm("DELETE", path).status == 204
    with pytest.raises(Denied):
        access.staff("Ustaff")
    crm("PUT", f"{path}/invitation").refused(404, "staff_not_found")
    crm("POST", "/staff", body | {"store_id": "gone"}).refused(422, "invalid_staff")


def test_a_coupon_from_its_issue_to_its_undoing(crm: Crm):
    friend, store_id = crm.shop.ids[0], crm.store()
    coupon_id = crm.coupon(audience="issued", kind="discount", amount=300, days=14)
    path = f"/coupons/{coupon_id}"
    redeem = {"friend_id": friend, "store_id": store_id}
    crm("POST", f"{path}/redemptions", redeem, headers={"idempotency-key": "k"}).refused(403, "coupon_not_held")
    issued = crm("PUT", f"{path}/holders/{friend}")
    assert (issued.status, issued.json["state"]) == (200, "issued")
    assert issued.json["valid_until"] == "2026-12-07T00:00:00+09:00"
    assert crm("PUT", f"{path}/holders/{friend}").json == issued.json
    crm("PUT", f"{path}/holders/nobody").refused(404, "friend_not_found")
    crm("PUT", f"/coupons/gone/holders/{friend}").refused(404, "coupon_not_found")
    done = crm.redeemed(coupon_id, friend, store_id, "k")
    assert (done["state"], done["used"], crm("GET", path).json["redeemed"]) == ("redeemed", 1, 1)
    assert crm.redeemed(coupon_id, friend, store_id, "k") == done
    second = crm("POST", f"{path}/redemptions", redeem, headers={"idempotency-key": "k2"})
    assert f"2026-11-22T12:00:00+09:00, in the store {store_id}" in second.refused(409, "coupon_redeemed")["detail"]
    undo = {"use_id": done["uses"][0]["use_id"], "reason": "押し間違い"}
    crm("POST", f"{path}/holders/{friend}/undo", undo | {"use_id": "x"}).refused(409, "coupon_use_unknown")
    assert crm("POST", f"{path}/holders/{friend}/undo", undo | {"reason": " "}).faults() == ["/reason"]
    crm("POST", f"{path}/holders/nobody/undo", undo).refused(404, "holding_not_found")
    undone = crm("POST", f"{path}/holders/{friend}/undo", undo)
    assert (undone.json["state"], undone.json["uses"][0]["undone_by"]) == ("issued", "client-1")
    assert crm("GET", path).json["redeemed"] == 0
    crm("POST", f"{path}/redemptions", redeem, headers={"idempotency-key": "k"}).refused(409, "coupon_use_undone")
    again = crm.redeemed(coupon_id, friend, store_id, "k3")
    crm.shop.now += 11 * MINUTE
    late = undo | {"use_id": again["uses"][1]["use_id"]}
    crm("POST", f"{path}/holders/{friend}/undo", late).refused(409, "coupon_undo_too_late")
    assert crm("DELETE", f"{path}/holders/{friend}").status == 204
    crm("DELETE", f"{path}/holders/nobody").refused(404, "holding_not_found")
    kinds = [e["kind"] for e in crm("GET", f"/friends/{friend}/ledger").json["items"]]
    assert sorted(kinds) == sorted(
        ["coupon_issued", "coupon_redeemed", "coupon_undone", "coupon_redeemed", "coupon_revoked"]
    )


def test_why_a_coupon_is_not_redeemed(crm: Crm):
    friend, store_id = crm.shop.ids[0], crm.store()

    def refused(status, code, store=store_id, friend=friend, **given):
        body = {"friend_id": friend, "store_id": store}
        path = f"/coupons/{crm.coupon(**given)}/redemptions"
        crm("POST", path, body, headers={"idempotency-key": "k"}).refused(status, code)

    refused(409, "coupon_not_started", starts_at="2026-11-23T00:00:00+09:00")
    refused(409, "coupon_expired", ends_at="2026-11-22T12:00:00+09:00")
    refused(403, "coupon_other_store", stores=[crm.store()])
    refused(403, "store_closed", store="gone")
    refused(404, "friend_not_found", friend="nobody")
    few = crm.coupon(total_limit=1)
    crm.redeemed(few, crm.shop.ids[1], store_id)
    body = {"friend_id": friend, "store_id": store_id}
    crm("POST", f"/coupons/{few}/redemptions", body, headers={"idempotency-key": "k"}).refused(409, "coupon_used_up")
    taken = crm.coupon()
    crm("PUT", f"/coupons/{taken}/holders/{friend}")
    crm("DELETE", f"/coupons/{taken}/holders/{friend}")
    crm("POST", f"/coupons/{taken}/redemptions", body, headers={"idempotency-key": "k"}).refused(403, "coupon_revoked")


def test_who_has_used_it_and_who_has_not(crm: Crm):
    store_id, coupon_id = crm.store(), crm.coupon(audience="issued")
    for friend in crm.shop.ids:
        crm.shop.now += 1
        crm("PUT", f"/coupons/{coupon_id}/holders/{friend}")
    crm.redeemed(coupon_id, crm.shop.ids[2], store_id)
    path = f"/coupons/{coupon_id}/holders"

    def listed(**query):
        return [item["friend_id"] for page in crm.pages(path, **query) for item in page]

    assert listed(part="used") == [crm.shop.ids[2]]
    assert listed(part="held") == [f for f in crm.shop.ids if f != crm.shop.ids[2]]
    assert listed(part="revoked") == []
    assert sorted(listed()) == sorted(crm.shop.ids)
    crm("GET", path, query={"part": "all"}).refused(422, "invalid")
    crm("GET", "/coupons/gone/holders").refused(404, "coupon_not_found")


def test_a_key_of_one_caller_is_not_anothers(crm: Crm):
    """Of two programs that count from one, the second is told that it comes too late."""
    coupon_id, body = crm.coupon(), {"friend_id": crm.shop.ids[0], "store_id": crm.store()}
    crm.redeemed(coupon_id, **body, key="1")
    path = f"/v1/coupons/{coupon_id}/redemptions"
    event = http_event("POST", path, json.dumps(body), headers={"idempotency-key": "1"})
    event["requestContext"]["authorizer"]["jwt"]["claims"] |= {"sub": "client-2", "scope": BOTH}
    crm.send(event).refused(409, "coupon_redeemed")


def test_a_route_has_an_address_a_code_and_a_report(crm: Crm):
    crm.route("storefront")
    assert (
        crm("GET", "/inflow-routes/storefront").json["url"] == "https://liff.line.me/1234567890-AbcdEfgh/r/storefront"
    )
    drawn = crm("GET", "/inflow-routes/storefront/qr").json
    assert drawn["svg"].startswith("<svg")
    assert drawn["url"].endswith("/r/storefront")
    crm("GET", "/inflow-routes/gone/qr").refused(404, "inflow_not_found")
    crm("POST", "/inflow-routes", {"key": "storefront", "label": "x"}).refused(409, "inflow_taken")
    crm("PUT", "/inflow-routes/storefront", {"key": "other", "label": "x"}).refused(422, "invalid_inflow_route")
    crm.shop.change(crm.shop.ids[0], first_route="storefront", last_route="other")
    crm.shop.change(crm.shop.ids[1], first_route="other", last_route="storefront")
    crm.shop.change(crm.shop.ids[2], first_route="storefront", last_route="storefront")
    crm.shop.change(crm.shop.ids[3], first_route="storefront", last_route="storefront", status="visitor")
    count = {"complete": True, "count": 2, "count_at_least": 2}
    assert crm("GET", "/inflow-routes/storefront/report").json == {"first": count, "last": count}
    crm("GET", "/inflow-routes/gone/report").refused(404, "inflow_not_found")


def test_without_a_liff_app_there_is_no_address(crm: Crm):
    crm.route("storefront")
    object.__setattr__(crm.services, "liff_id", None)
    assert crm("GET", "/inflow-routes/storefront").json["url"] is None
    crm("GET", "/inflow-routes/storefront/qr").refused(409, "liff_unknown")


def test_bodies_that_are_examples_are_taken(crm: Crm):
    document = json.loads(function().api()(http_event("GET", "/v1/openapi.json", scope=None), None)["body"])
    for path in BODIES:
        body = document["paths"][f"/v1{path}"]["post"]["requestBody"]["content"]["application/json"]["example"]
        assert crm("POST", path, body).status == 201
