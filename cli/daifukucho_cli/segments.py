"""``daifukucho segments``: who is meant."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daifukucho_cli.body import read
from daifukucho_cli.clauses import tree_of
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.estimates import about
from daifukucho_cli.options import FriendId, Json, Stack, UnsavedFile
from daifukucho_cli.output import Column, number, print_json, print_wide, sentence, show_list, show_one, when
from daifukucho_cli.screen import choose, warn

if TYPE_CHECKING:
    from daifukucho_client.segments import Preview

app = Commands()

_PREVIEW = (
    Column("対象", "whom", lambda p: sentence(p.sentence)),
    Column("人数", "friends", lambda p: _count(p)),
    Column("時点", "as of", lambda p: when(p.as_of)),
    Column("例", "such as", lambda p: "\n".join(f"{friend.friend_id}  {friend.name or ''}" for friend in p.sample)),
)
_FIELDS = (
    Column("項目", "field", lambda f: f.name),
    Column("名前", "label", lambda f: sentence(f.label)),
    Column("種類", "type", lambda f: f.type),
    Column("演算子", "operators", lambda f: " ".join(usable.op for usable in f.operators)),
    Column("値", "values", lambda f: " ".join(choice.value for choice in f.choices)),
)
_OPERATORS = (
    Column("演算子", "operator", lambda o: o.op),
    Column("意味", "meaning", lambda o: sentence(o.description)),
    Column("例", "example", lambda o: json.dumps(o.example, ensure_ascii=False)),
)


def _count(preview: "Preview") -> str:
    if preview.estimate is None:
        return number(preview.count)
    estimate = preview.estimate
    return about(estimate, estimate.confidence, estimate.asked, estimate.population)


@app.command("preview")
def preview_segment(
    segment_id: Annotated[
        str | None, typer.Argument(metavar="SEGMENT_ID", help="保存したセグメントのID / A saved segment's id")
    ] = None,
    file: UnsavedFile = None,
    stack: Stack = None,
    as_json: Json = False,
) -> None:
    """当てはまる人の数と例を見る / How many are in a segment, and who, for instance"""
    asked = _asked(segment_id, file)
    with connected(stack, as_json) as client:
        preview = client.segments.preview(**asked)
        show_one(preview, _PREVIEW, as_json=as_json)
    if not as_json:
        for hint in preview.hints:
            warn(ja=hint.ja, en=hint.en)


@app.command("explain")
def explain_segment(
    friend_id: FriendId,
    segment: Annotated[str | None, typer.Option(help="保存したセグメントのID / A saved segment's id")] = None,
    file: UnsavedFile = None,
    stack: Stack = None,
    as_json: Json = False,
) -> None:
    """なぜ当てはまるか、当てはまらないか / Why a friend is in a segment, or why not"""
    asked = _asked(segment, file)
    with connected(stack, as_json) as client:
        explained = client.segments.explain(friend_id, **asked)
        if as_json:
            print_json(explained)
        else:
            print_wide(tree_of(explained.clause))


@app.command("vocabulary")
def show_vocabulary(stack: Stack = None, as_json: Json = False) -> None:
    """条件に使える項目と演算子 / What a segment may ask"""
    with connected(stack, as_json) as client:
        vocabulary = client.segments.vocabulary()
        if as_json:
            print_json(vocabulary)
            return
        show_list(vocabulary.fields, _FIELDS, as_json=False, limit=len(vocabulary.fields))
        show_list(vocabulary.operators, _OPERATORS, as_json=False, limit=len(vocabulary.operators))


def _asked(segment_id: str | None, file: str | None) -> dict[str, Any]:
    """The segment that is meant: a saved one, or the tree in a file (alone, or as ``where``)."""
    if (segment_id is None) == (file is None):
        raise typer.BadParameter(
            choose(
                ja="保存したセグメントのIDか --file のどちらか一方を指定してください。",
                en="Say either a saved segment's id or --file.",
            )
        )
    if file is None:
        return {"segment_id": segment_id}
    definition = read(file)
    return {"where": definition.get("where", definition)}
