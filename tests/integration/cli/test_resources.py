"""The commands that every resource and all settings have, against the API itself."""

import json
import re
from typing import Any

import pytest
from rich.cells import cell_len

from daifukucho_cli.resources import table
from tests.integration.api.conftest import description
from tests.integration.cli.conftest import Cli
from tests.support.resources import TABLE, written

RESOURCES = [declared for declared in table().values() if declared.id is not None]
SETTINGS = [declared for declared in table().values() if declared.id is None]


def test_the_table_is_that_of_the_description():
    assert TABLE.read_text("utf-8") == written(description()), "run: make resources"


def example(declared: Any, cli: Cli) -> dict[str, Any]:
    """What the description shows of a resource, with a store that there is."""
    operation = description()["paths"]["/v1" + declared.path]["put" if declared.id is None else "post"]
    content = operation["requestBody"]["content"]["application/json"]
    shown = content["example"] if "example" in content else next(iter(content["examples"].values()))["value"]
    store = cli.json("stores", "create", "--name", "渋谷")["store_id"]
    here = {"store_id": store, "stores": [store], "segment_id": None, "coupon_id": None}
    return {name: here.get(name, value) for name, value in shown.items()}


def for_people(cli: Cli, *words: str) -> str:
    """What a command says in both languages, on a screen of 80 columns."""
    said = "".join(cli(*words, lang=lang).stdout for lang in ("ja", "en"))
    return re.sub(r"\s+", "", said)


@pytest.mark.parametrize("declared", RESOURCES, ids=lambda declared: declared.name)
def test_a_resource(cli: Cli, declared: Any):
    name, given = declared.name, example(declared, cli)
    made = cli.json(name, "create", "--file", "-", given=given)
    id_ = made[declared.id]
    assert holds(made, {name: value for name, value in given.items() if name in made})
    assert id_ in [one[declared.id] for one in cli.lines(name, "list")]
    assert id_ in for_people(cli, name, "list")
    assert id_ in for_people(cli, name, "show", id_)

    read = cli.json(name, "show", id_)
    again = cli.json(name, "update", id_, "--file", "-", given=read)
    assert again["version"] == made["version"] + 1
    stale = cli(name, "update", id_, "--file", "-", given=read, code=1, lang="ja")
    assert "ほかの人が先に変更しています。" in stale.stderr
    same = {"version", "updated_at", "etag", *(set(read) - set(again))}
    assert {k: v for k, v in again.items() if k not in same} == {k: v for k, v in read.items() if k not in same}
    if "delete" in declared.operations:
        assert "--yes" in cli(name, "delete", id_, code=2).stderr
        cli(name, "delete", id_, "--if-match", "1", "--yes", code=1)
        cli(name, "delete", id_, "--yes")
        cli(name, "show", id_, code=1)


def holds(shown: Any, given: Any) -> bool:
    """Whether what is shown says all that was given; it may say what was left out, too."""
    if isinstance(given, dict):
        return all(name in shown and holds(shown[name], value) for name, value in given.items())
    if isinstance(given, list):
        return len(shown) == len(given) and all(map(holds, shown, given))
    return bool(shown == given)


@pytest.mark.parametrize("declared", SETTINGS, ids=lambda declared: declared.name)
def test_settings(cli: Cli, declared: Any):
    name = ("settings", declared.name)
    before = cli.json(*name, "show")
    assert before["version"] == 0
    saved = cli.json(*name, "update", "--file", "-", given=example(declared, cli))
    assert saved["version"] == 1
    assert for_people(cli, *name, "show")
    assert cli.json(*name, "update", "--file", "-", given=cli.json(*name, "show"))["version"] == 2
    cli(*name, "update", "--file", "-", "--if-match", saved["etag"], given=example(declared, cli), code=1)
    cli(*name, "update", "--file", "-", "--if-match", "1", given=example(declared, cli), code=1)


def test_an_option_changes_a_member_and_leaves_the_rest(cli: Cli):
    made = cli.json(
        "coupons", "create", "--title", "10%引き", "--kind", "discount", "--percent", "10", "--audience", "public"
    )
    changed = cli.json("coupons", "update", made["coupon_id"], "--days", "30", "--description", "一度だけ")
    assert changed == {
        **made,
        "days": 30,
        "description": "一度だけ",
        "version": 2,
        "updated_at": changed["updated_at"],
        "etag": changed["etag"],
    }
    assert cli.json("coupons", "update", made["coupon_id"], "--days", "")["days"] is None
    said = cli("coupons", "update", made["coupon_id"], "--days", "x", lang="ja", code=2).stderr
    assert said.startswith("エラー: --days には整数を指定してください。\n")
    assert "Give --max a number." in cli("fields", "update", "size", "--max", "nan", code=2).stderr


def test_what_has_members_of_its_own_is_shown_with_them(cli: Cli):
    shown = cli("settings", "orders", "show").stdout
    assert "recency: " in shown and "{" not in shown
    given = {"key": "size", "type": "number", "label": {"ja": "サイズ", "en": "size of shoes"}}
    cli("fields", "create", "--file", "-", given=given)
    assert "size of shoes" in cli("fields", "list").stdout
    assert "サイズ" in cli("fields", "show", "size", lang="ja").stdout
    assert cli("settings", "shop", "show", lang="ja").stdout.splitlines()[0].split() == ["一日の始まり", "00:00"]


def test_a_word_is_said_in_the_language_of_the_command(cli: Cli):
    made = cli.json("coupons", "create", "--title", "x", "--kind", "gift", "--audience", "issued")
    assert "渡した友だち" in cli("coupons", "show", made["coupon_id"], lang="ja").stdout
    assert "whom it was given" in cli("coupons", "show", made["coupon_id"]).stdout


def test_an_option_changes_settings_that_were_never_saved(cli: Cli):
    saved = cli.json("settings", "points", "update", "--yen-per-point", "100")
    assert (saved["yen_per_point"], saved["version"]) == (100, 1)
    assert cli.json("settings", "points", "update", "--yen-per-point", "")["yen_per_point"] is None


def test_several_values_and_flags(cli: Cli):
    made = cli.json("inflow-routes", "create", "--key", "pop", "--label", "店頭", "--tags", "店頭", "--tags", "POP")
    assert sorted(made["tags"]) == ["POP", "店頭"]
    assert cli.json("inflow-routes", "update", "pop", "--tags", "")["tags"] == []
    store = cli.json("stores", "create", "--name", "本店", "--no-active")
    assert store["active"] is False
    assert cli.json("stores", "update", store["store_id"], "--active")["active"] is True


def test_a_secret_is_not_an_option(cli: Cli):
    assert "--pin" not in cli("stores", "create", "--help").stdout
    made = cli.json("stores", "create", "--name", "本店", "--file", "-", given={"pin": "482913"})
    assert made["has_pin"] is True
    assert cli.json("stores", "update", made["store_id"], "--name", "駅前店")["has_pin"] is True


def test_a_bound_of_a_field_stays_when_an_option_changes_another(cli: Cli):
    given = {"key": "size", "type": "number", "label": {"ja": "サイズ"}, "min": 10, "max": 40}
    cli("fields", "create", "--file", "-", given=given)
    changed = cli.json("fields", "update", "size", "--max", "32.5")
    assert (changed["min"], changed["max"]) == (10, 32.5)


def test_nothing_to_save(cli: Cli):
    for lang, said in (("en", "Error: Invalid value: Give --file, or an option"), ("ja", "エラー: --file か、")):
        assert cli("stores", "create", lang=lang, code=2).stderr.startswith(said)
        assert cli("settings", "points", "update", lang=lang, code=2).stderr.startswith(said)


def test_a_list_is_filtered_as_the_api_does(cli: Cli):
    for name in ("本店", "駅前店"):
        cli("stores", "create", "--name", name)
    assert [store["name"] for store in cli.lines("stores", "list", "--q", "駅前")] == ["駅前店"]


def test_what_is_wrong_is_said_as_the_api_says_it(cli: Cli):
    said = cli("coupons", "create", "--title", "x", "--kind", "gratis", code=1, lang="ja").stderr
    assert said.startswith("受け付けられませんでした（invalid_coupon）: ")
    assert "  /kind  " in said and "  /audience  " in said
    problem = json.loads(cli("coupons", "create", "--title", "x", "--json", code=1).stderr)
    assert {fault["pointer"] for fault in problem["faults"]} == {"/kind", "/audience"}


def test_words_of_a_person_are_shown_as_they_are(cli: Cli):
    """A store may be called what a state is called."""
    cli("stores", "create", "--name", "active")
    said = cli("stores", "list").stdout
    assert " active " in said and all(cell_len(line) <= 80 for line in said.splitlines())
