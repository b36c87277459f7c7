"""A look at a campaign before it goes out."""

from collections.abc import Sequence

import pytest

from daifukucho.campaigns.preview import Tally
from daifukucho.coupons.holding import issued
from daifukucho.delivery.line import Quota
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import DAY, SECOND, to_iso
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.segments.preview import Copied
from tests.integration.api.conftest import GREETING, VIP, Crm, FakeCopy, troubled
from tests.support.aws_calls import refused
from tests.support.line import nothing

PERSONAL = {"type": "text", "text": "{{ name }}様、こんにちは"}
POLITE = {"type": "text", "text": "{{ name | default: 'お客' }}様、こんにちは"}
STANDARD = {"day_starts_at": "00:00", "leap_day": "02-28", "plan": "standard"}
NOBODY = {"field": "tags", "op": "any_of", "value": ["nobody"]}


def preview(crm: Crm, campaign_id: str, friend_id: str | None = None):
    body = {} if friend_id is None else {"friend_id": friend_id}
    reply = crm("POST", f"/campaigns/{campaign_id}/preview", body)
    assert reply.status == 200, reply.text
    told = reply.json
    assert told["planned"] == told["to_send"] + told["skipped_total"]
    assert told["skipped_total"] == sum(told["skipped"].values())
    return told


def test_a_preview_says_what_would_happen(crm: Crm):
    troubled(crm)
    before = crm.dump()
    campaign = crm.campaign()
    stored = crm.dump()
    told = preview(crm, campaign["campaign_id"])
    assert crm.dump() == stored != before
    assert told == {
        "at": to_iso(crm.shop.now),
        "complete": True,
        "estimate": None,
        "planned": 5,
        "skipped": {"blocked": 1, "do_not_send": 1, "in_progress": 1},
        "skipped_total": 3,
        "to_send": 2,
        "quota": {"limit": 30_000, "used": 1_200, "left": 28_800},
        "over_quota": False,
        "cost_yen": None,
        "cost_unknown": "no_plan",
        "refused": None,
        "coupon": None,
        "coupon_had": None,
        "freeze_audience": False,
        "sentence": told["sentence"],
        "shown": None,
    }
    assert set(told["sentence"]) == {"ja", "en"}
    assert not crm.shop.line.calls


@pytest.mark.parametrize("message", [GREETING, PERSONAL, POLITE])
@pytest.mark.parametrize("later", [0, 3 * DAY])
def test_a_preview_and_the_run_find_the_same(crm: Crm, message, later):
    """``later``: by then, dates are judged for the due time, and not for now."""
    troubled(crm)
    nameless, recent = crm.shop.ids[3:]
    crm.shop.change(nameless, display_name="　")
    crm.shop.change(recent, last_seen_at=crm.shop.now - 2 * DAY)
    where = {"all": [VIP, {"not": {"field": "last_seen_at", "op": "within_last", "value": 3}}]}
    schedule = {"at": to_iso(crm.shop.now + later)} if later else None
    campaign_id = crm.campaign(where=where, messages=[message], schedule=schedule)["campaign_id"]
    told = preview(crm, campaign_id)
    assert told["planned"] == (5 if later else 4)
    if later:
        crm.shop.now += later
        crm.shop.opener.open(crm.shop.plans[campaign_id])
        run_id = crm("GET", f"/campaigns/{campaign_id}").json["run_id"]
    else:
        sent = crm("POST", f"/campaigns/{campaign_id}/send", headers={"idempotency-key": "k"})
        run_id = sent.json["run_id"]
    crm.shop.until_closed(run_id)
    report = crm("GET", f"/runs/{run_id}").json
    assert (report["planned"], report["skipped"], report["sent"]) == (
        told["planned"],
        told["skipped"],
        told["to_send"],
    )


def test_the_first_reason_that_holds_is_told_as_by_a_run(crm: Crm):
    """The blocked one is also not to be written to; the nameless one is also busy."""
    troubled(crm)
    busy = crm.shop.ids[1]
    crm.shop.change(busy, display_name=None)
    campaign_id = crm.campaign(messages=[PERSONAL])["campaign_id"]
    assert preview(crm, campaign_id)["skipped"] == {"blocked": 1, "do_not_send": 1, "in_progress": 1}
    crm.shop.change(busy, in_progress=False)
    assert preview(crm, campaign_id)["skipped"] == {"blocked": 1, "do_not_send": 1, "empty_variable": 1}


def test_what_a_chosen_friend_sees(crm: Crm):
    troubled(crm)
    blocked, *_, she = crm.shop.ids
    campaign_id = crm.campaign(messages=[PERSONAL, GREETING])["campaign_id"]
    shown = preview(crm, campaign_id, she)["shown"]
    assert shown["messages"] == [{"type": "text", "text": "友4様、こんにちは"}, GREETING]
    assert (shown["friend_id"], shown["matches"], shown["skipped"]) == (she, True, None)
    assert (shown["clause"]["kind"], shown["clause"]["matches"]) == ("condition", True)
    shown = preview(crm, campaign_id, blocked)["shown"]
    assert (shown["matches"], shown["skipped"], shown["messages"]) == (True, "blocked", None)
    elsewhere = crm.campaign(where=NOBODY)["campaign_id"]
    shown = preview(crm, elsewhere, she)["shown"]
    assert (shown["matches"], shown["skipped"], shown["messages"]) == (False, None, None)
    assert shown["clause"]["matches"] is False


def test_a_friend_of_the_future_is_not_in_it(crm: Crm):
    she = crm.shop.ids[0]
    crm.shop.change(she, first_seen_at=crm.shop.now + 1)
    told = preview(crm, crm.campaign()["campaign_id"], she)
    assert (told["planned"], told["shown"]["matches"]) == (4, False)


def test_what_it_costs(crm: Crm, monkeypatch):
    campaign_id = crm.campaign()["campaign_id"]
    crm("PUT", "/settings/shop", STANDARD)

    def told(quota: Quota):
        monkeypatch.setattr(crm.shop.line, "quota", lambda: quota)
        told = preview(crm, campaign_id)
        return told["cost_yen"], told["cost_unknown"], told["over_quota"]

    assert told(Quota(30_000, 1_200)) == (0, None, False)
    assert told(Quota(None, 29_998)) == (9, None, False)
    assert told(Quota(50_000, 30_000)) == (15, None, False)
    assert told(Quota(30_000, 29_995)) == (0, None, False)
    assert told(Quota(30_000, 29_996)) == (3, None, True)
    assert told(Quota(None, 129_998)) == (None, "beyond_tiers", False)
    crm("PUT", "/settings/shop", STANDARD | {"plan": "light"})
    assert told(Quota(5_000, 4_998)) == (None, "beyond_tiers", True)


def test_line_that_does_not_tell_the_quota_holds_nothing_up(crm: Crm, monkeypatch):
    def silent():
        raise Unavailable(Words("応答がありません。", "LINE did not answer."), code="line_no_answer")

    monkeypatch.setattr(crm.shop.line, "quota", silent)
    crm("PUT", "/settings/shop", STANDARD)
    told = preview(crm, crm.campaign()["campaign_id"])
    assert (told["planned"], told["quota"], told["over_quota"]) == (5, None, None)
    assert (told["cost_yen"], told["cost_unknown"]) == (None, "no_quota")


def test_next_month_nothing_is_used_yet(crm: Crm, monkeypatch):
    monkeypatch.setattr(crm.shop.line, "quota", lambda: Quota(30_000, 30_000))
    crm("PUT", "/settings/shop", STANDARD)
    november = crm.campaign(schedule={"at": "2026-11-30T23:59:59+09:00"})["campaign_id"]
    december = crm.campaign(schedule={"at": "2026-12-01T00:00:00+09:00"})["campaign_id"]
    told = preview(crm, november)
    assert (told["quota"]["left"], told["over_quota"], told["cost_yen"]) == (0, True, 15)
    told = preview(crm, december)
    assert (told["quota"], told["over_quota"]) == ({"limit": 30_000, "used": 0, "left": 30_000}, False)
    assert told["cost_yen"] == 0


def test_the_campaigns_own_limits_are_judged_as_the_run_will(crm: Crm, monkeypatch):
    def told(**limits):
        return preview(crm, crm.campaign(limits=limits)["campaign_id"])["refused"]

    assert told(recipients=5) is None
    assert told(recipients=4) == "over_recipient_limit"
    assert told(yen=1_000) == "cost_unknown"
    crm("PUT", "/settings/shop", STANDARD)
    monkeypatch.setattr(crm.shop.line, "quota", lambda: Quota(None, 30_000))
    assert told(yen=15) is None
    assert told(yen=14) == "over_budget"
    crm.shop.change(crm.shop.ids[0], do_not_send=True)
    assert told(recipients=4, yen=14) is None


def one_a_page(crm: Crm, monkeypatch, meanwhile=nothing) -> None:
    """DynamoDB gives a friend a page."""
    scan = crm.services.campaign_previewer._survey._scan
    real = scan._scan

    def small(request):
        meanwhile()
        return real(request | {"Limit": 1})

    monkeypatch.setattr(scan, "_scan", small)


@pytest.mark.parametrize("message", [GREETING, PERSONAL])
def test_a_roster_too_large_to_be_asked_in_time_is_asked_in_part(crm: Crm, monkeypatch, message):
    def slow() -> None:
        crm.shop.now += 6 * SECOND

    crm.shop.change(crm.shop.ids[0], tags={})
    one_a_page(crm, monkeypatch, slow)
    survey = crm.services.campaign_previewer._survey
    campaign_id = crm.campaign(messages=[message])["campaign_id"]
    monkeypatch.setattr(survey, "size", lambda: 20)
    told = preview(crm, campaign_id)
    asked = told["estimate"]["asked"]
    assert (told["complete"], told["estimate"]["population"]) == (False, 20)
    assert 0 < asked < 5 and told["planned"] == told["to_send"] == told["estimate"]["planned"]["count"]
    assert told["estimate"]["planned"] == told["estimate"]["to_send"]
    for limit, over in ((0, True), (20, False), (None, False)):
        monkeypatch.setattr(crm.shop.line, "quota", lambda limit=limit: Quota(limit, 0))
        assert preview(crm, campaign_id)["over_quota"] is over
    monkeypatch.setattr(survey, "size", lambda: 0)
    monkeypatch.setattr(crm.shop.line, "quota", lambda: Quota(20, 0))
    told = preview(crm, campaign_id)
    found = told["planned"]
    assert (told["complete"], told["over_quota"]) == (False, None) and 0 < found < 5
    unknown = {"count": None, "least": found, "most": None}
    assert (told["estimate"]["to_send"], told["estimate"]["population"]) == (unknown, None)


def cut_short(crm: Crm, monkeypatch, copy: Copied) -> None:
    """The roster is too large to be asked, and there is a copy of it."""
    services, told = crm.services, FakeCopy(copy)
    monkeypatch.setattr(services.campaign_previewer._survey, "tally", lambda *_, **__: Tally({}, 0, complete=False))
    monkeypatch.setattr(services.previewer, "_small", False)
    monkeypatch.setattr(services.previewer, "_copy", told)
    monkeypatch.setattr(services.campaign_previewer._poll, "_copy", told)


@pytest.mark.parametrize(("certain", "undecided"), [(3, 0), (300, 0), (3, 2), (300, 2), (3, 400), (300, 400)])
def test_a_segments_preview_and_a_campaigns_say_the_same(crm: Crm, monkeypatch, certain, undecided):
    """Whether the copy tells all of it, or some of its friends have to be asked, or more than there is time for."""
    troubled(crm)
    ids = list(crm.shop.ids)
    crm.shop.change(ids[4], tags={})
    cut_short(crm, monkeypatch, Copied(certain, ids[:3], 0, undecided, ids[3:] if undecided else ()))
    segment = crm("POST", "/segments/preview", {"where": VIP}).json
    told = preview(crm, crm.campaign(messages=[PERSONAL])["campaign_id"])
    planned = (told["estimate"] or {}).get("planned")
    if segment["complete"]:
        assert told["planned"] == segment["count"] == certain + undecided // 2
        assert planned is None or planned == {"count": certain + undecided // 2} | dict.fromkeys(
            ("least", "most"), certain + undecided // 2
        )
    else:
        assert planned == {name: segment["estimate"][name] for name in ("count", "least", "most")}
        assert told["planned"] == planned["count"] == certain + undecided // 2
    # Of the three all are skipped, one for each reason; the fourth is not, and the fifth does not match.
    assert told["skipped"] == dict.fromkeys(("blocked", "do_not_send", "in_progress"), certain // 3)
    assert told["to_send"] == undecided // 2
    assert told["complete"] is ((certain, undecided) in ((3, 0), (3, 2)))
    if not told["complete"]:
        assert told["estimate"]["to_send"]["least"] <= told["to_send"] <= told["estimate"]["to_send"]["most"]
        assert told["estimate"]["asked"] == (3 if certain > 3 else 0) + (2 if undecided > 2 else 0)
        assert told["estimate"]["population"] == (certain if certain > 3 else 0) + (undecided if undecided > 2 else 0)


def test_of_an_estimate_the_cost_is_a_range(crm: Crm, monkeypatch):
    ids = list(crm.shop.ids)
    crm.shop.change(ids[0], status="blocked")
    cut_short(crm, monkeypatch, Copied(10_000, ids, 0, 0, ()))
    crm("PUT", "/settings/shop", STANDARD)
    monkeypatch.setattr(crm.shop.line, "quota", lambda: Quota(None, 30_000))
    told = preview(crm, crm.campaign(limits={"yen": 9_000})["campaign_id"])
    sure = told["estimate"]
    assert (told["planned"], told["to_send"], told["cost_yen"]) == (10_000, 8_000, 24_000)
    assert sure["cost_yen"] == {"least": sure["to_send"]["least"] * 3, "most": sure["to_send"]["most"] * 3}
    assert told["refused"] is None, "it may cost less than the limit"
    assert sure["cost_yen"]["least"] < 9_000
    told = preview(crm, crm.campaign(limits={"yen": sure["cost_yen"]["least"] - 1})["campaign_id"])
    assert told["refused"] == "over_budget"


def test_at_least_a_hundred_of_either_are_looked_at(crm: Crm, monkeypatch):
    """However long the copy took; and no more than there is time for."""
    for n in range(300):
        crm.shop.put(Friend(f"Ux{n}", tags={"vip": 1}, revision=1))
    named = [f"Ux{n}" for n in range(300)]
    cut_short(crm, monkeypatch, Copied(5_000, named, 0, 5_000, named))
    poll, ticks = crm.services.campaign_previewer._poll, iter(range(0, 100 * SECOND, 2 * SECOND))
    monkeypatch.setattr(poll, "_clock", lambda: next(ticks))
    told = preview(crm, crm.campaign()["campaign_id"])
    assert (told["planned"], told["to_send"], told["estimate"]["asked"]) == (10_000, 10_000, 400)


@pytest.mark.parametrize("message", [GREETING, PERSONAL])
def test_page_after_page_everybody_is_asked_once(crm: Crm, monkeypatch, message):
    one_a_page(crm, monkeypatch)
    troubled(crm)
    told = preview(crm, crm.campaign(messages=[message])["campaign_id"])
    assert (told["complete"], told["planned"], told["to_send"]) == (True, 5, 2)
    assert told["skipped"] == {"blocked": 1, "do_not_send": 1, "in_progress": 1}


def test_a_segment_that_dynamodb_cannot_say_is_asked_one_by_one(crm: Crm):
    """Two hundred tags are more than a filter holds; the answer is the same."""
    troubled(crm)
    many = {
        "any": [VIP, *({"field": "tags", "op": "any_of", "value": [f"t{n}-{m}" for m in range(50)]} for n in range(9))]
    }
    told = preview(crm, crm.campaign(where=many)["campaign_id"])
    assert (told["planned"], told["to_send"], told["complete"]) == (5, 2, True)


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError"])
def test_a_database_that_does_not_answer_is_said(crm: Crm, monkeypatch, code):
    scan = crm.services.campaign_previewer._survey._scan
    monkeypatch.setattr(scan._client, "scan", lambda **_: refused(code)("Scan", {}))
    assert crm("POST", f"/campaigns/{crm.campaign()['campaign_id']}/preview", {}).status == 503


def test_a_campaign_is_looked_at_without_saving_it(crm: Crm):
    troubled(crm)
    segment = crm.segment()["segment_id"]
    before = crm.dump()
    body = {"name": "感謝デー", "segment_id": segment, "messages": [PERSONAL], "friend_id": crm.shop.ids[4]}
    told = crm("POST", "/campaigns/preview", body).json
    assert (told["planned"], told["to_send"]) == (5, 2)
    assert told["shown"]["messages"][0]["text"] == "友4様、こんにちは"
    assert crm.dump() == before


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"segment_id": None}, ["/where"]),
        ({"segment_id": "none"}, ["/segment_id"]),
        ({"messages": [{"type": "text", "text": "{{ nickname }}"}]}, ["/messages/0/text"]),
        ({"schedule": {"at": "2020-01-01T00:00:00+09:00"}}, ["/schedule/at"]),
    ],
)
def test_a_draft_has_the_faults_that_saving_would_find(crm: Crm, changed, pointers):
    body = {"name": "感謝デー", "segment_id": crm.segment()["segment_id"], "messages": [GREETING]} | changed
    assert crm("POST", "/campaigns/preview", body).faults(422, "invalid_campaign") == pointers
    assert crm("POST", "/campaigns", body).faults(422, "invalid_campaign") == pointers


def test_what_is_not_there_cannot_be_looked_at(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    crm("POST", "/campaigns/none/preview", {}).refused(404, "campaign_not_found")
    crm("POST", f"/campaigns/{campaign_id}/preview", {"friend_id": "nobody"}).refused(404, "friend_not_found")
    assert crm("POST", f"/campaigns/{campaign_id}/preview", {"friend": "x"}).faults() == ["/friend"]
    assert crm("POST", f"/campaigns/{campaign_id}/preview", {"friend_id": 3}).faults() == ["/friend_id"]
    assert crm("POST", f"/campaigns/{campaign_id}/preview", "").faults() == [""]
    segment_id = crm.segment()["segment_id"]
    orphan = crm.campaign(segment_id=segment_id, where=None)["campaign_id"]
    assert crm("DELETE", f"/segments/{segment_id}").status == 204
    crm("POST", f"/campaigns/{orphan}/preview", {}).refused(409, "segment_deleted")


def test_a_campaign_that_has_gone_out_can_still_be_looked_at(crm: Crm):
    run_id = crm.sent()
    crm.shop.until_closed(run_id)
    assert preview(crm, run_id.rpartition("-")[0])["planned"] == 5


@pytest.mark.parametrize(("again", "had"), [("skip", 2), ("announce", 0), ("once_a_campaign", 0)])
def test_a_preview_takes_off_those_who_have_had_the_coupon(crm: Crm, again: str, had: int):
    coupon = crm.shop.coupon()
    hand_out(crm, coupon, crm.shop.ids[:2])
    campaign = crm.campaign(coupon_id=coupon, coupon_again=again)
    told = preview(crm, campaign["campaign_id"], crm.shop.ids[0])
    assert (told["coupon_had"], told["planned"], told["to_send"]) == (had, 5, 5 - had)
    assert told["skipped"].get("coupon_held", 0) == had
    assert told["shown"]["skipped"] == ("coupon_held" if had else None)
    run_id = crm.sent(coupon_id=coupon, coupon_again=again)
    crm.shop.until_closed(run_id)
    report = crm("GET", f"/runs/{run_id}").json
    assert (report["sent"], report["skipped"].get("coupon_held", 0)) == (told["to_send"], had)


def test_a_preview_refuses_for_a_limit_what_the_run_would(crm: Crm):
    """A run counts its recipients before anybody knows who has had the coupon."""
    coupon = crm.shop.coupon()
    hand_out(crm, coupon, crm.shop.ids[:2])
    told = preview(crm, crm.campaign(coupon_id=coupon, limits={"recipients": 4})["campaign_id"])
    assert (told["to_send"], told["refused"]) == (3, "over_recipient_limit")


def hand_out(crm: Crm, coupon: str, friend_ids: Sequence[str]) -> None:
    for friend_id in friend_ids:
        holding = issued(friend_id, coupon, None, crm.shop.now)
        entry = Entry("coupon_issued", crm.shop.now, f"e{friend_id}", friend_id, body="{}")
        crm.shop.holdings.save(None, holding, entry)
