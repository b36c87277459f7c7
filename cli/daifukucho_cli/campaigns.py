"""``daifukucho campaigns``: what is to be said to whom and when, a look at it, a test, and saying it now."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daifukucho_cli.body import read
from daifukucho_cli.clauses import tree_of
from daifukucho_cli.commands import Commands
from daifukucho_cli.connection import connected
from daifukucho_cli.estimates import about, between
from daifukucho_cli.options import File, IfMatch, Json, Most, Stack, UnsavedFile, Yes
from daifukucho_cli.output import Column, number, print_wide, sentence, show_list, show_one, when, yen
from daifukucho_cli.resources import table
from daifukucho_cli.screen import choose, confirm, warn
from daifukucho_cli.words import audience, tally, word

if TYPE_CHECKING:
    from daifukucho_client.campaigns import Campaign, Forecast
    from daifukucho_client.runs import Limits
    from daifukucho_client.segments import Range

app = Commands()

CampaignId = Annotated[str, typer.Argument(metavar="CAMPAIGN_ID", help="配信のID / The campaign's id")]

_COLUMNS = (
    Column("ID", "id", lambda c: c.campaign_id, whole=True),
    Column("名前", "name", lambda c: c.name),
    Column("状態", "state", lambda c: word(c.state)),
    Column("次回", "next", lambda c: when(c.due_at)),
    Column("実行", "run", lambda c: c.run_id or "", whole=True),
)
_SHEET = (
    *_COLUMNS[:2],
    Column("セグメント", "segment", lambda c: c.segment_id or ""),
    Column("条件", "where", lambda c: "" if c.where is None else json.dumps(c.where, ensure_ascii=False)),
    Column("メッセージ", "messages", lambda c: _messages(c.messages)),
    Column("クーポン", "coupon", lambda c: _coupon(c)),
    Column("対象の扱い", "audience", lambda c: audience(c.freeze_audience)),
    Column("日程", "schedule", lambda c: _schedule(c.schedule)),
    Column("上限", "limits", lambda c: _limits(c.limits)),
    Column("問題", "problem", lambda c: word(c.problem)),
    *_COLUMNS[2:],
    Column("版", "version", lambda c: number(c.version)),
    Column("変更", "changed", lambda c: when(c.updated_at)),
)
_FORECAST = (
    Column("対象", "whom", lambda f: sentence(f.sentence)),
    Column("日時", "at", lambda f: when(f.at)),
    Column("予定", "planned", lambda f: _many(f, f.planned, f.estimate and f.estimate.planned)),
    Column("除外", "skipped", lambda f: tally(f.skipped)),
    Column("送信", "to send", lambda f: _many(f, f.to_send, f.estimate and f.estimate.to_send)),
    Column("送信数", "quota", lambda f: _quota(f)),
    Column("追加料金", "cost", lambda f: _cost(f)),
    Column("上限", "limits", lambda f: _over(f)),
    Column("クーポン", "coupon", lambda f: _forecast_coupon(f)),
    Column("対象の扱い", "audience", lambda f: audience(f.freeze_audience)),
    Column("見え方", "shown", lambda f: _shown(f)),
)
_TESTED = (
    Column("友だちのID", "friend", lambda t: t.friend_id, whole=True),
    Column("結果", "outcome", lambda t: word(t.outcome)),
    Column("理由", "reason", lambda t: word(t.reason)),
    Column("詳細", "detail", lambda t: t.detail or ""),
)


def _schedule(schedule: Mapping[str, Any] | None) -> str:
    """A schedule in words: once, a cron expression, or a rate."""
    match schedule or {}:
        case {"at": at}:
            return when(datetime.fromisoformat(at))
        case {"cron": cron, "timezone": timezone, **more}:
            said = f"{cron} ({timezone})"
        case {"rate": {"every": every, "unit": unit}, "starts_at": start, **more}:
            start = when(datetime.fromisoformat(start))
            said = choose(ja=f"{start}から{every}{word(unit)}ごと", en=f"every {every} {word(unit)} from {start}")
        case _:
            return ""
    until = more.get("ends_at")
    return said if until is None else f"{said} – {when(datetime.fromisoformat(until))}"


def _limits(limits: "Limits | None") -> str:
    if limits is None:
        return ""
    many = [] if limits.recipients is None else [choose(ja="{}人", en="{} friends").format(f"{limits.recipients:,}")]
    return ", ".join(many + ([] if limits.yen is None else [yen(limits.yen)]))


def _coupon(campaign: "Campaign") -> str:
    return "" if campaign.coupon_id is None else f"{campaign.coupon_id} ({word(campaign.coupon_again)})"


def _forecast_coupon(forecast: "Forecast") -> str:
    if forecast.coupon is None:
        return ""
    if forecast.coupon_had is None:
        had = choose(
            ja="{}（すでに渡した人が多いため、送らない人数は数えていません）",
            en="{} (too many have had it to be counted; they are skipped, too)",
        )
        return had.format(forecast.coupon.title)
    return forecast.coupon.title


def _messages(messages: list[dict[str, Any]]) -> str:
    return "\n".join(str(message.get("text") or message.get("altText") or message.get("type")) for message in messages)


def _many(forecast: "Forecast", count: int, told: "Range | None") -> str:
    """A count, and how far it is sure."""
    estimate = forecast.estimate
    if estimate is None or told is None:
        return number(count)
    return about(told, estimate.confidence, estimate.asked, estimate.population)


def _quota(forecast: "Forecast") -> str:
    quota = forecast.quota
    if quota is None or quota.left is None:
        return ""
    over = choose(ja="  足りません", en="  not enough") if forecast.over_quota else ""
    return choose(ja="残り {} / {}", en="{} left of {}").format(f"{quota.left:,}", number(quota.limit)) + over


def _cost(forecast: "Forecast") -> str:
    if forecast.cost_yen is None:
        return word(forecast.cost_unknown)
    if forecast.estimate is None or forecast.estimate.cost_yen is None:
        return yen(forecast.cost_yen)
    cost = forecast.estimate.cost_yen
    return between(cost.least, cost.most, yen)


def _over(forecast: "Forecast") -> str:
    """Whether its own limits would stop it."""
    if forecast.refused is None:
        return ""
    return choose(ja="{}ため、配信されません", en="{}: it would not go out").format(word(forecast.refused))


def _shown(forecast: "Forecast") -> str:
    shown = forecast.shown
    if shown is None:
        return ""
    if not shown.matches:
        return choose(ja="対象ではありません", en="the friend does not match")
    if shown.messages == []:
        return choose(ja="メッセージはありません（クーポンだけ）", en="no message, the coupon alone")
    return _messages(shown.messages) if shown.messages else word(shown.skipped)


@app.command("list")
def list_campaigns(
    stack: Stack = None,
    as_json: Json = False,
    limit: Most = None,
    q: Annotated[str | None, typer.Option("--q", help="名前の一部 / Part of the name")] = None,
    state: Annotated[str | None, typer.Option(help="draft | scheduled | recurring | sent | finished | stopped")] = None,
    segment: Annotated[str | None, typer.Option(help="セグメントのID / A segment's id")] = None,
    sort: Annotated[str | None, typer.Option(help="-created | created | due")] = None,
) -> None:
    """配信の一覧 / List campaigns"""
    with connected(stack, as_json) as client:
        found = client.campaigns.list(q=q, state=state, segment_id=segment, sort=sort)
        show_list(found, _COLUMNS, as_json=as_json, limit=limit)


@app.command("show")
def show_campaign(campaign_id: CampaignId, stack: Stack = None, as_json: Json = False) -> None:
    """一つの配信 / One campaign"""
    with connected(stack, as_json) as client:
        show_one(client.campaigns.get(campaign_id), _SHEET, as_json=as_json)


@app.command("create")
def create_campaign(file: File, stack: Stack = None, as_json: Json = False) -> None:
    """配信を保存する。日程があれば、その日時に自動で送られる
    / Save a campaign; with a schedule it goes out by itself"""
    definition = read(file)
    with connected(stack, as_json) as client:
        _saved(client.campaigns.create(definition), as_json)


@app.command("update")
def update_campaign(
    campaign_id: CampaignId, file: File, stack: Stack = None, as_json: Json = False, if_match: IfMatch = None
) -> None:
    """まだ送っていないか、繰り返す配信を変更する / Change a campaign that has not gone out, or recurs"""
    definition: Any
    definition, etag = table()["/campaigns"].sent(read(file), campaign_id)
    with connected(stack, as_json) as client:
        _saved(client.campaigns.update(campaign_id, definition, if_match=if_match or etag), as_json)


@app.command("delete")
def delete_campaign(
    campaign_id: CampaignId, stack: Stack = None, as_json: Json = False, if_match: IfMatch = None, yes: Yes = False
) -> None:
    """まだ送っていないか、繰り返す配信を削除する / Delete a campaign that has not gone out, or recurs"""
    with connected(stack, as_json) as client:
        if not yes:
            name = client.campaigns.get(campaign_id).name
            confirm(ja=f"配信「{name}」を削除しますか", en=f"Delete the campaign “{name}”?")
        client.campaigns.delete(campaign_id, if_match=if_match)
    warn(ja="削除しました。", en="Deleted.")


@app.command("preview")
def preview_campaign(
    campaign_id: Annotated[
        str | None, typer.Argument(metavar="CAMPAIGN_ID", help="保存した配信のID / A saved campaign's id")
    ] = None,
    file: UnsavedFile = None,
    friend: Annotated[str | None, typer.Option(help="この友だちにどう見えるか / What this friend would see")] = None,
    stack: Stack = None,
    as_json: Json = False,
) -> None:
    """送る前に、人数、除外の理由、見え方、料金を見る / How many get it, who is skipped, what it shows and costs"""
    if (campaign_id is None) == (file is None):
        raise typer.BadParameter(
            choose(
                ja="CAMPAIGN_ID か --file のどちらか一方を指定してください。", en="Say either CAMPAIGN_ID or --file."
            )
        )
    definition: Any = read(file) if file else None
    with connected(stack, as_json) as client:
        if campaign_id is None:
            forecast = client.campaigns.preview_draft(definition, friend_id=friend)
        else:
            forecast = client.campaigns.preview(campaign_id, friend_id=friend)
        show_one(forecast, _FORECAST, as_json=as_json)
        if forecast.shown and not forecast.shown.matches and not as_json:
            print_wide(tree_of(forecast.shown.clause))


@app.command("test")
def test_campaign(
    campaign_id: CampaignId,
    friends: Annotated[list[str], typer.Option("--friend", help="友だちのID。5人まで / A friend; up to five")],
    stack: Stack = None,
    as_json: Json = False,
    yes: Yes = False,
) -> None:
    """選んだ友だちにテスト配信する / Send it to chosen friends, now"""
    if not yes:
        confirm(ja=f"{len(friends)}人にテスト配信しますか", en=f"Send a test to {len(friends)}?")
    with connected(stack, as_json) as client:
        tested = client.campaigns.test(campaign_id, friends).items
        show_list(tested, _TESTED, as_json=as_json, limit=None)
    if any(friend.outcome != "sent" for friend in tested):
        raise typer.Exit(1)


@app.command("send")
def send_campaign(campaign_id: CampaignId, stack: Stack = None, as_json: Json = False, yes: Yes = False) -> None:
    """いますぐ配信する / Send a campaign now"""
    with connected(stack, as_json) as client:
        as_read = None
        if not yes:
            # Read before the preview: whoever changes it after this, what was shown and agreed to is not sent otherwise.
            as_read = client.campaigns.get(campaign_id).etag
            _ask(client.campaigns.preview(campaign_id))
        sent = client.campaigns.send(campaign_id, if_match=as_read)
    show_one(sent, (Column("実行", "run", lambda s: s.run_id),), as_json=as_json)
    warn(ja=f"経過: daifukucho runs watch {sent.run_id}", en=f"To follow it: daifukucho runs watch {sent.run_id}")


def _ask(forecast: "Forecast") -> None:
    """Ask whether to send it, with the number of people, and what stands against it."""
    if forecast.refused is not None:
        warn(ja=_over(forecast), en=_over(forecast))
    if forecast.over_quota:
        warn(ja=f"今月の送信数: {_quota(forecast)}", en=f"This month's quota: {_quota(forecast)}")
    whom = sentence(forecast.sentence)
    cost = "" if forecast.cost_yen is None else choose(ja="、追加料金 ", en=", ") + _cost(forecast)
    many = number(forecast.to_send)
    if forecast.estimate is not None:
        told = forecast.estimate.to_send
        many = between(told.least, told.most, number)
    confirm(ja=f"{many}人に配信しますか（{whom}{cost}）", en=f"Send it to {many} friends ({whom}{cost})?")


def _saved(campaign: "Campaign", as_json: bool) -> None:
    show_one(campaign, _SHEET, as_json=as_json)
    if campaign.schedule is None:
        send = f"daifukucho campaigns send {campaign.campaign_id}"
        warn(ja=f"まだ送られません。送るときは: {send}", en=f"It is not sent yet. To send it: {send}")
    else:
        warn(ja="決めた日時に自動で送られます。", en="It goes out by itself, as its schedule says.")
