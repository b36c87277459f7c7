"""``/v1/campaigns``: saving, planning and sending."""

import pytest
from botocore.exceptions import ReadTimeoutError

from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.run import Intent
from daifukucho.kernel.time import MINUTE, SECOND, from_iso
from tests.integration.api.conftest import GREETING, VIP, Crm

NOON = 1_795_316_400_000  # 2026-11-22 12:00 in Japan
EVENING = "2026-11-22T19:00:00+09:00"
LATER = "2026-11-23T01:00:00Z"
SEND = {"idempotency-key": "k1"}


@pytest.fixture(autouse=True)
def noon(crm: Crm) -> None:
    crm.shop.now = NOON


def body(**given):
    return {"name": "感謝デー", "where": VIP, "messages": [GREETING]} | given


def send(crm, campaign_id, key="k1"):
    return crm("POST", f"/campaigns/{campaign_id}/send", headers={"Idempotency-Key": key})


def test_a_campaign_is_saved_read_changed_and_deleted(crm: Crm):
    made = crm("POST", "/campaigns", body(name=" 感謝デー ", schedule=None))
    assert made.status == 201
    assert made.headers["ETag"].startswith('"1-')
    path = made.headers["Location"].removeprefix("/v1")
    assert made.json == {
        "campaign_id": path.rpartition("/")[2],
        "version": 1,
        "name": "感謝デー",
        "segment_id": None,
        "where": VIP,
        "messages": [GREETING],
        "coupon_id": None,
        "coupon_again": "skip",
        "freeze_audience": False,
        "schedule": None,
        "limits": None,
        "state": "draft",
        "due_at": None,
        "run_id": None,
        "problem": None,
        "created_at": "2026-11-22T12:00:00+09:00",
        "updated_at": "2026-11-22T12:00:00+09:00",
    }
    read = crm("GET", path)
    assert (read.json, read.headers["ETag"]) == (made.json, made.headers["ETag"])
    crm.shop.now += SECOND
    changed = crm("PUT", path, body(name="新春"))
    assert (changed.status, changed.headers["ETag"][:3], changed.json["name"]) == (200, '"2-', "新春")
    assert changed.json["updated_at"] == "2026-11-22T12:00:01+09:00"
    gone = crm("DELETE", path)
    assert (gone.status, gone.text) == (204, "")
    for method, given in (("GET", None), ("PUT", body()), ("DELETE", None)):
        crm(method, path, given).refused(404, "campaign_not_found")
    crm("POST", f"{path}/send", headers=SEND).refused(404, "campaign_not_found")


def test_the_list_is_whole_in_pages_of_two_newest_first(crm: Crm):
    made = [crm.campaign(name=f"配信{n}")["campaign_id"] for n in range(5)]
    pages = crm.pages("/campaigns")
    assert [item["campaign_id"] for page in pages for item in page] == made[::-1]
    assert [len(page) for page in pages[:3]] == [2, 2, 1]


def test_a_change_is_made_only_to_what_was_read(crm: Crm):
    path = f"/campaigns/{crm.campaign()['campaign_id']}"
    crm("PUT", path, body(), headers={"if-match": '"2"'}).refused(412, "version_mismatch")
    assert crm("PUT", path, body(), headers={"if-match": '"1"'}).status == 200
    crm("DELETE", path, headers={"if-match": '"1"'}).refused(412, "version_mismatch")
    assert crm("DELETE", path, headers={"if-match": '"2"'}).status == 204


def test_a_time_is_planned_moved_and_taken_away(crm: Crm):
    made = crm("POST", "/campaigns", body(schedule={"at": EVENING})).json
    campaign_id = made["campaign_id"]
    assert made["schedule"] == {"at": EVENING}
    assert crm.shop.plans == {campaign_id: Intent(campaign_id, 1, from_iso(EVENING))}
    moved = crm("PUT", f"/campaigns/{campaign_id}", body(schedule={"at": LATER})).json
    assert moved["schedule"] == {"at": "2026-11-23T10:00:00+09:00"}
    assert crm.shop.plans == {campaign_id: Intent(campaign_id, 2, from_iso(LATER))}
    assert crm("PUT", f"/campaigns/{campaign_id}", body()).json["schedule"] is None
    assert crm.shop.plans == {}
    crm("PUT", f"/campaigns/{campaign_id}", body(schedule={"at": EVENING}))
    assert crm("DELETE", f"/campaigns/{campaign_id}").status == 204
    assert crm.shop.plans == {}


def test_what_is_saved_counts_even_if_the_scheduler_is_silent(crm: Crm, monkeypatch, caplog):
    def silent(**_):
        raise ReadTimeoutError(endpoint_url="https://scheduler.test")

    with monkeypatch.context() as broken:
        for call in ("create_schedule", "update_schedule", "delete_schedule"):
            broken.setattr(crm.shop.world.schedules, call, silent)
        made = crm("POST", "/campaigns", body(schedule={"at": EVENING}))
        assert made.status == 201
        campaign_id = made.json["campaign_id"]
        assert crm("PUT", f"/campaigns/{campaign_id}", body()).status == 200
        crm("PUT", f"/campaigns/{campaign_id}", body(schedule={"at": EVENING}))
        assert [intent.revision for intent in crm.shop.campaigns.due(from_iso(LATER))] == [3]
        assert crm("DELETE", f"/campaigns/{campaign_id}").status == 204
    assert caplog.messages.count("the schedule is not as the campaign says") == 4


def test_a_schedule_that_is_left_over_sends_nothing(crm: Crm):
    made = crm("POST", "/campaigns", body(schedule={"at": EVENING})).json
    left_over = crm.shop.plans[made["campaign_id"]]
    crm("PUT", f"/campaigns/{made['campaign_id']}", body())
    crm.shop.schedules.start_sweep(left_over)
    crm.shop.now = left_over.due_at
    crm.shop.sweeper.sweep(left_over)
    assert crm.shop.sweeps == {}
    assert crm("GET", f"/campaigns/{made['campaign_id']}").json["run_id"] is None


@pytest.mark.parametrize(
    ("given", "code", "pointers"),
    [
        ({"messages": []}, "invalid_campaign", ["/messages"]),
        ({"messages": [GREETING] * 6}, "invalid_campaign", ["/messages"]),
        ({"messages": [{"type": "text"}]}, "invalid_campaign", ["/messages/0/text"]),
        ({"messages": [{"type": "hologram"}]}, "invalid_campaign", ["/messages/0/type"]),
        ({"messages": ["こんにちは"]}, "invalid_campaign", ["/messages/0"]),
        ({"messages": None}, "invalid_campaign", ["/messages"]),
        ({"messages": [{"type": "text", "text": "{{ age }}"}]}, "invalid_campaign", ["/messages/0/text"]),
        ({"name": ""}, "invalid_campaign", ["/name"]),
        ({"name": None}, "invalid_campaign", ["/name"]),
        ({"where": None}, "invalid_campaign", ["/where"]),
        ({"segment_id": "x"}, "invalid_campaign", ["/where"]),
        ({"where": None, "segment_id": "x"}, "invalid_campaign", ["/segment_id"]),
        (
            {"where": {"any": [VIP, {"field": "age", "op": "is", "value": 1}]}},
            "invalid_campaign",
            ["/where/any/1/field"],
        ),
        ({"schedule": {"at": "2026-11-22T12:00:00+09:00"}}, "invalid_campaign", ["/schedule/at"]),
        ({"schedule": {"at": "2026-11-22T19:00:00"}}, "invalid_campaign", ["/schedule/at"]),
        ({"schedule": {"at": "2027-11-30T12:00:00+09:00"}}, "invalid_campaign", ["/schedule/at"]),
        ({"schedule": {"at": "0001-01-01T00:00:00+23:59"}}, "invalid_campaign", ["/schedule/at"]),
        ({"schedule": {"at": "9999-12-31T23:59:59-23:59"}}, "invalid_campaign", ["/schedule/at"]),
        ({"schedule": {"at": 5}}, "invalid_campaign", ["/schedule/at"]),
        ({"schedule": {}}, "invalid_campaign", ["/schedule"]),
        ({"schedule": {"at": EVENING, "cron": "0 10 * * *"}}, "invalid_campaign", ["/schedule"]),
        ({"schedule": {"cron": "0,30 10 * * *"}}, "invalid_campaign", ["/schedule/cron"]),
        ({"schedule": {"cron": "0 10 * * *", "ends_at": EVENING}}, "invalid_campaign", ["/schedule/ends_at"]),
        ({"schedule": {"cron": "0 10 * 2 MON#5", "timezone": "Mars"}}, "invalid_campaign", ["/schedule/timezone"]),
        ({"schedule": {"rate": {"every": 1, "unit": "days"}}}, "invalid_campaign", ["/schedule/starts_at"]),
        (
            {"schedule": {"rate": {"every": "1"}}},
            "invalid_campaign",
            ["/schedule/rate/every", "/schedule/rate/unit", "/schedule/starts_at"],
        ),
        ({"limits": {"recipients": -1, "yen": 1.5}}, "invalid_campaign", ["/limits/recipients", "/limits/yen"]),
        ({"limits": {"recipients": -1}}, "invalid_campaign", ["/limits/recipients"]),
        ({"limits": {"people": 1}}, "invalid_campaign", ["/limits/people"]),
        ({"schedule": {"at": EVENING, "every": "day"}}, "invalid_campaign", ["/schedule/every"]),
        ({"run_id": "x", "name": 5}, "invalid_campaign", ["/name", "/run_id"]),
    ],
)
def test_a_campaign_that_cannot_be(crm: Crm, given, code, pointers):
    path = f"/campaigns/{crm.campaign()['campaign_id']}"
    before = crm.dump()
    assert crm("POST", "/campaigns", body(**given)).faults(code=code) == pointers
    assert crm("PUT", path, body(**given)).faults(code=code) == pointers
    assert crm.dump() == before


def test_sending_opens_a_run_and_rings_its_slices(crm: Crm, capsys):
    campaign_id = crm.campaign()["campaign_id"]
    reply = send(crm, campaign_id)
    assert reply.status == 202
    run_id = reply.json["run_id"]
    assert reply.headers["Location"] == f"/v1/runs/{run_id}"
    assert crm.shop.bells == [("slice", (run_id, 0)), ("slice", (run_id, 1))]
    assert list(crm.shop.sweeps) == [run_id]
    assert '"RunsOpened":[1.0]' in capsys.readouterr().out.replace(" ", "")
    assert send(crm, campaign_id).json == {"run_id": run_id}
    assert "RunsOpened" not in capsys.readouterr().out
    assert crm("GET", f"/campaigns/{campaign_id}").json["run_id"] == run_id


def test_the_same_key_gets_the_same_run_and_another_is_refused(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    first = send(crm, campaign_id)
    crm.shop.now += SECOND
    before = crm.dump()
    again = send(crm, campaign_id)
    assert (again.status, again.json) == (202, first.json)
    assert first.json["run_id"] in send(crm, campaign_id, "k2").refused(409, "campaign_has_run")["detail"]
    assert crm.dump() == before
    crm.shop.until_closed(first.json["run_id"])
    assert send(crm, campaign_id).json == first.json
    assert set(crm.shop.line.got.values()) == {1}


@pytest.mark.parametrize(("rival", "status"), [("k1", 202), ("k2", 409)])
@pytest.mark.parametrize("later", [0, 1])
def test_two_who_send_at_once(crm: Crm, monkeypatch, rival, status, later):
    """Both find no run; one of them opens it while the other is on its way to."""
    campaign_id = crm.campaign()["campaign_id"]
    replies = []
    really = Opener.open

    def overtaken(self, intent):
        if not replies:
            replies.append(None)
            crm.shop.now -= later
            replies.append(send(crm, campaign_id, rival))
            crm.shop.now += later
        return really(self, intent)

    monkeypatch.setattr(Opener, "open", overtaken)
    mine = send(crm, campaign_id)
    assert replies[1].status == 202
    if status == 202:
        assert (mine.status, mine.json) == (202, replies[1].json)
    else:
        assert replies[1].json["run_id"] in mine.refused(409, "campaign_has_run")["detail"]
    runs = [item for item in crm.dump()[0][3] if '"sort": {"S": "run"}' in item]
    assert len(runs) == 1


def test_a_campaign_that_changes_while_it_is_sent(crm: Crm, monkeypatch):
    campaign_id = crm.campaign()["campaign_id"]
    really = Opener.open

    def overtaken(self, intent):
        crm("PUT", f"/campaigns/{campaign_id}", body(name="他の人の編集"))
        return really(self, intent)

    monkeypatch.setattr(Opener, "open", overtaken)
    send(crm, campaign_id).refused(409, "campaign_changed")
    assert crm("GET", f"/campaigns/{campaign_id}").json["run_id"] is None


def test_a_campaign_goes_out_only_as_it_was_read(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    path = f"/campaigns/{campaign_id}"
    read = crm("GET", path).headers["ETag"]
    crm("PUT", path, body(name="他の人の編集"))
    before = crm.dump()
    crm("POST", f"{path}/send", headers={**SEND, "if-match": read}).refused(412, "version_mismatch")
    assert crm.dump() == before
    now = {**SEND, "if-match": crm("GET", path).headers["ETag"]}
    sent = crm("POST", f"{path}/send", headers=now)
    assert sent.status == 202
    again = crm("POST", f"{path}/send", headers=now)
    assert (again.status, again.json) == (202, sent.json)


def test_a_key_is_needed_to_send(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    before = crm.dump()
    assert crm("POST", f"/campaigns/{campaign_id}/send").faults() == ["/idempotency-key"]
    for key in ("x" * 65, "あ", "a\tb"):
        assert send(crm, campaign_id, key).faults(code="invalid_idempotency_key") == ["/idempotency-key"]
    assert crm.dump() == before
    assert send(crm, campaign_id, "a,b " + "x" * 60).status == 202


def test_a_body_where_none_is_expected_stops_the_sending(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    before = crm.dump()
    reply = crm("POST", f"/campaigns/{campaign_id}/send", {"at": EVENING}, headers=SEND)
    reply.refused(400, "unexpected_body")
    assert crm.dump() == before


def test_what_has_gone_out_is_history(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    run_id = send(crm, campaign_id).json["run_id"]
    before = crm.dump()
    assert run_id in crm("PUT", f"/campaigns/{campaign_id}", body()).refused(409, "campaign_has_run")["detail"]
    crm("DELETE", f"/campaigns/{campaign_id}").refused(409, "campaign_has_run")
    assert crm.dump() == before


def test_a_planned_campaign_can_be_sent_now_and_is_not_sent_again(crm: Crm):
    made = crm("POST", "/campaigns", body(schedule={"at": EVENING})).json
    plan = crm.shop.plans[made["campaign_id"]]
    run_id = send(crm, made["campaign_id"]).json["run_id"]
    crm.shop.until_closed(run_id)
    crm.shop.now = plan.due_at
    crm.shop.schedules.start_sweep(plan)
    crm.shop.sweeper.sweep(plan)
    assert crm.shop.sweeps == {}
    crm.shop.work()
    assert set(crm.shop.line.got.values()) == {1}


def test_a_saved_segment_is_taken_as_it_is_when_the_campaign_goes_out(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    campaign_id = crm.campaign(where=None, segment_id=segment_id)["campaign_id"]
    crm("PUT", f"/segments/{segment_id}", {"name": "x", "where": {"not": VIP}})
    run_id = send(crm, campaign_id).json["run_id"]
    assert crm.shop.outbox.definition(run_id).where == {"not": VIP}


def test_a_campaign_whose_segment_is_gone_is_not_sent(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    campaign_id = crm.campaign(where=None, segment_id=segment_id)["campaign_id"]
    assert crm("DELETE", f"/segments/{segment_id}").status == 204
    before = crm.dump()
    send(crm, campaign_id).refused(409, "segment_deleted")
    assert crm.dump() == before


MONDAYS = {"cron": "0 10 * * MON"}
MONDAY = "2026-11-23T10:00:00+09:00"
NEXT_MONDAY = "2026-11-30T10:00:00+09:00"


@pytest.mark.parametrize(
    ("schedule", "told", "due_at"),
    [
        (MONDAYS, {"cron": "0 10 * * MON", "timezone": "Asia/Tokyo", "ends_at": None}, MONDAY),
        (
            {"cron": "30 9 * * sun-sat", "timezone": "America/New_York", "ends_at": "2027-01-01T00:00:00Z"},
            {"cron": "30 9 * * SUN-SAT", "timezone": "America/New_York", "ends_at": "2027-01-01T09:00:00+09:00"},
            "2026-11-22T23:30:00+09:00",
        ),
        (
            {"rate": {"every": 1, "unit": "months"}, "starts_at": "2026-10-31T10:00:00+09:00"},
            {
                "rate": {"every": 1, "unit": "months"},
                "starts_at": "2026-10-31T10:00:00+09:00",
                "timezone": "Asia/Tokyo",
                "ends_at": None,
            },
            NEXT_MONDAY,
        ),
    ],
)
def test_a_campaign_that_recurs_is_planned_for_its_next_time(crm: Crm, schedule, told, due_at):
    made = crm("POST", "/campaigns", body(schedule=schedule)).json
    assert (made["schedule"], made["due_at"], made["state"]) == (told, due_at, "recurring")
    assert crm.shop.plans == {made["campaign_id"]: Intent(made["campaign_id"], 1, from_iso(due_at))}
    assert crm("GET", f"/campaigns/{made['campaign_id']}").json == made
    again = crm("PUT", f"/campaigns/{made['campaign_id']}", body(schedule=told)).json
    assert (again["schedule"], again["due_at"], again["version"]) == (told, due_at, 2)


def test_a_campaign_that_recurs_is_edited_and_deleted_between_its_runs(crm: Crm):
    campaign_id = crm.campaign(schedule=MONDAYS)["campaign_id"]
    path = f"/campaigns/{campaign_id}"
    crm.shop.world.advance_to_next_due()
    told = crm("GET", path).json
    run_id = told["run_id"]
    assert (told["state"], told["due_at"], crm.shop.outbox.run(run_id).now) == (
        "recurring",
        NEXT_MONDAY,
        from_iso(MONDAY),
    )
    send(crm, campaign_id).refused(409, "campaign_recurring")
    assert crm("PUT", path, body()).faults(code="invalid_campaign") == ["/schedule"]
    assert crm("PUT", path, body(schedule={"at": NEXT_MONDAY})).faults(code="invalid_campaign") == ["/schedule"]
    daily = crm("PUT", path, body(name="毎日", schedule={"cron": "0 10 * * *"})).json
    assert (daily["due_at"], daily["run_id"]) == ("2026-11-24T10:00:00+09:00", run_id)
    ended = crm("PUT", path, body(schedule=MONDAYS | {"ends_at": MONDAY})).json
    assert (ended["state"], ended["due_at"], ended["run_id"]) == ("finished", None, run_id)
    assert crm.shop.plans == {}
    assert crm("DELETE", path).status == 204
    crm.shop.until_closed(run_id)
    assert crm("GET", f"/runs/{run_id}").json["name"] == "感謝デー"
    assert set(crm.shop.line.got.values()) == {1}


def test_an_edit_and_a_run_that_opens_at_once(crm: Crm, monkeypatch):
    """Whoever comes second sees that it has moved: no time is sent twice, none is brought back."""
    campaign_id = crm.campaign(schedule=MONDAYS)["campaign_id"]
    plan = crm.shop.plans[campaign_id]
    crm.shop.now = from_iso(MONDAY)
    really = crm.shop.campaigns.update

    def overtaken(*args):
        crm.shop.opener.open(plan)
        return really(*args)

    with monkeypatch.context() as patched:
        patched.setattr(crm.shop.campaigns, "update", overtaken)
        crm("PUT", f"/campaigns/{campaign_id}", body(schedule=MONDAYS)).refused(409, "changed_meanwhile")
    crm.shop.now -= 5  # another machine's clock is behind: its next time is not the one that has gone out
    assert crm("PUT", f"/campaigns/{campaign_id}", body(schedule=MONDAYS)).json["due_at"] == NEXT_MONDAY


def test_a_segment_that_a_campaign_goes_on_to_use_is_not_deleted(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    campaign_id = crm.campaign(where=None, segment_id=segment_id, schedule=MONDAYS)["campaign_id"]
    crm.shop.world.advance_to_next_due()
    assert campaign_id in crm("DELETE", f"/segments/{segment_id}").refused(409, "segment_in_use")["detail"]


def test_limits_are_kept_and_told(crm: Crm):
    made = crm.campaign(limits={"recipients": 4})
    assert made["limits"] == {"recipients": 4, "yen": None}
    assert crm.campaign(limits={})["limits"] is None
    run_id = send(crm, made["campaign_id"]).json["run_id"]
    report = crm("GET", f"/runs/{run_id}").json
    assert (report["state"], report["limits"]) == ("held", {"recipients": 4, "yen": None})
    crm.shop.until_closed(run_id)
    report = crm("GET", f"/runs/{run_id}").json
    assert (report["state"], report["reason"]) == ("cancelled", "over_recipient_limit")
    assert (report["skipped"], report["sent"]) == ({"over_recipient_limit": 5}, 0)


def test_a_campaign_whose_time_came_and_whose_segment_is_gone_says_so(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    campaign_id = crm.campaign(where=None, segment_id=segment_id, schedule=MONDAYS)["campaign_id"]
    crm("DELETE", f"/segments/{segment_id}").refused(409, "segment_in_use")
    crm.shop.connection.client.delete_item(
        TableName="catalog", Key={"kind": {"S": "segment"}, "sort": {"S": segment_id}}
    )
    crm.shop.now = from_iso(MONDAY) + 2 * MINUTE
    assert crm.shop.watch.look() == crm.shop.watch.look() == 0
    told = crm("GET", f"/campaigns/{campaign_id}").json
    assert (told["state"], told["problem"], told["due_at"]) == ("stopped", "segment_deleted", None)
    assert crm.shop.sweeps == {}
    mended = crm("PUT", f"/campaigns/{campaign_id}", body(schedule=MONDAYS)).json
    assert (mended["state"], mended["problem"], mended["due_at"]) == ("recurring", None, NEXT_MONDAY)
