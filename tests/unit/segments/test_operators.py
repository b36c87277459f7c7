"""Every operator tests itself with its own example, and is registered, described and documented."""

import json
import re
from pathlib import Path

import pytest

from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Invalid
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.evaluate import matches
from daifukucho.segments.fields import all_fields
from daifukucho.segments.operator import EXAMPLE_CONTEXT, Form, Operator
from daifukucho.segments.operators import OPERATORS, operators_for
from daifukucho.segments.sentence import sentence, words_of
from daifukucho.segments.tree import parse

each_operator = pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS)


@each_operator
def test_example_matches_and_differs(operator: Operator):
    node = parse(operator.example.leaf)
    assert node.operator is operator
    assert matches(node, operator.example.matches, EXAMPLE_CONTEXT)
    assert not matches(node, operator.example.differs, EXAMPLE_CONTEXT)


@each_operator
def test_example_compiles(operator: Operator):
    compiled = compile_filter(parse(operator.example.leaf), EXAMPLE_CONTEXT)
    assert compiled.expression is not None or not compiled.exact


@each_operator
def test_it_says_what_it_is_in_both_languages(operator: Operator):
    assert all(operator.label) and all(operator.description)
    node = parse(operator.example.leaf)
    japanese, english = sentence(node, "ja"), sentence(node, "en")
    assert node.attribute.ja in japanese and node.attribute.en in english
    assert english.isascii() or "“" in english


@each_operator
def test_it_has_a_form_for_each_type_it_applies_to(operator: Operator):
    attributes = [a for a in all_fields().values() if a.type in operator.types]
    assert attributes
    assert all(operator.form(a) in Form for a in attributes)


@each_operator
def test_no_value_of_a_wrong_type_is_let_through(operator: Operator):
    attribute = next(a for a in all_fields().values() if a.type in operator.types)
    for wrong in (None, {}, [], [[]], [None], 1.5j, "\ud800", float("nan"), float("inf"), "x" * 501):
        with pytest.raises(Invalid) as caught:
            operator.parse(wrong, attribute)
        assert caught.value.faults


@each_operator
def test_it_is_documented(operator: Operator):
    docs = (Path(__file__).parents[3] / "docs" / "segments.md").read_text("utf-8")
    assert f"| `{operator.key}` |" in docs


def test_the_sentences_of_the_documentation_are_those_that_people_see():
    docs = (Path(__file__).parents[3] / "docs" / "segments.md").read_text("utf-8")
    rows = re.findall(r'^\| `(\{"field".*\})` \| (.*) \| (.*) \|$', docs, re.MULTILINE)
    assert {json.loads(leaf)["op"] for leaf, _, _ in rows} >= OPERATORS.keys() - {"is"}
    for leaf, ja, en in rows:
        assert words_of(parse(json.loads(leaf))) == (ja, en)


def test_every_type_can_be_asked():
    for kind in AttributeType:
        assert operators_for(kind), kind
