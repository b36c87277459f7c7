"""Why somebody is in a segment: each clause, the fact that it saw, and what is true only because something is unknown."""

import json
from random import Random

import pytest

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import ATTRIBUTES, Friend
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.refusals import FRIEND_NOT_FOUND
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import matches
from daifukucho.segments.explain import Clause, Explainer, explain
from daifukucho.segments.reference import resolve
from daifukucho.segments.tree import parse
from tests.support.search import seeds
from tests.support.segments import CONTEXT, draw_context, draw_facts, draw_tree, named_segments

FRIEND = Friend(
    "U1",
    alias="花子",
    birthday="--04-01",
    tags={"vip": 1_772_204_400_000, "new": 1_772_204_400_001},
    last_seen_at=1_772_290_799_999,
    follows=2,
)
FACTS = facts_of(FRIEND)
IN_FEBRUARY = {"field": "birthday", "op": "month_is", "value": 2}
LONG_AGO = {"field": "blocked_at", "op": "days_since", "value": 30}


def clause(where: dict, facts=FACTS) -> Clause:
    return explain(parse(where), facts, CONTEXT)


def test_a_condition_says_what_it_saw():
    found = clause(IN_FEBRUARY)
    assert (found.kind, found.field, found.op) == ("condition", "birthday", "month_is")
    assert (found.matches, found.fact) == (False, "--04-01")
    assert found.sentence == ("誕生日が2月である", "birthday is in February")


@pytest.mark.parametrize(
    ("field", "op", "value", "fact"),
    [
        ("last_seen_at", "within_last", 0, "2026-02-28T23:59:59.999+09:00"),
        ("blocked_at", "within_last", 0, None),
        ("follows", "gt", 1, 2),
        ("do_not_send", "is", True, False),
        ("status", "is", "active", "active"),
        ("tags", "any_of", ["vip", "gold"], {"vip": "2026-02-28T00:00:00+09:00"}),
        ("tags", "none_of", ["gold"], {}),
        ("tags", "added_within", {"tags": ["new"], "days": 1}, {"new": "2026-02-28T00:00:00.001+09:00"}),
        ("tags", "blank", False, 2),
        ("birthday", "blank", True, "--04-01"),
        ("first_route", "blank", True, None),
    ],
)
def test_facts_are_fit_for_json(field, op, value, fact):
    found = clause({"field": field, "op": op, "value": value})
    assert found.fact == fact
    json.dumps(found.fact)


def test_it_is_nested_as_the_tree_is():
    found = clause({"any": [{"not": {"all": [IN_FEBRUARY, LONG_AGO]}}, LONG_AGO]})
    assert [c.kind for c in found.children] == ["not", "condition"]
    assert [c.matches for c in found.children] == [True, False] and found.matches
    (both,) = found.children[0].children
    assert (both.kind, both.matches) == ("all", False)
    assert [c.fact for c in both.children] == ["--04-01", None]


def test_a_segment_in_it_is_explained_as_well():
    node = resolve({"not": {"segment": "s"}}, lambda _: Segment("s", 1, "常連さん", IN_FEBRUARY, 0, 0))
    (segment,) = explain(node, FACTS, CONTEXT).children
    assert (segment.kind, segment.matches) == ("segment", False)
    assert segment.sentence.ja == "セグメント「常連さん」に当てはまる"
    assert segment.children[0].fact == "--04-01"


@pytest.mark.parametrize(
    ("where", "because"),
    [
        ({"not": LONG_AGO}, True),
        ({"not": IN_FEBRUARY}, False),
        ({"not": {"field": "birthday", "op": "before", "value": "2000-01-01"}}, True),  # the year is not known
        ({"not": {"all": [IN_FEBRUARY, LONG_AGO]}}, False),  # the known one is enough
        ({"not": {"any": [IN_FEBRUARY, LONG_AGO]}}, True),
        ({"not": {"not": {"not": LONG_AGO}}}, True),
        ({"not": {"field": "blocked_at", "op": "blank", "value": False}}, False),
        ({"not": {"not": {"field": "tags", "op": "none_of", "value": ["gold"]}}}, False),
        ({"not": {"field": "blocked_at", "op": "blank", "value": True}}, False),  # it is false
    ],
)
def test_a_not_over_what_is_not_known_is_pointed_out(where, because):
    assert clause(where).true_because_unknown is because


def test_only_a_not_is_pointed_out():
    found = clause({"all": [{"not": LONG_AGO}]})
    assert not found.true_because_unknown and found.children[0].true_because_unknown
    assert not clause(LONG_AGO).true_because_unknown


SETS = {name for name, attribute in ATTRIBUTES.items() if attribute.type is AttributeType.TAGS}
"""Of these nothing is unknown: who has none has none."""


@pytest.mark.search
def test_it_says_what_the_segment_says_and_knowing_more_changes_only_what_is_not_decided():
    """On random trees: the clause at the top is ``matches``; and where it is decided, no further fact turns it round."""
    turned = 0
    for seed in seeds(400):
        choose = Random(seed).choice
        context = draw_context(choose)
        segments = named_segments(choose, context, 3)
        node = resolve(
            draw_tree(choose, context, depth=5, segments=list(segments)),
            lambda name, segments=segments: Segment(name, 1, name, segments[name], 0, 0),
        )
        for _ in range(5):
            facts = {k: v for k, v in draw_facts(choose, context).items() if k not in SETS}
            found = explain(node, facts, context)
            assert found.matches is matches(node, facts, context)
            more = {k: v for k, v in draw_facts(choose, context).items() if k not in SETS}
            known = {**more, **facts}
            if str(facts.get("birthday", "")).startswith("--"):
                continue
            if found.decided and not _asks_for_blank(found):
                assert explain(node, known, context).matches is found.matches
            turned += explain(node, known, context).matches is not found.matches
    assert turned > 5


def _asks_for_blank(found: Clause) -> bool:
    return found.op == "blank" or any(map(_asks_for_blank, found.children))


class Friends:
    def get(self, friend_id: str) -> Friend:
        if friend_id != "U1":
            raise FRIEND_NOT_FOUND()
        return FRIEND


class Untouched:
    def read(self, needs, until):
        raise AssertionError("nothing that happened was asked for")


def test_a_friend_is_asked_as_she_is_now():
    saved = Segment("s", 1, "二月", IN_FEBRUARY, 0, 0)
    explainer = Explainer(Friends(), lambda _: saved, lambda: CONTEXT, Untouched())
    assert not explainer.explain("U1", IN_FEBRUARY).clause.matches
    explanation = explainer.explain("U1", None, "s")
    assert (explanation.friend_id, explanation.sentence.en) == ("U1", "birthday is in February")
    with pytest.raises(NotFound):
        explainer.explain("U2", IN_FEBRUARY)
