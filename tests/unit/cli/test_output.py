"""Tables at 80 columns: nothing that the next command needs is cut off."""

import re
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace

import pytest
from rich.cells import cell_len, set_cell_size
from rich.console import Console

from daifukucho_cli import app, output, resources, screen
from daifukucho_cli.clauses import tree_of
from daifukucho_cli.output import Column, show_list, show_one
from daifukucho_cli.screen import Language
from local.demo.job import REASONS, Reached
from local.demo.job import _table as report

USER = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
ULID = "01JD5ZQ8K3M4N5P6R7S8T9V0W1"
RUN = f"{ULID}-19b4e6f7880"
NAME = "秋のお客様感謝祭とハロウィンのスペシャルなお知らせ（渋谷本店・大福のご案内）"
WORDS = " ".join(f"word{i}" for i in range(12))


@pytest.fixture(params=list(Language))
def terminal(request, monkeypatch):
    """A terminal of 80 columns."""
    for name, value in {"COLUMNS": "80", "FORCE_COLOR": "1", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(screen, "_state", {"language": request.param})


def shown(capsys) -> str:
    """What is on the screen. Nothing is wider than it, and nothing is left out."""
    said = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert all(cell_len(line) <= 80 for line in said.splitlines())
    assert "…" not in said
    return said


@dataclass
class Thing:
    id: str
    name: str
    more: str
    run: str


THING = (
    Column("ID", "id", lambda t: t.id, whole=True),
    Column("名前", "name", lambda t: t.name),
    Column("状態", "state", lambda t: t.more),
    Column("次回", "next", lambda t: "2026年11月22日(日) 19:30"),
    Column("実行", "run", lambda t: t.run, whole=True),
)


def folded(said: str, headings: int, starts: list[str]) -> dict[str, str]:
    """What each column of a folded table says, by its heading; columns begin where their headings do."""
    lines = said.splitlines()
    at = [cell_len(lines[headings][: lines[headings].index(start)]) for start in starts]
    grid = [[cell for char in line for cell in [char, *[""] * (cell_len(char) - 1)]] for line in lines[headings + 2 :]]
    ends = [*at[1:], 10_000]
    return {
        start: "".join("".join(row[a:b]).strip() for row in grid) for start, a, b in zip(starts, at, ends, strict=True)
    }


@pytest.mark.parametrize("id_", [ULID, USER, "A" * 100, "注文番号" * 20], ids=["ulid", "user", "long", "wide"])
def test_a_list_cuts_nothing(terminal, capsys, id_):
    show_list([Thing(id_, NAME, WORDS, RUN)], THING, as_json=False, limit=None)
    said = shown(capsys)
    cells = folded(said, 1, [screen.choose(ja=c.ja, en=c.en) for c in THING])
    assert next(iter(cells.values())) == id_
    assert list(cells.values())[1].replace(" ", "") == NAME
    assert list(cells.values())[2].replace(" ", "") == WORDS.replace(" ", "")
    assert list(cells.values())[4] == RUN


def test_an_id_stays_on_one_line_where_there_is_room(terminal, capsys):
    for id_ in (ULID, USER, RUN):
        show_list([Thing(id_, NAME, WORDS, "")], THING[:4], as_json=False, limit=None)
        assert id_ in shown(capsys)


def test_a_sheet_cuts_nothing(terminal, capsys):
    thing = Thing(USER, NAME * 3, "x" * 200, RUN)
    show_one(thing, THING, as_json=False)
    said = "".join(shown(capsys).split())
    assert USER in said and RUN in said and NAME * 3 in said and "x" * 200 in said


def test_a_tree_cuts_nothing(terminal, capsys):
    words = SimpleNamespace(ja=NAME * 3, en=NAME * 3)
    leaf = SimpleNamespace(matches=True, sentence=words, kind="condition", fact=USER * 4, clauses=[])
    output.print_wide(tree_of(SimpleNamespace(matches=False, sentence=words, kind="all", clauses=[leaf])))
    said = re.sub(r"[\s├└│─]", "", shown(capsys))
    assert said.count(NAME * 3) == 2 and USER * 4 in said


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_report_of_the_demo_cuts_nothing(capsys, monkeypatch, language):
    monkeypatch.setattr("local.demo.job.choose", lambda ja, en: ja if language == "ja" else en)
    counts = {"planned": 123_456, "sent": 123_123, "skipped": dict.fromkeys(REASONS, 1_234), "failed_total": 1_000}
    run = SimpleNamespace(name=NAME, unknown=100, skipped_total=3_702, closed=True, **counts)
    sentence = SimpleNamespace(ja=f"タグに「{NAME}」がある", en=f"tags include “{NAME}”")
    Console(width=80).print(report([Reached(run, 123_123, 1)] * 2, sentence))
    said = shown(capsys)
    assert said.count("123,456") == 2
    figures = next(line for line in said.splitlines() if "123,456" in line)
    width = cell_len(figures.partition("123,456")[0])
    names = [line for line in said.splitlines() if set(line[:4]) & set(NAME)]
    assert NAME * 2 in "".join(set_cell_size(line, width).strip() for line in names)


def test_ids_are_kept_whole():
    """What a list names first, or as what to give to another command, is on one line if it can be."""
    for group in app.MODULES:
        for name, columns in vars(import_module(f"daifukucho_cli.{group}")).items():
            if name in ("_COLUMNS", "_RECIPIENTS", "_TESTED", "_MEMOS"):
                assert any(column.whole for column in columns), (group, name)
    for declared in resources.table().values():
        assert declared.id is None or resources._columns(declared, declared.columns)[0].whole, declared.name
