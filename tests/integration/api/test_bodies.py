"""What bodies take and refuse, for every operation that has one: as the description says."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.integration.api.conftest import Crm, description
from tests.integration.api.test_refusals import World

DOCUMENT = description()


@pytest.fixture(scope="module")
def world(account, empty) -> World:
    empty.put_back()
    return World.made()


@pytest.fixture
def crm(world: World) -> Crm:
    return world.begin()


def schema_of(told: dict[str, Any]) -> dict[str, Any]:
    """A schema, or that which it refers to."""
    return DOCUMENT["components"]["schemas"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told


def body_of(operation: dict[str, Any]) -> dict[str, Any]:
    return schema_of(operation["requestBody"]["content"]["application/json"]["schema"])


READ_BACK = sorted(
    path
    for path, operations in DOCUMENT["paths"].items()
    if "get" in operations and "requestBody" in operations.get("put", {})
)


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x"
    return "x" if value is None else None


@pytest.mark.parametrize("path", READ_BACK)
def test_what_get_gives_put_takes(crm: Crm, world: World, path):
    here = path.removeprefix("/v1").format(**world.ids)
    shown = crm("GET", here).json
    taken = crm("PUT", here, shown)
    assert taken.status == 200, taken.text
    now = crm("GET", here).json
    assert {**now, "version": 0, "updated_at": 0} == {**shown, "version": 0, "updated_at": 0} | {
        name: now[name] for name in ("edited_at", "edited_by") if name in shown
    }
    for name in now.keys() - body_of(DOCUMENT["paths"][path]["put"])["properties"].keys():
        refused = crm("PUT", here, {**now, name: other(now[name])})
        assert refused.faults(code=refused.json["code"]) == [f"/{name}"]
        assert refused.json["code"].startswith("invalid_")
    assert crm("GET", here).json == now


@dataclass(frozen=True)
class Probe:
    """A value at a place of a body; ``fits``: the description lets it be."""

    at: str
    value: Any
    fits: bool

    def in_(self, body: Any) -> Any:
        *way, last = (part.replace("~1", "/").replace("~0", "~") for part in self.at.split("/")[1:])
        body = deepcopy(body)
        here = body
        for part in way:
            here = here[int(part) if isinstance(here, list) else part]
        if self.value is MISSING:
            del here[last]
        else:
            here[int(last) if isinstance(here, list) else last] = self.value
        return body


MISSING = object()
OF_EACH_TYPE = (None, True, 7, 0.5, "~", ["~", ["~"]], {"~": 1})
"""One value of each type, none of which is anything in particular."""


def fits(schema: dict[str, Any], value: Any) -> bool:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]}).is_valid(value)


def variant(schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """The one of several schemas that a value has."""
    schema = schema_of(schema)
    for told in schema.get("anyOf", ()) or (schema.get("oneOf", ()) if "properties" not in schema else ()):
        if fits(told, value):
            return variant(told, value)
    return schema


def probes(schema: dict[str, Any], value: Any, at: str) -> Iterator[Probe]:
    """What bounds the value at a place, and those below it."""
    own = variant(schema, value)
    if at:
        yield from (Probe(at, wrong, False) for wrong in OF_EACH_TYPE if not fits(schema, wrong))
        yield from (Probe(at, edge, fits(own, edge)) for edge in edges(own, value))
    if isinstance(value, list) and value:
        yield from probes(own.get("items", {}), value[0], f"{at}/0")
    if isinstance(value, dict) and "properties" in own:
        yield from (Probe(f"{at}/{name}", MISSING, False) for name in own.get("required", ()))
        if own.get("additionalProperties") is False:
            yield Probe(f"{at}/色", 1, False)
        for name in value:
            yield from probes(own["properties"][name], value[name], f"{at}/{name}")


def edges(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    """Values at each bound of a schema, and one beyond."""
    yield from schema.get("enum", ())
    for bound, step in (("minimum", -1), ("maximum", 1)):
        if bound in schema:
            yield from (int(schema[bound]), int(schema[bound]) + step)
    if isinstance(value, str) and not schema.keys() & {"enum", "format"}:
        for bound, step in (("minLength", -1), ("maxLength", 1)):
            if bound in schema:
                yield from ("a" * schema[bound], "a" * (schema[bound] + step))
    if isinstance(value, list) and value:
        for bound, step in (("minItems", -1), ("maxItems", 1)):
            if bound in schema:
                yield from (items(value, schema[bound]), items(value, schema[bound] + step))
        if schema.get("uniqueItems"):
            yield [value[0], value[0]]


def items(value: list[Any], count: int) -> list[Any]:
    return [f"{n}" if isinstance(value[0], str) else value[n % len(value)] for n in range(count)]


TOGETHER = re.compile(
    r"/(at|bonus|choices|coupon_again|enter|key|kind|leave_below|limit|refunded|refund|recency|frequency|monetary|threshold|type|rights)(/|$)"
    r"|(_id|_ids|/code|/card_no|/stores|/id|/value)(/|$)"
)
"""What is right or wrong with what else is said, or with what there is: whether a value may be, its schema cannot tell alone."""


WITH_BODY = [
    (path, method)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if "requestBody" in operation
]


@pytest.mark.parametrize(("path", "method"), WITH_BODY)
def test_a_body_is_bounded_as_it_is_described(crm: Crm, world: World, path, method):
    """What no schema lets be is refused at its place; a value at a bound is not, unless ``TOGETHER``."""
    here, schema = path.removeprefix("/v1").format(**world.ids), body_of(DOCUMENT["paths"][path][method])
    wrong = []
    for n, example in enumerate(schema["examples"]):
        if method == "put" and "key" in example:
            example = {**example, "key": world.ids["key"]}
        for m, probe in enumerate(probes(schema, example, "")):
            if probe.fits and (TOGETHER.search(probe.at) or isinstance(probe.value, list)):
                continue
            reply = crm(method.upper(), here, probe.in_(example), headers={"idempotency-key": f"{n}-{m}"})
            faults = [fault["pointer"] for fault in reply.json["faults"]] if reply.status == 422 else []
            if any(refuses(at, probe.at) for at in faults) == probe.fits:
                wrong.append(f"{reply.status} {faults}, but {probe.at} fits: {probe.fits}: {str(probe.value)[:60]}")
    assert not wrong, "\n".join(wrong)


def refuses(fault: str, at: str) -> bool:
    """Whether a fault is one of a place, or of a list that is looked at as a whole."""
    return fault == at or fault.startswith(f"{at}/") or re.fullmatch(re.escape(fault) + r"/\d+", at) is not None
