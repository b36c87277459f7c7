"""``daifukucho campaigns`` and ``runs``, against the API itself, from a draft to the report."""

import pytest

from tests.integration.cli.conftest import Cli

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}
THANKS = {"name": "感謝デー", "where": VIP, "messages": [{"type": "text", "text": "ありがとうございます。"}]}


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr("daifukucho_cli.screen._somebody_is_there", lambda: True)


def created(cli: Cli, **given) -> str:
    return cli.json("campaigns", "create", "-f", "-", given=THANKS | given)["campaign_id"]


def sent(cli: Cli) -> str:
    return cli.json("campaigns", "send", created(cli), "--yes")["run_id"]


def worked(cli: Cli, run_id: str) -> None:
    cli.crm.shop.until_closed(run_id)


def test_from_a_draft_to_the_report(cli: Cli):
    blocked, she = cli.crm.shop.ids[:2]
    cli.crm.shop.change(blocked, status="blocked")
    greeting = {"type": "text", "text": "{{ name | default: 'お客' }}様、こんにちは"}
    draft = THANKS | {"messages": [greeting]}

    looked = cli.json("campaigns", "preview", "--file", "-", "--friend", she, given=draft)
    assert (looked["planned"], looked["skipped"], looked["to_send"]) == (5, {"blocked": 1}, 4)
    assert looked["shown"]["messages"][0]["text"] == "友1様、こんにちは"

    campaign_id = cli.json("campaigns", "create", "-f", "-", given=draft)["campaign_id"]
    shown = cli("campaigns", "preview", campaign_id, "--friend", she, lang="ja").stdout
    assert "ブロック 1" in shown
    assert "友1様、こんにちは" in shown

    run_id = cli.json("campaigns", "send", campaign_id, "--yes")["run_id"]
    worked(cli, run_id)
    report = cli.json("runs", "watch", run_id)
    assert (report["state"], report["planned"], report["sent"], report["skipped"]) == (
        "completed",
        5,
        4,
        {"blocked": 1},
    )
    assert "blocked 1" in cli("runs", "show", run_id).stdout

    outcomes = {r["friend_id"]: r["outcome"] for r in cli.lines("runs", "recipients", run_id)}
    assert outcomes == dict.fromkeys(cli.crm.shop.ids, "sent") | {blocked: "skipped"}
    (skipped,) = cli.lines("runs", "recipients", run_id, "--outcome", "skipped")
    assert skipped["reason"] == "blocked"
    assert "ブロック" in cli("runs", "explain", run_id, blocked, lang="ja").stdout
    assert cli.json("runs", "explain", run_id, f"U{99:032x}")["outcome"] == "not_in_run"
    assert [run["run_id"] for run in cli.lines("runs", "list", "--campaign", campaign_id)] == [run_id]


def test_sending_asks_with_the_number_of_people(cli: Cli, asked):
    cli.crm.shop.change(cli.crm.shop.ids[0], do_not_send=True)
    campaign_id = created(cli)
    result = cli("campaigns", "send", campaign_id, typed="n\n", code=1, lang="ja")
    assert "4人に配信しますか" in result.stderr
    assert "何もしませんでした" in result.stderr
    assert cli.json("campaigns", "show", campaign_id)["run_id"] is None
    result = cli("campaigns", "send", campaign_id, typed="y\n")
    assert "Send it to 4 friends" in result.stderr
    assert cli.json("campaigns", "show", campaign_id)["run_id"] in result.stdout


def test_sending_with_nobody_there_needs_a_yes(cli: Cli):
    campaign_id = created(cli)
    result = cli("campaigns", "send", campaign_id, code=2)
    assert "Send it to 5 friends" in result.stderr
    assert "--yes" in result.stderr
    assert cli.json("campaigns", "show", campaign_id)["run_id"] is None


def test_a_campaign_goes_out_once(cli: Cli):
    campaign_id = created(cli)
    cli("campaigns", "send", campaign_id, "--yes")
    assert "campaign_has_run" in cli("campaigns", "send", campaign_id, "--yes", code=1).stderr


def test_lists_changes_and_deletes(cli: Cli):
    first, second = created(cli), created(cli, name="年末のご挨拶", schedule={"at": "2026-12-24T10:00:00+09:00"})
    assert [c["campaign_id"] for c in cli.lines("campaigns", "list")] == [second, first]
    assert [c["campaign_id"] for c in cli.lines("campaigns", "list", "--sort", "due")] == [second]
    assert "24 Dec 2026, 10:00" in cli("campaigns", "list", "--q", "年末").stdout
    changed = cli.json("campaigns", "update", second, "-f", "-", given=THANKS | {"name": "新年のご挨拶"})
    assert (changed["name"], changed["schedule"]) == ("新年のご挨拶", None)
    cli("campaigns", "delete", second, code=2)
    cli("campaigns", "delete", second, "--yes")
    assert [c["campaign_id"] for c in cli.lines("campaigns", "list")] == [first]


def test_a_test_is_sent_to_those_who_are_named(cli: Cli):
    she, other = cli.crm.shop.ids[:2]
    cli.crm.shop.change(other, do_not_send=True)
    campaign_id = created(cli)
    cli("campaigns", "test", campaign_id, "--friend", she, code=2)
    assert [t["outcome"] for t in cli.lines("campaigns", "test", campaign_id, "--friend", she, "--yes")] == ["sent"]
    result = cli("campaigns", "test", campaign_id, "--friend", she, "--friend", other, "--yes", code=1, lang="ja")
    assert "送信しない" in result.stdout


def test_a_preview_says_why_somebody_does_not_get_it(cli: Cli):
    she = cli.crm.shop.ids[0]
    cli.crm.shop.change(she, tags={})
    shown = cli("campaigns", "preview", created(cli), "--friend", she).stdout
    assert "the friend does not match" in shown
    assert "✗ " in shown


def test_schedules_in_words(cli: Cli):
    start = "2026-12-24T10:00:00+09:00"
    for schedule, said in (
        ({"at": start}, "2026年12月24日(木) 10:00"),
        (
            {"cron": "0 10 * * MON", "ends_at": "2027-03-31T23:59:59+09:00"},
            "0 10 * * MON (Asia/Tokyo) – 2027年3月31日(水)",
        ),
        ({"rate": {"every": 2, "unit": "weeks"}, "starts_at": start}, "2026年12月24日(木) 10:00から2週ごと"),
    ):
        assert said in cli("campaigns", "show", created(cli, schedule=schedule), lang="ja").stdout


def test_limits_are_told_before_it_is_sent(cli: Cli):
    campaign_id = created(cli, limits={"recipients": 3})
    result = cli("campaigns", "send", campaign_id, code=2)
    assert "over its limit of recipients" in result.stderr
    assert "3 friends" in cli("campaigns", "show", campaign_id).stdout


def test_a_preview_is_of_one_campaign(cli: Cli):
    cli("campaigns", "preview", code=2)
    cli("campaigns", "preview", "C1", "--file", "x", code=2)


def test_pause_resume_and_cancel(cli: Cli):
    run_id = sent(cli)
    assert cli.json("runs", "pause", run_id)["state"] == "paused"
    result = cli("runs", "watch", run_id, code=1)
    assert f"daifukucho runs resume {run_id}" in result.stderr
    assert "--yes" in cli("runs", "resume", run_id, code=2).stderr
    assert cli.json("runs", "resume", run_id, "--yes")["state"] == "sending"
    assert "再開できません" in cli("runs", "cancel", run_id, code=2, lang="ja").stderr
    assert cli.json("runs", "cancel", run_id, "--yes")["state"] == "cancelled"
    worked(cli, run_id)
    assert "cancelled" in cli("runs", "watch", run_id, code=1).stdout
    assert "run_closed" in cli("runs", "pause", run_id, code=1).stderr


def test_watching_lasts_until_it_is_closed(cli: Cli):
    """Each look finds what was done meanwhile."""
    run_id = sent(cli)
    looks = []
    send = cli.gateway._send

    def work(event):
        reply = send(event)
        if event["rawPath"] == f"/v1/runs/{run_id}":
            looks.append(reply)
            cli.crm.shop.work()
            cli.crm.shop.now += 60_000
            if run_id in cli.crm.shop.sweeps:
                cli.crm.shop.sweeper.sweep(cli.crm.shop.sweeps[run_id])
        return reply

    cli.gateway._send = work
    assert cli.json("runs", "watch", run_id)["closed"]
    assert len(looks) > 1
