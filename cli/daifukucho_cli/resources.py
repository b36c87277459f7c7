"""The commands of every resource and of all settings, made of a table (``resources.json``) that follows from the API's
description: ``list``, ``show``, ``create``, ``update`` and ``delete``, as far as the API has them."""

import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daifukucho_cli import body
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.labels import label, value_word
from daifukucho_cli.options import IfMatch, Json, Most, OptionalFile, Stack, Yes
from daifukucho_cli.output import Column, number, show_list, show_one, when
from daifukucho_cli.screen import choose, confirm, warn

if TYPE_CHECKING:
    from daifukucho_client.definitions import Definition

SETTINGS = "settings"
_GIVEN = "given_"
"""Before the name of a member, as the parameter of a command: it may be called ``limit``, too."""


@dataclass(frozen=True)
class Form:
    """What a value may be: its type (``object``: it is said in a file alone), its words if they are known, whether it may be
    null, and whether it has to be said."""

    type: str
    words: Sequence[str] = ()
    nullable: bool = False
    needed: bool = False


@dataclass(frozen=True)
class Declared:
    """A resource, or settings, which have no ``id``. ``members``: what is sent. ``told``: what the API says besides."""

    name: str
    path: str
    ja: str
    en: str
    members: Mapping[str, Form]
    told: Sequence[str]
    id: str | None = None
    operations: Sequence[str] = ("show", "update")
    filters: Mapping[str, Form] = field(default_factory=dict)
    columns: Sequence[str] = ()

    @property
    def help(self) -> str:
        plural = self.en if self.id is None else self.name.replace("-", " ")
        return f"{self.ja} / {plural[0].upper()}{plural[1:]}"

    def sent(self, given: Mapping[str, Any], id: str | None) -> tuple[dict[str, Any], str | None]:
        """What is sent of what was given, which may be what ``show --json`` has printed, and the etag in it. What is empty and
        need not be said is left out: the API takes that for the same, and some members must not be said of every type."""
        told = {name: given[name] for name in self.told if name in given}
        within = {
            k: v for part in told.values() if isinstance(part, dict) for k, v in part.items() if k in self.members
        }
        rest = {name: value for name, value in given.items() if name not in told and name != "etag"}
        keyed = {"key": id} if id is not None and "key" in self.members else {}
        sent = {**keyed, **within, **rest}
        return {k: v for k, v in sent.items() if v not in (None, []) or self._needs(k)}, given.get("etag")

    def _needs(self, name: str) -> bool:
        """Whether a member has to be said; one that is not known is for the API to refuse."""
        return name not in self.members or self.members[name].needed


@cache
def table() -> Mapping[str, Declared]:
    """All that the API has, by path."""
    rows = json.loads(files("daifukucho_cli").joinpath("resources.json").read_bytes())
    return {row["path"]: Declared(**{**row, **_forms(row, "members"), **_forms(row, "filters")}) for row in rows}


def _forms(row: Mapping[str, Any], part: str) -> dict[str, Any]:
    return {part: {name: Form(**form) for name, form in row[part].items()}} if part in row else {}


def groups() -> dict[str, str]:
    """The groups of commands, with their helps: one for each resource, and one for all settings."""
    found = {declared.name: declared.help for declared in table().values() if declared.id is not None}
    return {**found, SETTINGS: "お店の設定 / What the shop sets up once"}


def group(name: str, app: Commands | None = None) -> Commands:
    """The commands of a group, besides those that ``app`` has."""
    app = app or Commands()
    if name == SETTINGS:
        for declared in table().values():
            if declared.id is None:
                one = Commands(help=declared.help)
                _fill(one, declared)
                app.add_typer(one, name=declared.name)
    for declared in table().values():
        if declared.id is not None and declared.name == name:
            _fill(app, declared)
    return app


def _fill(app: Commands, declared: Declared) -> None:
    there = {command.name for command in app.registered_commands}
    for operation in declared.operations:
        if operation not in there:
            app.command(operation)(_OPERATIONS[operation](declared))


# The operations. Each gives the function of which Typer makes a command.


def _list(declared: Declared) -> Callable[..., None]:
    def run(stack: Stack = None, as_json: Json = False, limit: Most = None, **filters: Any) -> None:
        with connected(stack, as_json) as client:
            found = client.definitions(declared.path).list(**_said(filters))
            show_list(found, _columns(declared, declared.columns), as_json=as_json, limit=limit)

    return _command(
        declared, run, f"{declared.ja}の一覧 / List {declared.help.partition(' / ')[2].lower()}", declared.filters
    )


def _show(declared: Declared) -> Callable[..., None]:
    def run(id: str | None = None, stack: Stack = None, as_json: Json = False) -> None:
        with connected(stack, as_json) as client:
            _print(declared, client.definitions(declared.path).get(id), as_json)

    said = f"{declared.ja}を見る / Show " + (declared.en if declared.id is None else f"one {declared.en}")
    return _command(declared, run, said)


def _create(declared: Declared) -> Callable[..., None]:
    def run(file: OptionalFile = None, stack: Stack = None, as_json: Json = False, **given: Any) -> None:
        said = _values(given, declared.members)
        _something(file, said)
        definition, _ = declared.sent({**(body.read(file) if file else {}), **said}, None)
        with connected(stack, as_json) as client:
            _print(declared, client.definitions(declared.path).create(definition), as_json)

    return _command(declared, run, f"{declared.ja}を保存する / Save one {declared.en}", declared.members)


def _update(declared: Declared) -> Callable[..., None]:
    def run(
        id: str | None = None,
        file: OptionalFile = None,
        stack: Stack = None,
        as_json: Json = False,
        if_match: IfMatch = None,
        **given: Any,
    ) -> None:
        said = _values(given, declared.members)
        _something(file, said)
        before = body.read(file) if file else None
        with connected(stack, as_json) as client:
            definitions = client.definitions(declared.path)
            if before is None:
                now = definitions.get(id)
                before = {**now.says, "etag": now.etag}
            definition, etag = declared.sent({**before, **said}, id)
            _print(declared, definitions.update(id, definition, if_match=_etag(if_match) or etag), as_json)

    what = declared.en if declared.id is None else f"one {declared.en}"
    more = (
        "ファイルは全体を置き換え、オプションはその項目だけを変える",
        "A file takes the place of all, an option of one member",
    )
    said = f"{declared.ja}を変更する / Change {what}\n\n{more[0]} / {more[1]}"
    return _command(declared, run, said, declared.members)


def _delete(declared: Declared) -> Callable[..., None]:
    def run(id: str, stack: Stack = None, as_json: Json = False, if_match: IfMatch = None, yes: Yes = False) -> None:
        with connected(stack, as_json) as client:
            definitions, state = client.definitions(declared.path), _etag(if_match)
            if not yes:
                now = definitions.get(id)
                name, state = _of(declared, declared.columns[1], now.says), state or now.etag
                confirm(ja=f"{declared.ja}「{name}」を削除しますか", en=f"Delete the {declared.en} “{name}”?")
            definitions.delete(id, if_match=state)
        warn(ja="削除しました。", en="Deleted.")

    return _command(declared, run, f"{declared.ja}を削除する / Delete one {declared.en}")


_OPERATIONS = {"list": _list, "show": _show, "create": _create, "update": _update, "delete": _delete}


def _command(
    declared: Declared, run: Callable[..., None], help: str, options: Mapping[str, Form] = {}
) -> Callable[..., None]:
    """The function of a command with its parameters: those of ``run`` (the id, if there is one), and an option for each value that
    is no object."""
    own = [p for p in inspect.signature(run).parameters.values() if p.kind is not p.VAR_KEYWORD]
    parameters = [p.replace(kind=p.KEYWORD_ONLY) for p in own if p.name != "id"]
    if len(parameters) < len(own) and declared.id is not None:
        parameters = [_id(declared.id, declared), *parameters]
    parameters += [_option(name, form) for name, form in options.items() if form.type != "object"]

    def called(**given: Any) -> None:
        run(**given)

    called.__doc__ = help
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in parameters}
    return called


def _id(name: str, declared: Declared) -> inspect.Parameter:
    ja, en = ("キー", "key") if name.endswith("key") else ("ID", "id")
    help = f"{declared.ja}の{ja} / The {declared.en}'s {en}"
    argument: Any = Annotated[str, typer.Argument(metavar=name.upper(), help=help)]
    return inspect.Parameter("id", inspect.Parameter.KEYWORD_ONLY, annotation=argument)


def _option(name: str, form: Form) -> inspect.Parameter:
    ja, en = label(name)
    words = f": {' | '.join(form.words)}" if form.words else ""
    again = ("。何度でも指定できる", "; may be given again") if form.type == "array" else ("", "")
    help = f"{ja if ja != name else f'「{name}」の値'}{words}{again[0]} / {en[0].upper()}{en[1:]}{words}{again[1]}"
    spelled = _spelled(name)

    def following(incomplete: str) -> list[str]:
        return [each for each in form.words if each.startswith(incomplete)]

    kind: Any
    if form.type == "boolean":
        kind, option = bool, typer.Option(f"{spelled}/--no-{spelled[2:]}", help=help, show_default=False)
    else:
        kind = list[str] if form.type == "array" else str
        metavar = "<int range>" if form.type in ("integer", "number") else "<str>"
        option = typer.Option(spelled, metavar=metavar, help=help, show_default=False, autocompletion=following)
    annotation: Any = Annotated[kind | None, option]
    return inspect.Parameter(_GIVEN + name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _spelled(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, by the names that the API has."""
    return {name.removeprefix(_GIVEN): value for name, value in given.items() if value is not None}


def _values(given: Mapping[str, Any], members: Mapping[str, Form]) -> dict[str, Any]:
    """The values of members that were given as options."""
    return {name: _value(name, members[name], value) for name, value in _said(given).items() if value != []}


def _value(name: str, form: Form, given: Any) -> Any:
    """A value as the API takes it. Nothing is ``null`` where that may be, and no value where there may be several."""
    if given == "" and form.nullable:
        return None
    if form.type == "array":
        return [each for each in given if each]
    if form.type not in ("integer", "number"):
        return given
    pattern = r"-?\d+" if form.type == "integer" else r"-?\d+(\.\d+)?"
    if not re.fullmatch(pattern, given, re.ASCII):
        whole = form.type == "integer"
        raise typer.BadParameter(
            choose(
                ja=f"{_spelled(name)} には{'整数' if whole else '数'}を指定してください。",
                en=f"Give {_spelled(name)} a {'whole ' if whole else ''}number.",
            )
        )
    return float(given) if "." in given else int(given)


def _something(file: str | None, said: Mapping[str, Any]) -> None:
    if file is None and not said:
        raise typer.BadParameter(
            choose(
                ja="--file か、変える項目のオプションを指定してください。",
                en="Give --file, or an option for what it shall say.",
            )
        )


def _etag(given: str | None) -> str | None:
    """An etag; a version alone will do, as it is shown."""
    return f'"{given}"' if given is not None and given.isdecimal() else given


def _print(declared: Declared, definition: "Definition", as_json: bool) -> None:
    told = {**definition.says, "etag": definition.etag} if as_json else definition.says
    show_one(told, _columns(declared, [*definition.says]), as_json=as_json)


def _columns(declared: Declared, names: Sequence[str]) -> list[Column]:
    return [Column(*label(name), partial(_of, declared, name), whole=name == declared.id) for name in names]


def _of(declared: Declared, name: str, says: Mapping[str, Any]) -> str:
    """A member as people read it."""
    form = declared.members.get(name)
    text = partial(value_word, name) if form and form.words else _when if name.endswith(("_at", "_until")) else str
    return _shown(says.get(name), text)


def _shown(value: Any, text: Callable[[str], str], between: str = "\n") -> str:
    if value in (None, [], {}):
        return ""
    match value:
        case bool():
            return choose(ja="はい", en="yes") if value else choose(ja="いいえ", en="no")
        case {"ja": str(ja), **more} if more.keys() <= {"en"}:
            return choose(ja=ja, en=str(more.get("en") or ja))
        case dict():
            shown = {name: _shown(part, str, ", ") for name, part in value.items()}
            return between.join(f"{_label(name)}: {said}" for name, said in shown.items() if said)
        case list():
            each = [_shown(part, text, ", ") for part in value]
            return (between if isinstance(value[0], dict) else ", ").join(each)
        case str():
            return text(value)
        case _:
            return number(value)


def _label(name: str) -> str:
    ja, en = label(name)
    return choose(ja=ja, en=en)


def _when(moment: str) -> str:
    """An instant as people read it; a time of day as it is."""
    return when(datetime.fromisoformat(moment)) if "T" in moment else moment
