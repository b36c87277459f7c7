"""All commands."""

import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.main import get_group

from daifukucho_cli.commands import Commands, Group, usage_of
from daifukucho_cli.screen import Language, use, warn
from daifukucho_cli.usage import explained

GROUPS = {
    "friends": "名簿 / The roster of friends",
    "tags": "タグ / Tags",
    "fields": "友だち情報 / Fields of the shop's own",
    "segments": "セグメント / Segments",
    "campaigns": "配信 / Campaigns",
    "runs": "配信の実行とレポート / Runs and their reports",
    "shop": "お店全体の設定 / The shop's settings",
    "orders": "購買 / What friends buy",
    "ledger": "台帳 / The ledger",
}
"""Each group is ``app`` in the module of its name, which is imported when the group is named."""


class Root(Group):
    """All groups; of each there is only its help until it is named."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if not isinstance(found, Group) or found.commands:
            return found
        loaded = get_group(import_module(f"daifukucho_cli.{cmd_name}").app)
        loaded.name, loaded.help = cmd_name, found.help
        self.commands[cmd_name] = loaded
        return loaded

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and end the process. What was not given rightly is told in the language that is spoken."""
        words = sys.argv[1:] if args is None else list(args)
        use(_asked_for(words))
        try:
            code = super().main(words, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.Abort:
            warn(ja="中止しました。", en="Aborted.")
            code = 1
        except typer.TyperException as error:
            _tell(error)
            code = error.exit_code
        sys.exit(code)


app = Commands(cls=Root, help="大福帳のコマンド / Daifukucho's command line")
for _name, _help in GROUPS.items():
    app.add_typer(Commands(help=_help), name=_name)


@app.callback()
def choose_language(
    lang: Annotated[
        Language | None,
        typer.Option(help="表示する言語。省略すると LANG に従う / The language; without it, that of LANG"),
    ] = None,
) -> None:
    use(lang)


def _asked_for(words: Sequence[str]) -> Language | None:
    """The language that ``--lang`` names, wherever it stands: what is wrong with the rest is told in it, too."""
    parts = [part for word in words for part in word.split("=", 1)]
    named = dict(pairwise(parts)).get("--lang")
    return next((language for language in Language if language == named), None)


def _tell(error: typer.TyperException) -> None:
    """Tell on standard error what is wrong with a command line."""
    message, ctx = error.format_message(), getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help
        typer.echo(message.rstrip(), err=True)
        return
    warn(ja=f"エラー: {explained(message)}", en=f"Error: {message}")
    if ctx is not None:
        warn(ja=usage_of(ctx), en=usage_of(ctx))
        warn(ja=f"ヘルプ: {ctx.command_path} --help", en=f"Help: {ctx.command_path} --help")
