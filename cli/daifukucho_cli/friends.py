"""``daifukucho friends``: the roster, friend by friend."""

from contextlib import suppress
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daifukucho_cli import roster
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import FriendId, IfMatch, Json, Most, Stack, Yes
from daifukucho_cli.output import Column, number, sentence, show_list, show_one, when, yen
from daifukucho_cli.screen import choose, confirm, fail, warn
from daifukucho_cli.words import word

if TYPE_CHECKING:
    from daifukucho_client import Client
    from daifukucho_client.friends import Friend, FriendSheet, SheetCoupon

app = Commands()
tag = Commands(help="タグ / Tags")
app.add_typer(tag, name="tag")
memo = Commands(help="メモ 商談・来店・電話 / Memos")
app.add_typer(memo, name="memo")

Tag = Annotated[str, typer.Argument(metavar="TAG", help="タグ / The tag")]

_COLUMNS = (
    Column("友だちのID", "friend", lambda f: f.friend_id, whole=True),
    Column("名前", "name", lambda f: _name(f)),
    Column("状態", "state", lambda f: _state(f)),
    Column("タグ", "tags", lambda f: ", ".join(f.tags)),
    Column("最後の反応", "last seen", lambda f: when(f.last_seen_at)),
)
_SHEET = (
    Column("友だちのID", "friend", lambda f: f.friend_id, whole=True),
    Column("LINEの表示名", "LINE display name", lambda f: f.display_name or ""),
    Column("管理名", "alias", lambda f: f.alias or ""),
    Column("状態", "state", lambda f: _state(f)),
    Column("タグ", "tags", lambda f: ", ".join(f.tags)),
    Column("誕生日", "birthday", lambda f: f.birthday or ""),
    Column("氏名", "real name", lambda f: " ".join(filter(None, (f.family_name, f.given_name)))),
    Column("フリガナ", "in kana", lambda f: " ".join(filter(None, (f.family_kana, f.given_kana)))),
    Column("電話番号", "telephone", lambda f: f.phone or ""),
    Column("郵便番号", "postal code", lambda f: f.postal_code or ""),
    Column("住所", "address", lambda f: f.address or ""),
    Column("メールアドレス", "mail", lambda f: f.mail or ""),
    Column("会員番号", "member number", lambda f: f.member_no or ""),
    Column("以前からの会員番号", "earlier number", lambda f: f.card_no or ""),
    Column("担当", "assignee", lambda f: f.assignee or ""),
    Column("利用店舗", "stores", lambda f: ", ".join(f.stores)),
    Column(
        "友だち情報", "fields", lambda f: ", ".join(f"{key}={_written(kept.value)}" for key, kept in f.fields.items())
    ),
    Column("流入経路", "routes", lambda f: " → ".join(dict.fromkeys(filter(None, (f.first_route, f.last_route))))),
    Column("言語", "language", lambda f: f.language or ""),
    Column("メモ", "note", lambda f: f.note or ""),
    Column("ひとこと", "status message", lambda f: f.status_message or ""),
    Column("登録", "first seen", lambda f: when(f.first_seen_at)),
    Column("友だち追加", "followed", lambda f: when(f.followed_at)),
    Column("ブロック", "blocked", lambda f: when(f.blocked_at)),
    Column("最後の反応", "last seen", lambda f: when(f.last_seen_at)),
    Column("受信したメッセージ", "messages received", lambda f: number(f.messages_received)),
)
_SUMMARY = (
    Column("ポイント", "points", lambda f: number(f.summary.points.points) if f.summary else ""),
    Column("ランク", "rank", lambda f: _rank(f)),
    Column("クーポン", "coupons", lambda f: ", ".join(f"{c.title} {word(c.state)}" for c in _coupons(f))),
    Column("購買", "purchases", lambda f: _purchases(f)),
    Column("9セグメント", "nine segments", lambda f: ", ".join(_standings(f))),
)
_ENTRIES = (
    Column("日時", "when", lambda e: when(e.at)),
    Column("できごと", "what", lambda e: sentence(e.label)),
    Column("内容", "in words", lambda e: sentence(e.sentence)),
)


def _name(friend: "Friend") -> str:
    return friend.alias or friend.display_name or ""


_MEMOS = (
    Column("日時", "when", lambda m: when(m.happened_at or m.written_at)),
    Column("種類", "category", lambda m: word(m.category)),
    Column("内容", "words", lambda m: m.text),
    Column("書いた人", "by", lambda m: m.by),
    Column("メモのID", "memo", lambda m: m.memo_id, whole=True),
)


def _rank(friend: "FriendSheet") -> str:
    rank = friend.summary.points.rank if friend.summary else None
    return sentence(rank.name) if rank else ""


def _coupons(friend: "FriendSheet") -> "list[SheetCoupon]":
    return friend.summary.coupons if friend.summary else []


def _purchases(friend: "FriendSheet") -> str:
    bought = friend.summary.purchases if friend.summary else None
    if bought is None or not bought.order_count:
        return ""
    times, spent, last = number(bought.order_count), yen(bought.ltv_gross or 0), when(bought.last_order_at)
    return choose(ja=f"{times}回、{spent}、最後は{last}", en=f"{times} times, {spent}, the last on {last}")


def _standings(friend: "FriendSheet") -> list[str]:
    known = friend.summary.nine_segments if friend.summary else []
    return [f"{standing.product_id} {standing.segment}" for standing in known if standing.segment]


def _state(friend: "Friend") -> str:
    flags = [flag for flag in ("do_not_send", "in_progress") if getattr(friend, flag)]
    return " ・ ".join(map(word, [friend.status, *flags]))


def _moment(given: str) -> date | datetime:
    """A date, or an instant with its offset."""
    try:
        found = date.fromisoformat(given) if len(given) == len("2026-04-01") else datetime.fromisoformat(given)
    except ValueError:
        found = None
    if found is None or (isinstance(found, datetime) and found.tzinfo is None):
        raise typer.BadParameter(
            choose(
                ja="2026-04-01 か 2026-04-01T12:00:00+09:00 のように書いてください。",
                en="Write it as 2026-04-01 or 2026-04-01T12:00:00+09:00.",
            ),
            param_hint="--as-of",
        )
    return found


@app.command("list")
def list_friends(
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    q: Annotated[
        str | None,
        typer.Option("--q", help="名前・フリガナ・電話番号・会員番号 / A name, kana, a telephone or member number"),
    ] = None,
    tagged: Annotated[str | None, typer.Option("--tag", help="タグ / A tag")] = None,
    status: Annotated[str | None, typer.Option(help="active | blocked | visitor")] = None,
    assignee: Annotated[str | None, typer.Option(help="担当者のID / The id of the staff member in charge")] = None,
    store: Annotated[str | None, typer.Option(help="利用店舗のID / The id of a store")] = None,
    rank: Annotated[str | None, typer.Option(help="ランクのID / The id of a rank")] = None,
    segment: Annotated[str | None, typer.Option(help="セグメントのID / The id of a saved segment")] = None,
) -> None:
    """友だちの一覧 / List friends"""
    with connected(stack, as_json) as client:
        found = client.friends.list(
            q=q, tag=tagged, status=status, assignee=assignee, store_id=store, rank=rank, segment_id=segment
        )
        show_list(found, _COLUMNS, as_json=as_json, limit=limit)


@app.command("show")
def show_friend(
    friend_id: FriendId,
    stack: Stack = None,
    as_json: Json = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="その時点の友だち。2026-04-01（その日の終わり）か 2026-04-01T12:00:00+09:00"
            " / As of the end of a date, or of an instant",
        ),
    ] = None,
) -> None:
    """一人の友だち / One friend"""
    then = None if as_of is None else _moment(as_of)
    with connected(stack, as_json) as client:
        show_one(client.friends.get(friend_id, as_of=then), (*_SHEET, *_SUMMARY), as_json=as_json)


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
    do_not_send: Annotated[bool | None, typer.Option(help="送信しない / Campaigns skip the friend")] = None,
    in_progress: Annotated[bool | None, typer.Option(help="対応中 / A staff member is talking with the friend")] = None,
    family_name: Annotated[str | None, typer.Option(help="姓 / The family name")] = None,
    given_name: Annotated[str | None, typer.Option(help="名 / The given name")] = None,
    family_kana: Annotated[str | None, typer.Option(help="姓のフリガナ / The family name in kana")] = None,
    given_kana: Annotated[str | None, typer.Option(help="名のフリガナ / The given name in kana")] = None,
    phone: Annotated[str | None, typer.Option(help="電話番号 / The telephone number")] = None,
    postal_code: Annotated[str | None, typer.Option(help="郵便番号 / The postal code")] = None,
    address: Annotated[str | None, typer.Option(help="住所 / The address")] = None,
    mail: Annotated[str | None, typer.Option(help="メールアドレス / The mail address")] = None,
    assignee: Annotated[str | None, typer.Option(help="担当者のID / The id of the staff member in charge")] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(help='利用店舗のID。全部。"" で消す / Ids of all the friend\'s stores; "" clears them'),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="友だち情報。KEY= で消す / A field of the shop's own; KEY= clears it",
        ),
    ] = None,
    if_match: IfMatch = None,
) -> None:
    """友だちの情報を変更する / Change what the book says of a friend"""
    texts = {
        "alias": alias,
        "note": note,
        "birthday": birthday,
        "family_name": family_name,
        "given_name": given_name,
        "family_kana": family_kana,
        "given_kana": given_kana,
        "phone": phone,
        "postal_code": postal_code,
        "address": address,
        "mail": mail,
        "assignee": assignee,
    }
    flags = {"do_not_send": do_not_send, "in_progress": in_progress}
    given: dict[str, Any] = {name: value or None for name, value in texts.items() if value is not None}
    given |= {name: flag for name, flag in flags.items() if flag is not None}
    if store is not None:
        given["stores"] = [name for name in store if name]
    with connected(stack, as_json) as client:
        if field:
            given["fields"] = _values(client, field)
        show_one(client.friends.edit(friend_id, **given, if_match=if_match), _SHEET, as_json=as_json)


def _values(client: "Client", given: list[str]) -> dict[str, str | int | float | bool | None]:
    """What ``KEY=VALUE`` says, as the type of each field has it."""
    from daifukucho_client import NotFound

    values: dict[str, str | int | float | bool | None] = {}
    for pair in given:
        key, sign, text = pair.partition("=")
        if not sign:
            fail(ja=f"{pair} は KEY=VALUE ではありません。", en=f"{pair} is not KEY=VALUE.", code=2)
        try:
            values[key] = _value(client.fields.get(key).type, text) if text else None
        except NotFound:
            fail(
                ja=f"{key} という友だち情報はありません。あるものは daifukucho fields list で見られます。",
                en=f"There is no field {key}. daifukucho fields list shows those there are.",
            )
    return values


def _written(value: object) -> str:
    """A field's value as ``--field`` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(kind: str, text: str) -> str | int | float | bool:
    if kind == "flag" and text in ("true", "false"):
        return text == "true"
    if kind == "number":
        with suppress(ValueError):
            number = float(text) if set(text) & set(".eE") else int(text)
            return number if isfinite(number) else text  # JSON knows no infinity, and null would clear the field
    return text


@app.command("ledger")
def read_ledger(
    friend_id: FriendId,
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="message, follow, sent, edit … 何度でも指定できる / May be given more than once"),
    ] = None,
) -> None:
    """友だちの台帳。新しい順 / What happened with a friend, newest first"""
    with connected(stack, as_json) as client:
        show_list(client.friends.ledger(friend_id, kind=kind), _ENTRIES, as_json=as_json, limit=limit)


@memo.command("list")
def list_memos(friend_id: FriendId, stack: Stack = None, as_json: Json = False, limit: Most = None) -> None:
    """メモの一覧。新しい順 / The memos of a friend, the latest first"""
    with connected(stack, as_json) as client:
        show_list(client.memos.list(friend_id), _MEMOS, as_json=as_json, limit=limit)


@memo.command("write")
def write_memo(
    friend_id: FriendId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="内容 / What it says")],
    stack: Stack = None,
    as_json: Json = False,
    category: Annotated[str, typer.Option(help="note メモ | meeting 商談 | visit 来店 | call 電話")] = "note",
    happened_at: Annotated[
        str | None, typer.Option(help="いつのことか 2026-11-22T15:00:00+09:00 / When it was")
    ] = None,
) -> None:
    """メモを書く / Write a memo of a friend"""
    with connected(stack, as_json) as client:
        written = client.memos.write(friend_id, {"category": category, "text": text, "happened_at": happened_at})
        show_one(written, _MEMOS, as_json=as_json)


@memo.command("remove")
def remove_memo(
    friend_id: FriendId,
    memo_id: Annotated[str, typer.Argument(metavar="MEMO_ID", help="メモのID / The memo's id")],
    stack: Stack = None,
    as_json: Json = False,
    yes: Yes = False,
) -> None:
    """メモを削除する / Remove a memo"""
    with connected(stack, as_json) as client:
        if not yes:
            confirm(ja="このメモを削除しますか。元に戻せません", en="Remove this memo? It cannot be taken back.")
        client.memos.remove(friend_id, memo_id)
    warn(ja="削除しました。", en="Removed.")


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


for command in (roster.backfill, roster.replay, roster.settle):
    app.command()(command)
