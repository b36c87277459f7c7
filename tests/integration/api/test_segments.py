"""``/v1/segments``."""

import pytest

from daifukucho.kernel.time import SECOND
from tests.integration.api.conftest import GREETING, VIP, Crm

SOON = "2026-11-22T19:00:00+09:00"


@pytest.fixture
def before_soon(crm: Crm) -> None:
    crm.shop.now = 1_795_316_400_000  # 2026-11-22 12:00 in Japan


def test_a_segment_is_saved_read_changed_and_deleted(crm: Crm):
    made = crm("POST", "/segments", {"name": " 常連さん ", "where": VIP})
    assert made.status == 201
    path = made.headers["Location"].removeprefix("/v1")
    assert made.headers["ETag"] == '"1"'
    assert made.json["name"] == "常連さん"
    assert made.json["where"] == VIP
    assert made.json["sentence"]["en"] == "tags include “vip”"
    assert crm("GET", path).json == made.json
    crm.shop.now += SECOND
    changed = crm("PUT", path, {"name": "金", "where": {"not": VIP}})
    assert changed.status == 200
    assert changed.headers["ETag"] == '"2"'
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
    crm.shop.change(first, alias="山田さま", tags=frozenset({"新規"}))
    crm.shop.change(second, display_name=None, tags=frozenset({"新規"}))
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
    from daifukucho.friends.friend import Friend

    for n in range(20):
        crm.shop.put(Friend(f"Ux{n}", tags=frozenset({"vip"}), revision=1))
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["count"], len(told["sample"])) == (25, 10)


def test_a_preview_that_takes_too_long_says_what_it_has(crm: Crm, monkeypatch):
    pages = iter([0, 0, 6 * SECOND])
    started = crm.shop.now

    class Slow(type(crm.services.previewer._scan)):
        def page(self, *args, **kwargs):
            crm.shop.now = started + next(pages)
            return super().page(*args, **{**kwargs, "limit": 1})

    monkeypatch.setattr(crm.services.previewer._scan, "__class__", Slow)
    told = crm("POST", "/segments/preview", {"where": VIP}).json
    assert (told["complete"], told["count"], told["count_at_least"]) == (False, None, 3)


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
