"""``python -m bench.soak``: a roster of 100,000 and a campaign to all of it on a local stack of its own.

It ends with 0 if the report adds up, LINE's own counts agree, and the memory of what is ours is flat, else with 1.
MiniStack keeps its tables in memory, so its own grows with the roster: it is shown, and asserts nothing.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.exceptions import ClientError
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench.support.memory import Sampler, Trend, trend
from bench.support.stack import aws, described, drain, send_to_tag
from daifukucho_client.runs import Run
from local.line.client import LineSimulator
from local.stack import running
from local.stack.words import choose, say

TAG = "soak"
BOUND_MB = 8.0
"""What a process that is ours may have grown by, from the first quarter of its part of the run to the last one: much
less than one more megabyte of answers from each of the scan's pages, or of each batch, would make."""

NOT_OURS = ("MiniStack", "LINE")
_LEDGER_PATIENCE = 3_600.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--friends", type=int, default=100_000, help=choose("人数", "how many"))
    friends = parser.parse_args(arguments).friends
    with TemporaryDirectory(prefix="daifukucho-soak-") as folder, running(Path(folder)) as stack:
        return soak(stack, friends)


def soak(stack: Mapping[str, Any], friends: int) -> int:
    """Seed, send, and judge. About a quarter of an hour for 100,000 on two cores."""
    sampler = Sampler(stack["pids"]["ministack"], MiniStack=stack["pids"]["ministack"], LINE=stack["pids"]["line"])
    with sampler.running():
        seeding = _seed(stack, friends, sampler)
        seed_memory = sampler.take()
        run, sending = _send(stack, sampler)
        send_memory = sampler.take()
    with LineSimulator(stack["line_api"]) as line:
        counts = line.received_counts()
    trends = {
        **{("seeding", role): trend(series) for role, series in seed_memory.items()},
        **{("sending", role): trend(series) for role, series in send_memory.items()},
    }
    faults = [*report_faults(run, friends, counts), *memory_faults(trends)]
    console = Console()
    console.print(_report(run, counts, seeding, sending))
    console.print(_memory(trends))
    for fault in faults:
        console.print(f"✗ {fault}")
    if not faults:
        say("合っています。", "It all adds up.")
    return 1 if faults else 0


def _seed(stack: Mapping[str, Any], friends: int, sampler: Sampler) -> float:
    """Fill the stack by the very command that users have, and wait until its functions have seen it all. Seconds."""
    started = time.monotonic()
    with described(stack) as file:
        command = [sys.executable, "-m", "local.seed", "--friends", str(friends), "--seed", TAG]
        process = subprocess.Popen([*command, "--stack-file", str(file)])
        sampler.named["seed"] = process.pid
        if process.wait() != 0:
            raise RuntimeError("seeding failed")
    del sampler.named["seed"]
    seconds = time.monotonic() - started
    say(f"{seconds:.0f} 秒で追加しました。台帳を待っています…", f"Seeded in {seconds:.0f} s; waiting for the ledger…")
    drain(stack, _LEDGER_PATIENCE)
    return seconds


def _send(stack: Mapping[str, Any], sampler: Sampler) -> tuple[Run, float]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(TextColumn("{task.description}"), *columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(choose("配信", "Sending"), total=None)
        run, seconds = send_to_tag(
            stack,
            TAG,
            lambda now: progress.update(
                task, completed=now.planned - now.pending, total=now.planned if now.closed else None
            ),
        )
    say("台帳への記録を待っています…", "Waiting for the entries in the ledgers…")
    deadline = time.monotonic() + _LEDGER_PATIENCE
    while _swept(stack, run.run_id):
        if time.monotonic() > deadline:
            raise TimeoutError("the run's sweep does not end: some entries are not in the ledgers")
        time.sleep(2)
    return run, seconds


def _swept(stack: Mapping[str, Any], run_id: str) -> bool:
    """A run's sweep goes on until every ledger has its entry. The campaign was never edited: it is at revision 1."""
    try:
        aws(stack, "scheduler").get_schedule(GroupName=stack["outputs"]["ScheduleGroup"], Name=f"sweep-{run_id}-1")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return False
        raise
    return True


def report_faults(run: Run, friends: int, counts: Mapping[str, int]) -> list[str]:
    """What is wrong with a run's report, given how often LINE was asked to send to each friend."""
    resolved = run.sent + run.skipped_total + run.failed_total + run.unknown
    checks = {
        f"the run is {run.state}, not completed": run.state == "completed" and run.closed,
        f"planned is {run.planned:,}, not {friends:,}": run.planned == friends,
        f"planned is {run.planned:,}, but its parts are {resolved:,}": run.planned == resolved,
        f"sent is {run.sent:,}, but LINE counts {len(counts):,} friends": run.sent == len(counts),
        "somebody was sent to twice": max(counts.values(), default=0) <= 1,
    }
    return [fault for fault, fine in checks.items() if not fine]


def memory_faults(trends: Mapping[tuple[str, str], Trend | None]) -> list[str]:
    """Which of our processes have grown too much."""
    return [
        f"{role} grew by {found.growth:.1f} MB while {part}, more than {BOUND_MB:g}"
        for (part, role), found in trends.items()
        if found and role not in NOT_OURS and found.growth > BOUND_MB
    ]


def _report(run: Run, counts: Mapping[str, int], seeding: float, sending: float) -> Table:
    shown = Table(title=choose("配信", "The campaign"), box=SIMPLE)
    for ja, en in (("項目", ""), ("値", "")):
        shown.add_column(choose(ja, en), justify="right" if ja == "値" else "left", overflow="fold")
    rows = {
        ("予定", "planned"): f"{run.planned:,}",
        ("送信", "sent"): f"{run.sent:,}",
        ("除外", "skipped"): ", ".join(f"{n:,} {reason}" for reason, n in run.skipped.items()) or "0",
        ("失敗", "failed"): f"{run.failed_total:,}",
        ("不明", "unknown"): f"{run.unknown:,}",
        ("LINE側の人数", "friends whom LINE counts"): f"{len(counts):,}",
        ("LINE側の最大回数", "most often to one of them"): f"{max(counts.values(), default=0)}",
        ("追加にかかった時間", "seeding took"): f"{seeding:,.0f} s",
        ("配信にかかった時間", "sending took"): f"{sending:,.0f} s",
    }
    for words, value in rows.items():
        shown.add_row(choose(*words), value)
    return shown


def _memory(trends: Mapping[tuple[str, str], Trend | None]) -> Table:
    title = choose(f"メモリ(MB、自分たちのものは増加 {BOUND_MB:g} まで)", f"Memory (MB; ours may grow by {BOUND_MB:g})")
    shown = Table(title=title, box=SIMPLE)
    for ja, en in (("", ""), ("プロセス", "process"), ("最初の1/4", "first quarter"), ("最後の1/4", "last quarter")):
        shown.add_column(choose(ja, en), justify="right" if "1/4" in ja else "left", overflow="fold")
    for ja, en in (("増加", "growth"), ("最大", "highest"), ("回数", "samples")):
        shown.add_column(choose(ja, en), justify="right")
    for (part, role), found in sorted(trends.items()):
        if found:
            values = (found.first, found.last, found.growth, found.highest)
            shown.add_row(part, role, *(f"{value:,.1f}" for value in values), str(found.samples))
    return shown


if __name__ == "__main__":
    sys.exit(main())
