"""``/v1/campaigns``: what is to be said to whom and when, and saying it now."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from aws_lambda_powertools.event_handler.router import Router
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import Field

from daifukucho.campaigns.campaign import Campaign
from daifukucho.kernel.time import to_iso
from daifukucho_aws.http import Log
from daifukucho_aws.metrics import Metric
from routes.segments import WHERE
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    CampaignId,
    Counts,
    Crm,
    Cursor,
    IfMatch,
    Limit,
    Logs,
    answers,
    nothing,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["campaigns"]


class Schedule(Body):
    """When a campaign goes out by itself."""

    at: str = Field(description="RFC 3339 with an offset, within a year.", examples=["2026-12-24T10:00:00+09:00"])


class CampaignBody(Body):
    """A campaign 配信 to save. Give either `segment_id` or `where`."""

    name: str = Field(examples=["年末のご挨拶"], json_schema_extra={"minLength": 1, "maxLength": 100})
    segment_id: str | None = None
    where: dict[str, Any] | None = Field(None, description=WHERE.description, examples=WHERE.examples)
    messages: list[dict[str, Any]] = Field(
        description="One to five of LINE's message objects; a text may hold `{{ name }}`.",
        examples=[[{"type": "text", "text": "{{ name | default: 'お客' }}様、今年もありがとうございました。"}]],
        json_schema_extra={"minItems": 1, "maxItems": 5},
    )
    schedule: Schedule | None = Field(None, description="`null`: it goes out when somebody sends it.")


class CampaignModel(Answer):
    """A campaign 配信. `run_id` is the run of one that has gone out; from then on it does not change."""

    campaign_id: str
    version: int
    name: str
    segment_id: str | None
    where: dict[str, Any] | None
    messages: list[dict[str, Any]]
    schedule: Schedule | None
    run_id: str | None
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
            schedule=None if campaign.due_at is None else Schedule(at=to_iso(campaign.due_at)),
            run_id=campaign.run_id,
            created_at=to_iso(campaign.created_at),
            updated_at=to_iso(campaign.updated_at),
        )


class CampaignPage(Answer):
    """Some campaigns, newest first."""

    items: list[CampaignModel]
    cursor: str | None


class SentModel(Answer):
    """The run that a campaign has now."""

    run_id: str


@router.get(
    "/v1/campaigns",
    summary="List campaigns",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of campaigns"),
    operation_id="listCampaigns",
)
def list_campaigns(crm: Crm, cursor: Cursor = None, limit: Limit = 50) -> CampaignPage:
    page = crm.campaigns.list(cursor, limit)
    return CampaignPage(items=[CampaignModel.of(campaign) for campaign in page.items], cursor=page.cursor)


@router.post(
    "/v1/campaigns",
    summary="Save a campaign",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The campaign as saved; `Location` is its path", 413, 415, status=201),
    operation_id="createCampaign",
)
def create_campaign(crm: Crm, log: Logs, body: CampaignBody) -> Response[CampaignModel]:
    saved = crm.campaign_editor.create(body.model_dump())
    _report(log, saved.campaign.campaign_id, saved.in_step)
    location = {"Location": f"/v1/campaigns/{saved.campaign.campaign_id}"}
    return tagged(CampaignModel.of(saved.campaign), saved.campaign.version, 201, location)


@router.get(
    "/v1/campaigns/<campaign_id>",
    summary="Get a campaign",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The campaign", 404),
    operation_id="getCampaign",
)
def get_campaign(crm: Crm, campaign_id: CampaignId) -> Response[CampaignModel]:
    campaign = crm.campaigns.get(campaign_id)
    return tagged(CampaignModel.of(campaign), campaign.version)


@router.put(
    "/v1/campaigns/<campaign_id>",
    summary="Change a campaign that has not gone out",
    description="Takes the place of the whole campaign; without `schedule` it waits for somebody to send it.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The campaign as saved", 404, 409, 412, 413, 415),
    operation_id="updateCampaign",
)
def update_campaign(
    crm: Crm, log: Logs, campaign_id: CampaignId, body: CampaignBody, if_match: IfMatch = None
) -> Response[CampaignModel]:
    saved = crm.campaign_editor.update(campaign_id, body.model_dump(), versions_in(if_match))
    _report(log, campaign_id, saved.in_step)
    return tagged(CampaignModel.of(saved.campaign), saved.campaign.version)


@router.delete(
    "/v1/campaigns/<campaign_id>",
    summary="Delete a campaign that has not gone out",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is deleted", 404, 409, 412, status=204, content=False),
    operation_id="deleteCampaign",
)
def delete_campaign(crm: Crm, log: Logs, campaign_id: CampaignId, if_match: IfMatch = None) -> Response[None]:
    _report(log, campaign_id, crm.campaign_editor.delete(campaign_id, versions_in(if_match)))
    return nothing()


@router.post(
    "/v1/campaigns/<campaign_id>/send",
    summary="Send a campaign now",
    description="Opens its run. Sent again with the same key, the answer is the same; nobody gets the campaign twice.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("Its run is open", 404, 409, status=202),
    operation_id="sendCampaign",
)
def send_campaign(
    crm: Crm,
    by: Caller,
    log: Logs,
    counts: Counts,
    campaign_id: CampaignId,
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            description="1 to 64 printable ASCII characters of your choice, such as a UUID: the same for each repeat.",
        ),
    ],
) -> Response[SentModel]:
    sending = crm.control.send(campaign_id, key)
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
