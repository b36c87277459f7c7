"""All commands."""

from typing import Annotated

import typer

from daifukucho_cli import friends, ledger
from daifukucho_cli.screen import Language, use

app = typer.Typer(no_args_is_help=True, add_completion=False, help="大福帳の運用コマンド / Running Daifukucho")
app.add_typer(friends.app, name="friends")
app.add_typer(ledger.app, name="ledger")


@app.callback()
def choose_language(
    lang: Annotated[
        Language | None,
        typer.Option(help="表示する言語。省略すると LANG に従う / The language; without it, that of LANG"),
    ] = None,
) -> None:
    use(lang)
