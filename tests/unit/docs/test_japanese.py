"""The Japanese guides are found, and name nothing that is not there."""

import re
from pathlib import Path

import pytest

from tests.unit.docs.test_docs import ROOT

GUIDES = sorted((ROOT / "docs/ja").glob("*.md"))
_NAME = re.compile(r"`([A-Za-z][A-Za-z0-9_-]*)`")


def links(page: Path, folder: str) -> set[str]:
    return set(re.findall(rf"\]\({folder}([\w-]+\.md)[)#]", page.read_text("utf-8")))


def test_each_guide_is_linked_from_the_index_and_from_the_readme():
    names = {guide.name for guide in GUIDES}
    assert len(names) > 9
    assert names - {"README.md"} <= links(ROOT / "docs/ja/README.md", "")
    assert names <= links(ROOT / "README.ja.md", "docs/ja/")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_a_guide_names_is_known_to_the_english_ones_or_to_the_api(guide: Path):
    sources = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("functions/crm_api/routes/*.py")]
    sources += ROOT.glob("layers/crm/python/daifukucho/*/settings.py")
    known = {name for source in sources for name in re.findall(r"[A-Za-z][A-Za-z0-9_-]*", source.read_text("utf-8"))}
    assert sorted(set(_NAME.findall(guide.read_text("utf-8"))) - known) == []


def test_alarms_and_options_are_those_of_the_english_page():
    english, japanese = ((ROOT / name).read_text("utf-8") for name in ("docs/deploying.md", "docs/ja/deploying.md"))
    rows = re.findall(r"^\| (`.*?) \|", japanese, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(named) > 20
    assert [name for name in named if f"`{name}`" not in english] == []
