"""The five operations on the definitions of a resource, made of its declaration (``daifukucho.kernel.resource``)."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ClassVar, Generic, TypeVar

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import GetJsonSchemaHandler, RootModel, create_model
from pydantic_core import CoreSchema

from daifukucho.kernel.defined import Defined, Editor
from daifukucho.kernel.errors import Refusal, Wrong
from daifukucho.kernel.once import Once, once
from daifukucho.kernel.resource import Input, Resource
from daifukucho.kernel.rules import Schema
from daifukucho.kernel.shape import Shape, below
from daifukucho.kernel.time import to_iso
from daifukucho_aws.bootstrap.crm_api import CrmApi
from daifukucho_aws.dynamo.definitions import CatalogDefinitions
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    Crm,
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    NamePart,
    PathId,
    answers,
    created,
    example,
    nothing,
    tagged,
    versions_in,
)

D = TypeVar("D")

READ_ONLY = Wrong(
    "変更できない項目です。今の値（{now}）のままにするか、削除してください。",
    "This cannot be changed: leave it as it is ({now}), or leave it out.",
)
OPERATIONS = ("list", "create", "get", "update", "delete")
TEXT: Schema = {"type": "string"}
_OF_BODIES = {
    "additionalProperties",
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "pattern",
}
"""What is asked of who sends something, and says nothing to who reads it."""
_TIMES = {"created_at": "2026-11-22T12:00:00+09:00", "updated_at": "2026-11-22T12:00:00+09:00"}


class Described(RootModel[dict[str, Any]]):
    """An object that the core reads or makes. ``described``: its schema, made of the core's shape; its docstring is the
    description, if the schema has none."""

    described: ClassVar[Schema]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        return {"description": inspect.getdoc(cls), **cls.described, "title": cls.__name__}


@dataclass(frozen=True, slots=True)
class Adds(Generic[D]):
    """What an answer says besides what was sent: its members, what they are, and an example of them."""

    members: Mapping[str, Schema]
    told: Callable[[CrmApi, D], Mapping[str, Any]]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the description says of a resource's operations that is not the same for all. ``example``: what the example of an
    answer says of members that the example of what is sent has not."""

    tag: str
    example_id: str
    example: Mapping[str, Any] = field(default_factory=dict)
    of_body: str = ""
    of_list: str = "The newest first."
    of_create: str = ""
    of_update: str = ""
    of_delete: str = ""


def all_of_it(given: Mapping[str, Any], request: Once) -> Mapping[str, Any]:
    return given


class Definitions(Generic[D]):
    """The operations on a resource.

    ``definitions`` and ``editor``: what keeps and changes them. ``adds``: to every answer; ``in_full``: to that which
    shows one definition alone. ``content``: what is kept of what was sent under a request's key, to tell the request from
    another.
    """

    def __init__(
        self,
        resource: Resource[D],
        definitions: Callable[[CrmApi], CatalogDefinitions[D]],
        editor: Callable[[CrmApi], Editor[D]],
        about: About,
        *,
        adds: Adds[Defined[D]] | None = None,
        in_full: Adds[Defined[D]] | None = None,
        content: Callable[[Mapping[str, Any], Once], Mapping[str, Any]] = all_of_it,
    ) -> None:
        self.resource = resource
        self._definitions = definitions
        self._editor = editor
        self._about = about
        self._content = content
        self._adds = [adds] if adds else []
        self._in_full = [*self._adds, in_full] if in_full else self._adds
        name, title = resource.name.en, resource.title
        says = f"{_with_article(name).capitalize()} {resource.name.ja}"
        body = {**resource.shape.schema(), "description": f"{says} to save.{_after(about.of_body)}"}
        self.body = model(f"{title}Body", body, resource.example)
        self.model = self._model(f"{title}Model", f"{says}.", self._adds)
        self.full = self._model(f"{title}InFullModel", f"{says}, in full.", self._in_full) if in_full else self.model
        self.page = create_model(
            f"{title}Page",
            __base__=Answer,
            __doc__=f"Some {resource.names}.",
            items=(list[self.model], ...),  # type: ignore[name-defined]
            cursor=(str | None, ...),
        )
        self.page.model_config = example({"items": self.model.described["examples"], "cursor": None})

    def add_to(self, router: Router, *operations: str) -> None:
        """Add operations to a router: ``list``, ``create``, ``get``, ``update``, ``delete``; all five, if none is named."""
        for operation in operations or OPERATIONS:
            getattr(self, f"_add_{operation}")(router)

    def _add_list(self, router: Router) -> None:
        names = self.resource.names
        route = router.get(
            f"/v1/{self.resource.path}",
            operation_id=f"list{self.resource.titles}",
            summary=f"List {names}",
            description=self._about.of_list,
            tags=[self._about.tag],
            security=MAY_READ,
            responses=answers(f"A page of {names}"),
        )
        route(self._named(self._list, self.page))

    def _add_create(self, router: Router) -> None:
        resource, name = self.resource, self.resource.name.en
        codes = [resource.taken.code] if resource.taken else []
        codes += [resource.invalid.code, "idempotency_key_reused"]
        route = router.post(
            f"/v1/{resource.path}",
            operation_id=f"create{resource.title}",
            summary=f"Save {_with_article(name)}",
            description=f"With an `Idempotency-Key`, however often it is sent, one {name} is saved."
            + _after(self._about.of_create),
            tags=[self._about.tag],
            security=MAY_WRITE,
            responses=answers(f"The {name} as saved; `Location` is its path", *codes, status=201),
        )
        route(self._named(self._create, Response[self.model]))  # type: ignore[name-defined]

    def _add_get(self, router: Router) -> None:
        name = self.resource.name.en
        route = router.get(
            self._one,
            operation_id=f"get{self.resource.title}",
            summary=f"Get {_with_article(name)}",
            tags=[self._about.tag],
            security=MAY_READ,
            responses=answers(f"The {name}", self._missing),
        )
        route(self._named(self._get, Response[self.full]))  # type: ignore[name-defined]

    def _add_update(self, router: Router) -> None:
        name, invalid = self.resource.name.en, self.resource.invalid.code
        route = router.put(
            self._one,
            operation_id=f"update{self.resource.title}",
            summary=f"Change {_with_article(name)}",
            description=" ".join(filter(None, ["What `GET` gives can be sent as it is.", self._about.of_update])),
            tags=[self._about.tag],
            security=MAY_WRITE,
            responses=answers(f"The {name} as saved", self._missing, "changed_meanwhile", invalid),
        )
        route(self._named(self._update, Response[self.model]))  # type: ignore[name-defined]

    def _add_delete(self, router: Router) -> None:
        route = router.delete(
            self._one,
            operation_id=f"delete{self.resource.title}",
            summary=f"Delete {_with_article(self.resource.name.en)}",
            description=self._about.of_delete,
            tags=[self._about.tag],
            security=MAY_WRITE,
            responses=answers("It is deleted", self._missing, "changed_meanwhile", status=204, content=False),
        )
        route(self._named(self._delete, Response[None]))

    @property
    def _one(self) -> str:
        return f"/v1/{self.resource.path}/<{self.resource.id_name}>"

    @property
    def _missing(self) -> str:
        return self.resource.missing.code

    def shown(self, crm: CrmApi, definition: Defined[D], *, full: bool = False) -> dict[str, Any]:
        """A definition as an answer shows it; ``full``: as that shows it which is about it alone."""
        return {
            self.resource.id_name: definition.id,
            "version": definition.version,
            **self.resource.shown.shown(definition.says),
            **{k: v for add in (self._in_full if full else self._adds) for k, v in add.told(crm, definition).items()},
            "created_at": to_iso(definition.created_at),
            "updated_at": to_iso(definition.updated_at),
        }

    def model_with(
        self, name: str, says: str, members: Mapping[str, Schema], example: Mapping[str, Any]
    ) -> type[Described]:
        """The model of an answer that says more than that which shows one definition alone."""
        return self._model(name, says, [*self._in_full, Adds(members, lambda *_: {}, example)])

    def _list(self, crm: Crm, cursor: Cursor = None, limit: Limit = 50, q: NamePart = None) -> Any:
        found = self._definitions(crm).list(cursor, limit, q=q)
        shown = [self.shown(crm, definition) for definition in found.items]
        return self.page.model_validate({"items": shown, "cursor": found.cursor})

    def _create(self, crm: Crm, by: Caller, body: Any, idempotency_key: IdempotencyKey = None) -> Any:
        request = self._request(by, idempotency_key, body.root)
        made = self._editor(crm).create(body.root, request)
        path = f"/v1/{self.resource.path}/{made.value.id}"
        return created(self.model(self.shown(crm, made.value)), made.value.version, path, replayed=made.replayed)

    def _request(self, by: str, key: str | None, given: Mapping[str, Any]) -> Once | None:
        operation = f"create{self.resource.title}"
        request = once(operation, by, key, "")
        return once(operation, by, key, json.dumps(self._content(given, request), sort_keys=True)) if request else None

    def _get(self, crm: Crm, definition_id: PathId) -> Any:
        definition = self._definitions(crm).get(definition_id)
        return tagged(self.full(self.shown(crm, definition, full=True)), definition.version)

    def _update(self, crm: Crm, definition_id: PathId, body: Any, if_match: IfMatch = None) -> Any:
        def now() -> Mapping[str, Any]:
            return self.shown(crm, self._definitions(crm).get(definition_id), full=True)

        given = read_only(body.root, self.resource.shape, now, self.resource.invalid)
        definition = self._editor(crm).update(definition_id, given, versions_in(if_match))
        return tagged(self.model(self.shown(crm, definition)), definition.version)

    def _delete(self, crm: Crm, definition_id: PathId, if_match: IfMatch = None) -> Any:
        self._editor(crm).delete(definition_id, versions_in(if_match))
        return nothing()

    def _named(self, call: Callable[..., Any], returns: Any) -> Callable[..., Any]:
        return annotated(call, body=self.body, id_name=self.resource.id_name, returns=returns)

    def _model(self, name: str, says: str, adds: list[Adds[Defined[D]]]) -> type[Described]:
        added = {k: schema for add in adds for k, schema in add.members.items()}
        properties = {
            self.resource.id_name: TEXT,
            "version": {"type": "integer"},
            **shown_properties(self.resource.shown),
            **added,
            "created_at": TEXT,
            "updated_at": TEXT,
        }
        example = {
            self.resource.id_name: self._about.example_id,
            "version": 1,
            **{k: self.resource.example.get(k) for k in self.resource.shown.rules},
            **self._about.example,
            **{k: v for add in adds for k, v in add.example.items()},
            **_TIMES,
        }
        schema = {"type": "object", "description": says, "properties": properties, "required": list(properties)}
        return model(name, schema, example)


def model(name: str, schema: Schema, *examples: Mapping[str, Any]) -> type[Described]:
    return type(name, (Described,), {"described": _described(schema, *examples), "__module__": __name__})


def body_of(sent: Input[Any]) -> Schema:
    """What the description says of the body of an operation: what a ``Described`` has as ``described``."""
    return _described(sent.shape.schema(), *sent.examples)


def _described(schema: Schema, *examples: Mapping[str, Any]) -> Schema:
    titled = {k: {"title": k.replace("_", " ").title(), **v} for k, v in schema["properties"].items()}
    return {**schema, "properties": titled, "examples": [dict(example) for example in examples]}


def shown_properties(shape: Shape) -> dict[str, Schema]:
    """The members of a shape as answers show them."""
    properties: dict[str, Schema] = answered(shape.schema())["properties"]
    return properties


def read_only(
    given: Mapping[str, Any], shape: Shape, now: Callable[[], Mapping[str, Any]], invalid: Refusal
) -> dict[str, Any]:
    """What was sent without the members that only we say, so that what ``GET`` gives can be sent as it is.

    ``now``: what ``GET`` gives; it is asked only if such a member was sent. Raises ``invalid`` if one is not as it is now,
    with all that is wrong besides.
    """
    if given.keys() <= shape.rules.keys():
        return dict(given)
    shown = now()
    ours = {name: value for name, value in given.items() if name in shown and name not in shape.rules}
    theirs = {name: value for name, value in given.items() if name not in ours}
    if faults := [READ_ONLY.at(below("", name), now=shown[name]) for name in ours if ours[name] != shown[name]]:
        raise invalid(*shape.faults(theirs, ""), *faults)
    return theirs


def annotated(
    call: Callable[..., Any], *, returns: Any, body: Any = None, id_name: str = "definition_id"
) -> Callable[..., Any]:
    """An operation with the annotations of which the description is made, and the id under its name in the path."""

    @wraps(call)
    def route(**given: Any) -> Any:
        return call(**{("definition_id" if name == id_name else name): value for name, value in given.items()})

    parameters = [
        parameter.replace(
            kind=inspect.Parameter.KEYWORD_ONLY,
            name=id_name if name == "definition_id" else name,
            annotation=body if name == "body" else parameter.annotation,
        )
        for name, parameter in inspect.signature(call).parameters.items()
    ]
    route.__signature__ = inspect.Signature(parameters, return_annotation=returns)  # type: ignore[attr-defined]
    return route


def answered(schema: Any) -> Any:
    """A schema of what is sent, as one of what is answered: all members are there, and nothing is asked of them."""
    if isinstance(schema, list):
        return [answered(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    read = {name: answered(part) for name, part in schema.items() if name not in _OF_BODIES or "type" not in schema}
    return read | ({"required": list(schema["properties"])} if isinstance(schema.get("properties"), dict) else {})


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _after(sentence: str) -> str:
    return f" {sentence}" if sentence else ""
