"""``daifukucho shop``: what holds for everything the shop does."""

from typing import TYPE_CHECKING

from daifukucho_cli.body import read
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import File, IfMatch, Json, Stack
from daifukucho_cli.output import Column, number, show_one, when, yen
from daifukucho_cli.screen import choose

if TYPE_CHECKING:
    from daifukucho_client.shop import Plan, Shop

app = Commands()


def _plan(shop: "Shop") -> str:
    if isinstance(shop.plan, str):
        return shop.plan
    return choose(ja="未設定", en="not said") if shop.plan is None else choose(ja="独自の料金", en="terms of its own")


def _terms(plan: "Plan | None") -> str:
    if plan is None:
        return ""
    lines = [choose(ja=f"{plan.included:,}通まで無料", en=f"{plan.included:,} messages included")]
    for tier in plan.tiers:
        up_to = (
            choose(ja="それ以上", en="beyond")
            if tier.up_to is None
            else choose(ja="〜{}通", en="up to {}").format(f"{tier.up_to:,}")
        )
        lines.append(f"{up_to}  {yen(tier.yen)}")
    return "\n".join(lines)


_SHEET = (
    Column("一日の始まり", "day starts at", lambda s: s.day_starts_at),
    Column("2月29日の代わり", "29 February is", lambda s: s.leap_day),
    Column("LINEのプラン", "plan with LINE", _plan),
    Column("料金", "its terms", lambda s: _terms(s.plan_terms)),
    Column("版", "version", lambda s: number(s.version)),
    Column("変更", "changed", lambda s: when(s.updated_at)),
)


@app.command("show")
def show_shop(stack: Stack = None, as_json: Json = False) -> None:
    """設定を見る / Show the settings"""
    with connected(stack, as_json) as client:
        show_one(client.shop.get(), _SHEET, as_json=as_json)


@app.command("update")
def update_shop(file: File, stack: Stack = None, as_json: Json = False, if_match: IfMatch = None) -> None:
    """設定を変更する {"day_starts_at", "leap_day", "plan"} / Change the settings"""
    definition = read(file)
    with connected(stack, as_json) as client:
        show_one(client.shop.update(definition, if_match=if_match), _SHEET, as_json=as_json)
