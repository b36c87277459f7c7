"""``daifukucho segments``, against the API itself."""

import json

from tests.integration.cli.conftest import Cli

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}
REGULARS = {"name": "常連さん", "where": VIP}


def test_from_a_preview_to_the_bin(cli: Cli, tmp_path):
    looked = cli.json("segments", "preview", "--file", "-", given={"where": VIP})
    assert looked["count"] == 5
    assert "vip" in cli("segments", "preview", "--file", "-", given=VIP, lang="ja").stdout  # the tree alone will do

    file = tmp_path / "regulars.json"
    file.write_text(json.dumps(REGULARS))
    made = cli.json("segments", "create", "--file", str(file))
    segment_id = made["segment_id"]
    assert [s["segment_id"] for s in cli.lines("segments", "list", "--q", "常連")] == [segment_id]
    assert "常連さん" in cli("segments", "show", segment_id).stdout

    renamed = cli.json("segments", "update", segment_id, "--file", "-", given=REGULARS | {"name": "お得意さま"})
    assert (renamed["name"], renamed["version"]) == ("お得意さま", 2)
    cli("segments", "update", segment_id, "-f", "-", "--if-match", made["etag"], given=REGULARS, code=1)
    cli("segments", "delete", segment_id, "--if-match", made["etag"], "--yes", code=1)
    assert "Deleted." in cli("segments", "delete", segment_id, "--yes").stderr
    assert cli.lines("segments", "list") == []


def test_deleting_asks(cli: Cli, monkeypatch):
    segment_id = cli.json("segments", "create", "-f", "-", given=REGULARS)["segment_id"]
    alone = cli("segments", "delete", segment_id, code=2, lang="ja")
    assert "常連さん" in alone.stderr
    assert "--yes" in alone.stderr
    monkeypatch.setattr("daifukucho_cli.screen._somebody_is_there", lambda: True)
    assert "Nothing was done." in cli("segments", "delete", segment_id, typed="n\n", code=1).stderr
    assert "何もしませんでした。" in cli("segments", "delete", segment_id, typed="だめ\n", code=1, lang="ja").stderr
    assert len(cli.lines("segments", "list")) == 1
    cli("segments", "delete", segment_id, typed="はい\n", lang="ja")
    assert cli.lines("segments", "list") == []


def test_faults_are_listed_with_their_places(cli: Cli):
    wrong = {"name": "", "where": {"field": "shoe_size", "op": "is", "value": 1}}
    result = cli("segments", "create", "-f", "-", given=wrong, code=1)
    assert "Refused (invalid_segment)" in result.stderr
    assert "/name" in result.stderr
    assert "/where" in result.stderr
    japanese = cli("segments", "create", "-f", "-", given=wrong, code=1, lang="ja").stderr
    assert "受け付けられませんでした（invalid_segment）: " in japanese
    assert "/name" in japanese
    problem = json.loads(cli("segments", "create", "-f", "-", "--json", given=wrong, code=1).stderr)
    assert {fault["pointer"].split("/")[1] for fault in problem["faults"]} == {"name", "where"}


def test_what_is_no_json_is_not_sent(cli: Cli, tmp_path):
    file = tmp_path / "x.json"
    for content in (b"{", b"[1]", b'{"a": NaN}', b"\xff", b"[" * 100_000):
        file.write_bytes(content)
        assert str(file) in cli("segments", "create", "-f", str(file), code=2).stderr
    assert "cannot be read" in cli("segments", "create", "-f", str(tmp_path / "none.json"), code=2).stderr
    assert cli.gateway.requests == []


def test_explaining(cli: Cli):
    friend = cli.crm.shop.ids[0]
    where = {"all": [VIP, {"not": {"field": "do_not_send", "op": "is", "value": True}}]}
    segment_id = cli.json("segments", "create", "-f", "-", given={"name": "x", "where": where})["segment_id"]
    assert cli.json("segments", "preview", segment_id)["count"] == 5
    assert cli.json("segments", "explain", friend, "--segment", segment_id)["matches"]
    cli.crm.shop.change(friend, do_not_send=True)
    tree = cli("segments", "explain", friend, "--file", "-", given=where, lang="ja").stdout
    assert tree.startswith("✗ ")
    assert "✓ タグに" in tree
    cli("segments", "explain", friend, code=2)
    cli("segments", "preview", segment_id, "--file", "-", code=2)


def test_the_vocabulary(cli: Cli):
    vocabulary = cli.json("segments", "vocabulary")
    said = cli("segments", "vocabulary", lang="ja").stdout
    assert all(field["name"] in said and field["label"]["ja"] in said for field in vocabulary["fields"])
    assert all(member["op"] in said for member in vocabulary["operators"])


def test_a_preview_of_nobody_hints_at_a_tag_that_is_alike(cli: Cli):
    asked = {"field": "tags", "op": "any_of", "value": ["ＶＩＰ"]}
    assert "Do you mean “vip”?" in cli("segments", "preview", "--file", "-", given=asked).stderr
    assert "「vip」のことですか？" in cli("segments", "preview", "--file", "-", given=asked, lang="ja").stderr
    assert cli.json("segments", "preview", "--file", "-", given=asked)["hints"][0]["en"]


def test_the_tags(cli: Cli):
    assert cli.lines("tags", "list") == [{"tag": "vip", "friends": 5}]
    shown = cli("tags", "list", lang="ja").stdout
    assert "人数" in shown and "vip" in shown and "5" in shown
