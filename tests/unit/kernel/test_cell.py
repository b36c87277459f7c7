"""No cell of a table is taken for a formula."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.cell import harmless

STARTS = [
    "=1+1",
    "+81",
    "-cmd",
    "@SUM",
    "＝1+1",
    "＋81",
    "－1",
    "＠SUM",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫x",
    "−1",
    "\t1",
    "\r1",
    "\n1",
]
HIDDEN = ["", " ", "   ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\t ", "\x00", "\u202e"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", HIDDEN, ids=ascii)
def test_what_could_be_a_formula_is_a_text(before, start):
    assert harmless(before + start) == f"'{before}{start}"


@pytest.mark.parametrize("cell", ["", "a", "-5", "-500.25", "0", "花=花", "'=1", "  余白", "〒100-0001", "（＝）", "~"])
def test_what_is_none_stays_as_it_is(cell):
    assert harmless(cell) == cell


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula(cell):
    seen = harmless(cell).lstrip()
    assert unicodedata.normalize("NFKC", seen[:1]) not in ("=", "+", "@")
