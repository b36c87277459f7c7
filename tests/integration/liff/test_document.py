"""The description of the pages' API, and the pages' types, which follow from it.

That it is true, each test here tests: ``Liff`` compares with it whatever the function answers.
"""

import json
from types import SimpleNamespace

import pytest
from jsonschema import ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator

from daifukucho.surveys.definition import SURVEY
from daifukucho.surveys.show import shown
from daifukucho.surveys.types import TYPES
from tests.support.liff_document import DOCUMENT, assert_described, document, types, written
from tests.support.surveys import NINE, of_all_types, question, survey


def test_it_is_openapi():
    OpenAPIV31SpecValidator(document()).validate()


def test_it_is_that_of_the_routes():
    assert DOCUMENT.read_text("utf-8") == written(), "run: make resources"


def test_the_types_are_those_of_the_description():
    types("--check")  # else run: make resources


@pytest.mark.parametrize(
    "answer", [{}, {"at": "now", "qr": "", "qr_until": None}, {"at": 1, "qr": "", "qr_until": None, "more": 1}]
)
def test_an_answer_that_is_not_described_is_found(answer):
    with pytest.raises(ValidationError):
        assert_described("GET", "card/code", 200, answer)


_A, _B = question(TYPES["choice"], "a"), {"question": "a", "op": "is", "value": "sweet"}
_TREE = {"all": [_B, {"any": [{"not": _B}, {"question": "a", "op": "answered"}]}]}


@pytest.mark.parametrize(
    "written", [NINE, of_all_types(), survey(_A, question(TYPES["number"], min=-0.5, max=2, decimals=1, show_if=_TREE))]
)
def test_every_question_and_condition_is_described(written):
    told = shown(SimpleNamespace(id="s", version=1, says=SURVEY.shape.kept(written)), "ja")
    assert_described(
        "GET", "surveys/s/ja", 200, json.loads(json.dumps(told | {"state": "open", "today": "2026-11-22"}))
    )
