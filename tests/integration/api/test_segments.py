"""``/v1/segments``."""

import json
from random import Random
from typing import Any

import pytest

from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.friends.folding import Folding
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import SECOND, to_iso
from daifukucho.ledger.entry import Entry
from daifukucho.segments import preview
from daifukucho.segments.preview import Copied
from daifukucho_aws.dynamo import scan
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.integration.api.conftest import GREETING, VIP, Crm
from tests.support.book import no_pause
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
        ({}, "invalid", ["/name", "/where"]),
        ({"name": "x"}, "invalid", ["/where"]),
        ({"name": 1, "where": [], "色": 1}, "invalid", ["/name", "/where", "/色"]),
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


def test_a_preview_counts_and_names_a_few(crm: Crm):
    first, second, *_ = crm.shop.ids
    crm.shop.change(first, alias="山田さま", tags={"新規": 1})
    crm.shop.change(second, display_name=None, tags={"新規": 1})
    reply = crm("POST", "/segments/preview", {"where": {"field": "tags", "op": "any_of", "value": ["新規"]}})
    assert reply.status == 200
    told = reply.json
    assert (told["complete"], told["count"], told["count_at_least"]) == (True, 2, 2)
    assert sorted(told["sample"], key=lambda f: f["friend_id"]) == [
        {"friend_id": first, "name": "山田さま"},
        {"friend_id": second, "name": None},
    ]
    assert told["sentence"] == {"ja": "タグに「新規」がある", "en": "tags include “新規”"}


def test_a_preview_names_at_most_ten(crm: Crm):

    for n in range(20):
        crm.shop.put(Friend(f"Ux{n}", tags={"vip": 1}, revision=1))
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["count"], len(told["sample"])) == (25, 10)


def test_a_preview_that_takes_too_long_says_what_it_has(crm: Crm, monkeypatch):
    pages = iter([0, 0, 0, 6 * SECOND])  # the first one shows that the roster does not fit
    started = crm.shop.now

    class Slow(type(crm.services.previewer._scan)):
        def page(self, *args, **kwargs):
            crm.shop.now = started + next(pages)
            return super().page(*args, **{**kwargs, "limit": 1})

    monkeypatch.setattr(crm.services.previewer._scan, "__class__", Slow)
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["complete"], told["count"], told["count_at_least"]) == (False, None, 3)


class FakeCopy:
    """The roster's copy: what it answers, and what it was asked."""

    def __init__(self, answer: Copied | None) -> None:
        self.answer = answer
        self.asked: list[object] = []
        self.woken = 0

    def wake(self):
        self.woken += 1
        if self.answer is None:
            raise Unavailable("no answer")

    def count(self, where, context, sample, undecided):
        self.asked.append(where)
        if self.answer is None:
            raise Unavailable("no answer")
        return self.answer


@pytest.fixture
def large(crm: Crm, monkeypatch) -> Crm:
    """A roster that one page does not hold."""

    class Paged(type(crm.services.previewer._scan)):
        def page(self, *args, **kwargs):
            return super().page(*args, **{**kwargs, "limit": 1})

    monkeypatch.setattr(crm.services.previewer._scan, "__class__", Paged)
    return crm


def test_a_large_roster_is_counted_in_its_copy(large: Crm, monkeypatch):
    """The sample is shown as it is now: whoever does not match any more is left out."""
    for n in range(3):
        large.shop.put(Friend(f"Ux{n}", tags={"vip": 1} if n else {}, alias=f"友{n}", revision=1))
    segment_id = large.segment(where=VIP)["segment_id"]
    copy = FakeCopy(Copied(31_415, ("Ux0", "Ux1", "Ux2", "gone"), 1_795_316_400_000, 0, ()))
    monkeypatch.setattr(large.services.previewer, "_copy", copy)
    told = large("POST", "/segments/preview", {"where": {"not": {"segment": segment_id}}}).json
    assert (told["count"], told["complete"], told["source"]) == (31_415, True, "copy")
    assert told["as_of"] == "2026-11-22T12:00:00+09:00"
    assert [friend["name"] for friend in told["sample"]] == ["友0"]
    [asked] = copy.asked
    assert asked["not"]["where"] == VIP


def test_those_whom_the_copy_leaves_undecided_are_asked_themselves(large: Crm, monkeypatch):
    """Whoever has gone, or become a visitor again, is not counted. More than were named: at least so many."""
    first, second, third, *_ = large.shop.ids
    for friend_id in (first, third):
        tap(large, friend_id)
    large.shop.change(third, status="visitor")
    named = [first, second, third, "gone"]
    for undecided, complete in ((4, True), (5, False)):
        copy = FakeCopy(Copied(100, (), 1_795_316_400_000, undecided, named))
        monkeypatch.setattr(large.services.previewer, "_copy", copy)
        told = large("POST", "/segments/preview", {"where": TAPPED}).json
        assert (told["count_at_least"], told["complete"], told["source"]) == (101, complete, "copy")
        assert [friend["friend_id"] for friend in told["sample"]] == [first]


def test_there_is_not_time_for_all_who_are_undecided(large: Crm, monkeypatch):
    first, second, *_ = large.shop.ids
    for friend_id in (first, second):
        tap(large, friend_id)
    previewer = large.services.previewer
    monkeypatch.setattr(previewer, "_copy", FakeCopy(Copied(0, (), 0, 2, (first, second))))
    monkeypatch.setattr(preview, "_AT_ONCE", 1)
    times = iter([0, 0, 0, 6 * SECOND])  # it begins, until when, before the first, before the second
    monkeypatch.setattr(previewer, "_clock", lambda: next(times))
    told = large("POST", "/segments/preview", {"where": TAPPED}).json
    assert (told["count_at_least"], told["complete"]) == (1, False)


def test_a_copy_that_does_not_answer_costs_nothing_but_the_time(large: Crm, monkeypatch):
    for n in range(3):
        large.shop.put(Friend(f"Ux{n}", tags={"vip": 1}, revision=1))
    monkeypatch.setattr(large.services.previewer, "_copy", FakeCopy(None))
    told = large("POST", "/segments/preview", {"where": VIP}).json
    assert (told["source"], told["complete"]) == ("roster", True)
    assert told["count"] >= 3


def test_a_small_roster_is_asked_itself(crm: Crm, monkeypatch):
    copy = FakeCopy(Copied(1, (), 0, 0, ()))
    monkeypatch.setattr(crm.services.previewer, "_copy", copy)
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["source"], copy.asked) == ("roster", [])


def test_a_preview_of_what_cannot_be(crm: Crm):
    assert crm("POST", "/segments/preview", {"where": {"all": []}}).faults(code="invalid_segment") == ["/all"]
    assert crm("POST", "/segments/preview", {"where": VIP, "limit": 3}).faults() == ["/limit"]


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


def test_a_preview_of_a_saved_segment_or_of_a_tree_but_not_of_both(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    told = crm("POST", "/segments/preview", {"segment_id": segment_id}).json
    assert told == crm("POST", "/segments/preview", {"where": VIP}).json and told["count"] == 5
    for body in ({}, {"where": VIP, "segment_id": segment_id}):
        assert crm("POST", "/segments/preview", body).faults(code="invalid_segment") == ["/where"]
    crm("POST", "/segments/preview", {"segment_id": "gone"}).refused(404, "segment_not_found")


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


def test_an_explanation_of_what_cannot_be(crm: Crm):
    friend_id, *_ = crm.shop.ids
    ask = {"where": VIP, "friend_id": friend_id}
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
    settings = crm("GET", "/shop").json
    known = {"day_starts_at": "02:00", "leap_day": settings["leap_day"], "plan": None}
    assert crm("PUT", "/shop", known).status == 200
    assert crm("POST", "/segments/preview", body).json["count"] == 1
    assert crm("POST", "/segments/explain", explain).json["matches"]
    assert crm("PUT", "/shop", known | {"day_starts_at": "00:00", "leap_day": "03-01"}).status == 200
    assert crm("POST", "/segments/preview", body).json["count"] == 1


def test_the_vocabulary_says_all_that_a_segment_may_ask(crm: Crm):
    reply = crm("GET", "/segments/vocabulary")
    assert reply.status == 200
    fields = {field["name"]: field for field in reply.json["fields"]}
    assert fields["status"]["choices"][0] == {"value": "active", "label": {"ja": "友だち", "en": "friend"}}
    assert {"op": "anniversary_within", "form": "days"} in fields["birthday"]["operators"]
    for operator in reply.json["operators"]:
        value = operator["example"]["value"]
        nowhere = {"coupon_id", "campaign_id", "survey_id"} & value.keys() if isinstance(value, dict) else set()
        previewed = crm("POST", "/segments/preview", {"where": operator["example"]})
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
        "できごとのうちフォーム「調査」の質問「taste」への最新の回答が「sweet」である、かつ"
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


@pytest.mark.parametrize("answer", [Copied(1, (), 0, 0, ()), None])
def test_whoever_is_about_to_edit_a_segment_wakes_the_copy(crm: Crm, monkeypatch, answer):
    monkeypatch.setattr(crm.services.previewer, "_copy", copy := FakeCopy(answer))
    assert crm("GET", "/segments/vocabulary").status == 200
    assert copy.woken == 1


def test_a_campaign_may_refer_to_segments_that_exist(crm: Crm, before_soon):
    body = {"name": "x", "where": {"all": [VIP, refers("gone")]}, "messages": [GREETING]}
    assert crm("POST", "/campaigns", body).faults(code="invalid_campaign") == ["/where/all/1/segment"]
    segment_id = crm.segment()["segment_id"]
    made = crm("POST", "/campaigns", body | {"where": {"not": refers(segment_id)}})
    assert made.status == 201
    assert crm("DELETE", f"/segments/{segment_id}").status == 204  # it waits for nobody's time
    path = f"/campaigns/{made.json['campaign_id']}/send"
    crm("POST", path, headers={"idempotency-key": "k"}).refused(409, "segment_deleted")


MENU = {"property": "postback.data", "op": "starts_with", "value": "menu="}
TAPPED = {"field": "events", "op": "did", "value": {"kind": "postback", "within": 7, "where": [MENU]}}


def tap(crm: Crm, friend_id: str) -> Entry:
    """She taps a button of the menu, and the ledger and her item know it."""
    said = {"postback": {"data": "menu=reserve"}}
    entry = Entry("postback", crm.shop.now, f"tap-{friend_id}", friend_id, body=json.dumps(said))
    crm.shop.ledger.write([entry])
    items = (
        bind(model, name, crm.shop.connection) for model, name in ((FriendItem, "friends"), (LedgerItem, "ledger"))
    )
    Folding(crm.shop.friends, BookStore(crm.shop.connection, *items), no_pause).fold(entry)
    return entry


def test_what_happened_is_found_by_preview_run_and_explanation_alike(crm: Crm, monkeypatch):
    """A campaign with a coupon goes out, one friend taps its button: whom the next one means, everybody says the same."""
    first, second, *_ = crm.shop.ids
    coupon_id = crm.coupon(audience="issued", days=3)
    crm.shop.until_closed(crm.sent(messages=[GREETING], coupon_id=coupon_id))
    [campaign] = crm("GET", "/campaigns").json["items"]
    entry = tap(crm, first)
    crm.shop.now += SECOND
    received = {"field": "messages", "op": "received", "value": {"campaign_id": campaign["campaign_id"], "within": 0}}
    silent = {"field": "messages", "op": "no_reaction", "value": 1}
    expiring = {"field": "coupons", "op": "expires_within", "value": {"coupon_id": coupon_id, "days": 3}}
    for where, count in ((received, 5), (TAPPED, 1), (silent, 4), ({"not": silent}, 1), (expiring, 5)):
        assert crm("POST", "/segments/preview", {"where": where}).json["count"] == count, where

    def told(friend_id: str) -> list[Any]:
        asked = {"where": {"all": [received, TAPPED, silent, expiring]}, "friend_id": friend_id}
        clauses = crm("POST", "/segments/explain", asked).json["clause"]["clauses"]
        assert not any(clause["true_because_unknown"] for clause in clauses)
        return [(clause["matches"], clause["fact"]) for clause in clauses]

    was_sent, did, reacted, holds = told(first)
    assert was_sent[0] and was_sent[1]["times"] == 1
    assert did == (True, {"times": 1, "last": to_iso(entry.at)}) and holds[1]["state"] == "unused"
    assert reacted == (False, {"sent_since_last_reaction": 0})
    assert told(second)[1:3] == [(False, {"times": 0, "last": None}), (True, {"sent_since_last_reaction": 1})]

    next_one = crm.campaign(where={"all": [silent, expiring]}, limits={"recipients": 4})
    path = f"/campaigns/{next_one['campaign_id']}"
    forecast = crm("POST", f"{path}/preview", {"friend_id": first}).json
    assert (forecast["planned"], forecast["shown"]["matches"]) == (4, False)
    run_id = crm("POST", f"{path}/send", headers={"idempotency-key": "next"}).json["run_id"]
    monkeypatch.setattr(scan, "_AT_ONCE", 1)
    evaluator, choose = Evaluator(crm.shop.outbox, crm.shop.audience, crm.shop, crm.shop.clock), Random(3).choice
    for slice_no in range(2):  # there is time for one page of hers after the other, and what was found stays found
        while not crm.shop.outbox.slice(run_id, slice_no).ended:
            evaluator.evaluate(run_id, slice_no, lambda: choose([False, True]))
    assert crm.shop.outbox.slice(run_id, 0).batches > 1
    assert crm.shop.until_closed(run_id).totals.planned == 4
    explained = crm("GET", f"/runs/{run_id}/recipients/{first}").json
    assert explained["outcome"] == "not_in_run"
    assert explained["clause"]["clauses"][0]["fact"] == {"sent_since_last_reaction": 0}
