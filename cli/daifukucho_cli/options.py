"""Options and arguments that many commands have."""

from typing import Annotated

import typer

STACK = "DAIFUKUCHO_STACK"

Stack = Annotated[
    str | None,
    typer.Option(
        "--stack",
        envvar=STACK,
        help="CloudFormation スタックの名前か、ローカルスタックの .local/stack.json"
        " / The CloudFormation stack's name, or .local/stack.json of a local one",
        show_default=False,
    ),
]
FriendId = Annotated[str, typer.Argument(metavar="FRIEND_ID", help="友だちのID / The friend's id")]
Json = Annotated[
    bool,
    typer.Option(
        "--json",
        help="プログラム向けに JSON で出力する。一覧は1行に1件 / JSON for programs; of a list, one line for each",
    ),
]
Most = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        help="件数の上限（省略すると、表では50件、JSON では全件） / The most items (50 in a table, all as JSON)",
        show_default=False,
    ),
]
File = Annotated[
    str,
    typer.Option(
        "--file", "-f", metavar="FILE", help="JSON のファイル。- は標準入力 / A file of JSON; - for standard input"
    ),
]
OptionalFile = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="JSON のファイル。- は標準入力 / A file of JSON; - for standard input"
    ),
]
UnsavedFile = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="保存していないものの JSON。- は標準入力 / One that is not saved, as JSON"
    ),
]
IfMatch = Annotated[
    str | None,
    typer.Option(
        "--if-match",
        metavar="ETAG",
        help="読んだときの etag か版。その後に変更されていたら何もしない"
        " / The etag or the version as it was read: nothing is done if there was a change since",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="確かめずに実行する / Do not ask")]
