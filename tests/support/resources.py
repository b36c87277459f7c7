"""The table of the API's resources and settings, of which the command line makes its commands. It follows from the API's
description alone; after a change of that it is written anew::

    make resources
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[2] / "cli" / "daifukucho_cli" / "resources.json"

_NAMED = re.compile(r"(?:An? )?(?P<en>[A-Za-z' ]+?) (?P<ja>[\u3005\u3040-\u30ff\u3400-\u9fff]+)")
"""How the description of what is saved begins: ``A store 店舗 to save.``"""
_SCALARS = ("string", "boolean", "integer", "number")
_OF_ALL = {"version", "created_at", "updated_at"}
_OPERATIONS = {"get": "show", "put": "update", "delete": "delete"}
_MOST_COLUMNS, _FULL = 5, 4


class Described:
    """The API's description, with what references lead to."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def table(self) -> list[dict[str, Any]]:
        """Every resource, which has a path of its own for each one, and every settings, of which there is one."""
        paths = self._document["paths"]
        found = []
        for path, methods in paths.items():
            one = next((p for p in paths if re.fullmatch(re.escape(path) + r"/\{\w+\}", p) and "put" in paths[p]), None)
            if "{" in path or "get" not in methods:
                continue
            if one and "post" in methods:
                found.append(self._resource(path, methods, one, paths[one]))
            elif "put" in methods:
                found.append(self._settings(path, methods))
        return found

    def _resource(self, path: str, methods: Any, one: str, of_one: Any) -> dict[str, Any]:
        id_name = one.rpartition("/{")[2].rstrip("}")
        body, shown = self._body(methods["post"]), self._answer(of_one["get"])
        listed = self._resolved(self._answer(methods["get"])["properties"]["items"]["items"])
        return {
            **self._common(path, body, shown),
            "id": id_name,
            "operations": ["list", "create", *(_OPERATIONS[m] for m in ("get", "put", "delete") if m in of_one)],
            "filters": dict(self._filters(methods["get"])),
            "columns": self._columns(id_name, body, listed),
        }

    def _settings(self, path: str, methods: Any) -> dict[str, Any]:
        return self._common(path, self._body(methods["put"]), self._answer(methods["get"]))

    def _common(self, path: str, body: Any, shown: Any) -> dict[str, Any]:
        named = _NAMED.match(body["description"])
        assert named, f"the description of what is sent to {path} does not begin with its names in both languages"
        return {
            "name": path.rpartition("/")[2],
            "path": path.removeprefix("/v1"),
            "ja": named["ja"],
            "en": named["en"][0].lower() + named["en"][1:],
            "members": dict(self._members(body, shown)),
            "told": [name for name in shown["properties"] if name not in body["properties"]],
        }

    def _members(self, body: Any, shown: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        seen = {*shown["properties"], *self._within(shown), "key"}
        for name, schema in body["properties"].items():
            form = self._form(schema) if name in seen else {"type": "object"}
            yield name, form | ({"needed": True} if name in body.get("required", []) else {})

    def _within(self, shown: Any) -> Iterator[str]:
        """The members of the members: a field's bounds are shown together."""
        for schema in shown["properties"].values():
            for kind in self._kinds(schema):
                yield from kind.get("properties", {})

    def _columns(self, id_name: str, body: Any, listed: Any) -> list[str]:
        """What a list shows: the id, what has to be said of one, what only the API says; then what is short, if there is room."""
        fits = [name for name, schema in listed["properties"].items() if self._fits(schema) and name not in _OF_ALL]
        needed = [name for name in body.get("required", []) if name in fits]
        told = [name for name in fits if name not in body["properties"]]
        forms = {name: self._form(listed["properties"][name]) for name in fits}
        short = [name for name, form in forms.items() if form["type"] in ("boolean", "array") or "words" in form]
        columns = list(dict.fromkeys([id_name, *needed, *told]))
        return [*columns, *(name for name in short if name not in columns)][
            : max(_FULL, min(len(columns), _MOST_COLUMNS))
        ]

    def _filters(self, operation: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        for parameter in operation.get("parameters", []):
            parameter = self._resolved(parameter)
            if parameter["in"] == "query" and parameter["name"] not in ("cursor", "limit"):
                form = self._form(parameter["schema"])
                yield parameter["name"], {name: value for name, value in form.items() if name != "nullable"}

    def _form(self, schema: Any) -> dict[str, Any]:
        """What an option has to know of a value: its type (``object``: it has none, for it is said in a file alone, as is what is
        never shown), its words, and whether it may be null."""
        kinds = self._kinds(schema)
        kind = next(iter(kinds), {})
        items = self._resolved(kind.get("items", {}))
        if len(kinds) == 1 and kind.get("type") in _SCALARS:
            form, words = kind["type"], kind.get("enum", [])
        elif {k.get("type") for k in kinds} == {"integer", "number"}:
            form, words = "number", []
        elif kind.get("type") == "array" and items.get("type") == "string":
            form, words = "array", items.get("enum", [])
        else:
            form, words = "object", []
        nullable = len(kinds) < len(self._alternatives(schema))
        return {"type": form} | ({"words": words} if words else {}) | ({"nullable": True} if nullable else {})

    def _fits(self, schema: Any) -> bool:
        """Whether a value fits into a column: it is one, several texts, or the same in both languages."""
        kinds = self._kinds(schema)
        both = all({"ja", "en"} <= kind.get("properties", {}).keys() for kind in kinds)
        return both or self._form(schema)["type"] != "object"

    def _kinds(self, schema: Any) -> list[Any]:
        return [kind for kind in self._alternatives(schema) if kind.get("type") != "null"]

    def _alternatives(self, schema: Any) -> list[Any]:
        schema = self._resolved(schema)
        return [self._resolved(kind) for kind in schema.get("anyOf", schema.get("oneOf", [schema]))]

    def _body(self, operation: Any) -> Any:
        return self._resolved(operation["requestBody"]["content"]["application/json"]["schema"])

    def _answer(self, operation: Any) -> Any:
        return self._resolved(self._resolved(operation["responses"]["200"])["content"]["application/json"]["schema"])

    def _resolved(self, schema: Any) -> Any:
        while "$ref" in schema:
            part: Any = self._document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                part = part[name]
            schema = part
        return schema


def written(document: Mapping[str, Any]) -> str:
    """The table as it is checked in: a line for each thing that is said of a resource."""
    rows = [
        "{\n" + ",\n".join(f' "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in row.items()) + "\n}"
        for row in Described(document).table()
    ]
    return "[\n" + ",\n".join(rows) + "\n]\n"


if __name__ == "__main__":
    from tests.integration.api.conftest import description

    TABLE.write_text(written(description()), "utf-8")
