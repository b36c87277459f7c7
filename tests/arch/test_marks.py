"""``make test`` runs two commands: all that is in process, by marks, and two folders. A test that is in neither never runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(file for folder in ("tests", "local") for file in (ROOT / folder).rglob("test_*.py"))


@pytest.mark.parametrize("mark", ["e2e", "browser"])
def test_what_needs_the_stack_is_marked_and_stands_in_the_folder_of_its_mark(mark: str) -> None:
    marked = {
        file for file in FILES if re.search(rf"^pytestmark = .*pytest\.mark\.{mark}\b", file.read_text("utf-8"), re.M)
    }
    used = {file for file in FILES if f"pytest.mark.{mark}" in file.read_text("utf-8")} - {Path(__file__)}
    assert marked == used == set((ROOT / "tests" / mark).rglob("test_*.py"))
