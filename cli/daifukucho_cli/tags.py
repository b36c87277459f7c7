"""``daifukucho tags``: the tags that friends have."""

from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import Json, Most, Stack
from daifukucho_cli.output import Column, number, show_list
from daifukucho_cli.screen import warn

app = Commands()

_COLUMNS = (
    Column("タグ", "tag", lambda t: t.tag, whole=True),
    Column("人数", "friends", lambda t: number(t.friends), right=True),
)


@app.command("list")
def list_tags(stack: Stack = None, as_json: Json = False, limit: Most = None) -> None:
    """タグと、それが付いている友だちの人数。多い順 / The tags, and how many friends have each, the most first"""
    with connected(stack, as_json) as client:
        found = client.tags.count()
        show_list(found.items, _COLUMNS, as_json=as_json, limit=limit)
    if not found.complete:
        warn(
            ja="時間内に調べられた友だちだけの人数です。少しして、もう一度実行してください。",
            en="There was no time to ask everybody: there are at least so many. Try again in a while.",
        )
    if found.more:
        warn(ja=f"タグはほかに{found.more:,}個あります。", en=f"There are {found.more:,} more tags.")
