"""What the demo does, step by step, as its users would: friends through LINE, marketers through the API."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from daifukucho_client import Client
from daifukucho_client.campaigns import Campaign
from daifukucho_client.runs import Run
from daifukucho_client.segments import Segment, Words
from local.api import connect
from local.line.client import LineSimulator
from local.stack.words import choose

FRIENDS = 1_000
VIPS = 300
BLOCKED, DO_NOT_SEND, IN_PROGRESS = 20, 10, 5
"""Some of the VIPs block the account, and some are not to be written to: the report must say so of each."""

EVERYBODY = {"field": "first_seen_at", "op": "within_last", "value": 1}
VIP = {"field": "tags", "op": "any_of", "value": ["VIP"]}
THANKS = "本日は感謝デーです。ご来店をお待ちしております。"
SPECIAL = "特別なご案内です。"
PATIENCE = 300.0

HEADINGS = (
    ("配信", "campaign"),
    ("予定", "planned"),
    ("送信", "sent"),
    ("除外", "skipped"),
    ("失敗", "failed"),
    ("不明", "unknown"),
    ("LINE", "LINE"),
    ("一致", "ok"),
)
CAPTION = (
    "予定 = 送信 + 除外 + 失敗 + 不明。「LINE」は LINE 側で数えた受信者数です。",
    "planned = sent + skipped + failed + unknown; LINE is how many friends LINE itself counts.",
)
REASONS = {
    "blocked": ("ブロック", "blocked"),
    "do_not_send": ("送信しない", "do not send"),
    "in_progress": ("対応中", "in progress"),
}


@dataclass(frozen=True)
class Reached:
    """One campaign's report, and how many friends LINE's simulator says it reached, and how often at the most."""

    run: Run
    reached: int
    most: int

    @property
    def adds_up(self) -> bool:
        run = self.run
        resolved = run.sent + run.skipped_total + run.failed_total + run.unknown
        return run.closed and run.planned == resolved and run.sent == self.reached and self.most <= 1


def show(stack: Mapping[str, Any], console: Console) -> bool:
    """Do the main job on a running stack. True if every report adds up and LINE's own counts agree."""
    with connect(stack) as api, LineSimulator(stack["line_api"]) as line, _progress(console) as progress:
        friends = _follow(api, line, progress)
        vips = friends[:VIPS]
        _act(api, line, progress, vips)
        segment = api.segments.create({"name": "VIP", "where": VIP})
        multicast = _campaign(api, "感謝デーのお知らせ", segment, THANKS)
        # Clicked twice with one key, it is one run.
        sent = [api.campaigns.send(multicast.campaign_id, idempotency_key="demo-1").run_id for _ in range(2)]
        soon = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="seconds")
        greeting = f"{{{{ name | default: 'お客' }}}}様、{SPECIAL}"
        personal = _campaign(api, "お名前入りのご案内", segment, greeting, {"at": soon})
        runs = [_closed(api, progress, sent[0]), _closed(api, progress, _run_of(api, personal))]
        outcomes = [_outcome(line, friends, run, words) for run, words in zip(runs, (THANKS, SPECIAL), strict=True)]
        same = sent[0] == sent[1]
    console.print(_table(outcomes, segment.sentence))
    return same and all(outcome.adds_up for outcome in outcomes)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _follow(api: Client, line: LineSimulator, progress: Progress) -> list[str]:
    task = progress.add_task(choose("友だち追加(署名付きWebhook)", "Friends follow (signed webhooks)"), total=FRIENDS)
    friends = line.create_friends(FRIENDS, seed="demo")
    # LINE delivers some events twice, and again what was not answered with 200.
    line.follow(user_ids=friends, batch=10, concurrency=4, redeliveries=5, duplicates=50, wait=False)
    _wait(progress, task, lambda: api.segments.preview(EVERYBODY).count_at_least, FRIENDS)
    return friends


def _act(api: Client, line: LineSimulator, progress: Progress, vips: Sequence[str]) -> None:
    """Staff members tag and flag; some friends write, some block."""
    task = progress.add_task(choose("タグ付け(API)", "Tagging (API)"), total=len(vips))

    def tag(friend_id: str) -> None:
        api.friends.add_tag(friend_id, "VIP")
        progress.advance(task)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tag, vips))
    line.unfollow(*vips[:BLOCKED])
    for friend_id in vips[BLOCKED : BLOCKED + DO_NOT_SEND]:
        api.friends.edit(friend_id, do_not_send=True)
    for friend_id in vips[-IN_PROGRESS:]:
        api.friends.edit(friend_id, in_progress=True)
    line.say(vips[100], "予約をお願いします。")
    task = progress.add_task(choose("ブロックの反映", "Blocks arrive"), total=BLOCKED)
    blocked = {"field": "status", "op": "is", "value": "blocked"}
    _wait(progress, task, lambda: api.segments.preview(blocked).count_at_least, BLOCKED)


def _campaign(
    api: Client, name: str, segment: Segment, text: str, schedule: Mapping[str, Any] | None = None
) -> Campaign:
    return api.campaigns.create(
        {
            "name": name,
            "segment_id": segment.segment_id,
            "messages": [{"type": "text", "text": text}],
            "schedule": schedule,
        }
    )


def _run_of(api: Client, campaign: Campaign) -> str:
    """The run that the schedule opens by itself."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run_id = api.campaigns.get(campaign.campaign_id).run_id
        if run_id:
            return run_id
        time.sleep(0.5)
    raise TimeoutError("the scheduled campaign did not go out")


def _closed(api: Client, progress: Progress, run_id: str) -> Run:
    """A run once it is closed, with its progress shown until then."""
    deadline = time.monotonic() + PATIENCE
    task = progress.add_task("", total=100)
    for run in api.runs.watch(run_id, seconds=0.5):
        words = choose(f"配信: {run.name}", f"Sending: {run.name}")
        progress.update(task, description=words, completed=int(run.progress * 100))
        if time.monotonic() > deadline:
            break
    if not run.closed:
        raise TimeoutError(f"run {run_id} is not closed after {PATIENCE:.0f} s: {run}")
    return run


def _outcome(line: LineSimulator, friends: Sequence[str], run: Run, words: str) -> Reached:
    """What LINE says it sent with some words in it, friend by friend."""

    def times(friend_id: str) -> int:
        return sum(words in message["text"] for sent in line.received(friend_id) for message in sent["messages"])

    got = [times(friend_id) for friend_id in line.received_counts() if friend_id in set(friends)]
    return Reached(run, sum(n > 0 for n in got), max(got, default=0))


def _wait(progress: Progress, task: Any, count: Any, target: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while (seen := count()) < target:
        progress.update(task, completed=seen)
        if time.monotonic() > deadline:
            raise TimeoutError(f"only {seen} of {target} after {PATIENCE:.0f} s")
        time.sleep(0.5)
    progress.update(task, completed=target)


def _table(outcomes: Sequence[Reached], sentence: Words) -> Table:
    title = choose(f"配信レポート: {sentence.ja}", f"Report: {sentence.en}")
    table = Table(title=title, box=SIMPLE, caption=choose(*CAPTION), caption_justify="left")
    for ja, en in HEADINGS:
        words = en in ("campaign", "skipped")
        table.add_column(
            choose(ja, en),
            justify="left" if words else "right",
            no_wrap=not words,
            overflow="fold" if words else "ellipsis",
        )
    for outcome in outcomes:
        run = outcome.run
        skipped = [f"{n:,} {choose(*REASONS.get(reason, (reason, reason)))}" for reason, n in run.skipped.items()]
        table.add_row(
            run.name,
            f"{run.planned:,}",
            f"{run.sent:,}",
            "\n".join(skipped) or "0",
            f"{run.failed_total:,}",
            f"{run.unknown:,}",
            f"{outcome.reached:,}",
            "✓" if outcome.adds_up else "✗",
        )
    return table
