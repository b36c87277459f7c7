"""What the documentation names exists, and what has to be documented is."""

import re
from dataclasses import fields
from itertools import chain
from pathlib import Path

import pytest

from daifukucho.book.kinds import EVENTS
from daifukucho.friends.friend import Friend
from daifukucho.segments.fields import all_fields
from daifukucho_aws.dynamo import outbox_items, rate_limit, tables, trials

ROOT = Path(__file__).resolve().parents[3]
DOCS = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")])

each_page = pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_FOLDERS = ("cli", "docs", "functions", "infra", "layers", "local", "scripts", "tests")
_PACKAGES = ("daifukucho", "daifukucho_aws")


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """The ids that GitHub gives the headings of a page."""
    headings = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(prose(page)))
    return {title.strip().replace(" ", "-") for title in headings}


@each_page
def test_links_lead_somewhere(page: Path):
    broken = []
    for link in _LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        inside = target.is_relative_to(ROOT) and target.exists()
        if not inside or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@each_page
def test_files_that_are_named_exist(page: Path):
    missing = []
    for name in _CODE.findall(prose(page)):
        if not re.fullmatch(r"[\w.]+(/[\w.]+)*(/|\.\w+)", name):
            continue
        first = name.partition("/")[0]
        home = ROOT / "layers/crm/python" if first in _PACKAGES else ROOT if first in _FOLDERS else None
        if home is not None and not (home / name).exists():
            missing.append(name)
    assert missing == []


@each_page
def test_make_knows_what_it_is_told(page: Path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text("utf-8")
    named = re.findall(r"^(?:\w+=\S+ )*make ([a-z]+)", "\n".join(_FENCE.findall(text)), re.MULTILINE)
    named += re.findall(r"`(?:\w+=\S+ )*make ([a-z]+)", _FENCE.sub("", text))
    assert set(named) <= targets


@each_page
def test_tests_that_are_named_exist(page: Path):
    defined = set(chain.from_iterable(re.findall(r"def (test_\w+)", t.read_text()) for t in ROOT.glob("tests/**/*.py")))
    named = set(re.findall(r"`(?:\S+::)?(test_\w+)`", page.read_text("utf-8")))
    assert named <= defined


def test_each_access_pattern_names_its_test():
    text = (ROOT / "docs/data.md").read_text("utf-8")
    section = text.partition("## Access patterns")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("|")][2:]
    assert len(rows) > 30
    assert [row for row in rows if not re.search(r"`test_\w+`", row)] == []


def test_what_is_stored_is_documented():
    text = (ROOT / "docs/data.md").read_text("utf-8")
    items = [tables.FriendItem, tables.LedgerItem, tables.CatalogItem, outbox_items.RunItem, outbox_items.SliceItem]
    items += [outbox_items.DefinitionItem, outbox_items.BatchItem, outbox_items.MatchedItem, trials.TrialItem]
    items += [tables.RequestItem, tables.AnswerLineItem, tables.PlacesItem, rate_limit.RateItem]
    names = {attribute for item in items for attribute in item.get_attributes()}
    names |= {field.name for field in fields(Friend)} | set(EVENTS)
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_what_a_segment_may_ask_is_documented():
    text = (ROOT / "docs/segments.md").read_text("utf-8")
    rows = [f"| `{attribute.name}` | {attribute.type} |" for attribute in all_fields().values()]
    assert [row for row in rows if row not in text] == []


def test_both_readmes_have_the_same_parts():
    english, japanese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md"))

    def structure(text: str) -> list[str]:
        return [line.split(" ", 1)[0] for line in _FENCE.sub("```", text).splitlines() if re.match(r"#|```|\|--", line)]

    assert structure(english) == structure(japanese)
    commands = [re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL) for text in (english, japanese)]
    assert [len(block.splitlines()) for block in commands[0]] == [len(block.splitlines()) for block in commands[1]]


def folders(of: str) -> set[str]:
    return {path.name for path in (ROOT / of).iterdir() if path.is_dir() and path.name != "__pycache__"}


def test_the_tour_has_each_function_and_each_folder_of_the_core():
    tour = (ROOT / "docs/architecture.md").read_text("utf-8")

    def rows(heading: str) -> set[str]:
        table = tour.partition(f" {heading}\n")[2].partition("\n## ")[0]
        return set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (.+?) \|", table, re.MULTILINE))))

    assert rows("The functions") == folders("functions")
    assert rows("The folders of the core") == folders("layers/crm/python/daifukucho")
    assert [name for name in folders("local") if f"local/{name}" not in tour] == []
    assert [name for name in folders("layers/crm/python/daifukucho_aws") if f"`{name}`" not in tour] == []


def test_each_guide_is_listed_in_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in sorted(ROOT.glob("docs/*.md")) if f"](docs/{page.name})" not in text] == []


PASSING = re.compile(
    r'"schedule": \{[^}]*?"20[2-9]\d-'  # of a campaign; a far "ends_at" is none
    r'|"(?:at|start)": "20[2-9]\d-[^"]*"(?:\}`|\}\})'  # a schedule in a table
    r'|"(?:starts_at|ends_at|opens_at|closes_at|until)": "20[2-8]\d-'
    r"|--restore-date-time 20"
)
"""A date in something to be sent that has to lie ahead, or not long ago, and one day does not."""


@each_page
def test_what_examples_send_does_not_pass(page: Path):
    if "adr" not in page.parts:  # decisions are of their day
        assert PASSING.findall(page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "example",
    [
        '"schedule": {"at": "2026-12-24T10:00:00+09:00"}',
        '| `{"at": "2026-12-24T10:00:00+09:00"}` |',
        '| `{"rate": {"every": 2, "unit": "weeks"}, "starts_at": "2026-12-24T10:00:00+09:00"}` |',
        '"closes_at": "2026-12-24T20:00:00+09:00"',
        "--restore-date-time 2026-11-30T09:00:00+09:00",
    ],
)
def test_an_example_that_passes_is_noticed(example: str):
    assert PASSING.search(example)
