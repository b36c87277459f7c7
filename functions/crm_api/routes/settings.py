"""Getting and changing what a shop sets up once, made of its declaration (``daifukucho.kernel.resource.Settings``)."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router

from daifukucho.kernel.resource import Settings
from daifukucho.kernel.setups import Setup, SetupEditor
from daifukucho.kernel.shape import Schema
from daifukucho_aws.bootstrap.crm_api import CrmApi
from daifukucho_aws.dynamo.setups import CatalogSetups
from routes.definitions import Adds, annotated, model, read_only, shown_properties
from routes.shared import MAY_READ, MAY_WRITE, Crm, IfMatch, answers, at, tagged, versions_in

T = TypeVar("T")

_VERSIONED: dict[str, Schema] = {
    "version": {"type": "integer", "description": "0: nothing was saved yet, and these are the defaults."},
    "updated_at": {"anyOf": [{"type": "string"}, {"type": "null"}]},
}
_NOTHING: Adds[Setup[Any]] = Adds({}, lambda crm, setup: {}, {})
_EXAMPLE = {"version": 1, "updated_at": "2026-11-22T19:30:00+09:00"}


class SettingsRoutes(Generic[T]):
    """The two operations on what is set up. ``adds``: to every answer. ``of_update``: what the description says of changing it."""

    def __init__(
        self,
        settings: Settings[T],
        setups: Callable[[CrmApi], CatalogSetups[T]],
        editor: Callable[[CrmApi], SetupEditor[T]],
        *,
        tag: str,
        example: Mapping[str, Any],
        adds: Adds[Setup[T]] = _NOTHING,
        of_update: str = "",
    ) -> None:
        self.settings = settings
        self._setups = setups
        self._editor = editor
        self._tag = tag
        self._adds = adds
        self._of_update = of_update
        schema, says = settings.shape.schema(), f"{settings.name.en.capitalize()} {settings.name.ja}"
        self.body = model(f"{settings.title}Body", {**schema, "description": f"{says}, all of it."}, example)
        properties = {**shown_properties(settings.shape), **adds.members, **_VERSIONED}
        answer = {"type": "object", "description": f"{says}.", "properties": properties, "required": list(properties)}
        self.model = model(f"{settings.title}Model", answer, {**example, **adds.example, **_EXAMPLE})

    def add_to(self, router: Router) -> None:
        path, title, name = f"/v1/settings/{self.settings.path}", self.settings.title, self.settings.name.en
        common: dict[str, Any] = {"tags": [self._tag]}
        get = router.get(
            path,
            operation_id=f"get{title}",
            summary=f"Get {name}",
            security=MAY_READ,
            responses=answers("The settings"),
            **common,
        )
        get(annotated(self._get, returns=Response[self.model]))  # type: ignore[name-defined]
        put = router.put(
            path,
            operation_id=f"update{title}",
            summary=f"Change {name}",
            description=" ".join(filter(None, ["What `GET` gives can be sent as it is.", self._of_update])),
            security=MAY_WRITE,
            responses=answers("The settings as saved", "changed_meanwhile", self.settings.invalid.code),
            **common,
        )
        put(annotated(self._update, body=self.body, returns=Response[self.model]))  # type: ignore[name-defined]

    def shown(self, crm: CrmApi, setup: Setup[T]) -> dict[str, Any]:
        told = {**self.settings.shape.shown(setup.value), **self._adds.told(crm, setup)}
        return {**told, "version": setup.version, "updated_at": at(setup.updated_at)}

    def _get(self, crm: Crm) -> Any:
        setup = self._setups(crm).get()
        return tagged(self.model(self.shown(crm, setup)), setup.version)

    def _update(self, crm: Crm, body: Any, if_match: IfMatch = None) -> Any:
        def now() -> Mapping[str, Any]:
            return self.shown(crm, self._setups(crm).get())

        given = read_only(body.root, self.settings.shape, now, self.settings.invalid)
        setup = self._editor(crm).update(given, versions_in(if_match))
        return tagged(self.model(self.shown(crm, setup)), setup.version)
