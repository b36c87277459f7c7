"""Refusals in Japanese."""

import pytest

from daifukucho_aws.problem import PROBLEMS
from daifukucho_cli.refusals import JA, in_japanese


def test_whatever_the_api_refuses_has_its_sentence():
    assert list(JA) == list(PROBLEMS)
    for said in JA.values():
        assert said.endswith("。") and not said.isascii()


@pytest.mark.parametrize(
    ("code", "said"), [("line_no_answer", JA["line_…"]), ("code_used", JA["code_used"]), ("new", None)]
)
def test_a_code_is_found_also_by_its_beginning(code, said):
    assert in_japanese(code) == said
