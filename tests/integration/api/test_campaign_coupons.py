"""Campaigns that carry a coupon, by the API: saved, looked at, sent, and what is told of them."""

import pytest

from tests.integration.api.conftest import GREETING, VIP, Crm, troubled
from tests.support.shop import Shop
from tests.support.world import LIFF_ID

LINK = {"type": "text", "text": "{{ name | default: 'お客' }}様 {{ coupon_url }}"}
STANDARD = {"day_starts_at": "00:00", "leap_day": "02-28", "plan": "standard"}


def body(coupon_id, messages=(), **given):
    return {"name": "クーポン", "where": VIP, "messages": [*messages], "coupon_id": coupon_id} | given


def report(crm: Crm, run_id: str):
    crm.shop.until_closed(run_id)
    return crm("GET", f"/runs/{run_id}").json


def holders(crm: Crm, coupon_id: str) -> list[str]:
    listed = crm("GET", f"/coupons/{coupon_id}/holders").json["items"]
    return sorted(holder["friend_id"] for holder in listed)


def test_it_is_saved_as_it_was_written_and_goes_out_with_its_address(crm: Crm):
    coupon_id = crm.coupon(audience="issued")
    campaign = crm.campaign(messages=[LINK], coupon_id=coupon_id)
    path = f"/campaigns/{campaign['campaign_id']}"
    assert crm("GET", path).json == campaign
    assert (campaign["messages"], campaign["coupon_id"]) == ([LINK], coupon_id)
    said = f"友0様 https://liff.line.me/{LIFF_ID}/c/{coupon_id}"
    told = crm("POST", f"{path}/preview", {"friend_id": crm.shop.ids[0]}).json
    assert told["shown"]["messages"] == [{"type": "text", "text": said}]
    assert told["coupon"] == {k: v for k, v in crm("GET", f"/coupons/{coupon_id}").json.items() if k != "redeemed"}
    tested = crm("POST", f"{path}/test", {"friend_ids": crm.shop.ids[:1]}, headers={"idempotency-key": "t"})
    assert tested.json["items"][0]["outcome"] == "sent"
    assert crm.shop.line.texts.pop(crm.shop.ids[0]) == said
    assert holders(crm, coupon_id) == []
    run_id = crm("POST", f"{path}/send", headers={"idempotency-key": "k"}).json["run_id"]
    assert report(crm, run_id)["coupon_id"] == coupon_id
    assert crm.shop.line.texts[crm.shop.ids[0]] == said
    assert holders(crm, coupon_id) == crm.shop.ids


@pytest.mark.parametrize("saved", [True, False])
def test_an_issue_without_a_message_costs_nothing_and_calls_nobody(crm: Crm, saved, monkeypatch):
    """A preview and the run find the same; neither asks LINE for anything."""
    crm("PUT", "/settings/shop", STANDARD)
    monkeypatch.setattr(crm.shop.line, "quota", lambda: pytest.fail("LINE was asked for its quota"))
    troubled(crm)
    blocked = crm.shop.ids[0]
    coupon_id = crm.coupon(audience="issued")
    given = body(coupon_id, limits={"recipients": 4, "yen": 0})
    campaign_id = crm.campaign(**given)["campaign_id"]
    if saved:
        told = crm("POST", f"/campaigns/{campaign_id}/preview", {"friend_id": crm.shop.ids[2]}).json
    else:
        told = crm("POST", "/campaigns/preview", given | {"friend_id": crm.shop.ids[2]}).json
    assert (told["planned"], told["skipped"], told["to_send"]) == (5, {"blocked": 1}, 4)
    assert (told["quota"], told["over_quota"], told["cost_yen"], told["cost_unknown"]) == (None, False, 0, None)
    assert (told["refused"], told["coupon"]["coupon_id"]) == (None, coupon_id)
    assert (told["shown"]["skipped"], told["shown"]["messages"]) == (None, [])
    sent = crm("POST", f"/campaigns/{campaign_id}/send", headers={"idempotency-key": "k"})
    run_id = sent.json["run_id"]
    told = report(crm, run_id)
    assert (told["planned"], told["skipped"], told["sent"], told["quota"]) == (5, {"blocked": 1}, 4, None)
    assert holders(crm, coupon_id) == sorted(set(crm.shop.ids) - {blocked})
    assert crm.shop.line.calls == []
    explained = crm("GET", f"/runs/{run_id}/recipients/{crm.shop.ids[2]}").json
    assert (explained["outcome"], explained["sentence"]["en"]) == (
        "sent",
        "The friend has the coupon; no message was sent.",
    )
    test = crm("POST", f"/campaigns/{campaign_id}/test", {"friend_ids": [blocked]}, headers={"idempotency-key": "t"})
    test.refused(409, "campaign_says_nothing")


def test_a_preview_of_an_issue_names_its_limit(crm: Crm):
    told = crm("POST", "/campaigns/preview", body(crm.coupon(), limits={"recipients": 4})).json
    assert told["refused"] == "over_recipient_limit"


@pytest.mark.parametrize("path", ["/campaigns", "/campaigns/preview"])
def test_what_cannot_be_saved(crm: Crm, path):
    def faults(given):
        return crm("POST", path, given).faults(code="invalid_campaign")

    assert faults(body("01JD000000000000000000NONE")) == ["/coupon_id"]
    assert faults(body(None)) == ["/messages"]
    forgotten = {"name": "クーポン", "where": VIP, "coupon_id": crm.coupon()}
    assert faults(forgotten) == ["/messages"]
    assert faults(body(None, [LINK])) == ["/coupon_id"]
    assert faults(body(crm.coupon(), [{"type": "text"}])) == ["/messages/0/text"]


def test_a_deployment_without_a_liff_app_says_what_to_do(crm: Crm):
    coupon_id = crm.coupon()
    linked, plain = crm.campaign(messages=[LINK], coupon_id=coupon_id), body(coupon_id, [GREETING])
    crm = Crm(Shop(friends=5, liff_id=None, known=True, made=1_000))
    problem = crm("POST", "/campaigns", body(coupon_id, [LINK])).refused(422, "invalid_campaign")
    assert "liffId" in problem["faults"][0]["message"]
    assert crm("POST", "/campaigns", plain).status == 201
    path = f"/campaigns/{linked['campaign_id']}"
    crm("POST", f"{path}/preview", {}).refused(409, "liff_unknown")
    key = {"idempotency-key": "k"}
    crm("POST", f"{path}/test", {"friend_ids": crm.shop.ids[:1]}, headers=key).refused(409, "liff_unknown")
    crm("POST", f"{path}/send", headers=key).refused(409, "liff_unknown")


def test_a_coupon_that_is_gone_by_then(crm: Crm):
    coupon_id = crm.coupon()
    path = f"/campaigns/{crm.campaign(coupon_id=coupon_id)['campaign_id']}"
    assert crm("DELETE", f"/coupons/{coupon_id}").status == 204
    crm("POST", f"{path}/preview", {}).refused(409, "coupon_deleted")
    crm("POST", f"{path}/send", headers={"idempotency-key": "k"}).refused(409, "coupon_deleted")
