"""A table of orders, taken into the book. It is read as the core reads it, which is why this needs the project itself."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Any

import typer

from daifukucho.kernel.time import from_iso, to_iso
from daifukucho.kernel.words import Words
from daifukucho.orders.table import BadLine, OrderTable, Row, Told, Unreadable, read_table, refused
from daifukucho_cli.connection import connected
from daifukucho_cli.output import print_json, sentence
from daifukucho_cli.screen import fail, say, warn
from daifukucho_client import BadArgument, Client, Conflict, Invalid, NotFound, Refused
from daifukucho_client.orders import Order

_SHOWN = 100
"""So many reasons are listed for which lines were refused."""

_PROGRAMS = {"スマレジ": "Smaregi"}

_NUMBERED = 10
"""So many lines are named with each."""

_STATES = ", ".join(Told)


class RowOutcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


_AS_OLD = Words(
    "記録されている注文と更新日時が同じで、内容が違います。更新日時に時刻まで書いてください。",
    "The order in the book is of the same time, and differs; give the time of day with the time of the change.",
)


@dataclass(frozen=True)
class Done:
    """What became of an order of the table: an outcome, or why it was refused."""

    row: Row
    outcome: RowOutcome | None = None
    why: Words | None = None


def take_in(file: Path, states: Sequence[str], now: int, *, stack: str | None, as_json: bool, dry_run: bool) -> None:
    """Take a table of orders in, at an instant (UTC epoch milliseconds), and report. Ends the command with 1 if lines are left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    try:
        table = read_table(file.read_bytes(), now, _meanings(states))
    except Unreadable as error:
        fail(ja=error.why.ja, en=error.why.en)
    counts: Counter[RowOutcome] = Counter()
    bad = list(table.bad)
    columns = (TextColumn("{task.completed:,}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with (
        connected(stack, as_json) as client,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task("", total=len(table.rows))
        for done in _taken_in(client, table.rows, to_iso(now), dry_run):
            progress.advance(task)
            if done.outcome:
                counts[done.outcome] += 1
            elif done.why:
                bad += refused(done.row, done.why)
    _report(table, counts, sorted(bad, key=lambda line: line.number), dry_run, as_json)


def _meanings(states: Sequence[str]) -> dict[str, Told]:
    """What names of states mean, of ``NAME=MEANING``."""
    found = {}
    for given in states:
        name, _, meaning = given.rpartition("=")
        if not name.strip() or meaning not in {*Told}:
            fail(
                ja=f"--state は 保留=placed のように書いてください。意味は {_STATES} のどれかです: {given}",
                en=f"Write --state as NAME=MEANING, which is one of {_STATES}: {given}",
            )
        found[name] = Told(meaning)
    return found


def _taken_in(client: Client, rows: Sequence[Row], now: str, dry_run: bool) -> Iterator[Done]:
    """Each order, with what became of it: friend by friend, for what is known of one is asked once."""
    friends: dict[str, list[Row]] = {}
    whose = cache(partial(_whose, client))
    for row in rows:
        owner = whose(row.member_no) if row.member_no else row.friend_id or ""
        if isinstance(owner, Words):
            yield Done(row, why=owner)
        elif row.friend_id and row.friend_id != owner:
            yield Done(row, why=Words("会員番号が別の友だちのものです。", "The member number is another friend's."))
        else:
            friends.setdefault(owner, []).append(row)
    for friend_id, theirs in friends.items():
        try:
            known = {order.order_id: order for order in client.orders.list(friend_id)}
        except NotFound:
            why = Words("そのIDの友だちはいません。", "There is no friend of this id.")
            yield from (Done(row, why=why) for row in theirs)
            continue
        except (Invalid, BadArgument) as error:
            yield from (Done(row, why=_why(error)) for row in theirs)
            continue
        for row in theirs:
            yield _put(client, friend_id, row, known.get(row.order_id), now, dry_run)


def _whose(client: Client, member_no: str) -> str | Words:
    """The friend who has a member number, or why there is none."""
    try:
        return client.cards.member(member_no).friend_id
    except NotFound:
        return Words(f"会員番号 {member_no} の友だちはいません。", "No friend has this member number.")
    except (Invalid, BadArgument) as error:
        return _why(error)


def _why(error: Refused | BadArgument) -> Words:
    if isinstance(error, BadArgument):
        return Words(f"送れない値があります: {error}", f"This cannot be sent: {error}")
    told = "".join((error.detail, *(f" {fault.pointer}: {fault.message}" for fault in error.faults)))
    return Words(told, told)  # the API speaks the language of the command


def _put(client: Client, friend_id: str, row: Row, known: Order | None, now: str, dry_run: bool) -> Done:
    given = {"updated_at": now, **row.given}
    if known:
        before, at = _instant(known.updated_at), from_iso(given["updated_at"])
        if "updated_at" not in row.given and at <= before:  # the clock of whoever was here before may be ahead
            at = before + 1
            given["updated_at"] = to_iso(at)
        if _is_same(known, row.given) or before > at:
            return Done(row, RowOutcome.SAME)
        if before == at:
            return Done(row, why=_AS_OLD)
    if not dry_run:
        try:
            if not client.orders.put(friend_id, row.order_id, given).recorded:  # type: ignore[arg-type]
                return Done(row, RowOutcome.SAME)
        except (Conflict, Invalid, NotFound, BadArgument) as error:
            return Done(row, why=_why(error))
    return Done(row, RowOutcome.CHANGED if known else RowOutcome.NEW)


def _is_same(known: Order, given: Mapping[str, Any]) -> bool:
    lines = [{name: getattr(line, name) for name in line.__dataclass_fields__} for line in known.lines]
    theirs = {name: getattr(known, name) for name in ("amount", "refunded", "state", "store_id")}
    same = all(given[name] == value for name, value in theirs.items()) and given["lines"] == lines
    return same and from_iso(given["at"]) == _instant(known.at)


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)


def _list(bad: Sequence[BadLine]) -> None:
    """Each reason once, with the lines that were refused for it."""
    lines: dict[Words, list[int]] = {}
    for line in bad:
        lines.setdefault(line.why, []).append(line.number)
    for why, numbers in list(lines.items())[:_SHOWN]:
        named, more = ", ".join(map(str, numbers[:_NUMBERED])), len(numbers) - _NUMBERED
        warn(
            ja=f"{named}行目{f'ほか{more:,}行' if more > 0 else ''}: {why.ja}",
            en=f"{'Line' if len(numbers) == 1 else 'Lines'} {named}{f' and {more:,} more' if more > 0 else ''}: {why.en}",
        )
    if len(lines) > _SHOWN:
        more = sum(map(len, list(lines.values())[_SHOWN:]))
        warn(ja=f"ほかに{more:,}行。--json ですべて出ます。", en=f"And {more:,} more; see --json.")


def _report(
    table: OrderTable, counts: Counter[RowOutcome], bad: Sequence[BadLine], dry_run: bool, as_json: bool
) -> None:
    if table.program:
        warn(
            ja=f"{table.program} の表として読みました。",
            en=f"Read as a table of {_PROGRAMS.get(table.program, table.program)}.",
        )
    if not as_json:
        _list(bad)
    if table.states:
        names = ", ".join(f"--state {name}=placed" for name in table.states)
        warn(
            ja=f"意味のわからない状態があります。意味（{_STATES}）を指定できます: {names}",
            en=f"Some states are not known. Say what they mean ({_STATES}): {names}",
        )
    if table.unknown:
        names = ", ".join(table.unknown)
        warn(ja=f"使わなかった列: {names}", en=f"Columns that were left out: {names}")
    new, changed, same = (counts[outcome] for outcome in RowOutcome)
    if as_json:
        lines = [{"line": line.number, "why": sentence(line.why)} for line in bad]
        print_json({"dry_run": dry_run, **{str(o): counts[o] for o in RowOutcome}, "refused": lines})
    elif dry_run:
        say(
            ja=f"取り込める注文: 新規 {new:,}件、変更 {changed:,}件、変わりなし {same:,}件。取り込めない行: {len(bad):,}行",
            en=f"To be taken in: {new:,} new, {changed:,} changed; {same:,} unchanged. Lines refused: {len(bad):,}.",
        )
    else:
        say(
            ja=f"取り込んだ注文: 新規 {new:,}件、変更 {changed:,}件、変わりなし {same:,}件。取り込めない行: {len(bad):,}行",
            en=f"Taken in: {new:,} new, {changed:,} changed; {same:,} unchanged. Lines refused: {len(bad):,}.",
        )
    if bad:
        raise typer.Exit(1)
