"""Commands and groups of them, whose help is in the language that is spoken.

Typer's own help needs Rich's Markdown and Pygments, which take longer to import than all the rest.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from daifukucho_cli.screen import choose, spoken

if TYPE_CHECKING:
    from rich.console import RenderableType

_FORMS = {
    "<str>": ("文字列", "TEXT"),
    "<list[str]>": ("文字列", "TEXT"),
    "<int range>": ("整数", "NUMBER"),
    "<float range>": ("数", "NUMBER"),
    "<file>": ("ファイル", "FILE"),
}


class Command(TyperCommand):
    """A command whose help is in the language that is spoken."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx, ()))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        return _spoken(super().shell_complete(ctx, incomplete))


class Group(TyperGroup):
    """A group whose help is in the language that is spoken."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx, self.commands.values()))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        return _spoken(super().shell_complete(ctx, incomplete))


class Commands(typer.Typer):
    """A group of commands to be filled. Helps and docstrings of commands are ``日本語 / English``."""

    def __init__(self, *, cls: type[Group] = Group, help: str | None = None) -> None:
        super().__init__(
            cls=cls,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            help=help,
        )

    def command(self, name: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # type: ignore[override]
        return super().command(name, cls=Command)


def _spoken(found: list[Any]) -> list[Any]:
    """What may follow, explained in the language that is spoken."""
    for item in found:
        item.help = spoken(_first(item.help))
    return found


def usage_of(ctx: Any) -> str:
    """How a command is to be called."""
    pieces = {
        "[OPTIONS]": choose(ja="[オプション]", en="[OPTIONS]"),
        "COMMAND [ARGS]...": choose(ja="コマンド …", en="COMMAND …"),
    }
    said = [pieces.get(piece, piece.strip("{}")) for piece in ctx.command.collect_usage_pieces(ctx)]
    return " ".join([choose(ja="使い方:", en="Usage:"), ctx.command_path, *said])


def _help(command: Any, ctx: Any, commands: Iterable[Any]) -> str:
    """The page that ``--help`` shows."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    params = command.get_params(ctx)
    arguments = [(param.display_name_raw, "", _said_of(param)) for param in params if isinstance(param, TyperArgument)]
    options = [
        (_names(param), _form(param, ctx), _said_of(param)) for param in params if isinstance(param, TyperOption)
    ]
    console = Console(highlight=False)
    with console.capture() as captured:
        console.print(Text(usage_of(ctx), style="bold"), soft_wrap=True)
        console.print()
        console.print(Padding(Text(spoken(command.help or ""), overflow="fold"), (0, 0, 1, 2), expand=False))
        for title, rows in (
            (choose(ja="引数", en="Arguments"), arguments),
            (choose(ja="オプション", en="Options"), options),
            (choose(ja="コマンド", en="Commands"), [(c.name, "", spoken(_first(c.help))) for c in commands]),
        ):
            if rows:
                console.print(Text(title, style="bold"))
                console.print(Padding(_rows(rows), (0, 0, 1, 2), expand=False))
    return captured.get()


def _rows(rows: Sequence[tuple[str, str, str]]) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, form, said in rows:
        table.add_row(Text(f"{name} {form}".rstrip()), Text(said))
    return table


def _first(help: str | None) -> str:
    return (help or "").split("\n\n")[0]


def _names(param: TyperOption) -> str:
    return ", ".join([*sorted(param.opts, key=len), *param.secondary_opts])


def _form(param: TyperOption, ctx: Any) -> str:
    """What stands after an option's name."""
    if param.is_flag:
        return ""
    form = param.metavar or param.display_type(ctx)
    ja, en = _FORMS.get(form, (form.strip("<>"), form.strip("<>")))
    return choose(ja=ja, en=en)


def _said_of(param: Any) -> str:
    """The help of an argument or an option, and what holds for it."""
    if param.name == "help":
        return choose(ja="このヘルプを表示する", en="Show this help")
    more = []
    if param.required:
        more.append(choose(ja="必須", en="required"))
    if param.envvar:
        more.append(choose(ja=f"環境変数 {param.envvar}", en=f"or {param.envvar}"))
    if param.default and param.show_default:
        more.append(choose(ja=f"省略すると {param.default}", en=f"default {param.default}"))
    return spoken(param.help or "") + "".join(f" [{said}]" for said in more)
