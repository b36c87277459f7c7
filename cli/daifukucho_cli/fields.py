"""``daifukucho fields``: fields 友だち情報 of the shop's own."""

from typing import TYPE_CHECKING, Annotated

import typer

from daifukucho_cli import body
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import File, IfMatch, Json, Most, Stack
from daifukucho_cli.output import Column, show_list, show_one
from daifukucho_cli.screen import choose
from daifukucho_cli.words import word

if TYPE_CHECKING:
    from daifukucho_client.fields import ShopField

app = Commands()

FieldKey = Annotated[str, typer.Argument(metavar="FIELD_KEY", help="友だち情報のキー / The field's key")]

_COLUMNS = (
    Column("キー", "key", lambda f: f.key, whole=True),
    Column("名前", "label", lambda f: choose(ja=f.label.ja, en=f.label.en)),
    Column("種類", "type", lambda f: f.type),
    Column("選択肢", "choices", lambda f: ", ".join(c.value for c in f.choices or () if not c.retired)),
    Column("状態", "state", lambda f: _state(f)),
)


def _state(field: "ShopField") -> str:
    return word("retired") if field.retired else ""


@app.command("list")
def list_fields(
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    q: Annotated[str | None, typer.Option("--q", help="名前かキーの一部 / Part of a label or the key")] = None,
) -> None:
    """友だち情報の一覧 / List the fields"""
    with connected(stack, as_json) as client:
        show_list(client.fields.list(q=q), _COLUMNS, as_json=as_json, limit=limit)


@app.command("show")
def show_field(field_key: FieldKey, stack: Stack = None, as_json: Json = False) -> None:
    """一つの友だち情報 / One field"""
    with connected(stack, as_json) as client:
        show_one(client.fields.get(field_key), _COLUMNS, as_json=as_json)


@app.command("create")
def create_field(file: File, stack: Stack = None, as_json: Json = False) -> None:
    """友だち情報を定義する / Define a field"""
    definition = body.read(file)
    with connected(stack, as_json) as client:
        show_one(client.fields.create(definition), _COLUMNS, as_json=as_json)


@app.command("update")
def update_field(
    field_key: FieldKey, file: File, stack: Stack = None, as_json: Json = False, if_match: IfMatch = None
) -> None:
    """友だち情報を変更する / Change a field"""
    definition = body.read(file)
    with connected(stack, as_json) as client:
        show_one(client.fields.update(field_key, definition, if_match=if_match), _COLUMNS, as_json=as_json)
