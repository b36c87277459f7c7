"""``daifukucho friends``: the roster, friend by friend."""

from typing import Annotated, Any

import typer

from daifukucho_cli.connection import connected
from daifukucho_cli.options import FriendId, IfMatch, Json, Most, Stack
from daifukucho_cli.output import Column, number, show_list, show_one, when
from daifukucho_cli.words import word
from daifukucho_client.friends import Entry, Friend

app = typer.Typer(no_args_is_help=True, help="名簿 / The roster of friends")
tag = typer.Typer(no_args_is_help=True, help="タグ / Tags")
app.add_typer(tag, name="tag")

Tag = Annotated[str, typer.Argument(metavar="TAG", help="タグ / The tag")]

_COLUMNS = (
    Column("友だちのID", "friend", lambda f: f.friend_id),
    Column("名前", "name", lambda f: _name(f)),
    Column("状態", "state", lambda f: _state(f)),
    Column("タグ", "tags", lambda f: ", ".join(f.tags)),
    Column("最後の反応", "last seen", lambda f: when(f.last_seen_at)),
)
_SHEET = (
    Column("友だちのID", "friend", lambda f: f.friend_id),
    Column("LINEの表示名", "LINE display name", lambda f: f.display_name or ""),
    Column("管理名", "alias", lambda f: f.alias or ""),
    Column("状態", "state", lambda f: _state(f)),
    Column("タグ", "tags", lambda f: ", ".join(f.tags)),
    Column("誕生日", "birthday", lambda f: f.birthday or ""),
    Column("流入経路", "routes", lambda f: " → ".join(dict.fromkeys(filter(None, (f.first_route, f.last_route))))),
    Column("言語", "language", lambda f: f.language or ""),
    Column("メモ", "note", lambda f: f.note or ""),
    Column("ひとこと", "status message", lambda f: f.status_message or ""),
    Column("登録", "first seen", lambda f: when(f.first_seen_at)),
    Column("友だち追加", "followed", lambda f: when(f.followed_at)),
    Column("ブロック", "blocked", lambda f: when(f.blocked_at)),
    Column("最後の反応", "last seen", lambda f: when(f.last_seen_at)),
    Column("受信したメッセージ", "messages from her", lambda f: number(f.messages_received)),
)
_ENTRIES = (
    Column("日時", "when", lambda e: when(e.at)),
    Column("できごと", "what", lambda e: e.kind),
    Column("内容", "words", lambda e: _words(e)),
)


def _name(friend: Friend) -> str:
    return friend.alias or friend.display_name or ""


def _state(friend: Friend) -> str:
    flags = [flag for flag in ("do_not_send", "in_progress") if getattr(friend, flag)]
    return " ・ ".join(map(word, [friend.status, *flags]))


def _words(entry: Entry) -> str:
    said = entry.text.content if entry.text else None
    return str(said.get("text", "")) if said else ""


@app.command("list")
def list_friends(
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    q: Annotated[
        str | None, typer.Option("--q", help="表示名か管理名の一部 / Part of the display name or the alias")
    ] = None,
    tagged: Annotated[str | None, typer.Option("--tag", help="タグ / A tag")] = None,
    status: Annotated[str | None, typer.Option(help="active | blocked")] = None,
) -> None:
    """友だちの一覧 / List friends"""
    with connected(stack, as_json) as client:
        show_list(client.friends.list(q=q, tag=tagged, status=status), _COLUMNS, as_json=as_json, limit=limit)


@app.command("show")
def show_friend(friend_id: FriendId, stack: Stack = None, as_json: Json = False) -> None:
    """一人の友だち / One friend"""
    with connected(stack, as_json) as client:
        show_one(client.friends.get(friend_id), _SHEET, as_json=as_json)


@app.command("update")
def update_friend(
    friend_id: FriendId,
    stack: Stack = None,
    as_json: Json = False,
    alias: Annotated[str | None, typer.Option(help='管理名。"" で消す / The alias; "" clears it')] = None,
    note: Annotated[str | None, typer.Option(help='メモ。"" で消す / The note; "" clears it')] = None,
    birthday: Annotated[
        str | None, typer.Option(help='誕生日 1990-04-01。"" で消す / The birthday; "" clears it')
    ] = None,
    do_not_send: Annotated[bool | None, typer.Option(help="送信しない / Campaigns skip her")] = None,
    in_progress: Annotated[bool | None, typer.Option(help="対応中 / Somebody is talking with her")] = None,
    if_match: IfMatch = None,
) -> None:
    """友だちの情報を変更する / Change what the book says of a friend"""
    texts = {"alias": alias, "note": note, "birthday": birthday}
    flags = {"do_not_send": do_not_send, "in_progress": in_progress}
    given: dict[str, Any] = {name: value or None for name, value in texts.items() if value is not None}
    given |= {name: flag for name, flag in flags.items() if flag is not None}
    with connected(stack, as_json) as client:
        show_one(client.friends.edit(friend_id, **given, if_match=if_match), _SHEET, as_json=as_json)


@app.command("ledger")
def read_ledger(
    friend_id: FriendId,
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    kind: Annotated[str | None, typer.Option(help="message, follow, sent, edit …")] = None,
) -> None:
    """友だちの台帳。新しい順 / What happened with a friend, newest first"""
    with connected(stack, as_json) as client:
        show_list(client.friends.ledger(friend_id, kind=kind), _ENTRIES, as_json=as_json, limit=limit)


@tag.command("add")
def add_tag(friend_id: FriendId, name: Tag, stack: Stack = None, as_json: Json = False) -> None:
    """タグを付ける / Give a friend a tag"""
    with connected(stack, as_json) as client:
        show_one(client.friends.add_tag(friend_id, name), _SHEET, as_json=as_json)


@tag.command("remove")
def remove_tag(friend_id: FriendId, name: Tag, stack: Stack = None, as_json: Json = False) -> None:
    """タグを外す / Take a tag from a friend"""
    with connected(stack, as_json) as client:
        show_one(client.friends.remove_tag(friend_id, name), _SHEET, as_json=as_json)
