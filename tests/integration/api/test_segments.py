"""``/v1/segments``."""

import pytest

from daifukucho.kernel.time import SECOND
from tests.integration.api.conftest import GREETING, VIP, Crm
from tests.support.surveys import survey

SOON = "2026-11-22T19:00:00+09:00"


@pytest.fixture
def before_soon(crm: Crm) -> None:
    crm.shop.now = 1_795_316_400_000  # 2026-11-22 12:00 in Japan


def test_a_segment_is_saved_read_changed_and_deleted(crm: Crm):
    made = crm("POST", "/segments", {"name": " 常連さん ", "where": VIP})
    assert made.status == 201
    path = made.headers["Location"].removeprefix("/v1")
    assert made.headers["ETag"].startswith('"1-')
    assert made.json["name"] == "常連さん"
    assert made.json["where"] == VIP
    assert made.json["sentence"]["en"] == "tags include “vip”"
    assert crm("GET", path).json == made.json
    crm.shop.now += SECOND
    changed = crm("PUT", path, {"name": "金", "where": {"not": VIP}})
    assert changed.status == 200
    assert changed.headers["ETag"].startswith('"2-')
    assert (changed.json["version"], changed.json["name"], changed.json["where"]) == (2, "金", {"not": VIP})
    assert changed.json["created_at"] == made.json["created_at"] != changed.json["updated_at"]
    gone = crm("DELETE", path)
    assert (gone.status, gone.text) == (204, "")
    for method, body in (("GET", None), ("PUT", {"name": "x", "where": VIP}), ("DELETE", None)):
        crm(method, path, body).refused(404, "segment_not_found")


def test_the_list_is_whole_in_pages_of_two_newest_first(crm: Crm):
    made = [crm.segment(name=f"セグメント{n}")["segment_id"] for n in range(5)]
    pages = crm.pages("/segments")
    assert [item["segment_id"] for page in pages for item in page] == made[::-1]
    assert [len(page) for page in pages[:3]] == [2, 2, 1]


def test_a_change_is_made_only_to_what_was_read(crm: Crm):
    path = f"/segments/{crm.segment()['segment_id']}"
    body = {"name": "x", "where": VIP}
    crm("PUT", path, body, headers={"if-match": '"2"'}).refused(412, "version_mismatch")
    crm("PUT", path, body, headers={"if-match": 'W/"1"'}).refused(412, "version_mismatch")
    assert crm("PUT", path, body, headers={"if-match": '"7", "1"'}).status == 200
    assert crm("PUT", path, body, headers={"if-match": "*"}).status == 200
    crm("DELETE", path, headers={"if-match": '"1"'}).refused(412, "version_mismatch")
    assert crm("PUT", path, body, headers={"if-match": "3"}).faults(code="invalid_if_match") == ["/if-match"]
    assert crm("DELETE", path, headers={"if-match": '"3"'}).status == 204


def test_a_segment_that_a_planned_campaign_needs_is_not_deleted(crm: Crm, before_soon):
    segment_id = crm.segment()["segment_id"]
    path = f"/segments/{segment_id}"
    body = {"name": "予約", "segment_id": segment_id, "messages": [GREETING], "schedule": {"at": SOON}}
    campaign_id = crm("POST", "/campaigns", body).json["campaign_id"]
    before = crm.dump()
    assert campaign_id in crm("DELETE", path).refused(409, "segment_in_use")["detail"]
    assert crm.dump() == before
    crm("PUT", f"/campaigns/{campaign_id}", body | {"schedule": None})
    assert crm("DELETE", path).status == 204


def test_a_segment_whose_campaign_has_gone_out_can_be_deleted(crm: Crm, before_soon):
    segment_id = crm.segment()["segment_id"]
    body = {"name": "予約", "segment_id": segment_id, "messages": [GREETING], "schedule": {"at": SOON}}
    campaign_id = crm("POST", "/campaigns", body).json["campaign_id"]
    assert crm("POST", f"/campaigns/{campaign_id}/send", headers={"idempotency-key": "k"}).status == 202
    assert crm("DELETE", f"/segments/{segment_id}").status == 204


@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({}, "invalid_segment", ["/name", "/where"]),
        ({"name": "x"}, "invalid_segment", ["/where"]),
        ({"name": 1, "where": [], "色": 1}, "invalid_segment", ["/name", "/where", "/色"]),
        ({"name": " ", "where": VIP}, "invalid_segment", ["/name"]),
        ({"name": "x" * 101, "where": {}}, "invalid_segment", ["/name", "/where"]),
        ({"name": "x", "where": {"field": "tags", "op": "like", "value": 1}}, "invalid_segment", ["/where/op"]),
        (
            {"name": "x", "where": {"all": [VIP, {"field": "follows", "op": "gt", "value": "2"}]}},
            "invalid_segment",
            ["/where/all/1/value"],
        ),
        ({"name": "x", "where": VIP | {"extra": 1}}, "invalid_segment", ["/where/extra"]),
    ],
)
def test_a_segment_that_cannot_be(crm: Crm, body, code, pointers):
    path = f"/segments/{crm.segment()['segment_id']}"
    before = crm.dump()
    assert crm("POST", "/segments", body).faults(code=code) == pointers
    assert crm("PUT", path, body).faults(code=code) == pointers
    assert crm.dump() == before


def test_a_campaign_that_has_just_gone_out_may_still_be_in_the_index(crm: Crm, before_soon, monkeypatch):
    """The index of what is due lags behind; the campaign itself says that it has a run."""
    segment_id = crm.segment()["segment_id"]
    body = {"name": "予約", "segment_id": segment_id, "messages": [GREETING], "schedule": {"at": SOON}}
    campaign_id = crm("POST", "/campaigns", body).json["campaign_id"]
    crm("POST", f"/campaigns/{campaign_id}/send", headers={"idempotency-key": "k"})
    catalog = crm.services.segments._catalog
    monkeypatch.setattr(catalog, "due", lambda kind, before: [catalog.get(kind, campaign_id)])
    assert crm("DELETE", f"/segments/{segment_id}").status == 204


def refers(segment_id: str) -> dict[str, str]:
    return {"segment": segment_id}


def test_a_segment_may_refer_to_others_and_follows_them(crm: Crm):
    vip = crm.segment(name="お得意さま")["segment_id"]
    first, *_ = crm.shop.ids
    crm.shop.change(first, tags={"new": 1})
    made = crm("POST", "/segments", {"name": "その他", "where": {"not": refers(vip)}})
    assert made.status == 201
    assert made.json["where"] == {"not": refers(vip)}
    assert made.json["sentence"]["en"] == "not (is in the segment “お得意さま”)"
    assert made.json["sentence"]["ja"] == "（セグメント「お得意さま」に当てはまる）に当てはまらない"
    path = made.headers["Location"].removeprefix("/v1")
    assert crm("GET", path).json["sentence"] == made.json["sentence"]
    assert crm("GET", "/segments").json["items"][0]["sentence"] == made.json["sentence"]
    assert crm("POST", "/segments/preview", {"segment_id": made.json["segment_id"]}).json["count"] == 1
    everybody = {"field": "follows", "op": "gte", "value": 0}
    assert crm("PUT", f"/segments/{vip}", {"name": "みんな", "where": everybody}).status == 200
    assert crm("POST", "/segments/preview", {"segment_id": made.json["segment_id"]}).json["count"] == 0
    assert crm("GET", path).json["sentence"]["en"] == "not (is in the segment “みんな”)"


def test_references_that_cannot_be_are_refused_before_anything_is_saved(crm: Crm):
    vip = crm.segment()["segment_id"]
    other = crm("POST", "/segments", {"name": "その他", "where": {"not": refers(vip)}}).json["segment_id"]
    many = {"any": [{"all": [refers(other)] * 50}, {"all": [VIP] * 49}]}
    large = crm("POST", "/segments", {"name": "99", "where": many}).json["segment_id"]
    before = crm.dump()
    gone = {"name": "x", "where": {"all": [VIP, refers("gone")]}}
    assert crm("POST", "/segments", gone).faults(code="invalid_segment") == ["/where/all/1/segment"]
    assert crm("PUT", f"/segments/{vip}", gone).faults(code="invalid_segment") == ["/where/all/1/segment"]
    circle = {"name": "x", "where": {"any": [VIP, refers(other)]}}
    crm("PUT", f"/segments/{vip}", circle).refused(409, "segment_cycle")
    crm("PUT", f"/segments/{vip}", {"name": "x", "where": refers(vip)}).refused(409, "segment_cycle")
    four_times = {"name": "x", "where": {"any": [refers(large)] * 4}}
    crm("POST", "/segments", four_times).refused(409, "segment_too_large")
    expanded = {"name": "x", "where": {"segment": vip, "name": "x", "where": VIP}}
    assert crm("POST", "/segments", expanded).faults(code="invalid_segment") == ["/where/name", "/where/where"]
    assert crm.dump() == before


def test_a_segment_that_another_refers_to_is_not_deleted(crm: Crm, before_soon):
    vip = crm.segment()["segment_id"]
    other = crm("POST", "/segments", {"name": "その他", "where": {"any": [VIP, {"not": refers(vip)}]}}).json[
        "segment_id"
    ]
    assert "その他" in crm("DELETE", f"/segments/{vip}").refused(409, "segment_in_use")["detail"]
    assert crm("DELETE", f"/segments/{other}").status == 204
    body = {"name": "予約", "where": {"not": refers(vip)}, "messages": [GREETING], "schedule": {"at": SOON}}
    campaign_id = crm("POST", "/campaigns", body).json["campaign_id"]
    assert campaign_id in crm("DELETE", f"/segments/{vip}").refused(409, "segment_in_use")["detail"]
    assert crm("DELETE", f"/campaigns/{campaign_id}").status == 204
    assert crm("DELETE", f"/segments/{vip}").status == 204


def test_a_run_keeps_the_segments_that_its_tree_refers_to(crm: Crm):
    first, *_ = crm.shop.ids
    crm.shop.change(first, tags={"new": 1})
    vip = crm.segment()["segment_id"]
    run_id = crm.sent(where={"not": refers(vip)})
    definition = crm.shop.outbox.definition(run_id)
    assert definition.where == {
        "not": {"segment": vip, "name": crm("GET", f"/segments/{vip}").json["name"], "where": VIP}
    }
    crm("PUT", f"/segments/{vip}", {"name": "x", "where": {"field": "tags", "op": "any_of", "value": ["new"]}})
    crm.shop.until_closed(run_id)
    assert crm("GET", f"/runs/{run_id}").json["planned"] == 1


def test_a_segment_is_explained_for_a_friend(crm: Crm):
    first, *_ = crm.shop.ids
    crm.shop.change(first, tags={"vip": 1_795_000_000_000}, birthday="--02-29")
    where = {"all": [VIP, {"not": {"field": "followed_at", "op": "within_last", "value": 30}}]}
    told = crm("POST", "/segments/explain", {"where": where, "friend_id": first}).json
    assert (told["friend_id"], told["matches"]) == (first, True)
    assert told["sentence"]["en"] == "tags include “vip” and not (followed is between 30 days ago and today)"
    tags, negated = told["clause"]["clauses"]
    assert (tags["kind"], tags["matches"], tags["field"], tags["op"]) == ("condition", True, "tags", "any_of")
    assert tags["fact"] == {"vip": "2026-11-18T20:06:40+09:00"}
    assert (negated["kind"], negated["matches"], negated["true_because_unknown"]) == ("not", True, True)
    assert negated["clauses"][0]["fact"] is None and not negated["clauses"][0]["true_because_unknown"]
    segment_id = crm.segment()["segment_id"]
    told = crm("POST", "/segments/explain", {"segment_id": segment_id, "friend_id": first}).json
    assert told["clause"]["sentence"]["ja"] == "タグに「vip」がある"


def test_a_visitor_is_in_no_segment_and_is_told_why(crm: Crm):
    first, *_ = crm.shop.ids
    crm.shop.change(first, status="visitor", tags={})
    where = {"field": "tags", "op": "none_of", "value": ["vip"]}
    told = crm("POST", "/segments/explain", {"where": where, "friend_id": first}).json
    asked, visiting = told["clause"]["clauses"]
    assert (told["matches"], asked["matches"], visiting["matches"]) == (False, True, False)
    assert visiting["clauses"][0]["fact"] == "visitor"


def test_an_explanation_of_what_cannot_be(crm: Crm):
    friend_id, *_ = crm.shop.ids
    ask = {"where": VIP, "friend_id": friend_id}
    assert crm("POST", "/segments/explain", ask | {"friend_id": ""}).faults() == ["/friend_id"]
    assert crm("POST", "/segments/explain", {"segment_id": "", "friend_id": friend_id}).faults() == ["/segment_id"]
    crm("POST", "/segments/explain", ask | {"friend_id": "U9"}).refused(404, "friend_not_found")
    crm("POST", "/segments/explain", {"segment_id": "x", "friend_id": friend_id}).refused(404, "segment_not_found")
    assert crm("POST", "/segments/explain", ask | {"where": {"all": []}}).faults(code="invalid_segment") == ["/all"]
    assert crm("POST", "/segments/explain", {"where": VIP}).faults() == ["/friend_id"]


def test_what_is_asked_is_asked_in_the_shops_own_day(crm: Crm):
    """At 01:30 on 1 March it is still 28 February in a bar."""
    first, *_ = crm.shop.ids
    crm.shop.now = 1_803_832_200_000  # 2027-03-01 01:30 in Japan
    crm.shop.change(first, birthday="--02-29")
    body = {"where": {"field": "birthday", "op": "anniversary_within", "value": 0}}
    explain = {**body, "friend_id": first}
    assert crm("POST", "/segments/preview", body).json["count"] == 0
    assert not crm("POST", "/segments/explain", explain).json["matches"]
    settings = crm("GET", "/settings/shop").json
    known = {"day_starts_at": "02:00", "leap_day": settings["leap_day"], "plan": None}
    assert crm("PUT", "/settings/shop", known).status == 200
    assert crm("POST", "/segments/preview", body).json["count"] == 1
    assert crm("POST", "/segments/explain", explain).json["matches"]
    assert crm("PUT", "/settings/shop", known | {"day_starts_at": "00:00", "leap_day": "03-01"}).status == 200
    assert crm("POST", "/segments/preview", body).json["count"] == 1


def test_the_vocabulary_says_all_that_a_segment_may_ask(crm: Crm):
    reply = crm("GET", "/segments/vocabulary")
    assert reply.status == 200
    fields = {field["name"]: field for field in reply.json["fields"]}
    assert fields["status"]["choices"][0] == {"value": "active", "label": {"ja": "友だち", "en": "friend"}}
    assert {"op": "anniversary_within", "form": "days"} in fields["birthday"]["operators"]
    for member in reply.json["operators"]:
        value = member["example"]["value"]
        nowhere = {"coupon_id", "campaign_id", "survey_id"} & value.keys() if isinstance(value, dict) else set()
        previewed = crm("POST", "/segments/preview", {"where": member["example"]})
        if nowhere:  # the ids of an example are nobody's
            assert previewed.faults(code="invalid_segment") == [f"/value/{nowhere.pop()}"]
        else:
            assert previewed.status == 200


ASKED = survey({"id": "taste", "type": "text", "label": {"ja": "味", "en": "Taste"}})


def names_what_there_is(crm: Crm) -> tuple[dict, str, str]:
    """A tree that names a coupon, a campaign, a survey and two stores, one of which only tills know; and the sentence."""
    coupon, store, route = crm.coupon(), crm.store(), crm.route()
    campaign, asked = crm.campaign(name="感謝デー")["campaign_id"], crm("POST", "/surveys", ASKED).json["survey_id"]
    redeemed = {"kind": "coupon_redeemed", "where": [{"property": "coupon_id", "op": "is", "value": coupon}]}
    where = {
        "all": [
            {"field": "coupons", "op": "state_is", "value": {"coupon_id": coupon, "state": "used"}},
            {"field": "coupons", "op": "expires_within", "value": {"coupon_id": coupon, "days": 0}},
            {"not": {"field": "messages", "op": "received", "value": {"campaign_id": campaign}}},
            {"any": [{"field": "events", "op": "did", "value": redeemed}]},
            {
                "field": "events",
                "op": "answered",
                "value": {"survey_id": asked, "question": "taste", "any_of": ["sweet"]},
            },
            {"field": "orders", "op": "bought", "value": {"store": store}},
            {"field": "stores", "op": "any_of", "value": [store, "till-3"]},
            {"field": "first_route", "op": "is", "value": route},
        ]
    }
    ja = (
        "クーポン「一杯無料」を使った、かつクーポン「一杯無料」が未使用で、期限が今日である、かつ"
        "（配信「感謝デー」を受け取った）に当てはまらない、かつ"
        "できごと「クーポンの利用」（coupon_idが「一杯無料」）がある、かつ"
        "できごとのうち回答フォーム「調査」の質問「taste」への最新の回答が「sweet」である、かつ"
        "購買（店舗「本店」）がある、かつ利用店舗に「本店」「till-3」のいずれかがある、かつ最初の流入経路が「店頭POP」である"
    )
    return where, ja, coupon


def test_a_sentence_says_names_wherever_it_is_said(crm: Crm):
    where, ja, coupon = names_what_there_is(crm)
    saved = crm("POST", "/segments", {"name": "x", "where": where})
    assert (saved.status, saved.json["sentence"]["ja"]) == (201, ja)
    assert saved.json["where"] == where
    path = f"/segments/{saved.json['segment_id']}"
    assert crm("GET", path).json["sentence"]["ja"] == crm("GET", "/segments").json["items"][0]["sentence"]["ja"] == ja
    for asked in ({"where": where}, {"segment_id": saved.json["segment_id"]}):
        assert crm("POST", "/segments/preview", asked).json["sentence"]["ja"] == ja
    friend_id, *_ = crm.shop.ids
    explained = crm("POST", "/segments/explain", {"where": where, "friend_id": friend_id}).json
    assert explained["sentence"]["ja"] == ja
    assert explained["clause"]["clauses"][0]["sentence"]["en"] == "coupon “一杯無料” was used"
    outer = crm("POST", "/segments/explain", {"where": refers(saved.json["segment_id"]), "friend_id": friend_id}).json
    assert outer["clause"]["clauses"][0]["clauses"][0]["sentence"]["en"] == "coupon “一杯無料” was used"
    campaign = crm("POST", "/campaigns", {"name": "x", "where": where, "messages": [GREETING]}).json["campaign_id"]
    assert crm("POST", f"/campaigns/{campaign}/preview", {}).json["sentence"]["ja"] == ja

    assert crm("DELETE", f"/coupons/{coupon}").status == 204
    gone = ja.replace("一杯無料", coupon)
    assert crm("GET", path).json["sentence"]["ja"] == gone
    assert crm("POST", "/segments/preview", {"segment_id": saved.json["segment_id"]}).json["sentence"]["ja"] == gone


def test_what_a_segment_asks_about_has_to_exist(crm: Crm):
    where = {
        "all": [
            VIP,
            {"field": "coupons", "op": "state_is", "value": {"coupon_id": "gone", "state": "used"}},
            {"not": {"field": "messages", "op": "received", "value": {"campaign_id": "gone"}}},
            {
                "any": [
                    {"field": "events", "op": "answered", "value": {"survey_id": "x", "question": "q", "any_of": ["a"]}}
                ]
            },
            {"field": "orders", "op": "bought", "value": {"store": "till-3"}},
            refers("gone"),
        ]
    }
    wrong = [
        "/where/all/5/segment",
        "/where/all/1/value/coupon_id",
        "/where/all/2/not/value/campaign_id",
        "/where/all/3/any/0/value/survey_id",
    ]
    assert crm("POST", "/segments", {"name": "x", "where": where}).faults(code="invalid_segment") == wrong
    campaign = {"name": "x", "where": where, "messages": [GREETING]}
    assert crm("POST", "/campaigns", campaign).faults(code="invalid_campaign") == wrong
    assert crm("POST", "/segments/preview", {"where": where}).faults(code="invalid_segment") == [
        pointer.removeprefix("/where") for pointer in wrong
    ]
    for name in ("@coupon/gone", f"@coupon/{crm.coupon()}", "@", "@/"):
        leaf = {"field": name, "op": "blank", "value": False}
        assert crm("POST", "/segments", {"name": "x", "where": leaf}).faults(code="invalid_segment") == ["/where/field"]


def test_a_page_of_segments_asks_for_all_names_at_once(crm: Crm, monkeypatch):
    where, ja, _ = names_what_there_is(crm)
    for _ in range(3):
        crm("POST", "/segments", {"name": "x", "where": where})
    calls = []
    names, known = crm.services.names.names, crm.services.segments.known
    monkeypatch.setattr(crm.services.names, "names", lambda refs: calls.append(refs) or names(refs))
    monkeypatch.setattr(crm.services.segments, "known", lambda name: calls.append(name) or known(name))
    assert {item["sentence"]["ja"] for item in crm("GET", "/segments").json["items"]} == {ja}
    asked = [call for call in calls if not isinstance(call, str)]
    assert len(asked) == 1 and len(asked[0]) == len(set(asked[0]))
    assert not [call for call in calls if isinstance(call, str) and call.startswith("@")]


def test_a_campaign_may_refer_to_segments_that_exist(crm: Crm, before_soon):
    body = {"name": "x", "where": {"all": [VIP, refers("gone")]}, "messages": [GREETING]}
    assert crm("POST", "/campaigns", body).faults(code="invalid_campaign") == ["/where/all/1/segment"]
    segment_id = crm.segment()["segment_id"]
    made = crm("POST", "/campaigns", body | {"where": {"not": refers(segment_id)}})
    assert made.status == 201
    assert crm("DELETE", f"/segments/{segment_id}").status == 204  # it waits for nobody's time
    path = f"/campaigns/{made.json['campaign_id']}/send"
    crm("POST", path, headers={"idempotency-key": "k"}).refused(409, "segment_deleted")
