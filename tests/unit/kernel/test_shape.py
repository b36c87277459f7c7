"""What is declared of a resource is one thing: its check, its forms and its schema never disagree."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.errors import Fault, Unfit, Wrong
from daifukucho.kernel.resource import Input, Resource, Settings
from daifukucho.kernel.rules import Choice, Fit, OrNull, Rule, Text, Whole
from daifukucho.kernel.shape import Each, Label, OneOf, Shape
from daifukucho.kernel.words import Words
from tests.support.declared import declarations

DECLARED = {found.title if isinstance(found, Input) else found.kind: found for found in declarations()}
each_declared = pytest.mark.parametrize("declared", DECLARED.values(), ids=list(DECLARED))


def _examples(declared: Resource[Any] | Settings[Any] | Input[Any]) -> list[Any]:
    match declared:
        case Input():
            return [*declared.examples]
        case Resource():
            return [declared.example]
    return [declared.default]


def _rules(rule: Rule, at: str = "") -> Iterator[tuple[str, Rule]]:
    """A rule and all that it is made of, each with its place."""
    yield at, rule
    match rule:
        case Shape():
            for name, member in rule.rules.items():
                yield from _rules(member, f"{at}/{name}")
        case Each():
            yield from _rules(rule.of, f"{at}/0")
        case OneOf():
            for key, shape in rule.of.items():
                yield from _rules(shape, f"{at}/{key}")
        case OrNull():
            yield from _rules(rule.of, at)
        case Label():
            yield from _rules(rule._shape, at)
        case _:  # a rule of a capability's own may be made of a shape
            yield from (found for part in fields(rule) for found in _within(getattr(rule, part.name), at))


def _within(part: Any, at: str) -> Iterator[tuple[str, Rule]]:
    return _rules(part, at) if isinstance(part, Shape) else iter(())


def _leaves() -> list[Any]:
    found = {}
    for name, declared in DECLARED.items():
        for at, rule in _rules(declared.shape):
            if not isinstance(rule, Shape | OneOf | Label | OrNull):
                found[f"{name}{at}"] = rule
    return [pytest.param(rule, id=name) for name, rule in found.items()]


def _tried(rule: Rule) -> Iterator[tuple[Any, bool]]:
    """Values at and beyond each bound of a rule's schema, and whether they are within."""
    schema = rule.schema()
    match schema.get("type"):
        case "integer" | "number":
            step = 1 if schema["type"] == "integer" else 0.01
            if "minimum" in schema:
                yield from ((schema["minimum"], True), (schema["minimum"] - step, False))
            if "exclusiveMinimum" in schema:
                yield from ((schema["exclusiveMinimum"] + step, True), (schema["exclusiveMinimum"], False))
            if "maximum" in schema:
                yield from ((schema["maximum"], True), (schema["maximum"] + step, False))
            yield from ((value, False) for value in (True, "1", [], {}))
        case "boolean":
            yield from (
                (value, value in (True, False) and isinstance(value, bool)) for value in (True, False, 0, 1, "true")
            )
        case "string":
            yield from ((value, False) for value in (1, True, [], {}))
            if "enum" in schema:
                yield from ((value, True) for value in schema["enum"])
                yield "no such value", False
            elif "maxLength" in schema and "format" not in schema:
                yield from (("あ" * schema["maxLength"], True), ("あ" * (schema["maxLength"] + 1), False))
                if "minLength" in schema:
                    yield "", False
        case "array":
            item = _fitting(rule.of)  # type: ignore[attr-defined]
            yield from ((value, False) for value in ({}, "a", 1, True))
            yield item * (schema["maxItems"] + 1), False
            if schema.get("minItems"):
                yield item * (schema["minItems"] - 1), False


def _fitting(rule: Rule) -> list[Any]:
    schema = rule.schema()
    return [schema.get("minimum", schema.get("enum", ["a"])[0] if "enum" in schema else "a")]


@pytest.mark.parametrize("rule", _leaves())
def test_what_the_schema_promises_is_what_is_enforced(rule: Rule) -> None:
    for value, within in _tried(rule):
        assert (not [*rule.faults(value, "")]) == within, value


@each_declared
def test_the_examples_are_taken_and_go_through_all_of_their_forms(declared: Any) -> None:
    for sent in _examples(declared):
        assert [*declared.shape.faults(sent, "")] == []
        kept = declared.shape.kept(sent)
        faults, fine = declared.shape.read(sent)
        assert faults == [] and declared.shape.make(**fine) == kept
        stored = json.loads(json.dumps(declared.shape.stored(kept)))
        assert declared.shape.restored(stored) == kept
        shown = json.loads(json.dumps(declared.shape.shown(kept)))
        assert [*declared.shape.faults(shown, "")] == []
        assert declared.shape.kept(shown) == kept


@each_declared
def test_every_member_has_its_fault_at_its_place(declared: Any) -> None:
    given = _examples(declared)[0]
    for name in declared.shape.rules:
        faults, fine = declared.shape.read({**given, name: object()})
        assert {fault.pointer for fault in faults} == {f"/{name}"}
        assert fine == {k: v for k, v in declared.shape.read(given)[1].items() if k != name}
    for name in declared.shape.required:
        faults = [*declared.shape.faults({k: v for k, v in given.items() if k != name}, "")]
        assert [fault.pointer for fault in faults] == [f"/{name}"]
        assert faults[0].message.en.startswith("This is needed.")
    assert [fault.pointer for fault in declared.shape.faults({**given, "a/b": 1}, "")] == ["/a~1b"]


@each_declared
@pytest.mark.parametrize("given", [None, [], "a", 1, True])
def test_what_is_no_object_is_refused(declared: Any, given: object) -> None:
    assert [fault.pointer for fault in declared.shape.faults(given, "")] == [""]


@each_declared
def test_every_sentence_is_said_in_both_languages(declared: Any) -> None:
    for at, rule in _rules(declared.shape):
        for words in (rule.asks, rule.says):
            assert words is None or (words.ja and words.en and words.ja != words.en), at


def test_there_are_as_many_as_we_know() -> None:
    assert len(DECLARED) >= 8


def _even(given: object) -> int:
    if not isinstance(given, int) or given % 2:
        raise Unfit(Words("偶数を指定してください。", "Give an even number."))
    return given // 2


EVEN = Fit(_even, Words("偶数を指定してください。", "Give an even number."), {"type": "integer"})


@given(st.integers())
def test_what_a_check_takes_is_fine_and_kept_as_it_returns_it(number: int) -> None:
    assert (not [*EVEN.faults(number, "")]) == (number % 2 == 0)
    if number % 2 == 0:
        assert EVEN.kept(number) == number // 2


def test_what_is_asked_for_may_be_said_in_a_sentence_of_its_own() -> None:
    few = Wrong("{least}〜{most}個だけください。", "Give {least} to {most}, no more.")
    name = Wrong("{longest}文字の名前をください。", "Give a name of {longest}.")
    for rule, said in (
        (Whole(1, 3, rule=few), "Give 1 to 3, no more."),
        (Each(Whole(1, 3), 3, 1, rule=few), "Give 1 to 3, no more."),
        (Text(5, rule=name), "Give a name of 5."),
        (Shape(rule=Wrong("物をください。", "Give a thing.")), "Give a thing."),
    ):
        assert [fault.message.en for fault in rule.faults(None, "")] == [said]


@given(st.dictionaries(st.sampled_from("abc"), st.one_of(st.integers(), st.text(max_size=3), st.none())))
def test_what_is_read_is_what_is_wrong_and_what_is_fine(members: dict[str, Any]) -> None:
    """A member is in one of the two, and what concerns several is seen to once all are fine."""
    seen: list[Any] = []

    def also(fine: Mapping[str, Any], at: str) -> Iterator[Fault]:
        seen.append(fine)
        yield from ()

    shape = Shape({"a": Whole(0, 9)}, {"b": Text(2)}, also=also)
    faults, fine = shape.read(members)
    assert faults == [*shape.faults(members, "")]
    wrong = {fault.pointer.removeprefix("/") for fault in faults}
    assert wrong | fine.keys() == members.keys() | {"a"} and not wrong & fine.keys()
    assert bool(seen) == (not wrong - {"c"})
    if not faults:
        assert fine == shape.kept(members)


@dataclass(frozen=True)
class _Pair:
    pieces: int
    note: str | None = None


def test_what_is_left_out_is_as_partial_says() -> None:
    shape = Shape({}, {"pieces": Whole(1, 9), "note": Text(5)}, make=partial(_Pair, pieces=2))
    assert shape.kept({"note": None}) == _Pair(2)
    assert shape.kept({"pieces": 3, "note": "花"}) == _Pair(3, "花")
    assert {name: member["default"] for name, member in shape.schema()["properties"].items()} == {
        "pieces": 2,
        "note": None,
    }


@dataclass(frozen=True)
class _Tea:
    kind: "Drink"
    name: str
    grams: int = 0


@dataclass(frozen=True)
class _Water:
    kind: "Drink"
    name: str


class Drink(StrEnum):
    TEA = "tea"
    WATER = "water"


_ALL: dict[str, Rule] = {"kind": Choice(Drink), "name": Text(5)}
DRINK = OneOf("kind", _ALL, {"tea": Shape(_ALL, {"grams": Whole(1, 9)}, make=_Tea), "water": Shape(_ALL, make=_Water)})


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["tea", "water", "milk", 1, None, ["tea"]]),
            "name": st.sampled_from(["茶", "", 3]),
            "grams": st.integers(0, 10),
        },
    )
)
def test_one_of_several_shapes_is_that_which_its_member_says(given: dict[str, Any]) -> None:
    faults, fine = DRINK.read(given)
    assert faults == [*DRINK.faults(given, "")]
    shape = DRINK.of.get(given["kind"]) if isinstance(given.get("kind"), str) else None
    if shape is None:  # then what all have is looked at, and nothing is said of the rest
        assert "/kind" in {fault.pointer for fault in faults} <= {"/kind", "/name"}
        assert ("/name" in {fault.pointer for fault in faults}) == (given.get("name") != "茶")
        return
    assert (faults, fine) == shape.read(given)
    if not faults:
        kept = DRINK.kept(given)
        assert kept == shape.kept(given) and isinstance(kept, shape.make)  # type: ignore[arg-type]
        assert DRINK.restored(json.loads(json.dumps(DRINK.stored(kept)))) == kept == DRINK.kept(DRINK.shown(kept))


@pytest.mark.parametrize("given", [None, [], "tea", 1])
def test_what_is_no_object_has_none_of_the_shapes(given: object) -> None:
    assert [fault.pointer for fault in DRINK.faults(given, "/a")] == ["/a"]


def test_the_schema_of_one_of_several_shapes_is_one_of_theirs() -> None:
    assert DRINK.schema() == {"oneOf": [shape.schema() for shape in DRINK.of.values()]}


@given(
    st.lists(
        st.fixed_dictionaries({"name": st.sampled_from(["茶", "水", "", 3])}, optional={"n": st.just(0)}), max_size=4
    )
)
def test_no_two_are_known_by_the_same(items: list[dict[str, Any]]) -> None:
    """The second one is told, whatever else is wrong with either, unless its name can be nobody's."""
    mine = Wrong("{name}が同じです。変えてください。", "Another one has this {name}: change it.")
    rule = Each(Shape({"name": Text(5)}), 4, key="name", taken=mine)
    told = [fault.pointer for fault in rule.faults(items, "") if fault.message.en.startswith("Another")]
    names = [item["name"] for item in items]
    assert told == [f"/{i}/name" for i, name in enumerate(names) if name in ("茶", "水") and name in names[:i]]


def test_what_concerns_several_is_seen_to_at_once_with_those_that_are_fine() -> None:
    seen: list[Mapping[str, Any]] = []

    def also(fine: Mapping[str, Any], at: str) -> Iterator[Fault]:
        seen.append(fine)
        yield Fault(f"{at}/b", Words("二つは違います。", "Give another."))

    shape = Shape({"a": Whole(0, 9)}, {"b": Whole(0, 9)}, also=also, at_once=True)
    assert [fault.pointer for fault in shape.faults({"a": "x", "b": 1}, "/c")] == ["/c/a", "/c/b"]
    assert [fault.pointer for fault in shape.faults([], "/c")] == ["/c"]
    assert seen == [{"b": 1}]
