"""All commands."""

from typing import Annotated

import typer

from daifukucho_cli import campaigns, fields, friends, ledger, orders, roster, runs, segments, shop
from daifukucho_cli.screen import Language, use

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they hold secrets
    help="大福帳のコマンド / Daifukucho's command line",
)
app.add_typer(friends.app, name="friends")
app.add_typer(fields.app, name="fields")
app.add_typer(segments.app, name="segments")
app.add_typer(campaigns.app, name="campaigns")
app.add_typer(runs.app, name="runs")
app.add_typer(shop.app, name="shop")
app.add_typer(orders.app, name="orders")
app.add_typer(ledger.app, name="ledger")
friends.app.command()(roster.backfill)
friends.app.command()(roster.replay)
friends.app.command()(roster.settle)


@app.callback()
def choose_language(
    lang: Annotated[
        Language | None,
        typer.Option(help="表示する言語。省略すると LANG に従う / The language; without it, that of LANG"),
    ] = None,
) -> None:
    use(lang)
