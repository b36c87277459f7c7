"""What can be defined, and what is refused, with its place."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given

from daifukucho.kernel.errors import Invalid
from daifukucho.surveys.definition import SURVEY
from daifukucho.surveys.survey import define
from daifukucho.surveys.types import TYPES
from tests.support.search import checks
from tests.support.surveys import NINE, of_all_types, question, survey, surveys

YES_NO = {"options": [{"value": "yes", "label": {"ja": "はい"}}, {"value": "no", "label": {"ja": "いいえ"}}]}


def ask(key, **given):
    return question(TYPES["choice"], key, **{**YES_NO, **given})


def when(key, op="is", value="yes"):
    return {"question": key, "op": op, "value": value}


def places(given):
    with pytest.raises(Invalid) as refused:
        define(given)
    assert refused.value.code == "invalid_survey"
    return [fault.pointer for fault in refused.value.faults]


def test_the_example_that_ships_can_be_saved():
    found = define(NINE)
    assert [q.id for q in found.questions()] == ["know", "bought", "again"]
    assert found.nine_segments.product_id == "daifuku"
    assert SURVEY.shape.kept(NINE) == found


@given(surveys())
def test_what_was_saved_is_read_back(written):
    survey = define(written)
    for there, back in ((SURVEY.shape.shown, SURVEY.shape.kept), (SURVEY.shape.stored, SURVEY.shape.restored)):
        assert back(json.loads(json.dumps(there(survey)))) == survey
    assert define(SURVEY.shape.shown(survey)) == survey


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ([], ""),
        ({}, "/name"),
        (survey(ask("a"), color=1), "/color"),
        (survey(ask("a"), title={"en": "x"}), "/title/ja"),
        (survey(ask("a"), repeats="sometimes"), "/repeats"),
        (survey(ask("a"), opens_at="2026-11-22"), "/opens_at"),
        (survey(ask("a"), opens_at="2026-11-22T00:00:00Z", closes_at="2026-11-22T00:00:00Z"), "/closes_at"),
        (survey(ask("a"), limit=0), "/limit"),
        (survey(), "/pages/0/questions"),
        (survey(pages=[]), "/pages"),
        (survey(ask("a"), ask("a")), "/pages/0/questions/1/id"),
        (survey(ask("A")), "/pages/0/questions/0/id"),
        (survey(ask("constructor")), "/pages/0/questions/0/id"),
        (survey({**ask("a"), "type": "colour"}), "/pages/0/questions/0/type"),
        (survey({**ask("a"), "type": ["choice"]}), "/pages/0/questions/0/type"),
        (survey(ask("a", saves_to="alias")), "/pages/0/questions/0/saves_to"),
        (survey(question(TYPES["scale"], "a", saves_to="")), "/pages/0/questions/0/saves_to"),
        (survey(question(TYPES["text"], "a", max_length=200, saves_to="alias")), "/pages/0/questions/0/saves_to"),
        (survey(ask("a", required="yes")), "/pages/0/questions/0/required"),
        (survey(ask("a"), effects={"set": {"status": "blocked"}}), "/effects/set/status"),
        (survey(ask("a"), effects={"tags_add": ["x"] * 21}), "/effects/tags_add"),
        (survey(ask("a"), effects={"tags_add": [""]}), "/effects/tags_add/0"),
        (survey(ask("a", show_if=when("b")), ask("b")), "/pages/0/questions/0/show_if/question"),
        (survey(ask("a", show_if=when("a"))), "/pages/0/questions/0/show_if/question"),
        (survey(ask("a"), ask("b", show_if=when("a", value="maybe"))), "/pages/0/questions/1/show_if/value"),
        (survey(ask("a"), ask("b", show_if=when("a", "at_least", 1))), "/pages/0/questions/1/show_if/op"),
        (survey(ask("a"), ask("b", show_if={})), "/pages/0/questions/1/show_if"),
        (survey(ask("a"), ask("b", show_if={"all": []})), "/pages/0/questions/1/show_if/all"),
        (survey(ask("a"), nine_segments={"product_id": "p"}), "/nine_segments/aware"),
    ],
)
def test_what_cannot_be(given, at):
    assert at in places(given)


def test_every_fault_is_named_at_once():
    given = survey(ask("a", required=1), ask("a"), limit=-1, closes_at="soon")
    assert set(places(given)) == {
        "/limit", "/closes_at", "/pages/0/questions/0/required", "/pages/0/questions/1/id",
    }  # fmt: skip


def test_null_is_as_good_as_nothing_in_a_condition():
    given = {"all": [when("a") | {"not": None}], "question": None, "op": None, "value": None}
    assert places(survey(ask("a"), ask("b", show_if=given))) == [
        f"/pages/0/questions/1/show_if/{n}" for n in ("op", "value")
    ]
    del given["op"], given["value"]
    define(survey(ask("a"), ask("b", show_if=given)))


def test_what_does_not_fit_together_is_named_whatever_else_is_wrong():
    """A question with a fault is still one that others can name, and what is not known of it is not held against them."""
    options = [{"value": "yes"}, {"value": "yes", "label": {"ja": "はい"}}]
    given = survey(
        ask("a", label=None, options=options),
        ask("b", show_if={"all": [when("a", value="maybe"), {}, when("a"), when("z"), when("c")]}),
        question(TYPES["number"], "c", help=1, min=3, max=2, saves_to="alias"),
        {"id": "d", "type": "colour"},
        ask("e", show_if={"any": [when("d", "at_least", "x"), when("c", "at_least", "x")]}),
        ask("constructor"),
        nine_segments={"product_id": "p", "aware": {"question": "a", "yes": ["yes"], "no": ["never"]}, "lapse_days": 2},
    )
    at = "/pages/0/questions"
    assert set(places(given)) == {
        f"{at}/0/label", f"{at}/0/options/0/label", f"{at}/0/options/1/value", f"{at}/1/show_if/all/0/value",
        f"{at}/1/show_if/all/1", f"{at}/1/show_if/all/3/question", f"{at}/1/show_if/all/4/question", f"{at}/2/help",
        f"{at}/2/max", f"{at}/2/saves_to", f"{at}/3/type", f"{at}/4/show_if/any/1/value", f"{at}/5/id",
        "/nine_segments/aware/no", "/nine_segments/bought", "/nine_segments/intends", "/nine_segments/lapse_days",
    }  # fmt: skip


def test_conditions_that_are_too_deep():
    deep = when("a")
    for _ in range(4):
        deep = {"not": deep}
    assert places(survey(ask("a"), ask("b", show_if=deep))) == ["/pages/0/questions/1/show_if" + "/not" * 4]


def contradiction(key):
    return {"all": [when(key), {"not": when(key)}]}


@pytest.mark.parametrize(
    ("asked", "condition", "reached"),
    [
        ([ask("a")], contradiction("a"), False),
        ([ask("a")], {"all": [when("a"), when("a", value="no")]}, False),
        ([ask("a", required=True)], {"not": {"question": "a", "op": "answered"}}, False),
        ([ask("a")], {"not": {"question": "a", "op": "answered"}}, True),
        ([ask("a"), ask("b", show_if=when("a"))], {"all": [when("b"), when("a", value="no")]}, False),
        ([ask("a"), ask("b", show_if=when("a"))], {"all": [when("b"), when("a")]}, True),
        ([question(TYPES["scale"], "a", min=1, max=5)], when("a", "at_least", 6), False),
        ([question(TYPES["scale"], "a", min=1, max=5)], when("a", "at_least", 5), True),
        ([question(TYPES["choices"], "a")], {"all": [when("a", value=v) for v in ("mame", "ichigo")]}, True),
        ([question(TYPES["choices"], "a")], {"all": [when("a", value=v) for v in ("mame", "ichigo", "yomogi")]}, False),
        ([question(TYPES["text"], "a")], {"question": "a", "op": "answered"}, True),
    ],
)
def test_every_page_and_question_can_be_reached(asked, condition, reached):
    for written, at in (
        (survey(pages=[{"questions": asked}, {"show_if": condition, "questions": [ask("z")]}]), "/pages/1/show_if"),
        (survey(*asked, ask("z", show_if=condition)), f"/pages/0/questions/{len(asked)}/show_if"),
    ):
        if reached:
            define(written)
        else:
            assert places(written) == [at]


def test_ten_questions_that_all_matter_are_still_looked_through():
    asked = [ask(f"q{n}") for n in range(10)]
    told = [when(f"q{n}") for n in range(10)]
    for condition in ({"all": told}, {"all": [{"not": part} for part in told]}, {"not": {"any": told}}):
        define(survey(*asked, ask("z", show_if=condition)))
    assert places(survey(*asked, ask("z", show_if={"all": [*told[:9], contradiction("q9")]})))


def test_a_limit_comes_with_the_first_version_or_never():
    unlimited, limited = survey(ask("a")), survey(ask("a"), limit=3)
    assert define(survey(ask("a"), limit=9), define(limited)).limit == 9
    for before, after in ((unlimited, limited), (limited, unlimited)):
        with pytest.raises(Invalid) as refused:
            define(after, define(before))
        assert [fault.pointer for fault in refused.value.faults] == ["/limit"]


@checks(30)
@given(surveys())
def test_a_definition_is_not_changed_by_reading_it(written):
    before = copy.deepcopy(written)
    define(written)
    assert written == before


def test_each_type_is_documented():
    guide = (Path(__file__).parents[3] / "docs" / "surveys.md").read_text("utf-8")
    assert [key for key in TYPES if f"| `{key}` |" not in guide] == []


def test_a_question_of_each_type():
    assert len(list(define(of_all_types()).questions())) == len(TYPES)


def test_nine_segments_name_questions_and_values_that_are_there():
    given = copy.deepcopy(NINE)
    given["nine_segments"]["bought"] |= {"within": {"year": 365}, "lapsed": ["gone"]}
    given["nine_segments"]["aware"]["question"] = "knows"
    given["nine_segments"]["lapse_days"] = 31
    assert set(places(given)) == {
        "/nine_segments/bought/within", "/nine_segments/bought/lapsed", "/nine_segments/aware/question",
        "/nine_segments/aware/yes", "/nine_segments/aware/no", "/nine_segments/lapse_days",
    }  # fmt: skip
