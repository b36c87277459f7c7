"""All commands."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.completion import completion_init, get_completion_script
from typer.main import get_group

from daifukucho_cli.commands import Commands, Group, usage_of
from daifukucho_cli.resources import group, groups
from daifukucho_cli.screen import Language, use, warn
from daifukucho_cli.usage import explained

MODULES = {
    "friends": "名簿 / The roster of friends",
    "tags": "タグ / Tags",
    "segments": "セグメント / Segments",
    "campaigns": "配信 / Campaigns",
    "runs": "配信の実行とレポート / Runs and their reports",
    "orders": "購買 / What friends buy",
    "ledger": "台帳 / The ledger",
}
"""Groups with commands of their own: each is ``app`` in the module of its name, which is imported when the group is named."""

GROUPS = MODULES | {name: help for name, help in groups().items() if name not in MODULES}
"""All groups. To those of resources the commands are added that all resources have."""

NEEDS_PROJECT = {"daifukucho", "daifukucho_aws", "boto3", "botocore", "pynamodb"}
"""What commands import that work on the tables and queues themselves, or read what the core reads."""

PROGRAM = "daifukucho"
_COMPLETE = "_DAIFUKUCHO_COMPLETE"
"""By this variable the script of a shell asks what may follow; Typer names it so."""


class Shell(StrEnum):
    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


class Root(Group):
    """All groups; of each there is only its help until it is named."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if not isinstance(found, Group) or found.commands:
            return found
        own = import_module(f"daifukucho_cli.{cmd_name}").app if cmd_name in MODULES else None
        loaded = get_group(group(cmd_name, own))
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
        if _COMPLETE in os.environ:
            completion_init()
        try:
            code = super().main(words, prog_name, complete_var, False, windows_expand_args, **extra)
        except ModuleNotFoundError as error:
            _tell_missing(error)
            code = 1
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


@app.command("completion")
def print_completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash | zsh | fish")],
) -> None:
    """シェルの補完を有効にするスクリプトを出す / Print the script that makes a shell complete commands"""
    typer.echo(get_completion_script(prog_name=PROGRAM, complete_var=_COMPLETE, shell=shell))


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


def _tell_missing(error: ModuleNotFoundError) -> None:
    """Tell what a command needs that is not installed. Raises the error if it is nothing that the project's folder has."""
    missing = (error.name or "").partition(".")[0]
    if missing not in NEEDS_PROJECT:
        raise error
    warn(
        ja=f"このコマンドには大福帳のプロジェクト一式が必要です（{missing} がありません）。プロジェクトのフォルダーで make setup を"
        "実行し、その cli/daifukucho を使ってください。",
        en=f"This command needs the project itself ({missing} is not installed). Run make setup in the project's folder, "
        "and use its cli/daifukucho.",
    )


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
