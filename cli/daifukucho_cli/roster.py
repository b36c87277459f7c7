"""``daifukucho friends backfill``, ``replay`` and ``settle``: the roster as a whole, with the deployment's own AWS credentials."""

from collections import Counter
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from daifukucho_cli.deployment import Deployment, deployment, explained
from daifukucho_cli.options import Stack
from daifukucho_cli.screen import fail, say, warn

_SHOWN = 20
"""So many bad lines are listed."""


def backfill(
    stack: Stack = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            readable=True,
            help="ユーザーIDの CSV。省略すると LINE の友だち一覧を使う"
            " / A CSV file of user ids; without it, LINE's list of friends",
        ),
    ] = None,
    line_api: Annotated[
        str | None,
        typer.Option(
            envvar="LINE_API_BASE",
            help="ローカル環境の Messaging API の URL / The Messaging API of a local stack",
        ),
    ] = None,
) -> None:
    """導入前からの友だちを名簿に取り込む / Take the friends from before the deployment into the roster.

    何度実行しても同じ結果になり、止まったときは続きから進む。 / Repeating it is harmless; interrupted, it goes on.
    """
    where = deployment(stack)
    with explained():
        if csv:
            _from_file(where, csv)
        else:
            _from_line(where, line_api or where.line_api)
    say(
        ja="名前やアイコンは、台帳の処理が進むにつれて数分のうちに入ります。",
        en="Names and pictures follow within minutes, as the ledger is processed.",
    )


def replay(
    stack: Stack = None,
    friend: Annotated[str | None, typer.Option(help="一人の友だちのID / One friend, by id")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="全員 / Everybody")] = False,
    dry_run: Annotated[bool, typer.Option(help="書き込まずに差を調べる / Only say what would change")] = False,
) -> None:
    """台帳から名簿を作り直す / Rebuild the roster from the ledger. Sends nothing to anybody."""
    if (friend is None) == (not everybody):
        fail(
            ja="--friend ID か --all のどちらか一方を指定してください。", en="Say either --friend ID or --all.", code=2
        )
    from daifukucho.book.replay import Replayed, ReplayOutcome
    from daifukucho_aws.bootstrap import tools

    where = deployment(stack)
    service = tools.replay(where.world, where["FriendsTable"], where["LedgerTable"])
    outcomes: Counter[ReplayOutcome] = Counter()
    left: list[Replayed] = []
    with explained():
        for replayed in service.all(dry_run=dry_run) if friend is None else [service.one(friend, dry_run=dry_run)]:
            outcomes[replayed.outcome] += 1
            left += [replayed] if replayed.outcome is ReplayOutcome.LEFT else []
            if outcomes.total() % 1_000 == 0:
                say(ja=f"{outcomes.total():,}人まで済みました。", en=f"{outcomes.total():,} friends done.")
    if outcomes[ReplayOutcome.EMPTY] and friend:
        fail(
            ja="その友だちの記録は台帳にありません。IDを確かめてください。",
            en="The ledger has nothing of that friend. Check the id.",
        )
    rebuilt, same, empty = outcomes[ReplayOutcome.REBUILT], outcomes[ReplayOutcome.SAME], outcomes[ReplayOutcome.EMPTY]
    say(
        ja=f"{'作り直しが必要' if dry_run else '作り直し'}: {rebuilt:,}人　変わりなし: {same:,}人　対象外: {empty:,}人",
        en=f"{'To be rebuilt' if dry_run else 'Rebuilt'}: {rebuilt:,}. Unchanged: {same:,}. Nothing to go by: {empty:,}.",
    )
    for one in left:
        warn(
            ja=f"  {one.friend_id}: 記録 {one.version}（{one.kind}）", en=f"  {one.friend_id}: {one.kind} {one.version}"
        )
    if left:
        fail(
            ja=f"上の記録をこの版が読めないため、名簿をそのままにした友だち: {len(left):,}人。\n"
            "新しい版に更新してから、もう一度実行してください。最新の版でも出るときは、上の記録の種類を添えて報告してください。",
            en=f"Left as they are, because this release does not understand the entry named above: {len(left):,}.\n"
            "Update to the latest release, then run this again. If it is the latest, report the kinds above.",
        )


def settle(stack: Stack = None) -> None:
    """失効したポイント、ランクや購買の指標の変化を記録する / Record points that have expired, ranks and figures of
    purchases that time has changed.

    何度実行しても同じ結果になる。 / Repeating it is harmless.
    """
    from daifukucho.book.sweep import Swept
    from daifukucho_aws.bootstrap import tools

    where = deployment(stack)
    swept = Swept()
    service = tools.settling(where.world, where["FriendsTable"], where["LedgerTable"], where["CatalogTable"])
    with explained():
        for swept in service.run():
            if swept.cursor is not None:
                say(ja=f"{swept.friends:,}人まで済みました。", en=f"{swept.friends:,} friends done.")
    say(
        ja=f"ポイントか購買のある友だち: {swept.friends:,}人　記録した人: {swept.changed:,}人",
        en=f"Friends with points or orders: {swept.friends:,}. Something was recorded of {swept.changed:,}.",
    )
    if swept.failed:
        causes = ", ".join(f"{code} {n:,}" for code, n in sorted(swept.failures.items()))
        fail(
            ja=f"記録できなかった人: {swept.failed:,}人（{causes}）。もう一度実行してください。",
            en=f"It could not be recorded of {swept.failed:,} ({causes}). Run this again.",
        )


def _from_line(where: Deployment, line_api: str | None) -> None:
    from daifukucho.kernel.errors import Denied
    from daifukucho_aws.bootstrap import tools
    from daifukucho_aws.settings import LineSettings

    if line_api and urlsplit(line_api).hostname not in ("127.0.0.1", "localhost", "::1"):
        fail(
            ja="--line-api はこのコンピューターの中の URL だけを指定できます（チャネルの秘密が渡るため）。",
            en="--line-api must be on this computer, for it is told the channel's secret.",
            code=2,
        )
    settings = LineSettings(
        stage=where.name, local=bool(line_api), line_secret_id=where["LineSecretId"], line_api_base=line_api
    )
    followers = tools.followers(settings, where.world)
    try:
        for job in tools.backfill(where.world, where["LedgerTable"], where["CatalogTable"]).followers(followers):
            say(ja=f"{job.friends:,}人を台帳に書きました。", en=f"{job.friends:,} friends written to the ledger.")
    except Denied:
        fail(
            ja="LINE はこのアカウントに友だち一覧を渡しません（認証済・プレミアムアカウントだけの機能です）。\n"
            "ユーザーIDの CSV があれば --csv で取り込めます。なければ、友だちがメッセージを送るなど"
            "何か操作したときに自動で名簿に入ります。",
            en="LINE does not give this account its list of friends: only verified and premium accounts get it.\n"
            "If you have a CSV file of user ids, take it in with --csv. If not, friends come into the roster by"
            " themselves when they write or do something else.",
        )
    say(ja=f"完了: {job.friends:,}人", en=f"Done: {job.friends:,} friends")


def _from_file(where: Deployment, path: Path) -> None:
    from daifukucho.book.backfill import read_ids
    from daifukucho_aws.bootstrap import tools

    content = path.read_bytes()
    found = read_ids(content)
    if found.header:
        say(ja="1行目は見出しとして読みました。", en="Line 1 was taken as a header.")
    if found.bad_lines:
        shown = ", ".join(map(str, found.bad_lines[:_SHOWN])) + (" …" if len(found.bad_lines) > _SHOWN else "")
        warn(
            ja=f"{len(found.bad_lines):,}行はユーザーID（U と 32 桁の 0-9a-f）が1つでないため取り込みません: {shown}",
            en=f"{len(found.bad_lines):,} lines do not have exactly one user id (U and 32 of 0-9a-f): {shown}",
        )
    if not found.ids:
        fail(ja="ユーザーIDが1つもありません。", en="There is not one user id in the file.")
    for job in tools.backfill(where.world, where["LedgerTable"], where["CatalogTable"]).file(content, found.ids):
        if job.friends % 10_000 == 0:
            say(ja=f"{job.friends:,}人を台帳に書きました。", en=f"{job.friends:,} friends written to the ledger.")
    say(
        ja=f"完了: {job.friends:,}人（重複 {found.repeated:,}行、読めない行 {len(found.bad_lines):,}行）",
        en=f"Done: {job.friends:,} friends ({found.repeated:,} repeated lines, {len(found.bad_lines):,} bad lines)",
    )
    if found.bad_lines:
        raise typer.Exit(1)
