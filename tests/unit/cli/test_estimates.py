"""Estimates, as people read them."""

import pytest

from daifukucho_cli import screen
from daifukucho_cli.estimates import about, between
from daifukucho_cli.output import yen
from daifukucho_cli.screen import Language
from daifukucho_client.segments import Range


@pytest.fixture(params=list(Language))
def language(request, monkeypatch) -> Language:
    monkeypatch.setitem(screen._state, "language", request.param)
    return request.param


def said(language: Language, ja: str, en: str) -> str:
    return ja if language is Language.JA else en


def test_a_number_with_its_limits(language):
    assert about(Range(count=1_200, least=1_050, most=1_360), 0.95, 4_000, 20_000) == said(
        language,
        "およそ1,200人（95%の確からしさで1,050〜1,360人。20,000人のうち4,000人を調べました）",
        "about 1,200 (95% sure: 1,050 to 1,360; 20,000 friends, of whom 4,000 were asked)",
    )


def test_nobody_knows_how_many_there_are(language):
    assert about(Range(count=None, least=36, most=None), 0.95, 4_000, None) == said(
        language, "36人以上（4,000人を調べました）", "at least 36 (4,000 friends were asked)"
    )


def test_what_is_certain_is_a_number(language):
    assert about(Range(count=1_200, least=1_200, most=1_200), 0.95, 300, 400) == said(language, "1,200人", "1,200")


def test_ranges(language):
    assert between(1_000, 2_000, yen) == said(language, "¥1,000〜¥2,000", "¥1,000 to ¥2,000")
    assert between(1_000, None, yen) == said(language, "¥1,000以上", "¥1,000 or more")
    assert between(0, 0, yen) == "¥0"
    assert between(None, None, yen) == ""
