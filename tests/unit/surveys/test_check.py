"""Answers against a definition: what is taken, what is refused, what an answer changes."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.edit import Edit
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Invalid
from daifukucho.surveys.check import check_answers
from daifukucho.surveys.effects import fitting, merged
from daifukucho.surveys.survey import define
from daifukucho.surveys.types import TYPES
from tests.support.surveys import NINE, answers_to_all, of_all_types, question, survey, surveys

TODAY = date(2026, 11, 22)


def check(written, answers):
    return check_answers(define(written), answers, TODAY)


def refused(written, answers, lang="en"):
    with pytest.raises(Invalid) as error:
        check(written, answers)
    assert error.value.code == "invalid_answers"
    return {fault.pointer: getattr(fault.message, lang) for fault in error.value.faults}


def examples(written):
    """An answer to every question."""
    return {q["id"]: TYPES[q["type"]].answer for page in written["pages"] for q in page["questions"]}


@given(surveys())
def test_answers_like_the_examples_are_taken(written):
    found = check(written, examples(written))
    assert found.answers == {q["id"]: TYPES[q["type"]].kept for page in written["pages"] for q in page["questions"]}


@given(surveys(), st.data())
def test_without_a_required_answer_nothing_is_taken(written, data):
    answers = examples(written)
    required = [q["id"] for p in written["pages"] for q in p["questions"] if q["required"] and "show_if" not in q]
    for key in data.draw(st.sets(st.sampled_from(required)) if required else st.just(set())):
        del answers[key]
        assert f"/{key}" in refused(written, answers)


@given(surveys())
def test_what_is_kept_is_taken_again(written):
    """Except consent, which is kept as the version of its text."""
    kept = check(written, examples(written)).answers
    again = {key: True if isinstance(v, dict) and "text_version" in v else v for key, v in kept.items()}
    assert check(written, again).answers == kept


def test_a_question_of_each_type():
    assert check(of_all_types(), answers_to_all()).answers == {f"q_{k.key}": k.kept for k in TYPES.values()}


@pytest.mark.parametrize("blank", [None, "", "  ", [], False])
def test_all_faults_at_once_in_both_languages(blank):
    wrong = {**answers_to_all(), "q_number": 21, "q_phone": blank, "extra/1": 1}
    told = refused(of_all_types(), wrong)
    assert set(told) == {"/q_number", "/q_phone", "/extra~11"}
    assert told["/q_phone"] == "Please fill this in."
    assert refused(of_all_types(), wrong, "ja")["/q_phone"] == "入力してください。"


@pytest.mark.parametrize("kind", TYPES)
def test_what_is_chosen_is_asked_to_be_chosen(kind):
    words = refused(survey(question(TYPES[kind], "q", required=True)), {}, "ja")["/q"]
    chosen = {"choice", "choices", "scale", "image"}
    assert words == (
        "選んでください。" if kind in chosen
        else "内容を確認して、同意にチェックしてください。" if kind == "consent"
        else "入力してください。"
    )  # fmt: skip


@pytest.mark.parametrize("given", [None, [], "x", 1])
def test_what_is_no_set_of_answers(given):
    assert len(refused(of_all_types(), given)) == len(TYPES)


def test_zero_is_an_answer():
    written = survey(question(TYPES["scale"], "q", required=True), question(TYPES["number"], "n", min=0, required=True))
    assert check(written, {"q": 0, "n": 0}).answers == {"q": 0, "n": 0}


def test_what_is_hidden_is_neither_needed_nor_kept():
    assert check(NINE, {"know": "no", "bought": "week", "again": "yes"}).answers == {"know": "no"}
    assert set(refused(NINE, {"know": "yes"})) == {"/bought"}
    assert check(NINE, {"know": "yes", "bought": "never"}).answers == {"know": "yes", "bought": "never"}


def test_what_depends_on_something_hidden_is_hidden():
    options = {"options": [{"value": "y", "label": {"ja": "y"}}, {"value": "n", "label": {"ja": "n"}}]}
    asked = [question(TYPES["choice"], key, **options) for key in "abc"]
    for before, after in pairwise(asked):
        after["show_if"] = {"question": before["id"], "op": "is", "value": "y"}
    assert check(survey(*asked), {"a": "n", "b": "y", "c": "y"}).answers == {"a": "n"}
    assert check(survey(*asked), {"a": "y", "b": "y", "c": "y"}).answers == {"a": "y", "b": "y", "c": "y"}


def test_all_answers_together_have_a_limit():
    asked = [question(TYPES["text"], f"q{n}", max_length=2_000) for n in range(30)]
    assert set(refused(survey(*asked), {q["id"]: "あ" * 2_000 for q in asked})) == {""}


def test_what_answers_change():
    written = survey(
        question(TYPES["choices"], "likes"),
        question(TYPES["choice"], "taste"),
        question(TYPES["date"], "born", saves_to="birthday"),
        question(TYPES["text"], "name", multiline=False, max_length=50, saves_to="alias"),
        effects={"tags_add": ["回答"], "tags_remove": ["甘め"]},
    )
    answers = {"likes": ["mame"], "taste": "sweet", "born": "1990-04-01", "name": "花子"}
    edit = check(written, answers).edit
    assert edit == Edit(
        {"birthday": "1990-04-01", "alias": "花子"}, frozenset({"豆大福が好き", "回答"}), frozenset({"甘め"})
    )
    assert check(written, {}).edit == Edit({}, frozenset({"回答"}), frozenset({"甘め"}))


def test_an_answer_that_a_friends_attribute_cannot_hold():
    """A question that is kept in an attribute keeps that attribute's rules."""
    with pytest.raises(Invalid) as error:
        define(survey(question(TYPES["text"], "q", saves_to="alias")))
    assert "/pages/0/questions/0/saves_to" in [fault.pointer for fault in error.value.faults]


TAGS = st.frozensets(st.sampled_from("abcd"))


@given(st.lists(st.builds(Edit, st.dictionaries(st.sampled_from(["alias", "note"]), st.text()), TAGS, TAGS)))
def test_edits_as_one_do_what_they_do_one_after_the_other(edits):
    edits = [Edit(e.set, e.tags_add, e.tags_remove - e.tags_add) for e in edits]
    tags, values = {"a", "b"}, {}
    for edit in edits:
        tags = (tags - edit.tags_remove) | edit.tags_add
        values |= edit.set
    whole = merged(edits)
    assert ({"a", "b"} - whole.tags_remove) | whole.tags_add == tags
    assert whole.set == values
    assert not whole.tags_add & whole.tags_remove


def test_a_friend_who_has_all_the_tags_that_she_can_have():
    full = Friend("U1", tags={f"t{n}": 1 for n in range(200)})
    edit, left = fitting(Edit({"alias": "花"}, frozenset({"a", "b", "t5"}), frozenset({"t7"})), full)
    assert edit == Edit({"alias": "花"}, frozenset({"a"}), frozenset({"t7"}))
    assert left == ["b"]
