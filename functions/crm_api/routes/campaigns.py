"""``/v1/campaigns``: what is to be said to whom and when, and saying it now."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import Field

from daifukucho.campaigns.campaign import CAMPAIGN, Campaign, CampaignState, Problem
from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.run import CouponAgain
from daifukucho.campaigns.schedule import Schedule, Unit, schedule_json
from daifukucho.kernel.time import to_iso
from daifukucho_aws.http import Log
from daifukucho_aws.metrics import Metric
from routes.definitions import Described, body_of, read_only
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    CampaignId,
    Counts,
    Crm,
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    Logs,
    NamePart,
    NeededKey,
    answers,
    at,
    created,
    example,
    nothing,
    once_of_given,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["campaigns"]

_AT = "2026-12-24T10:00:00+09:00"
_CAMPAIGN = {
    **CAMPAIGN.examples[0],
    "campaign_id": "01JD0000000000000000000000",
    "version": 1,
    "state": "scheduled",
    "due_at": _AT,
    "run_id": None,
    "problem": None,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T12:00:00+09:00",
}


class RateModel(Answer):
    """Every so many hours, days, weeks or months."""

    every: int
    unit: Unit


class OnceModel(Answer):
    """It goes out once."""

    at: str


class CronModel(Answer):
    """It goes out whenever a cron expression says so."""

    cron: str
    timezone: str
    ends_at: str | None = None


class EveryModel(Answer):
    """It goes out at a steady rate."""

    rate: RateModel
    starts_at: str
    timezone: str
    ends_at: str | None = None


_SCHEDULES: dict[str, type[OnceModel | CronModel | EveryModel]] = {
    "at": OnceModel,
    "cron": CronModel,
    "rate": EveryModel,
}


def _schedule(schedule: Schedule | None) -> OnceModel | CronModel | EveryModel | None:
    if schedule is None:
        return None
    written = schedule_json(schedule)
    return next(model(**written) for kind, model in _SCHEDULES.items() if kind in written)


class LimitsModel(Answer):
    """What a run may not exceed. One that would is cancelled before anybody is written to."""

    recipients: int | None = Field(description="Friends.")
    yen: int | None = Field(description="What the messages cost at the shop's plan with LINE.")

    @classmethod
    def of(cls, limits: Limits | None) -> "LimitsModel | None":
        return None if limits is None else cls(recipients=limits.recipients, yen=limits.yen)


class CampaignBody(Described):
    """A campaign 配信 to save. Give either `segment_id` or `where`."""

    described = body_of(CAMPAIGN)


class CampaignModel(Answer):
    """A campaign 配信. A campaign that has gone out once no longer changes; one that recurs may."""

    model_config = example(_CAMPAIGN)

    campaign_id: str
    version: int
    name: str
    segment_id: str | None
    where: dict[str, Any] | None
    messages: list[dict[str, Any]]
    coupon_id: str | None
    coupon_again: CouponAgain
    freeze_audience: bool
    schedule: OnceModel | CronModel | EveryModel | None
    limits: LimitsModel | None
    state: CampaignState
    due_at: str | None = Field(description="When it goes out next by itself.")
    run_id: str | None = Field(description="Its run; if it recurs, the latest one.")
    problem: Problem | None = Field(description="Why it is `stopped`: its time came, and it could not go out.")
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, campaign: Campaign) -> "CampaignModel":
        return cls(
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            name=campaign.name,
            segment_id=campaign.segment_id,
            where=None if campaign.where is None else dict(campaign.where),
            messages=[dict(message) for message in campaign.messages],
            coupon_id=campaign.coupon_id,
            coupon_again=campaign.coupon_again,
            freeze_audience=campaign.freeze_audience,
            schedule=_schedule(campaign.schedule),
            limits=LimitsModel.of(campaign.limits),
            state=campaign.state,
            due_at=at(campaign.due_at),
            run_id=campaign.run_id,
            problem=campaign.problem,
            created_at=to_iso(campaign.created_at),
            updated_at=to_iso(campaign.updated_at),
        )


class CampaignPage(Answer):
    """Some campaigns."""

    model_config = example({"items": [_CAMPAIGN], "cursor": None})

    items: list[CampaignModel]
    cursor: str | None


class SentModel(Answer):
    """The run that a campaign has now."""

    model_config = example({"run_id": "01JD0000000000000000000000-19b4e6f7880"})

    run_id: str


@router.get(
    "/v1/campaigns",
    summary="List campaigns",
    description="`q`, `state` and `segment_id` narrow the list together. `sort`: by when they were saved first, the "
    "newest first (`-created`) unless said; `due` lists only those that wait for their time, the next one first.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of campaigns"),
    operation_id="listCampaigns",
)
def list_campaigns(
    crm: Crm,
    cursor: Cursor = None,
    limit: Limit = 50,
    q: NamePart = None,
    state: Annotated[CampaignState | None, Query()] = None,
    segment_id: Annotated[
        str | None, Query(min_length=1, max_length=64, description="Campaigns that name this segment.")
    ] = None,
    sort: Annotated[Literal["created", "-created", "due"], Query()] = "-created",
) -> CampaignPage:
    if sort == "due":
        page = crm.campaigns.waiting(cursor, limit, q=q, state=state, segment_id=segment_id)
    else:
        newest_first = sort == "-created"
        page = crm.campaigns.list(cursor, limit, q=q, state=state, segment_id=segment_id, newest_first=newest_first)
    return CampaignPage(items=[CampaignModel.of(campaign) for campaign in page.items], cursor=page.cursor)


@router.post(
    "/v1/campaigns",
    summary="Save a campaign",
    description="With an `Idempotency-Key`, however often the request is sent, one campaign is saved.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The campaign as saved; `Location` is its path", "invalid_campaign", "idempotency_key_reused", status=201
    ),
    operation_id="createCampaign",
)
def create_campaign(
    crm: Crm, by: Caller, log: Logs, body: CampaignBody, key: IdempotencyKey = None
) -> Response[CampaignModel]:
    saved = crm.campaign_editor.create(body.root, once_of_given("createCampaign", by, key, body.root))
    campaign = saved.campaign
    _report(log, campaign.campaign_id, saved.in_step)
    path = f"/v1/campaigns/{campaign.campaign_id}"
    return created(CampaignModel.of(campaign), campaign.version, path, replayed=saved.replayed)


@router.get(
    "/v1/campaigns/<campaign_id>",
    summary="Get a campaign",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The campaign", "campaign_not_found"),
    operation_id="getCampaign",
)
def get_campaign(crm: Crm, campaign_id: CampaignId) -> Response[CampaignModel]:
    campaign = crm.campaigns.get(campaign_id)
    return tagged(CampaignModel.of(campaign), campaign.version)


@router.put(
    "/v1/campaigns/<campaign_id>",
    summary="Change a campaign that has not gone out, or recurs",
    description="Takes the place of the whole campaign. What `GET` gives can be sent as it is; without `schedule` it waits for somebody to send it. One that "
    "recurs goes on from its next time; a run of it that is open keeps what it was opened with.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The campaign as saved", "campaign_not_found", "campaign_has_run", "changed_meanwhile", "invalid_campaign"
    ),
    operation_id="updateCampaign",
)
def update_campaign(
    crm: Crm, log: Logs, campaign_id: CampaignId, body: CampaignBody, if_match: IfMatch = None
) -> Response[CampaignModel]:
    def now() -> Mapping[str, Any]:
        return CampaignModel.of(crm.campaigns.get(campaign_id)).model_dump(mode="json")

    given = read_only(body.root, CAMPAIGN.shape, now, CAMPAIGN.invalid)
    saved = crm.campaign_editor.update(campaign_id, given, versions_in(if_match))
    _report(log, campaign_id, saved.in_step)
    return tagged(CampaignModel.of(saved.campaign), saved.campaign.version)


@router.delete(
    "/v1/campaigns/<campaign_id>",
    summary="Delete a campaign that has not gone out, or recurs",
    description="A run of it that is open goes on.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "It is deleted", "campaign_not_found", "campaign_has_run", "changed_meanwhile", status=204, content=False
    ),
    operation_id="deleteCampaign",
)
def delete_campaign(crm: Crm, log: Logs, campaign_id: CampaignId, if_match: IfMatch = None) -> Response[None]:
    _report(log, campaign_id, crm.campaign_editor.delete(campaign_id, versions_in(if_match)))
    return nothing()


@router.post(
    "/v1/campaigns/<campaign_id>/send",
    summary="Send a campaign now",
    description="Opens its run. Sent again with the same key, the answer is the same; no friend gets the campaign "
    "twice. With `If-Match` it goes out only as it was read.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "Its run is open",
        "campaign_not_found",
        "campaign_has_run",
        "campaign_recurring",
        "campaign_changed",
        "segment_deleted",
        "coupon_deleted",
        "liff_unknown",
        "version_mismatch",
        "invalid_if_match",
        status=202,
    ),
    operation_id="sendCampaign",
)
def send_campaign(
    crm: Crm,
    by: Caller,
    log: Logs,
    counts: Counts,
    campaign_id: CampaignId,
    key: NeededKey,
    if_match: IfMatch = None,
) -> Response[SentModel]:
    sending = crm.control.send(campaign_id, key, versions_in(if_match))
    run_id = sending.run.run_id
    if sending.opened:
        log.info("run opened", extra={"run": run_id, "by": by})
        counts.add_metric(Metric.RUNS_OPENED, MetricUnit.Count, 1)
        counts.flush_metrics()
    location = {"Location": f"/v1/runs/{run_id}"}
    return Response(202, content_type="application/json", body=SentModel(run_id=run_id), headers=location)


def _report(log: Log, campaign_id: str, in_step: bool) -> None:
    if not in_step:
        log.error("the schedule is not as the campaign says", extra={"campaign_id": campaign_id})
