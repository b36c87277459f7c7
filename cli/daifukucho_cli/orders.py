"""``daifukucho orders``: what friends buy, one by one and by the table."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

import typer

from daifukucho.kernel.time import from_iso, to_iso
from daifukucho.kernel.words import Words
from daifukucho.orders.table import BadLine, OrderTable, Row, Told, Unreadable, read_table, refused
from daifukucho_cli.body import read
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import File, FriendId, IfMatch, Json, Most, Stack
from daifukucho_cli.output import Column, number, print_json, sentence, show_list, show_one, when, yen
from daifukucho_cli.screen import choose, fail, say, warn
from daifukucho_cli.words import word
from daifukucho_client import BadArgument, Client, Conflict, Invalid, NotFound, Refused
from daifukucho_client.orders import Order, OrderSettings, Purchases

app = Commands()


def clock() -> int:
    """The present instant in UTC epoch milliseconds."""
    return time.time_ns() // 1_000_000  # noqa: TID251 - a person starts the command now


_SHOWN = 100
"""So many reasons are listed for which lines were refused."""

_PROGRAMS = {"スマレジ": "Smaregi"}

_NUMBERED = 10
"""So many lines are named with each."""

_COLUMNS = (
    Column("日時", "when", lambda o: when(o.at)),
    Column("注文番号", "order", lambda o: o.order_id, whole=True),
    Column("状態", "state", lambda o: word(o.state)),
    Column("金額", "amount", lambda o: yen(o.amount), right=True),
    Column("返金", "refunded", lambda o: yen(o.refunded) if o.refunded else "", right=True),
    Column("店舗", "store", lambda o: o.store_id or ""),
    Column("内容", "what", lambda o: "、".join(f"{line.name}×{line.quantity}" for line in o.lines)),
)
_SHEET = (
    Column("友だちのID", "friend", lambda p: p.friend_id, whole=True),
    Column("購買回数", "orders", lambda p: number(p.order_count)),
    Column("累計購買額", "lifetime value", lambda p: _yen(p.ltv_gross)),
    Column("累計粗利", "lifetime margin", lambda p: _yen(p.ltv_margin)),
    Column("予測購買額", "predicted value", lambda p: _yen(p.ltv_predicted)),
    Column("最初の購買", "first order", lambda p: when(p.first_order_at)),
    Column("最後の購買", "last order", lambda p: when(p.last_order_at)),
    Column("よく買う商品", "favourite product", lambda p: p.favourite_product or ""),
    Column("よく買う店舗", "favourite store", lambda p: p.favourite_store or ""),
    Column("平均間隔（日）", "days between orders", lambda p: number(p.days_between_orders)),
    Column("RFM", "RFM", lambda p: _rfm(p)),
)
_SETTINGS = (
    Column("粗利率", "margin", lambda s: "" if s.margin_percent is None else f"{s.margin_percent}%"),
    Column("予測する年数", "expected years", lambda s: number(s.expected_years)),
    Column("RFM", "RFM", lambda s: _thresholds(s)),
    Column("VIP", "VIP", lambda s: _vip(s)),
    Column(
        "9セグメントの商品", "products of the nine segments", lambda s: ", ".join(w.product_id for w in s.nine_segments)
    ),
    Column("版", "version", lambda s: number(s.version)),
    Column("変更", "changed", lambda s: when(s.updated_at)),
)


def _yen(amount: int | None) -> str:
    return "" if amount is None else yen(amount)


def _rfm(purchases: Purchases) -> str:
    scores = purchases.rfm
    return f"R{scores.r} F{scores.f} M{scores.m}" if scores else ""


def _thresholds(settings: OrderSettings) -> str:
    rfm = settings.rfm
    lists = (f"R {rfm.recency}", f"F {rfm.frequency}", f"M {rfm.monetary}")
    return choose(ja="{}か月  ", en="{} months  ").format(rfm.months) + "  ".join(lists)


def _vip(settings: OrderSettings) -> str:
    vip = settings.vip
    if vip is None:
        return ""
    leave = choose(ja="下がらない", en="never falls") if vip.leave_below is None else f"< {yen(vip.leave_below)}"
    return f"{vip.tag}  ≥ {yen(vip.enter)}  {leave}"


@app.command("list")
def list_orders(friend_id: FriendId, stack: Stack = None, as_json: Json = False, limit: Most = None) -> None:
    """友だちの注文。新しい順 / A friend's orders, newest first"""
    with connected(stack, as_json) as client:
        show_list(client.orders.list(friend_id), _COLUMNS, as_json=as_json, limit=limit)


@app.command("summary")
def show_purchases(friend_id: FriendId, stack: Stack = None, as_json: Json = False) -> None:
    """友だちの購買のまとめ / What a friend's orders come to"""
    with connected(stack, as_json) as client:
        show_one(client.orders.purchases(friend_id), _SHEET, as_json=as_json)


@app.command("settings")
def show_settings(stack: Stack = None, as_json: Json = False) -> None:
    """購買の指標の設定を見る / Show how orders are judged"""
    with connected(stack, as_json) as client:
        show_one(client.orders.settings(), _SETTINGS, as_json=as_json)


@app.command("configure")
def update_settings(file: File, stack: Stack = None, as_json: Json = False, if_match: IfMatch = None) -> None:
    """購買の指標の設定を変更する {"margin_percent", "rfm", "vip", …} / Change how orders are judged"""
    definition = read(file)
    with connected(stack, as_json) as client:
        show_one(client.orders.update(definition, if_match=if_match), _SETTINGS, as_json=as_json)


class RowOutcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


_AS_OLD = Words(
    "記録されている注文と更新日時が同じで、内容が違います。更新日時に時刻まで書いてください。",
    "The order in the book is of the same time, and differs; give the time of day with the time of the change.",
)


_STATES = ", ".join(Told)


@dataclass(frozen=True)
class Done:
    """What became of an order of the table: an outcome, or why it was refused."""

    row: Row
    outcome: RowOutcome | None = None
    why: Words | None = None


@app.command("import")
def import_orders(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, metavar="FILE", help="CSV")],
    stack: Stack = None,
    as_json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="書き込まずに調べる / Only say what would be done")
    ] = False,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="NAME=MEANING",
            help=f"お店の状態の名前とその意味（{_STATES}）。何度でも指定できる"
            f" / What a name of a state means ({_STATES}); may be repeated",
            show_default=False,
        ),
    ] = None,
) -> None:
    """購買の CSV を取り込む / Take in a table of orders.

    何度実行しても同じ結果になる。 / Repeating it is harmless.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    now = clock()
    try:
        table = read_table(file.read_bytes(), now, _meanings(state or []))
    except Unreadable as error:
        fail(ja=error.why.ja, en=error.why.en)
    counts: Counter[RowOutcome] = Counter()
    bad = list(table.bad)
    columns = (TextColumn("{task.completed:,}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with (
        connected(stack, as_json) as client,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task("", total=len(table.rows))
        for done in _taken_in(client, table.rows, to_iso(now), dry_run):
            progress.advance(task)
            if done.outcome:
                counts[done.outcome] += 1
            elif done.why:
                bad += refused(done.row, done.why)
    _report(table, counts, sorted(bad, key=lambda line: line.number), dry_run, as_json)


def _meanings(states: Sequence[str]) -> dict[str, Told]:
    """What names of states mean, of ``NAME=MEANING``."""
    found = {}
    for given in states:
        name, _, meaning = given.rpartition("=")
        if not name.strip() or meaning not in {*Told}:
            fail(
                ja=f"--state は 保留=placed のように書いてください。意味は {_STATES} のどれかです: {given}",
                en=f"Write --state as NAME=MEANING, which is one of {_STATES}: {given}",
            )
        found[name] = Told(meaning)
    return found


def _taken_in(client: Client, rows: Sequence[Row], now: str, dry_run: bool) -> Iterator[Done]:
    """Each order, with what became of it: friend by friend, for what is known of one is asked once."""
    friends: dict[str, list[Row]] = {}
    whose = cache(partial(_whose, client))
    for row in rows:
        owner = whose(row.member_no) if row.member_no else row.friend_id or ""
        if isinstance(owner, Words):
            yield Done(row, why=owner)
        elif row.friend_id and row.friend_id != owner:
            yield Done(row, why=Words("会員番号が別の友だちのものです。", "The member number is another friend's."))
        else:
            friends.setdefault(owner, []).append(row)
    for friend_id, theirs in friends.items():
        try:
            known = {order.order_id: order for order in client.orders.list(friend_id)}
        except NotFound:
            why = Words("そのIDの友だちはいません。", "There is no friend of this id.")
            yield from (Done(row, why=why) for row in theirs)
            continue
        except (Invalid, BadArgument) as error:
            yield from (Done(row, why=_why(error)) for row in theirs)
            continue
        for row in theirs:
            yield _put(client, friend_id, row, known.get(row.order_id), now, dry_run)


def _whose(client: Client, member_no: str) -> str | Words:
    """The friend who has a member number, or why there is none."""
    try:
        return client.cards.member(member_no).friend_id
    except NotFound:
        return Words(f"会員番号 {member_no} の友だちはいません。", "No friend has this member number.")
    except (Invalid, BadArgument) as error:
        return _why(error)


def _why(error: Refused | BadArgument) -> Words:
    if isinstance(error, BadArgument):
        return Words(f"送れない値があります: {error}", f"This cannot be sent: {error}")
    told = "".join((error.detail, *(f" {fault.pointer}: {fault.message}" for fault in error.faults)))
    return Words(told, told)  # the API speaks the language of the command


def _put(client: Client, friend_id: str, row: Row, known: Order | None, now: str, dry_run: bool) -> Done:
    given = {"updated_at": now, **row.given}
    if known:
        before, at = _instant(known.updated_at), from_iso(given["updated_at"])
        if "updated_at" not in row.given and at <= before:  # the clock of whoever was here before may be ahead
            at = before + 1
            given["updated_at"] = to_iso(at)
        if _is_same(known, row.given) or before > at:
            return Done(row, RowOutcome.SAME)
        if before == at:
            return Done(row, why=_AS_OLD)
    if not dry_run:
        try:
            if not client.orders.put(friend_id, row.order_id, given).recorded:  # type: ignore[arg-type]
                return Done(row, RowOutcome.SAME)
        except (Conflict, Invalid, NotFound, BadArgument) as error:
            return Done(row, why=_why(error))
    return Done(row, RowOutcome.CHANGED if known else RowOutcome.NEW)


def _is_same(known: Order, given: Mapping[str, Any]) -> bool:
    lines = [{name: getattr(line, name) for name in line.__dataclass_fields__} for line in known.lines]
    theirs = {name: getattr(known, name) for name in ("amount", "refunded", "state", "store_id")}
    same = all(given[name] == value for name, value in theirs.items()) and given["lines"] == lines
    return same and from_iso(given["at"]) == _instant(known.at)


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)


def _list(bad: Sequence[BadLine]) -> None:
    """Each reason once, with the lines that were refused for it."""
    lines: dict[Words, list[int]] = {}
    for line in bad:
        lines.setdefault(line.why, []).append(line.number)
    for why, numbers in list(lines.items())[:_SHOWN]:
        named, more = ", ".join(map(str, numbers[:_NUMBERED])), len(numbers) - _NUMBERED
        warn(
            ja=f"{named}行目{f'ほか{more:,}行' if more > 0 else ''}: {why.ja}",
            en=f"{'Line' if len(numbers) == 1 else 'Lines'} {named}{f' and {more:,} more' if more > 0 else ''}: {why.en}",
        )
    if len(lines) > _SHOWN:
        more = sum(map(len, list(lines.values())[_SHOWN:]))
        warn(ja=f"ほかに{more:,}行。--json ですべて出ます。", en=f"And {more:,} more; see --json.")


def _report(
    table: OrderTable, counts: Counter[RowOutcome], bad: Sequence[BadLine], dry_run: bool, as_json: bool
) -> None:
    if table.program:
        warn(
            ja=f"{table.program} の表として読みました。",
            en=f"Read as a table of {_PROGRAMS.get(table.program, table.program)}.",
        )
    if not as_json:
        _list(bad)
    if table.states:
        names = ", ".join(f"--state {name}=placed" for name in table.states)
        warn(
            ja=f"意味のわからない状態があります。意味（{_STATES}）を指定できます: {names}",
            en=f"Some states are not known. Say what they mean ({_STATES}): {names}",
        )
    if table.unknown:
        names = ", ".join(table.unknown)
        warn(ja=f"使わなかった列: {names}", en=f"Columns that were left out: {names}")
    new, changed, same = (counts[outcome] for outcome in RowOutcome)
    if as_json:
        lines = [{"line": line.number, "why": sentence(line.why)} for line in bad]
        print_json({"dry_run": dry_run, **{str(o): counts[o] for o in RowOutcome}, "refused": lines})
    elif dry_run:
        say(
            ja=f"取り込める注文: 新規 {new:,}件、変更 {changed:,}件、変わりなし {same:,}件。取り込めない行: {len(bad):,}行",
            en=f"To be taken in: {new:,} new, {changed:,} changed; {same:,} unchanged. Lines refused: {len(bad):,}.",
        )
    else:
        say(
            ja=f"取り込んだ注文: 新規 {new:,}件、変更 {changed:,}件、変わりなし {same:,}件。取り込めない行: {len(bad):,}行",
            en=f"Taken in: {new:,} new, {changed:,} changed; {same:,} unchanged. Lines refused: {len(bad):,}.",
        )
    if bad:
        raise typer.Exit(1)
