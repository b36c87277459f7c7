"""``daifukucho friends``, against the API itself."""

import json

from tests.integration.cli.conftest import Cli


def test_a_list_for_people(cli: Cli):
    result = cli("friends", "list")
    assert all(f"友{n}" in result.stdout and friend in result.stdout for n, friend in enumerate(cli.crm.shop.ids))
    assert "last seen" in result.stdout
    assert "最後の反応" in cli("friends", "list", lang="ja").stdout


def test_a_list_for_programs(cli: Cli):
    found = cli.lines("friends", "list", "--tag", "vip")
    assert sorted(friend["friend_id"] for friend in found) == cli.crm.shop.ids
    assert {"display_name", "tags", "do_not_send", "last_seen_at"} <= set(found[0])
    assert cli.lines("friends", "list", "--tag", "nobody") == []


def test_filters(cli: Cli):
    assert [f["display_name"] for f in cli.lines("friends", "list", "--q", "友3")] == ["友3"]
    assert len(cli.lines("friends", "list", "--status", "active")) == 5
    assert cli.lines("friends", "list", "--status", "blocked") == []
    assert "There are none." in cli("friends", "list", "--status", "blocked").stderr


def test_filters_by_what_staff_keep(cli: Cli):
    first, second = cli.crm.shop.ids[:2]
    cli.crm.shop.change(first, assignee="op", stores={"kyoto": 1}, rank="gold")
    cli.crm.shop.change(second, assignee="op")
    assert cli.json("friends", "list", "--assignee", "op", "--rank", "gold")["friend_id"] == first
    assert cli.json("friends", "list", "--store", "kyoto")["friend_id"] == first


def test_show_has_points_purchases_and_nine_segments(cli: Cli):
    friend_id, now = cli.crm.shop.ids[0], cli.crm.shop.now
    standing = {"daifuku": {"observed": "loyal", "observed_at": now}}
    bought = {"order_count": 2, "ltv_gross": 3_200, "last_order_at": now}
    cli.crm.shop.change(friend_id, points=1_200, point_lots={"none": 1_200}, nine_segments=standing, **bought)
    shown = cli("friends", "show", friend_id, lang="ja").stdout
    assert "1,200" in shown and "2回、¥3,200" in shown and "daifuku undetermined_loyal" in shown
    assert cli.json("friends", "show", friend_id)["summary"]["points"]["points"] == 1_200


def test_a_limit_ends_a_list(cli: Cli):
    assert len(cli.lines("friends", "list", "--limit", "2")) == 2
    result = cli("friends", "list", "--limit", "2")
    assert sum("友" in line for line in result.stdout.splitlines()) == 2


def test_pages_are_followed_to_the_end(cli: Cli, monkeypatch):
    """With pages of two, whatever the client asks for."""
    send = cli.gateway._send

    def small(event):
        query = event["queryStringParameters"]
        if "limit" in query:
            query = query | {"limit": "2"}
        return send(
            event
            | {
                "queryStringParameters": query,
                "rawQueryString": event["rawQueryString"].replace("limit=100", "limit=2"),
            }
        )

    monkeypatch.setattr(cli.gateway, "_send", small)
    found = cli.lines("friends", "list")
    assert sorted(friend["friend_id"] for friend in found) == cli.crm.shop.ids
    assert len(cli.gateway.requests) >= 3


def test_show_and_update(cli: Cli):
    friend = cli.crm.shop.ids[0]
    shown = cli.json("friends", "show", friend)
    changed = cli.json("friends", "update", friend, "--alias", "花ちゃん", "--note", "紅茶", "--do-not-send")
    assert (changed["alias"], changed["note"], changed["do_not_send"]) == ("花ちゃん", "紅茶", True)
    cleared = cli.json("friends", "update", friend, "--note", "", "--no-do-not-send")
    assert (cleared["alias"], cleared["note"], cleared["do_not_send"]) == ("花ちゃん", None, False)
    sheet = cli("friends", "show", friend, lang="ja").stdout
    assert "管理名" in sheet
    assert "花ちゃん" in sheet
    stale = cli("friends", "update", friend, "--alias", "x", "--if-match", shown["etag"], code=1)
    assert "Somebody else was faster" in stale.stderr
    fresh = cli.json("friends", "show", friend)["etag"]
    assert cli.json("friends", "update", friend, "--alias", "x", "--if-match", fresh)["alias"] == "x"


def test_what_the_shop_knows_of_her(cli: Cli):
    friend = cli.crm.shop.ids[0]
    for key, kind in (("size", "number"), ("agreed", "flag"), ("words", "text")):
        made = cli.json(
            "fields", "create", "--file", "-", given={"key": key, "type": kind, "label": {"ja": "項目", "en": "field"}}
        )
        assert made["type"] == kind
    assert sorted(f["key"] for f in cli.lines("fields", "list")) == ["agreed", "size", "words"]
    retired = {"key": "words", "type": "text", "label": {"ja": "ひとこと"}, "retired": True}
    assert "使用終了" in cli("fields", "update", "words", "--file", "-", given=retired, lang="ja").stdout
    assert "retired" in cli("fields", "show", "words").stdout
    store = cli.crm.store()
    names = ("--family-name", "山田", "--family-kana", "ﾔﾏﾀﾞ", "--phone", "０９０-1234-5678", "--store", store)
    told = cli.json("friends", "update", friend, *names, "--field", "size=23.5", "--field", "agreed=false")
    assert (told["phone"], told["stores"]) == ("+819012345678", [store])
    assert {key: kept["value"] for key, kept in told["fields"].items()} == {"size": 23.5, "agreed": False}
    assert "size=23.5" in cli("friends", "show", friend).stdout
    assert [f["friend_id"] for f in cli.lines("friends", "list", "--q", "やまだ")] == [friend]
    assert "agreed=false, size=23.5" in cli("friends", "show", friend).stdout
    assert "fields list" in cli("friends", "update", friend, "--field", "weight=60", code=1).stderr
    assert "/fields/words" in cli("friends", "update", friend, "--field", "words=x", code=1).stderr
    cleared = cli.json("friends", "update", friend, "--store", "", "--field", "size=")
    assert (cleared["stores"], set(cleared["fields"])) == ([], {"agreed"})
    assert "KEY=VALUE" in cli("friends", "update", friend, "--field", "size", code=2).stderr


def test_memos(cli: Cli):
    friend = cli.crm.shop.ids[0]
    written = cli.json("friends", "memo", "write", friend, "七五三の下見", "--category", "visit")
    assert (written["text"], written["category"]) == ("七五三の下見", "visit")
    assert "来店" in cli("friends", "memo", "list", friend, lang="ja").stdout
    cli("friends", "memo", "remove", friend, written["memo_id"], code=2)  # nobody is there to answer
    cli("friends", "memo", "remove", friend, written["memo_id"], "--yes")
    assert cli.lines("friends", "memo", "list", friend) == []


def test_tags(cli: Cli):
    friend = cli.crm.shop.ids[0]
    for tag in ("お得意さま", "50% off", "a/b"):
        assert tag in cli.json("friends", "tag", "add", friend, tag)["tags"]
    assert cli.json("friends", "tag", "remove", friend, "a/b")["tags"] == ["50% off", "vip", "お得意さま"]


def test_the_ledger(cli: Cli):
    friend = cli.crm.shop.ids[0]
    cli("friends", "tag", "add", friend, "new")
    (entry,) = cli.lines("friends", "ledger", friend)
    assert entry["kind"] == "edit"
    assert cli.lines("friends", "ledger", friend, "--kind", "message") == []
    assert cli.lines("friends", "ledger", friend, "--kind", "message", "--kind", "edit") == [entry]
    assert "tags added “new”" in cli("friends", "ledger", friend).stdout
    assert "タグ追加「new」" in cli("friends", "ledger", friend, lang="ja").stdout


def test_as_she_was(cli: Cli):
    friend = cli.crm.shop.ids[0]
    cli("friends", "update", friend, "--alias", "花")
    assert cli.json("friends", "show", friend, "--as-of", "2030-01-01")["alias"] == "花"
    assert "friend_not_known_yet" in cli("friends", "show", friend, "--as-of", "2001-01-01T00:00:00Z", code=1).stderr
    for wrong in ("yesterday", "2026-11-22T12:00:00", "2026-13-01"):
        assert "2026-04-01T12:00:00+09:00" in cli("friends", "show", friend, "--as-of", wrong, code=2).stderr


def test_nobody(cli: Cli):
    result = cli("friends", "show", "U0", code=1)
    assert result.stdout == ""
    assert "friend_not_found" in result.stderr
    problem = json.loads(cli("friends", "show", "U0", "--json", code=1).stderr)
    assert (problem["status"], problem["code"]) == (404, "friend_not_found")


def test_what_a_friend_calls_herself_cannot_command_the_terminal(cli: Cli):
    friend = cli.crm.shop.ids[0]
    cli.crm.shop.change(friend, display_name="\x1b[2J[bold]花子\u202e")
    for command in (("friends", "list"), ("friends", "show", friend)):
        said = cli(*command).stdout
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "[bold]花子" in said
