"""The description (OpenAPI 3.1) of the API of the pages in LINE, and the pages' types, which follow from it. Both are
checked in; after a change of what a route takes or answers they are written anew::

    make resources

A route declares what is described: its path, its method, the shape of its body, and the type of its answer.
"""

import json
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import TypedDict

from tests.support.function import load

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "web" / "liff-api.json"
TYPES = ROOT / "web" / "src" / "api" / "types.d.ts"

_SCHEMAS = "#/components/schemas/"


class Fault(TypedDict):
    """What is wrong with something that was sent, and where: a JSON pointer."""

    pointer: str
    message: str


class Problem(TypedDict):
    """What every refusal is. Some have further members."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    faults: list[Fault]


class _Untitled(GenerateJsonSchema):
    """Without the titles that repeat the members' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def document() -> dict[str, Any]:
    """The description of all routes."""
    routes = load("liff_api").ROUTES
    answers = {route.answer: get_type_hints(route.answer)["return"] for route in routes} | {Problem: Problem}
    shown, found = TypeAdapter.json_schemas(
        [(key, "serialization", TypeAdapter(told)) for key, told in answers.items()],
        ref_template=f"{_SCHEMAS}{{model}}",
        schema_generator=_Untitled,
    )
    schemas = found["$defs"]
    for name, schema in schemas.items():
        if "properties" in schema and name != "Problem":
            schema["additionalProperties"] = False
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _operation(
            route, shown[route.answer, "serialization"]
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "The API of the pages in LINE", "version": "0", "description": "It changes with the pages."},
        "servers": [{"url": "/liff/api"}],
        "security": [{"id_token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"id_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def written() -> str:
    """The description as it is checked in."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def types(*options: str) -> None:
    """Writes the pages' types, as they follow from the description that is checked in. ``--check``: only compares them with
    those that are there. Raises CalledProcessError if they differ."""
    generator = ["node_modules/.bin/openapi-typescript", str(DOCUMENT), "--output", str(TYPES)]
    form = ["--root-types", "--root-types-no-schema-prefix", "--default-non-nullable=false"]
    subprocess.run([*generator, *form, *options], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def assert_described(method: str, path: str, status: int, answer: Any) -> None:
    """Whatever any test is answered: the description says that this may be."""
    route = next((r for r in load("liff_api").ROUTES if r.method == method and r.match(path) is not None), None)
    if route is not None:
        _validator(f"/{route.path}", method.lower(), "200" if status == 200 else "default").validate(answer)


@cache
def _validator(path: str, method: str, status: str) -> Draft202012Validator:
    (content,) = document()["paths"][path][method]["responses"][status]["content"].values()
    return Draft202012Validator({**content["schema"], "components": document()["components"]})


def _operation(route: Any, answer: Any) -> dict[str, Any]:
    refusal = {
        "description": "A refusal",
        "content": _content({"$ref": _SCHEMAS + "Problem"}, "application/problem+json"),
    }
    parameters = [*_parameters(re.findall(r"{(\w+)}", route.path))]
    return {
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": {"required": True, "content": _taken(route)}} if route.body or route.file_bytes else {}),
        "responses": {"200": {"description": "The answer", "content": _content(answer)}, "default": refusal},
    }


def _parameters(names: Iterable[str]) -> Iterable[dict[str, Any]]:
    for name in names:
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _taken(route: Any) -> dict[str, Any]:
    if route.body:
        return _content(route.body.schema())
    return {"image/*": {}}


def _content(schema: Any, kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": schema}}


if __name__ == "__main__":
    DOCUMENT.write_text(written(), "utf-8")
    types()
