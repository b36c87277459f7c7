"""``daifukucho runs``: how a campaign goes out, and taking a hand in it."""

from typing import TYPE_CHECKING, Annotated

import typer

from daifukucho_cli.clauses import tree_of
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.options import FriendId, Json, Most, Stack, Yes
from daifukucho_cli.output import Column, number, print_wide, sentence, show_list, show_one, when
from daifukucho_cli.screen import choose, confirm, fail, printable
from daifukucho_cli.words import audience, tally, word

if TYPE_CHECKING:
    from daifukucho_client.runs import Run, Runs

app = Commands()

RunId = Annotated[str, typer.Argument(metavar="RUN_ID", help="実行のID / The run's id")]

_COLUMNS = (
    Column("ID", "id", lambda r: r.run_id, whole=True),
    Column("配信", "campaign", lambda r: r.name or ""),
    Column("状態", "state", lambda r: word(r.state)),
    Column("開始", "opened", lambda r: when(r.opened_at)),
    Column("終了", "closed", lambda r: when(r.closed_at)),
)
_SHEET = (
    *_COLUMNS[:3],
    Column("理由", "reason", lambda r: word(r.reason)),
    Column("予定", "planned", lambda r: number(r.planned)),
    Column("送信", "sent", lambda r: number(r.sent)),
    Column("除外", "skipped", lambda r: _of(r.skipped_total, r.skipped)),
    Column("失敗", "failed", lambda r: _of(r.failed_total, r.failed)),
    Column("不明", "unknown", lambda r: number(r.unknown)),
    Column("未送信", "pending", lambda r: number(r.pending)),
    Column("クーポン", "coupon", lambda r: _coupon(r)),
    Column("対象", "audience", lambda r: audience(r.freeze_audience)),
    *_COLUMNS[3:],
)
_RECIPIENTS = (
    Column("友だちのID", "friend", lambda r: r.friend_id, whole=True),
    Column("結果", "outcome", lambda r: word(r.outcome)),
    Column("理由", "reason", lambda r: word(r.reason)),
    Column("日時", "when", lambda r: when(r.at)),
)
_EXPLAINED = (*_RECIPIENTS[:2], Column("説明", "why", lambda r: sentence(r.sentence)), _RECIPIENTS[3])


def _coupon(run: "Run") -> str:
    if run.coupon_id is None or run.coupon is None:
        return ""
    counts = run.coupon
    said = choose(ja="付与 {}、すでに持っていた {}、使用済み {}", en="{} given, {} had it already, {} had used it")
    return f"{run.coupon_id}\n" + said.format(
        number(counts.given), number(counts.already_held), number(counts.already_used)
    )


def _of(total: int, counts: dict[str, int]) -> str:
    return f"{total:,}  {tally(counts)}" if counts else f"{total:,}"


@app.command("list")
def list_runs(
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    campaign: Annotated[str | None, typer.Option(help="配信のID / A campaign's id")] = None,
    state: Annotated[
        str | None, typer.Option(help="sending | held | paused | cancelled | quota_exceeded | completed")
    ] = None,
    sort: Annotated[str | None, typer.Option(help="-opened | opened")] = None,
) -> None:
    """実行の一覧 / List runs"""
    with connected(stack, as_json) as client:
        found = client.runs.list(campaign_id=campaign, state=state, sort=sort)
        show_list(found, _COLUMNS, as_json=as_json, limit=limit)


@app.command("show")
def show_run(run_id: RunId, stack: Stack = None, as_json: Json = False) -> None:
    """レポート / A run's report"""
    with connected(stack, as_json) as client:
        show_one(client.runs.get(run_id), _SHEET, as_json=as_json)


@app.command("watch")
def watch_run(
    run_id: RunId,
    stack: Stack = None,
    as_json: Json = False,
    seconds: Annotated[float, typer.Option(min=0.5, help="確かめる間隔（秒） / Seconds between looks")] = 2.0,
) -> None:
    """終わるまで見守り、レポートを出す / Follow a run until it is closed, then show its report

    一時停止、中止、上限超過で止まったときの終了コードは 1。 / Exits with 1 if it was paused, cancelled or cut off.
    """
    with connected(stack, as_json) as client:
        run = _watched(client.runs, run_id, seconds)
        show_one(run, _SHEET, as_json=as_json)
    if run.state == "paused":
        resume = f"daifukucho runs resume {run_id}"
        fail(ja=f"一時停止しています。再開するには: {resume}", en=f"It is paused. To go on: {resume}")
    if run.state != "completed":
        raise typer.Exit(1)


def _watched(runs: "Runs", run_id: str, seconds: float) -> "Run":
    """The run once it is closed or paused, with its progress shown until then to whoever sits at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        for run in runs.watch(run_id, seconds=seconds):
            progress.update(
                task,
                description=printable(f"{run.name}  {word(run.state)}"),
                completed=run.planned - run.pending,
                total=run.planned or None,
            )
    return run


@app.command("recipients")
def list_recipients(
    run_id: RunId,
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    outcome: Annotated[str | None, typer.Option(help="sent | skipped | failed | unknown | pending")] = None,
    reason: Annotated[str | None, typer.Option(help="blocked, do_not_send, in_progress …")] = None,
) -> None:
    """一人ひとりの結果 / What became of each friend"""
    with connected(stack, as_json) as client:
        found = client.runs.recipients(run_id, outcome=outcome, reason=reason)
        show_list(found, _RECIPIENTS, as_json=as_json, limit=limit)


@app.command("explain")
def explain_recipient(run_id: RunId, friend_id: FriendId, stack: Stack = None, as_json: Json = False) -> None:
    """なぜ届いたか、届かなかったか / Why a friend got it, or did not"""
    with connected(stack, as_json) as client:
        explained = client.runs.explain(run_id, friend_id)
        show_one(explained, _EXPLAINED, as_json=as_json)
        if explained.clause and not as_json:
            print_wide(tree_of(explained.clause))


@app.command("pause")
def pause_run(run_id: RunId, stack: Stack = None, as_json: Json = False) -> None:
    """一時停止する / Pause a run"""
    with connected(stack, as_json) as client:
        show_one(client.runs.pause(run_id), _SHEET, as_json=as_json)


@app.command("resume")
def resume_run(run_id: RunId, stack: Stack = None, as_json: Json = False, yes: Yes = False) -> None:
    """再開する / Resume a paused run"""
    with connected(stack, as_json) as client:
        if not yes:
            many = number(client.runs.get(run_id).pending)
            confirm(ja=f"残りの{many}人への配信を再開しますか", en=f"Go on sending to the {many} who are left?")
        show_one(client.runs.resume(run_id), _SHEET, as_json=as_json)


@app.command("cancel")
def cancel_run(run_id: RunId, stack: Stack = None, as_json: Json = False, yes: Yes = False) -> None:
    """中止する。再開はできない / Cancel a run; it cannot be resumed"""
    with connected(stack, as_json) as client:
        if not yes:
            many = number(client.runs.get(run_id).pending)
            confirm(
                ja=f"まだ送っていない{many}人への配信を中止しますか（再開できません）",
                en=f"Cancel it for the {many} who have not been written to? It cannot be resumed.",
            )
        show_one(client.runs.cancel(run_id), _SHEET, as_json=as_json)
