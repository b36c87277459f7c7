"""Answers as a table."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.surveys.answers import BOM, Answer, to_csv
from daifukucho.surveys.definition import define_survey
from daifukucho.surveys.types import TYPES
from tests.support.surveys import of_all_types, question, survey

AT = 1_795_316_400_000


def rows(text):
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def answer(answers, version=1):
    return Answer("a-1", "U1", AT, version, answers)


def test_a_row_for_each_answer():
    written = define_survey(of_all_types())
    text = to_csv(written, [answer({f"q_{k.key}": k.kept for k in TYPES.values()})], "ja", first=True)
    assert text.startswith(BOM) and text.endswith("\r\n")
    names, row = rows(text)
    assert names[:4] == ["回答ID", "回答日時", "友だちID", "フォームの版"]
    assert len(names) == len(row) == 4 + len(TYPES) + 1
    told = dict(zip([*names[:4], *sorted(TYPES), "others"], row, strict=True))
    assert told["回答日時"] == "2026-11-22T12:00:00+09:00"
    assert told["choice"] == "甘め" and told["choices"] == "豆大福, いちご大福"
    assert told["phone"] == "'+819012345678"
    assert told["consent"] == "✓ 2026-11"
    assert told["others"] == ""


def test_parts_of_a_table_make_one():
    written = define_survey(of_all_types())
    whole = to_csv(written, [answer({}), answer({})], "en", first=True)
    parts = to_csv(written, [answer({})], "en", first=True) + to_csv(written, [answer({})], "en", first=False)
    assert parts == whole
    assert rows(whole)[0][0] == "answer id"


def test_answers_to_former_versions_are_not_lost():
    now = define_survey(survey(question(TYPES["number"], "a"), question(TYPES["choice"], "b")))
    _, row = rows(to_csv(now, [answer({"a": "いろいろ", "b": "gone", "c": ["x"]})], "ja", first=True))
    assert row[4:] == ["", "gone", "a: いろいろ; c: ['x']"]


@pytest.mark.parametrize("start", ["=1+1", "+81", "-cmd", "@SUM", "＝1+1", "＋81", "－１", "＠SUM"])
def test_no_cell_is_a_formula(start):
    written = define_survey(survey(question(TYPES["text"], "q")))
    _, row = rows(to_csv(written, [answer({"q": start})], "ja", first=True))
    assert row[4] == "'" + start


def test_numbers_stay_numbers():
    written = define_survey(survey(question(TYPES["number"], "q", min=-9)))
    _, row = rows(to_csv(written, [answer({"q": -5})], "ja", first=True))
    assert row[4] == "-5"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_whatever_is_written_is_read_back_as_no_formula(text):
    written = define_survey(survey(question(TYPES["text"], "q")))
    _, row = rows(to_csv(written, [answer({"q": text})], "ja", first=True))
    assert row[4].removeprefix("'") == text.removeprefix("'")
    assert not row[4].startswith(("=", "+", "@"))
