"""Answers as a table."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import Friend
from daifukucho.surveys.answers import BOM, Answer, to_csv
from daifukucho.surveys.survey import define
from daifukucho.surveys.types import TYPES
from tests.support.surveys import of_all_types, question, survey

AT = 1_795_316_400_000
HANAKO = Friend("U1", display_name="花", family_name="山田", alias="=常連", member_no="2123456789010")
FRIENDS = {"U1": HANAKO}


def rows(text):
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def answer(answers, version=1):
    return Answer("a-1", "U1", AT, version, answers)


def test_a_row_for_each_answer():
    written = define(of_all_types())
    text = to_csv(written, [answer({f"q_{k.key}": k.kept for k in TYPES.values()})], FRIENDS, "ja", first=True)
    assert text.startswith(BOM) and text.endswith("\r\n")
    names, row = rows(text)
    assert names[:5] == ["回答ID", "回答日時", "友だちのID", "LINEの表示名", "氏名"]
    assert names[5:8] == ["管理名", "会員番号", "回答フォームの版"]
    assert len(names) == len(row) == 8 + len(TYPES) + 1
    told = dict(zip([*names[:8], *sorted(TYPES), "others"], row, strict=True))
    assert [told[name] for name in names[2:7]] == ["U1", "花", "山田", "'=常連", "2123456789010"]
    assert told["回答日時"] == "2026-11-22T12:00:00+09:00"
    assert told["choice"] == "甘め" and told["choices"] == "豆大福, いちご大福"
    assert told["phone"] == "'+819012345678"
    assert told["consent"] == "✓ 2026-11"
    assert told["others"] == ""


def test_a_friend_of_whom_nothing_is_known_keeps_the_row():
    written = define(of_all_types())
    _, row = rows(to_csv(written, [answer({})], {}, "ja", first=True))
    assert row[2:7] == ["U1", "", "", "", ""]


def test_parts_of_a_table_make_one():
    written = define(of_all_types())
    whole = to_csv(written, [answer({}), answer({})], FRIENDS, "en", first=True)
    parts = to_csv(written, [answer({})], FRIENDS, "en", first=True) + to_csv(
        written, [answer({})], FRIENDS, "en", first=False
    )
    assert parts == whole
    assert rows(whole)[0][0] == "answer id"


def test_answers_to_former_versions_are_not_lost():
    now = define(survey(question(TYPES["number"], "a"), question(TYPES["choice"], "b")))
    _, row = rows(to_csv(now, [answer({"a": "いろいろ", "b": "gone", "c": ["x"]})], FRIENDS, "ja", first=True))
    assert row[8:] == ["", "gone", "a: いろいろ; c: ['x']"]


@pytest.mark.parametrize("start", ["=1+1", "+81", "-cmd", "@SUM", "＝1+1", "＋81", "－１", "＠SUM"])
def test_no_cell_is_a_formula(start):
    written = define(survey(question(TYPES["text"], "q")))
    _, row = rows(to_csv(written, [answer({"q": start})], FRIENDS, "ja", first=True))
    assert row[8] == "'" + start


def test_numbers_stay_numbers():
    written = define(survey(question(TYPES["number"], "q", min=-9)))
    _, row = rows(to_csv(written, [answer({"q": -5})], FRIENDS, "ja", first=True))
    assert row[8] == "-5"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_whatever_is_written_is_read_back_as_no_formula(text):
    written = define(survey(question(TYPES["text"], "q")))
    _, row = rows(to_csv(written, [answer({"q": text})], FRIENDS, "ja", first=True))
    assert row[8].removeprefix("'") == text.removeprefix("'")
    assert not row[8].startswith(("=", "+", "@"))
