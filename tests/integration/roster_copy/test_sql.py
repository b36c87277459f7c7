"""A segment in SQL means what its predicate means, and what an independent reading of the documentation means."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import ATTRIBUTES, Friend
from daifukucho.kernel.text import is_blank, one_form
from daifukucho.segments.context import Context
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import known, matches
from daifukucho.segments.reference import resolve
from daifukucho.segments.sql import MOST_TERMS, Inexpressible, Question, question
from daifukucho.segments.tree import Node, parse
from daifukucho_aws.roster_copy import duck
from daifukucho_aws.roster_copy.changes import encode, row_of
from tests.support.duck import Duck, Moment
from tests.support.happened import HISTORY_OPERATORS, draw_history_leaf, draw_history_tree, draw_world
from tests.support.roster_copy import item_of
from tests.support.search import seeds
from tests.support.segments import (
    ITEM_OPERATORS,
    draw_context,
    draw_tree,
    draw_value,
    leaves_of,
    named_segments,
    random_friends,
)

FRIENDS = 200


class Copy:
    """Some friends as the base of a copy, in a file."""

    def __init__(self, folder: Path, friends: list[Friend]) -> None:
        self._duck = duck.connect(folder, threads=1)
        lines = folder / "lines.jsonl.gz"
        lines.write_bytes(encode(row_of(item_of(friend), 0) for friend in friends))
        rows = duck.merged(duck.base([]), duck.changes([lines]))
        duck.write(self._duck, rows, folder / "base.parquet", "base")
        self._duck.execute(f"CREATE VIEW base AS FROM {duck.base([folder / 'base.parquet'])}")

    def ask(self, node: Node, context: Context) -> set[str]:
        asked = question(node, context)
        assert asked.certain is None
        return self.found(asked)[0]

    def found(self, asked: Question) -> tuple[set[str], set[str]]:
        """Those who may match, and those who do for certain."""
        certain = asked.certain or "TRUE"
        found = self._duck.execute(
            f"SELECT friend_id, {certain} FROM base WHERE {asked.perhaps}", list(asked.parameters)
        ).fetchall()
        return {friend_id for friend_id, _ in found}, {friend_id for friend_id, sure in found if sure}


@pytest.mark.search
def test_random_trees_of_all_shapes(tmp_path: Path):
    asked: Counter[str] = Counter()
    some = 0
    for seed in seeds(4):
        choose = Random(seed).choice
        context = draw_context(choose)
        moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
        friends = random_friends(FRIENDS, seed, context)
        facts = {friend.friend_id: facts_of(friend) for friend in friends}
        copy = Copy(tmp_path, friends)
        oracle = Duck({"friend_id": friend_id, **known} for friend_id, known in facts.items())
        segments = named_segments(choose, context)
        saved = {name: Segment(name, 1, name, where, 0, 0) for name, where in segments.items()}
        for n in range(50):
            where = draw_tree(
                choose, context, depth=choose([2, 4, 8]), width=2, segments=list(segments) if n % 2 else ()
            )
            node = resolve(where, saved.__getitem__)
            expected = {friend_id for friend_id, known in facts.items() if matches(node, known, context)}
            assert copy.ask(node, context) == expected == oracle.ask(where, moment, segments), (where, context)
            asked.update(leaf["op"] for leaf in leaves_of(where))
            some += 0 < len(expected) < FRIENDS
    assert set(asked) == {operator.key for operator in ITEM_OPERATORS}
    assert some > 100


@pytest.mark.search
def test_of_what_happened_the_copy_knows_whether_it_can_tell(tmp_path: Path):
    """Whom a segment holds for certain are at most those whom it holds, and those whom it may hold at least."""
    told: Counter[str] = Counter()
    for seed in seeds(3):
        choose = Random(seed).choice
        context = draw_context(choose)
        world = draw_world(choose, context, 40)
        copy = Copy(tmp_path, list(world.friends.values()))
        leaves = [draw_history_leaf(choose, operator, context) for operator in HISTORY_OPERATORS for _ in range(6)]
        for where in [
            *leaves,
            *({"not": leaf} for leaf in leaves),
            *(draw_history_tree(choose, context) for _ in range(40)),
        ]:
            node = parse(where)
            asked = question(node, context)
            facts = {friend_id: known(node, friend, context, world) for friend_id, friend in world.friends.items()}
            held = {friend_id for friend_id, fact in facts.items() if matches(node, fact, context)}
            perhaps, certain = copy.found(asked)
            assert certain <= held <= perhaps, (where, context)
            told["nothing" if len(perhaps - certain) == 40 else "some" if perhaps - certain else "all"] += 1
    assert min(told["nothing"], told["some"], told["all"]) > 30, told


@pytest.mark.parametrize("operator", ITEM_OPERATORS, ids=lambda operator: operator.key)
def test_each_operator_alone(operator, tmp_path: Path):
    """And its opposite, on each attribute that it may ask."""
    choose = Random(operator.key).choice
    context = draw_context(choose)
    friends = random_friends(FRIENDS, 5, context)
    facts = {friend.friend_id: facts_of(friend) for friend in friends}
    copy = Copy(tmp_path, friends)
    for attribute in (a for a in ATTRIBUTES.values() if a.type in operator.types):
        for _ in range(2):
            leaf = {
                "field": attribute.name,
                "op": operator.key,
                "value": draw_value(choose, operator.form(attribute), attribute, context),
            }
            for where in (leaf, {"not": leaf}):
                node = parse(where)
                expected = {friend_id for friend_id, known in facts.items() if matches(node, known, context)}
                assert copy.ask(node, context) == expected, (where, context)


ODD = ["x\0y", "it's", '"; DROP TABLE base; --', "$1", "𠮷", "e\u0301", "é", "\u2028", "100%", "\\", "{0}"]


def test_any_text_can_be_stored_and_asked_for(tmp_path: Path):
    friends = [Friend(f"U{i}", display_name=text, tags={one_form(text): 5}) for i, text in enumerate(ODD)]
    copy = Copy(tmp_path, friends)
    for i, text in enumerate(ODD):
        for op, field, value in (
            ("is", "display_name", text),
            ("starts_with", "display_name", text),
            ("contains", "display_name", text),
            *([] if is_blank(text) else [("any_of", "tags", [text])]),
        ):
            node = parse({"field": field, "op": op, "value": value})
            expected = {f.friend_id for f in friends if matches(node, facts_of(f), Context(0))}
            assert copy.ask(node, Context(0)) == expected
            assert f"U{i}" in expected


def test_nothing_that_a_person_wrote_is_in_the_sql():
    where = {
        "any": [{"field": "alias", "op": "is", "value": "花子"}, {"field": "tags", "op": "any_of", "value": ["金"]}]
    }
    asked = question(parse(where), Context(0))
    assert "花子" not in asked.perhaps and "金" not in asked.perhaps
    assert list(asked.parameters) == ["花子", "金"]


def test_the_largest_segments_can_be_asked(tmp_path: Path):
    copy = Copy(tmp_path, random_friends(20))
    tags = [f"t{i}" for i in range(50)]
    leaves = [
        {"field": "tags", "op": "any_of", "value": [f"{tag}-{n}" for tag in tags]} for n in range(MOST_TERMS // 50)
    ]
    assert copy.ask(parse({"any": leaves}), Context(0)) == set()
    assert len(copy.ask(parse({"not": {"any": leaves}}), Context(0))) == 20
    with pytest.raises(Inexpressible):
        question(parse({"any": [*leaves, leaves[0]]}), Context(0))


def test_of_what_cannot_be_said_exactly_nothing_is_certain(monkeypatch: pytest.MonkeyPatch):
    node = parse({"field": "alias", "op": "contains", "value": "花"})
    exactly = question(node, Context(0))
    monkeypatch.setattr(type(node.operator), "exact", lambda self, attribute: False)
    assert question(node, Context(0)) == replace(exactly, certain="FALSE")
    assert question(parse({"not": {"field": "alias", "op": "contains", "value": "花"}}), Context(0)).perhaps == "TRUE"
