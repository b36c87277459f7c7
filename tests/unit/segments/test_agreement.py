"""The two faces of each operator, compared on many random cases: the exact predicate, and the filter's text."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.segments.compile import Compiled, compile_filter
from daifukucho.segments.condition import LIMITS, typed
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.operator import Operator
from daifukucho.segments.tree import Leaf, Node, Not, parse
from tests.support.dynamo_filter import compiled_filter
from tests.support.search import seeds
from tests.support.segments import (
    ITEM_OPERATORS,
    Choose,
    draw_context,
    draw_fact,
    draw_facts,
    draw_leaf,
    draw_tree,
    draw_value,
)

QUESTIONS, FRIENDS = 250, 42
"""Random values and moments for each operator, and random friends whom each is asked of: more than 10,000 cases."""


def stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the roster keeps them."""
    item: dict[str, Any] = {}
    for name, fact in facts.items():
        item[name] = _stored(fact)
    if "birthday" in facts:
        item["birthday_md"] = typed(facts["birthday"][-5:])
    return item


def _stored(fact: Any) -> dict[str, Any]:
    return {"M": {name: _stored(of) for name, of in fact.items()}} if isinstance(fact, dict) else typed(fact)


def passes(compiled: Compiled, item: Mapping[str, Any]) -> bool:
    if compiled.expression is None:
        return True
    return compiled_filter(compiled.expression, compiled.names, compiled.values)(item)


def near(choose: Choose, value: object, attribute: Attribute, context: Context) -> str | int | None:
    """Often, where the value names days: one of them, the day before it or the day after it."""
    days = [day for day in (value if isinstance(value, list) else [value]) if isinstance(day, str) and "-" in day]
    if not days or attribute.type is AttributeType.TEXT or choose([True, False]):
        return None
    day = date.fromisoformat(choose(days)) + timedelta(days=choose([-1, 0, 1]))
    if attribute.type is AttributeType.DATE:
        return day.isoformat()
    return max(0, choose([context.begin(day), context.end(day)]))


@pytest.mark.parametrize("operator", ITEM_OPERATORS, ids=lambda operator: operator.key)
def test_the_filter_of_an_operator_means_what_its_predicate_means(operator: Operator):
    """If it is exact; otherwise it lets nobody out, and the answer is the same."""
    random = Random(operator.key)
    choose = random.choice
    attributes = [a for a in ATTRIBUTES.values() if a.type in operator.types]
    asked = true = 0
    for _ in range(QUESTIONS):
        attribute, context = choose(attributes), draw_context(choose)
        value = draw_value(choose, operator.form(attribute), attribute, context)
        leaf = parse({"field": attribute.name, "op": operator.key, "value": value})
        assert isinstance(leaf, Leaf)
        for node in (leaf, Not(leaf)):
            compiled = compile_filter(node, context)
            assert compiled.exact is operator.exact(attribute)
            test = (
                compiled_filter(compiled.expression, compiled.names, compiled.values) if compiled.expression else None
            )
            for _ in range(FRIENDS // 2):
                fact = near(choose, value, attribute, context) or draw_fact(choose, attribute, context)
                facts = {} if fact is None or choose(range(20)) == 0 else {attribute.name: fact}
                expected = matches(node, facts, context)
                passed = test is None or test(stored(facts))
                assert passed is expected if compiled.exact else passed or not expected, (node, facts, context)
                assert (passed and compiled.accepts(facts)) is expected
                asked += 1
                true += expected and node is leaf
    assert asked >= 10_000
    assert 0.03 < true / (asked / 2) < 0.97, "the cases do not meet the operator often enough"


def ask(node: Node, seed: int, friends: int = 20) -> None:
    """Compare both faces of a tree on random friends."""
    choose = Random(seed).choice
    context = draw_context(choose)
    compiled = compile_filter(node, context)
    test = compiled_filter(compiled.expression, compiled.names, compiled.values) if compiled.expression else None
    for _ in range(friends):
        facts = draw_facts(choose, context)
        expected = matches(node, facts, context)
        passed = test is None or test(stored(facts))
        assert passed is expected if compiled.exact else passed or not expected
        assert (passed and compiled.accepts(facts)) is expected


@pytest.mark.search
def test_trees_of_any_shape():
    for seed in seeds(500):
        choose = Random(seed).choice
        ask(parse(draw_tree(choose, draw_context(choose), depth=5, width=3)), seed)


@pytest.mark.search
@pytest.mark.parametrize("group", ["all", "any"])
def test_trees_beyond_the_limits_of_dynamodb_have_the_same_answer(group):
    """A hundred conditions, many of them with many long tags: far beyond 4 KB and 300 operators."""
    beyond = 0
    for seed in seeds(60):
        choose = Random(seed).choice
        context = draw_context(choose)

        def member(n: int, choose=choose, context=context) -> dict[str, Any]:
            if n % 3:
                return draw_leaf(choose, context)
            tags = [f"{choose('abcdefgh')}{i}" * choose([1, 9]) for i in range(choose([1, 20, 49]))]
            return {"field": "tags", "op": choose(["any_of", "all_of", "none_of"]), "value": [*tags, "vip"]}

        inner = "any" if group == "all" else "all"
        parts = [{inner: [member(10 * i + j) for j in range(10)]} for i in range(10)]
        for where in ({group: parts}, {"not": {group: parts}}):
            compiled = compile_filter(parse(where), context)
            text = compiled.expression or ""
            assert len(text.encode()) <= LIMITS.length
            beyond += not compiled.exact
            ask(parse(where), seed, friends=10)
    assert beyond > 100
