"""Each type of question: its example, what it takes, and what it refuses."""

from datetime import date

import pytest

from daifukucho.kernel.errors import Unfit
from daifukucho.surveys.types import TYPES
from daifukucho.surveys.types.address import PREFECTURES
from tests.support.surveys import question

TODAY = date(2026, 11, 22)
ALL = sorted(TYPES.values(), key=lambda kind: kind.key)
each = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)


def faults_of(kind, **given):
    return [fault.pointer for fault in kind.shape.faults(question(kind, **given), "")]


def made(kind, **given):
    assert faults_of(kind, **given) == []
    return kind.shape.kept(question(kind, **given))


def take(key, answer, **given):
    kind = TYPES[key]
    return kind.check(made(kind, **given), answer, TODAY)


def test_the_registry():
    assert set(TYPES) == {
        *("text", "choice", "choices", "date", "number", "scale", "image"),
        *("postal_code", "address", "phone", "consent"),
    }


@each
def test_says_what_it_is_in_both_languages(kind):
    assert all(words.strip() for words in (*kind.label, *kind.description))


@each
def test_its_example_is_taken(kind):
    asked = made(kind)
    assert kind.check(asked, kind.answer, TODAY) == kind.kept
    assert isinstance(kind.cell(asked, kind.kept, "ja"), str)
    assert set(kind.show(asked, "en")) & {"effects", "edit"} == set()


@each
@pytest.mark.parametrize(
    "answer", [None, 3.5, "", "あ" * 3_000, [], [[]], {}, {"a": 1}, {"postal_code": 1}, [1], "\ud800"]
)
def test_what_it_is_no_answer_to(kind, answer):
    asked = made(kind)
    with pytest.raises(Unfit) as refused:
        kind.check(asked, answer, TODAY)
    assert refused.value.words.ja and refused.value.words.en


@each
def test_settings_that_are_not_its_own(kind):
    assert faults_of(kind, 色=1) == ["/色"]


@pytest.mark.parametrize(
    ("key", "settings", "pointer"),
    [
        ("text", {"max_length": 2_001}, "/max_length"),
        ("text", {"multiline": False, "max_length": 201}, "/max_length"),
        ("text", {"min_length": 9, "max_length": 8}, "/min_length"),
        ("choice", {"options": [{"value": "a", "label": {"ja": "あ"}}]}, "/options"),
        ("choice", {"options": [{"value": "a", "label": {"ja": "あ"}}] * 2}, "/options/1/value"),
        ("choice", {"options": [{"value": "A", "label": {"ja": "あ"}}, {"value": "b"}]}, "/options/0/value"),
        ("choices", {"max_chosen": 4}, "/max_chosen"),
        ("choices", {"min_chosen": 3, "max_chosen": 2}, "/min_chosen"),
        ("date", {"first": "2026-02-30"}, "/first"),
        ("date", {"first": "2026-W01-1"}, "/first"),
        ("date", {"first": "2026-02-02", "last": "2026-02-01"}, "/last"),
        ("number", {"min": 3, "max": 2}, "/max"),
        ("number", {"decimals": 4}, "/decimals"),
        ("scale", {"min": 2}, "/min"),
        ("scale", {"max": 11}, "/max"),
        ("consent", {"text": None}, "/text"),
        ("consent", {"text_version": ""}, "/text_version"),
    ],
)
def test_settings_that_cannot_be(key, settings, pointer):
    kind = TYPES[key]
    assert pointer in faults_of(kind, **settings)


def test_text_has_its_limits():
    assert take("text", "あ" * 500) == "あ" * 500
    for wrong in ("あ" * 501, "a\x00b"):
        with pytest.raises(Unfit):
            take("text", wrong)
    with pytest.raises(Unfit):
        take("text", "a\nb", multiline=False, max_length=200)
    with pytest.raises(Unfit):
        take("text", "あ", min_length=2)


def test_choices_are_kept_once_in_their_order():
    assert take("choices", ["yomogi", "mame", "yomogi"]) == ["mame", "yomogi"]
    for wrong in (["mame", "ichigo", "yomogi"], ["shio"]):
        with pytest.raises(Unfit):
            take("choices", wrong)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2024/02/29", "2024-02-29"),
        ("20240229", "2024-02-29"),
        ("２０２４年2月29日", "2024-02-29"),
    ],
)
def test_dates(answer, kept):
    assert take("date", answer) == kept


@pytest.mark.parametrize(
    "answer",
    [
        "2026-11-23",
        "2025-02-29",
        "1899-12-31",
        "2026-11",
        "2026-1122",
        "2024.0229",
        "20240-229",
        "2024-02/29",
        "2024022 9",
    ],
)
def test_dates_that_are_not(answer):
    with pytest.raises(Unfit):
        take("date", answer)


@pytest.mark.parametrize(
    ("answer", "kept"), [(1, 1), ("２０", 20), (20.0, 20), ("0", 0), ("−1", -1), ("+5", 5), ("20.0", 20)]
)
def test_numbers(answer, kept):
    assert take("number", answer, min=-1) == kept


@pytest.mark.parametrize(
    "answer", [21, -2, 1.5, "1.5", True, "NaN", "Infinity", "九", "1e99", "1e1", "1,5", "1_0", "1 0", "x" * 40]
)
def test_numbers_that_are_not(answer):
    with pytest.raises(Unfit):
        take("number", answer, min=-1)


def test_numbers_with_decimals():
    assert take("number", "1.25", decimals=2) == 1.25
    with pytest.raises(Unfit):
        take("number", "1.255", decimals=2)


def test_a_scale_is_asked_for_a_number():
    assert take("scale", 0) == 0
    for wrong in (-1, 11, "3", True, 3.0):
        with pytest.raises(Unfit):
            take("scale", wrong)


@pytest.mark.parametrize("written", ["0608588", "060-8588", "〒060-8588", "０６０ー８５８８", " 060 8588 "])
def test_postal_codes(written):
    assert take("postal_code", written) == "0608588"


@pytest.mark.parametrize("written", ["608588", "060-85888", "abc-defg", "060-858x"])
def test_postal_codes_that_are_not(written):
    with pytest.raises(Unfit):
        take("postal_code", written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("090-1234-5678", "+819012345678"),
        ("０３（１２３４）５６７８", "+81312345678"),
        ("+81 90 1234 5678", "+819012345678"),
        ("+81(0)90-1234-5678", "+819012345678"),
        ("050-1234-5678", "+815012345678"),
        ("0120-123-456", "+81120123456"),
        ("0800-123-4567", "+818001234567"),
        ("+1 (415) 555-2671", "+14155552671"),
    ],
)
def test_telephone_numbers(written, kept):
    assert take("phone", written) == kept


@pytest.mark.parametrize(
    "written", ["9012345678", "90-1234-5678", "090-1234-567", "03-1234-56789", "0012345678", "+81 90 1234", "+", "110"]
)
def test_telephone_numbers_that_are_not(written):
    """A zero that a spreadsheet has eaten is not guessed back."""
    with pytest.raises(Unfit):
        take("phone", written)


def test_an_address_needs_all_but_the_building():
    whole = dict(TYPES["address"].answer)
    assert take("address", {**whole, "building": " 大福ビル3F "})["building"] == "大福ビル3F"
    assert "building" not in take("address", {**whole, "building": " "})
    for name in ("postal_code", "prefecture", "city", "street"):
        with pytest.raises(Unfit):
            take("address", {key: value for key, value in whole.items() if key != name})
    for wrong in ({**whole, "prefecture": "東京"}, {**whole, "country": "JP"}, {**whole, "city": "あ" * 101}):
        with pytest.raises(Unfit):
            take("address", wrong)
    assert len(set(PREFECTURES)) == 47


def test_consent_keeps_the_version_of_its_text():
    assert take("consent", True, text_version="2026-12") == {"text_version": "2026-12"}
    for wrong in (False, 1, "true"):
        with pytest.raises(Unfit):
            take("consent", wrong)
