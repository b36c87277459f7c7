"""Reading a tree: what is accepted, and that every fault is found and says what to change."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.errors import Invalid
from daifukucho.segments.fields import all_fields
from daifukucho.segments.operators import OPERATORS
from daifukucho.segments.tree import And, Leaf, Not, Or, Reference, leaves, parse, parse_expanded
from tests.support.search import checks
from tests.support.segments import trees

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}


def faults(where: object) -> dict[str, str]:
    """What is said in English, by its place."""
    with pytest.raises(Invalid) as caught:
        parse(where)
    assert caught.value.code == "invalid_segment"
    found = {fault.pointer: fault.message.en for fault in caught.value.faults}
    assert len(found) == len(caught.value.faults)
    return found


def value(field: str, op: str, given_value: object) -> object:
    node = parse({"field": field, "op": op, "value": given_value})
    assert isinstance(node, Leaf)
    return node.value


def test_shapes():
    node = parse({"all": [VIP, {"any": [VIP]}, {"not": VIP}]})
    vip = Leaf(ATTRIBUTES["tags"], OPERATORS["any_of"], ("vip",))
    assert node == And((vip, Or((vip,)), Not(vip)))
    assert list(leaves(node)) == [vip, vip, vip]


@checks()
@given(trees())
def test_a_tree_of_known_conditions_is_accepted(tree):
    parse(json.loads(json.dumps(tree)))


@checks()
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "field", "op", "value", "a/b"]) | st.text(), inner, max_size=4
            )
            | st.fixed_dictionaries(
                {"field": st.sampled_from([*all_fields()]), "op": st.sampled_from([*OPERATORS]), "value": inner}
            )
        ),
        max_leaves=12,
    )
)
def test_anything_else_is_refused_with_pointers_that_lead_somewhere(where):
    try:
        parse(where)
    except Invalid as error:
        assert error.faults
        for fault in error.faults:
            found = where
            for step in fault.pointer.split("/")[1:]:
                key = step.replace("~1", "/").replace("~0", "~")
                found = found[int(key)] if isinstance(found, list) else found[key]


def test_every_fault_is_found_at_once():
    found = faults(
        {
            "all": [
                {"field": "tag", "op": "any_of", "value": ["vip"]},
                {"field": "birthday", "op": "any_of", "value": ["vip"]},
                {"field": "tags", "op": "any_of", "value": ["vip", "", 3]},
                {"not": {"field": "status", "op": "is", "value": "gone"}, "why": 1},
                {"any": []},
                {"field": "follows", "op": "gte"},
                "vip",
            ]
        }
    )
    assert list(found) == [
        "/all/0/field",
        "/all/1/op",
        "/all/2/value/1",
        "/all/2/value/2",
        "/all/3/why",
        "/all/3/not/value",
        "/all/4/any",
        "/all/5",
        "/all/6",
    ]
    assert "tags, status, display_name" in found["/all/0/field"]
    assert "month_ahead, anniversary_within" in found["/all/1/op"] and "none_of" not in found["/all/1/op"]
    assert "within_next" not in found["/all/1/op"]
    assert "active, blocked" in found["/all/3/not/value"]
    assert found["/all/5"] == 'Give "value", too.'


@pytest.mark.parametrize(
    ("where", "pointer"),
    [
        (None, ""),
        ([VIP], ""),
        ({}, ""),
        ({"some": [VIP]}, ""),
        ({"all": [VIP], "any": [VIP]}, ""),
        ({"all": []}, "/all"),
        ({"any": []}, "/any"),
        ({"all": VIP}, "/all"),
        ({"not": [VIP]}, "/not"),
        ({"not": None}, "/not"),
        ({"all": [VIP], "field": "tags"}, "/field"),
        ({**VIP, "case/~": 1}, "/case~1~0"),
        ({**VIP, "op": ["any_of"]}, "/op"),
        ({**VIP, "field": {}}, "/field"),
        ({**VIP, "op": "within"}, "/op"),
        ({"segment": ""}, "/segment"),
        ({"segment": "x" * 65}, "/segment"),
        ({"segment": None}, "/segment"),
        ({"segment": "s1", "name": "常連さん"}, "/name"),
        ({"segment": "s1", "where": VIP}, "/where"),
        ({"segment": "s1", "all": [VIP]}, ""),
        ({"segment": "s1", "field": "tags"}, "/field"),
    ],
)
def test_refused(where, pointer):
    assert list(faults(where)) == [pointer]


def test_a_reference_to_another_segment():
    assert parse({"any": [{"segment": "s1"}, VIP]}) == Or((Reference("s1"), parse(VIP)))
    expanded = {"not": {"segment": "s1", "name": "常連さん", "where": {"segment": "s2", "name": "金", "where": VIP}}}
    assert parse_expanded(expanded) == Not(Reference("s1", "常連さん", Reference("s2", "金", parse(VIP))))
    for missing in ("name", "where"):
        with pytest.raises(Invalid):
            parse_expanded({k: v for k, v in expanded["not"].items() if k != missing})


def test_references_count_as_conditions():
    found = faults({"any": [{"all": [VIP] * 60}, {"all": [{"segment": "s"}] * 41}]})
    assert list(found) == ["/any/1/all/40"] and "100" in found["/any/1/all/40"]


def test_depth_is_limited_to_eight():
    deep = VIP
    for _ in range(7):
        deep = {"not": deep}
    parse(deep)
    assert faults({"all": [deep]}) == {"/all/0" + "/not" * 7: "Nest at most 8 levels deep."}


def test_conditions_are_limited_to_a_hundred():
    parse({"all": [VIP] * 100})
    parse({"any": [{"all": [VIP] * 50}, {"all": [VIP] * 50}]})
    found = faults({"any": [{"all": [VIP] * 50}, {"all": [VIP] * 52}]})
    assert list(found) == ["/any/1/all/50"] and "100" in found["/any/1/all/50"]
    found = faults({"all": [VIP] * 101})
    assert list(found) == ["/all"] and "100" in found["/all"]


def test_tags():
    assert value("tags", "all_of", ["b", "a", "b"]) == ("b", "a")
    assert len(value("tags", "any_of", [f"{i}" for i in range(50)])) == 50
    assert value("tags", "any_of", ["x" * 100])
    for bad, pointer in (
        (["x" * 101], "/value/0"),
        ([""], "/value/0"),
        ([f"{i}" for i in range(51)], "/value"),
        ("vip", "/value"),
    ):
        assert list(faults({**VIP, "value": bad})) == [pointer]


def test_texts():
    assert value("alias", "is", "x" * 500)
    for bad in ("", "x" * 501, 1, True, "\udc00"):
        assert list(faults({"field": "alias", "op": "is", "value": bad})) == ["/value"]


def test_flags_are_true_or_false():
    assert value("do_not_send", "is", False) is False
    for bad in (0, 1, "true", None):
        assert list(faults({"field": "do_not_send", "op": "is", "value": bad})) == ["/value"]


@pytest.mark.parametrize(
    ("given_value", "parsed"),
    [
        (0, 0),
        (-0.0, 0),
        (3.0, 3),
        (1e14, 10**14),
        (0.1, Decimal("0.1")),
        (-2.5, Decimal("-2.5")),
        (1e-15, Decimal("1e-15")),
        (99999.9999999999, Decimal("99999.9999999999")),
        (10**15 - 1, 10**15 - 1),
    ],
)
def test_numbers_are_taken_exactly(given_value, parsed):
    assert value("follows", "eq", given_value) == parsed


@pytest.mark.parametrize(
    "bad", [True, "3", None, 10**15, -(10**15), 1e15, 1e-16, 1e300, 0.1 + 0.2, float("nan"), float("-inf")]
)
def test_numbers_refused(bad):
    assert list(faults({"field": "follows", "op": "eq", "value": bad})) == ["/value"]


def test_ranges():
    assert value("follows", "between", [1, 1.5]) == (1, Decimal("1.5"))
    for bad, pointers in (([2, 1], ["/value"]), ([1], ["/value"]), (["1", None], ["/value/0", "/value/1"])):
        assert list(faults({"field": "follows", "op": "between", "value": bad})) == pointers


def test_dates():
    assert value("birthday", "on", "2000-02-29") == date(2000, 2, 29)
    assert value("last_seen_at", "between", ["2026-01-01", "2026-01-01"]) == (date(2026, 1, 1), date(2026, 1, 1))
    for bad in ("2026-02-30", "26-02-03", "2026-2-3", "20260203", "1899-12-31", "2200-01-01", "--04-01", "", 20260203):
        assert list(faults({"field": "birthday", "op": "before", "value": bad})) == ["/value"]
    for bad, pointers in (
        (["2026-02-02", "2026-02-01"], ["/value"]),
        ([1, "2026-02-30"], ["/value/0", "/value/1"]),
    ):
        assert list(faults({"field": "birthday", "op": "between", "value": bad})) == pointers


def test_months():
    assert value("birthday", "months_since", 1_200) == 1_200
    assert value("birthday", "month_is", 12) == 12
    for op, bad in (
        ("months_since", -1),
        ("months_since", 1_201),
        ("month_is", 0),
        ("month_is", 13),
        ("month_is", 1.0),
    ):
        assert list(faults({"field": "birthday", "op": op, "value": bad})) == ["/value"]
    assert list(faults({"field": "birthday", "op": "anniversary_within", "value": 366})) == ["/value"]
    assert list(faults({"field": "birthday", "op": "month_ahead", "value": 12})) == ["/value"]


def test_tags_and_days():
    assert value("tags", "added_within", {"tags": ["b", "a", "b"], "days": 0}) == (("b", "a"), 0)
    for bad, pointers in (
        (["vip"], ["/value"]),
        ({"tags": ["vip"]}, ["/value"]),
        ({"tags": ["vip"], "days": 1, "more": 1}, ["/value"]),
        ({"tags": ["vip", ""], "days": -1}, ["/value/tags/1", "/value/days"]),
    ):
        assert list(faults({"field": "tags", "op": "added_within", "value": bad})) == pointers


def test_days():
    assert value("birthday", "within_next", 36_500) == 36_500
    for bad in (-1, 36_501, 1.5, 7.0, True, "7"):
        assert list(faults({"field": "birthday", "op": "within_last", "value": bad})) == ["/value"]
