"""What types can find wrong in a request has a sentence of its own in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from daifukucho_aws.edge_refusals import BY_TYPE
from tests.integration.api.conftest import function

ERRORS: dict[str, set[str]] = {
    "bool": {"bool_type", "bool_parsing"},
    "dict": {"dict_type"},
    "enum": {"enum"},
    "float": {"float_type", "float_parsing"},
    "int": {"int_type", "int_parsing", "int_parsing_size", "int_from_float"},
    "list": {"list_type"},
    "literal": {"literal_error"},
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"missing", "extra_forbidden"},
    "str": {"string_type"},
    **{kind: set() for kind in ("any", "default", "nullable", "union", "definitions", "definition-ref")},
    "function-before": set(),  # decodes a part of a path
}
"""By the type of a part of pydantic's schema. What is made of others, or changes a value, finds nothing wrong itself."""
BOUNDS = {
    ("str", "min_length"): "string_too_short",
    ("str", "max_length"): "string_too_long",
    ("str", "pattern"): "string_pattern_mismatch",
    ("list", "min_length"): "too_short",
    ("list", "max_length"): "too_long",
    **{
        (number, bound): error
        for number in ("int", "float")
        for bound, error in {
            "ge": "greater_than_equal",
            "gt": "greater_than",
            "le": "less_than_equal",
            "lt": "less_than",
            "multiple_of": "multiple_of",
        }.items()
    },
}


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Each part of a schema that checks something."""
    if isinstance(schema, dict):
        if schema.get("type") not in ("model-field", "no-info"):
            yield schema
        for name, value in schema.items():
            if name == "fields":
                value = list(value.values())
            if name not in ("metadata", "serialization", "cls", "ref", "default", "function", "expected", "members"):
                yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


@pytest.fixture(scope="module")
def checking() -> list[dict[str, Any]]:
    """What is checked of bodies, and of parameters, all of the API's."""
    taken = [route.dependant for route in function().api().routes]
    fields = [[*of.body_params, *of.query_params, *of.header_params, *of.path_params] for of in taken]
    return [
        part for some in fields for field in some for part in parts(field._type_adapter.core_schema) if "type" in part
    ]


def test_every_error_of_the_types_of_the_api_has_its_sentence(checking):
    errors = set()
    for part in checking:
        errors |= ERRORS[part["type"]]
        errors |= {error for (kind, bound), error in BOUNDS.items() if part["type"] == kind and bound in part}
    assert {"string_type", "string_too_long", "extra_forbidden"} <= errors
    assert errors - set(BY_TYPE) == set()
