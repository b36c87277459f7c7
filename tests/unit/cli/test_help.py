"""Help, and what is wrong with a command line: in one language, and made without what takes long to import."""

import json
import re
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from daifukucho.orders.table import Told
from daifukucho_cli import orders
from daifukucho_cli.app import app

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff01-\uff5e]")
KEYS = re.compile(r"note メモ \| meeting 商談 \| visit 来店 \| call 電話")
"""The one help that is for both: keys, and what each is called."""


def every(command, *words):
    yield command, words
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from every(command.get_command(None, name), *words, name)


COMMANDS = list(every(typer.main.get_command(app)))


def run(*arguments, code=0):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    return result


def test_every_help_has_both_halves():
    helps = {" ".join(words): command.help for command, words in COMMANDS}
    helps |= {
        f"{' '.join(words)} {param.name}": param.help
        for command, words in COMMANDS
        for param in command.params
        if param.help != "CSV"
    }
    assert len(helps) > 100
    for where, said in helps.items():
        assert said, where  # CSV alone is a word of both
        for paragraph in said.split("\n\n"):
            halves = " ".join(paragraph.split()).split(" / ")
            if len(halves) == 1:
                assert "|" in paragraph or "…" in paragraph, where  # words of the API's own
            else:
                ja, en = halves
                assert JAPANESE.search(ja) and not JAPANESE.search(en), where


@pytest.mark.parametrize("words", [words for _, words in COMMANDS], ids=" ".join)
def test_help_is_in_one_language(words, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    english = run("--lang", "en", *words, "--help").output
    japanese = run("--lang", "ja", *words, "--help").output
    assert not JAPANESE.search(KEYS.sub("", " ".join(english.split()))), english
    assert "使い方: " in japanese and "オプション" in japanese
    for word in ("Usage", "Options", "Arguments", "Commands", "Show", "required", "default", " / "):
        assert word not in japanese
    for line in (english + japanese).splitlines():
        assert len(line) + len(JAPANESE.findall(line)) <= 80 or line.startswith(("Usage", "使い方"))


def test_help_follows_the_language_wherever_it_is_named(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert "使い方" in run("--help", "--lang", "ja").output
    assert "使い方" in run("--lang=ja", "friends", "list", "--help").output
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert "使い方" in run("friends", code=2).stderr


def test_the_states_of_orders_are_those_of_the_core():
    assert ", ".join(Told) == orders._STATES


WRONG = {
    "friends lst": "'lst' というコマンドはありません。'list' ではありませんか。",
    "wrong": "'wrong' というコマンドはありません。",
    "friends list --lmit 3": "--lmit というオプションはありません。--limit ではありませんか。",
    "--wrong": "--wrong というオプションはありません。--lang ではありませんか。",
    "runs list --xyz": "--xyz というオプションはありません。",
    "friends show": "'FRIEND_ID' を指定してください。",
    "campaigns create": "'--file' / '-f' を指定してください。",
    "friends list --limit": "'--limit' の値を指定してください。",
    "friends list --json=x": "'--json' に値は付けられません。",
    "friends list U1 U2": "余分な引数があります: U1 U2",
    "friends list --limit x": "'--limit' の値を使えません: 整数を指定してください。",
    "friends list --limit 0": "'--limit' の値を使えません: 1 以上を指定してください。",
    "runs watch R1 --seconds x": "'--seconds' の値を使えません: 数を指定してください。",
    "runs watch R1 --seconds 0.1": "'--seconds' の値を使えません: 0.5 以上を指定してください。",
    "--lang fr": "'--lang' の値を使えません: 'fr' はありません。'ja', 'en' から選んでください。",
    "orders import none.csv": "'FILE' の値を使えません: 'none.csv' というファイルはありません。",
    "orders import .": "'FILE' の値を使えません: '.' はフォルダーです。",
    "friends show U1 --as-of x": "--as-of の値を使えません: 2026-04-01 か 2026-04-01T12:00:00+09:00 のように書いてください。",
    "campaigns preview": "CAMPAIGN_ID か --file のどちらか一方を指定してください。",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_with_a_command_line_is_said_in_japanese(line):
    language = [] if "--lang" in line else ["--lang", "ja"]
    environment = {"LC_ALL": "ja_JP.UTF-8"}
    result = CliRunner(env=environment).invoke(app, [*language, *line.split()])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[0] == f"エラー: {WRONG[line]}"
    assert "Usage" not in result.stderr and "Error" not in result.stderr and "Invalid" not in result.stderr
    assert result.stdout == ""


HEAVY = ("boto3", "botocore", "pynamodb", "linebot", "aws_lambda_powertools", "daifukucho_aws", "pygments", "urllib3")
"""What no command needs that speaks to the API."""
HTTP = ("httpx", "msgspec", "rich.table", "rich.progress", "rich.markdown")
"""What a command needs only once it speaks to the API, or shows what it has found."""
IMPORTED = """
import json, sys, time
time.sleep = lambda seconds: None
from daifukucho_cli.app import app
try:
    app(sys.argv[1:])
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""


def imported(*arguments: str) -> set[str]:
    """The modules that a command has imported when it ends. There is no API where it looks for one."""
    environment = {
        "PYTHONPATH": ":".join(sys.path),
        "DAIFUKUCHO_API_URL": "http://127.0.0.1:1/v1",
        "DAIFUKUCHO_TOKEN": "t",
    }
    done = subprocess.run([sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, env=environment)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["friends", "--help"], ["friends", "replay", "--help"], ["campaigns", "create", "--help"]]
)
def test_help_imports_nothing_that_takes_long(arguments):
    assert imported(*arguments).isdisjoint({*HEAVY, *HTTP} - {"rich.table"})


@pytest.mark.parametrize("arguments", [["friends", "list"], ["orders", "list", "U1"], ["tags", "list"]])
def test_a_command_imports_what_it_uses(arguments):
    modules = imported(*arguments)
    assert "httpx" in modules  # it has tried
    assert modules.isdisjoint({*HEAVY, "rich.progress", "rich.markdown", "rich.syntax"})
    resources = {name for name in modules if name.startswith("daifukucho_client.")}
    assert not {f"daifukucho_client.{name}" for name in ("surveys", "stamps", "coupons")} & resources
