"""``daifukucho orders``: what friends buy, one by one and by the table."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import FriendId, Json, Most, Stack
from daifukucho_cli.output import Column, number, show_list, show_one, when, yen
from daifukucho_cli.words import word

if TYPE_CHECKING:
    from daifukucho_client.orders import Purchases

app = Commands()


def clock() -> int:
    """The present instant in UTC epoch milliseconds."""
    return time.time_ns() // 1_000_000  # noqa: TID251 - a person starts the command now


_STATES = "placed, cancelled, refunded, partially_refunded"
"""What a state may mean; the core has them, which is imported by whoever takes in a table."""

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


def _yen(amount: int | None) -> str:
    return "" if amount is None else yen(amount)


def _rfm(purchases: "Purchases") -> str:
    scores = purchases.rfm
    return f"R{scores.r} F{scores.f} M{scores.m}" if scores else ""


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
    from daifukucho_cli.order_table import take_in

    take_in(file, state or [], clock(), stack=stack, as_json=as_json, dry_run=dry_run)
