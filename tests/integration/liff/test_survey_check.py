"""What the survey page takes for an answer, and which questions it shows, against the core that has the last word."""

from datetime import date
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from daifukucho.kernel.errors import Invalid
from daifukucho.surveys.check import check_answers
from daifukucho.surveys.definition import SURVEY
from daifukucho.surveys.show import shown
from daifukucho.surveys.types import TYPES
from tests.support.search import checks
from tests.support.surveys import NINE, answers_to_all, of_all_types, question, survey
from tests.support.typescript import answering

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
BLANK = [None, "", "  ", "\u3164", "\u200b \u2800", False, []]
TRIED = {
    "text": ["あ", " x ", "a\r\nb", "𠮷" * 200, "x" * 201, "🍡" * 500, "x" * 501, "\u2028"],
    "choice": ["sweet", "plain", "other"],
    "choices": [["mame"], ["yomogi", "mame"], ["mame", "ichigo", "yomogi"]],
    "date": ["2026-11-22", "2026-11-23", "1900-01-01", "1899-12-31", "2024-02-29", "2025-02-29", "２０２６/１/１", "2026-1-1", "-"],
    "number": ["1", "20", "21", "0", "-1", "１２", "1,2", "1.0", "1.5", "１．５", "+3", "x", ".", "5.", 7, "−2", "1 2"],
    "scale": [0, 5, 10, 11, -1],
    "postal_code": ["605-0001", "〒０６０－８５８８", "060ー8588", "123", "12345678", "abcdefg"],
    "phone": ["090-1234-5678", "03 1234 5678", "(075)123-4567", "+81 90 1234 5678", "+81(0)9012345678", "+1 650 253 0000",
              "\u202d090-1234-5678\u202c", "+81 090 1234 5678", "0081-90-1234-5678", "03(0)1234-5678", "9012345678", "0120-123-456", "0800-123-4567", "0901234567", "+", "x", "００３−１２３４−５６７８", "1" * 41],
    "address": [
        {"postal_code": "6050001", "prefecture": "京都府", "city": " 京都市 ", "street": "1", "building": " "},
        {"postal_code": "6050001", "prefecture": "京都府", "city": "京都市", "street": "1", "building": "x" * 100},
        {"postal_code": "6050001", "prefecture": "京都府", "city": "京都市", "street": "", "building": "2"},
        {"postal_code": "6050001", "prefecture": "京都府", "city": "あ" * 101, "street": "1"},
        {"postal_code": "6050001", "prefecture": "", "city": "京都市", "street": "1"},
        {"postal_code": "605", "prefecture": "京都府", "city": "京都市", "street": "1"},
        {"city": "京都市"},
    ],
    "consent": [True],
    "image": ["up_01JD0000000000000000000000", "short", "../../etc/passwd-0000"],
}  # fmt: skip
KINDS = [
    question(TYPES["number"], min=-5, max=20, decimals=1),
    question(TYPES["date"], first="1900-01-01"),
    question(TYPES["text"], multiline=False, min_length=2, max_length=200),
    *(question(kind) for kind in TYPES.values()),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page's own module in Node.js."""
    with answering(HERE / "survey_check.ts", tmp_path_factory.mktemp("page")) as check:

        def ask(written, answers):
            told = shown(SimpleNamespace(id="s", version=1, says=SURVEY.shape.kept(written)), "ja")
            return check([{**told, "today": TODAY.isoformat()}, answers])

        yield ask


def agree(page, written, answers):
    """The same answers; or the same questions with faults."""
    kept, faults, pages = page(written, answers)
    try:
        expected = check_answers(SURVEY.shape.kept(written), answers, TODAY)
    except Invalid as error:
        assert sorted(faults) == sorted(fault.pointer[1:] for fault in error.faults)
    else:
        assert faults == []
        assert kept == expected.answers
    return pages


@pytest.mark.parametrize("asked", KINDS, ids=lambda asked: f"{asked['type']}{len(asked)}")
@pytest.mark.parametrize("required", [True, False])
def test_each_type_takes_what_the_server_takes(page, asked, required):
    for answer in [*TRIED[asked["type"]], TYPES[asked["type"]].answer, *BLANK]:
        agree(page, survey({**asked, "required": required}), {"q": answer})


def test_answers_to_all_types(page):
    agree(page, of_all_types(), answers_to_all())
    agree(page, of_all_types(), {})


def test_the_example_that_ships(page):
    know, bought, again = (["yes", "no", None], ["week", "before", "never", None], ["yes", None])
    for answers in product(know, bought, again):
        pages = agree(page, NINE, dict(zip(("know", "bought", "again"), answers, strict=True)))
        assert pages == [["know"], ["bought", "again"] if answers[0] == "yes" else []]


COMPARED = {
    "choice": [("is", "sweet"), ("is", "plain")],
    "choices": [("is", "mame"), ("is", "yomogi")],
    "number": [("at_least", 2), ("at_most", 12), ("at_least", 1.5)],
    "scale": [("at_least", 5), ("at_most", 0)],
}


@st.composite
def branching(draw):
    """Pages of questions with conditions of every kind, and answers, some of them to what is hidden."""
    made, pages, answers = [], [], {}

    def condition(depth=1):
        kind = draw(st.sampled_from(["question", "all", "any", "not"] if depth < 4 else ["question"]))
        if kind == "not":
            return {"not": condition(depth + 1)}
        if kind != "question":
            return {kind: [condition(depth + 1) for _ in range(draw(st.integers(1, 2)))]}
        asked = draw(st.sampled_from(made))
        op, *value = draw(st.sampled_from([("answered",), *COMPARED.get(asked["type"], [])]))
        return {"question": asked["id"], "op": op, **({"value": value[0]} if value else {})}

    def perhaps():
        return {"show_if": condition()} if made and draw(st.booleans()) else {}

    for _ in range(draw(st.integers(1, 3))):
        page, questions = perhaps(), []
        for _ in range(draw(st.integers(1, 3))):
            asked = {
                **draw(st.sampled_from(KINDS)),
                "id": f"q{len(made)}",
                "required": draw(st.booleans()),
                **perhaps(),
            }
            questions.append(asked)
            made.append(asked)
            kind = asked["type"]
            answers[asked["id"]] = draw(st.sampled_from([None, TYPES[kind].answer, TYPES[kind].answer, *TRIED[kind]]))
        pages.append({**page, "questions": questions})
    return survey(pages=pages), answers


@checks(200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(branching())
def test_what_is_hidden_by_answers(page, case):
    agree(page, *case)
