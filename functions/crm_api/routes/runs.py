"""``/v1/runs``: how a campaign goes out; pausing, resuming and cancelling it."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.campaigns.report import CouponCounts, ListedRun, Report, RunStatus
from daifukucho.delivery.line import Quota
from daifukucho.kernel.time import to_iso
from routes.campaigns import LimitsModel
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    Crm,
    Cursor,
    Limit,
    Logs,
    RunId,
    answers,
    at,
    example,
)

router = Router()
_TAGS = ["runs"]

_LISTED = {
    "run_id": "01JD0000000000000000000000-19b4e6f7880",
    "campaign_id": "01JD0000000000000000000000",
    "name": "年末のご挨拶",
    "state": "completed",
    "closed": True,
    "reason": None,
    "due_at": "2026-12-24T10:00:00+09:00",
    "opened_at": "2026-12-24T10:00:03.120+09:00",
    "closed_at": "2026-12-24T10:02:00+09:00",
}


class QuotaModel(Answer):
    """LINE's monthly quota when the run was opened. `limit` is `null` if the plan has none."""

    limit: int | None
    used: int

    @classmethod
    def of(cls, quota: Quota) -> "QuotaModel":
        return cls(limit=quota.limit, used=quota.used)


class CouponCountsModel(Answer):
    """What a run did with its coupon, in friends."""

    given: int = Field(description="Friends to whom the run gave it.")
    already_held: int = Field(description="Friends who had it before, and had not used it.")
    already_used: int = Field(description="Friends who had used it before.")

    @classmethod
    def of(cls, counts: CouponCounts) -> "CouponCountsModel":
        return cls(given=counts.given, already_held=counts.held, already_used=counts.used)


class RunModel(Answer):
    """One execution of a campaign. `planned` = `sent` + `skipped_total` + `failed_total` + `unknown` + `pending`."""

    model_config = example(
        _LISTED
        | {
            "planned": 3214,
            "sent": 3180,
            "skipped": {"blocked": 30, "in_progress": 1},
            "skipped_total": 31,
            "failed": {"refused": 2},
            "failed_total": 2,
            "unknown": 1,
            "pending": 0,
            "progress": 1.0,
            "quota": {"limit": 30_000, "used": 1_200},
            "limits": {"recipients": 5000, "yen": 20_000},
            "coupon_id": None,
            "coupon": None,
            "freeze_audience": False,
        }
    )

    run_id: str
    campaign_id: str
    name: str = Field(description="The campaign's name when it went out.")
    state: RunStatus
    closed: bool = Field(description="Nothing more will change.")
    planned: int = Field(description="Friends found so far who match, the blocked included.")
    sent: int = Field(description="LINE accepted it; if no message is sent, the friends have the coupon.")
    skipped: dict[str, int] = Field(description="Not sent to, by reason.", examples=[{"blocked": 12}])
    skipped_total: int
    failed: dict[str, int] = Field(description="LINE surely did not accept it, by reason.", examples=[{"quota": 3}])
    failed_total: int
    unknown: int = Field(
        description="LINE never said whether it accepted it; if no message is sent, the friends may have the coupon."
    )
    pending: int
    progress: float = Field(ge=0, le=1, description="1 if and only if everybody is settled.")
    quota: QuotaModel | None
    limits: LimitsModel | None
    coupon_id: str | None = Field(
        description="The coupon that it gives; `GET /v1/coupons/{coupon_id}` counts its redemptions, and its "
        "`holders` are the friends who have it, and who have used it."
    )
    coupon: CouponCountsModel | None = Field(
        description="How many got the coupon, and how many had it before: those are skipped (`coupon_held`, "
        "`coupon_used`), or sent to, as the campaign's `coupon_again` says. `null`: it carries none."
    )
    freeze_audience: bool = Field(
        description="`true`: friends who were found stayed in. `false`: the segment was asked again when each friend "
        "was sent to."
    )
    reason: str | None = Field(
        description="Why it was paused or cancelled, if nobody did it: `error_threshold`, or what LINE answered; "
        "`over_recipient_limit`, `over_budget`, `cost_unknown`."
    )
    due_at: str
    opened_at: str
    closed_at: str | None

    @classmethod
    def of(cls, report: Report) -> "RunModel":
        run, totals = report.run, report.totals
        return cls(
            run_id=run.run_id,
            campaign_id=run.campaign_id,
            name=report.pinned.name,
            state=report.status,
            closed=run.closed,
            planned=totals.planned,
            sent=totals.sent,
            skipped=dict(totals.skipped),
            skipped_total=sum(totals.skipped.values()),
            failed=dict(totals.failed),
            failed_total=sum(totals.failed.values()),
            unknown=totals.unknown,
            pending=totals.pending,
            progress=report.progress,
            quota=QuotaModel.of(run.quota) if run.quota else None,
            limits=LimitsModel.of(report.pinned.limits),
            coupon_id=report.pinned.coupon_id,
            coupon=None if report.coupon is None else CouponCountsModel.of(report.coupon),
            freeze_audience=report.pinned.freeze_audience,
            reason=run.reason,
            due_at=to_iso(run.now),
            opened_at=to_iso(run.opened_at),
            closed_at=at(run.closed_at),
        )


class ListedRunModel(Answer):
    """A run in a list. How many friends it has reached is in its report."""

    model_config = example(_LISTED)

    run_id: str
    campaign_id: str
    name: str | None = Field(description="The campaign's name when it went out.")
    state: RunStatus
    closed: bool = Field(description="Nothing more will change.")
    reason: str | None = Field(description="Why it was paused, if nobody has paused it.")
    due_at: str
    opened_at: str
    closed_at: str | None

    @classmethod
    def of(cls, listed: ListedRun) -> "ListedRunModel":
        run = listed.run
        return cls(
            run_id=run.run_id,
            campaign_id=run.campaign_id,
            name=listed.name,
            state=listed.status,
            closed=run.closed,
            reason=run.reason,
            due_at=to_iso(run.now),
            opened_at=to_iso(run.opened_at),
            closed_at=at(run.closed_at),
        )


class RunPage(Answer):
    """Some runs."""

    model_config = example({"items": [_LISTED], "cursor": None})

    items: list[ListedRunModel]
    cursor: str | None


@router.get(
    "/v1/runs",
    summary="List runs",
    description="`campaign_id` and `state` narrow the list together. `sort`: by when they were opened, the newest first "
    "(`-opened`) unless said. The list may lag behind by a moment; a report does not.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of runs"),
    operation_id="listRuns",
)
def list_runs(
    crm: Crm,
    cursor: Cursor = None,
    limit: Limit = 50,
    campaign_id: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
    state: Annotated[RunStatus | None, Query()] = None,
    sort: Annotated[Literal["opened", "-opened"], Query()] = "-opened",
) -> RunPage:
    page = crm.runs.list(cursor, limit, campaign_id=campaign_id, status=state, newest_first=sort == "-opened")
    return RunPage(items=[ListedRunModel.of(listed) for listed in page.items], cursor=page.cursor)


@router.get(
    "/v1/runs/<run_id>",
    summary="Get a run's report",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The report", "run_not_found"),
    operation_id="getRun",
)
def get_run(crm: Crm, run_id: RunId) -> RunModel:
    return RunModel.of(crm.reports.read(run_id))


@router.post(
    "/v1/runs/<run_id>/pause",
    summary="Pause a run",
    description="Calls under way are finished, which is one batch for each sender at the most; nothing more goes out "
    "until the run is resumed. Sent again, it changes nothing more.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The report", "run_not_found", "run_closed", "run_ending"),
    operation_id="pauseRun",
)
def pause_run(crm: Crm, by: Caller, log: Logs, run_id: RunId) -> RunModel:
    crm.control.pause(run_id)
    log.info("run paused", extra={"run": run_id, "by": by})
    return RunModel.of(crm.reports.read(run_id))


@router.post(
    "/v1/runs/<run_id>/resume",
    summary="Resume a paused run",
    description="Errors so far are noted: the run does not pause itself for them again. A run with limits is checked "
    "against them once more. Sent again, it changes nothing more.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The report", "run_not_found", "run_closed", "run_ending"),
    operation_id="resumeRun",
)
def resume_run(crm: Crm, by: Caller, log: Logs, run_id: RunId) -> RunModel:
    crm.control.resume(run_id)
    log.info("run resumed", extra={"run": run_id, "by": by})
    return RunModel.of(crm.reports.read(run_id))


@router.post(
    "/v1/runs/<run_id>/cancel",
    summary="Cancel a run",
    description="Friends who have not been sent to are skipped. A cancelled run cannot be resumed. Sent again, it "
    "changes nothing more.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The report", "run_not_found", "run_closed", "run_ending"),
    operation_id="cancelRun",
)
def cancel_run(crm: Crm, by: Caller, log: Logs, run_id: RunId) -> RunModel:
    crm.control.cancel(run_id)
    log.info("run cancelled", extra={"run": run_id, "by": by})
    return RunModel.of(crm.reports.read(run_id))
