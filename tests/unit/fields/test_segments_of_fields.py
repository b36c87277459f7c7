"""Segments that ask the shop's own fields: one meaning in Python, in DynamoDB and in DuckDB, and frozen in an expanded tree."""

from random import Random

import pytest

from daifukucho.fields.field import attributes_of
from daifukucho.friends.facts import field_facts
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Invalid
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.condition import typed
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import matches
from daifukucho.segments.operators import operators_for
from daifukucho.segments.reference import asked, expand, resolve
from daifukucho.segments.sentence import sentence
from daifukucho.segments.tree import parse, parse_expanded
from daifukucho.segments.vocabulary import vocabulary
from tests.support.duck import Duck, Moment
from tests.support.dynamo_filter import compiled_filter
from tests.support.fields import FIELDS, find
from tests.support.segments import draw_context, draw_fact, draw_value

OWN = [field.attribute for field in FIELDS.values()]
known = attributes_of(find)


def nothing(segment_id: str) -> Segment:
    raise AssertionError(segment_id)


@pytest.mark.parametrize("attribute", OWN, ids=lambda a: a.name)
def test_an_operator_means_the_same_everywhere(attribute):
    for seed, operator in enumerate(operators_for(attribute.type)):
        choose = Random(seed).choice
        context = draw_context(choose)
        own = []
        for n in range(60):
            fact = draw_fact(choose, attribute, context) if choose(range(4)) else None
            if isinstance(fact, str) and fact.startswith("--"):
                fact = None  # a date of the shop's own has its year
            key = attribute.name.partition(".")[2]
            own.append({} if fact is None else {key: {"v": fact, "at": n, "by": "op"}})
        facts = [field_facts(fields) for fields in own]
        items = [
            {"fields": {"M": {k: {"M": {"v": typed(f["v"]), "at": typed(f["at"])}} for k, f in fields.items()}}}
            for fields in own
        ]
        duck = Duck(({"friend_id": str(n), **fact} for n, fact in enumerate(facts)), {attribute.name: attribute.type})
        moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
        for _ in range(4):
            value = draw_value(choose, operator.form(attribute), attribute, context)
            leaf = {"field": attribute.name, "op": operator.key, "value": value}
            for where in (leaf, {"not": leaf}):
                node = parse_expanded(expand(where, nothing, known=known))
                assert node == resolve(where, nothing, known=known) or attribute.type is AttributeType.CHOICE
                expected = [matches(node, fact, context) for fact in facts]
                compiled = compile_filter(node, context)
                passes = (
                    compiled_filter(compiled.expression, compiled.names, compiled.values)
                    if compiled.expression
                    else lambda item: True
                )
                accepted = [passes(item) and compiled.accepts(fact) for item, fact in zip(items, facts, strict=True)]
                assert accepted == expected, where
                assert compiled.attributes <= {"fields"}
                assert duck.ask(where, moment) == {str(n) for n, yes in enumerate(expected) if yes}, where


def test_what_a_field_is_travels_with_an_expanded_tree():
    where = {"all": [{"field": "fields.taste", "op": "is", "value": "sweet"}, {"segment": "s"}]}
    sizes = {"field": "fields.size", "op": "gte", "value": 23.5}
    node = asked(where, None, lambda _: Segment("s", 1, "大きい人", sizes, 0, 0), known)
    assert sentence(node, "ja") == "好みの味が「甘口」である、かつセグメント「大きい人」に当てはまる"
    frozen = expand(where, lambda _: Segment("s", 1, "大きい人", sizes, 0, 0), known=known)
    again = parse_expanded(frozen)  # no catalog
    assert again == node
    assert sentence(again, "en") == "taste is “sweet” and is in the segment “大きい人”"
    assert frozen["all"][0]["attribute"]["choices"] == {"sweet": {"ja": "甘口", "en": "sweet"}}


@pytest.mark.parametrize(
    ("leaf", "pointer"),
    [
        ({"field": "fields.none", "op": "is", "value": "x"}, "/field"),
        ({"field": "fields.", "op": "is", "value": "x"}, "/field"),
        ({"field": "fields.UPPER", "op": "is", "value": "x"}, "/field"),
        ({"field": "fields.size", "op": "contains", "value": "x"}, "/op"),
        ({"field": "fields.photo", "op": "is", "value": "x"}, "/op"),
        ({"field": "fields.taste", "op": "is", "value": "bitter"}, "/value"),
        ({"field": "fields.size", "op": "eq", "value": "3"}, "/value"),
        ({"field": "fields.taste", "op": "is", "value": "sweet", "attribute": {}}, "/attribute"),
    ],
)
def test_faults_point_to_what_is_wrong(leaf, pointer):
    with pytest.raises(Invalid) as caught:
        parse(leaf, known)
    assert pointer in [fault.pointer for fault in caught.value.faults]


def test_the_vocabulary_has_them_with_the_operators_of_their_types():
    words = {field["name"]: field for field in vocabulary(OWN)["fields"]}
    assert {o["op"] for o in words["fields.photo"]["operators"]} == {"blank"}
    assert {"gte", "between", "blank"} <= {o["op"] for o in words["fields.size"]["operators"]}
    assert [c["value"] for c in words["fields.taste"]["choices"]] == ["sweet", "dry", "salt"]
