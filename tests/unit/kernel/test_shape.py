"""What is declared of a resource is one thing: its check, its forms and its schema never disagree."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import daifukucho
from daifukucho.kernel.resource import Resource, Settings
from daifukucho.kernel.rules import OrNull, Rule
from daifukucho.kernel.shape import Each, Label, Shape


def _declared() -> Iterator[Resource[Any] | Settings[Any]]:
    names = [module.name for module in pkgutil.walk_packages(daifukucho.__path__, "daifukucho.")]
    for name in names:
        for value in list(vars(importlib.import_module(name)).values()):
            if isinstance(value, Resource | Settings):
                yield value


DECLARED = {found.kind: found for found in _declared()}
each_declared = pytest.mark.parametrize("declared", DECLARED.values(), ids=list(DECLARED))


def _example(declared: Resource[Any] | Settings[Any]) -> Any:
    return declared.example if isinstance(declared, Resource) else declared.default


def _rules(rule: Rule, at: str = "") -> Iterator[tuple[str, Rule]]:
    """A rule and all that it is made of, each with its place."""
    yield at, rule
    match rule:
        case Shape():
            for name, member in rule.rules.items():
                yield from _rules(member, f"{at}/{name}")
        case Each():
            yield from _rules(rule.of, f"{at}/0")
        case OrNull():
            yield from _rules(rule.of, at)
        case Label():
            yield from _rules(rule._shape, at)


def _leaves() -> list[Any]:
    found = {}
    for declared in DECLARED.values():
        for at, rule in _rules(declared.shape):
            if not isinstance(rule, Shape | Label | OrNull):
                found[f"{declared.kind}{at}"] = rule
    return [pytest.param(rule, id=name) for name, rule in found.items()]


def _tried(rule: Rule) -> Iterator[tuple[Any, bool]]:
    """Values at and beyond each bound of a rule's schema, and whether they are within."""
    schema = rule.schema()
    match schema["type"]:
        case "integer" | "number":
            step = 1 if schema["type"] == "integer" else 0.01
            if "minimum" in schema:
                yield from ((schema["minimum"], True), (schema["minimum"] - step, False))
            if "exclusiveMinimum" in schema:
                yield from ((schema["exclusiveMinimum"] + step, True), (schema["exclusiveMinimum"], False))
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
def test_the_example_is_taken_and_goes_through_all_of_its_forms(declared: Any) -> None:
    given = _example(declared)
    assert [*declared.shape.faults(given, "")] == []
    kept = declared.shape.kept(given)
    stored = json.loads(json.dumps(declared.shape.stored(kept)))
    assert declared.shape.restored(stored) == kept
    shown = json.loads(json.dumps(declared.shape.shown(kept)))
    assert [*declared.shape.faults(shown, "")] == []
    assert declared.shape.kept(shown) == kept


@each_declared
def test_every_member_has_its_fault_at_its_place(declared: Any) -> None:
    given = _example(declared)
    for name in declared.shape.rules:
        faults = [*declared.shape.faults({**given, name: object()}, "")]
        assert {fault.pointer for fault in faults} == {f"/{name}"}
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
