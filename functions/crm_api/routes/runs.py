"""``/v1/runs``: how a campaign goes out, and taking a hand in it."""

from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.campaigns.report import Report, RunStatus
from daifukucho.campaigns.run import Quota
from daifukucho.kernel.time import to_iso
from routes.shared import MAY_READ, MAY_WRITE, Answer, Caller, Crm, Logs, RunId, answers, at

router = Router()
_TAGS = ["runs"]


class QuotaModel(Answer):
    """LINE's monthly quota when the run was opened. `limit` is `null` if the plan has none."""

    limit: int | None
    used: int

    @classmethod
    def of(cls, quota: Quota) -> "QuotaModel":
        return cls(limit=quota.limit, used=quota.used)


class RunModel(Answer):
    """One execution of a campaign. `planned` = `sent` + `skipped_total` + `failed_total` + `unknown` + `pending`."""

    run_id: str
    campaign_id: str
    name: str = Field(description="The campaign's name when it went out.")
    state: RunStatus
    closed: bool = Field(description="Nothing more will change.")
    planned: int = Field(description="Friends found so far who match, the blocked included.")
    sent: int = Field(description="LINE accepted it.")
    skipped: dict[str, int] = Field(description="Not written to, by reason.", examples=[{"blocked": 12}])
    skipped_total: int
    failed: dict[str, int] = Field(description="LINE surely did not accept it, by reason.", examples=[{"quota": 3}])
    failed_total: int
    unknown: int = Field(description="LINE never said whether it accepted it.")
    pending: int
    progress: float = Field(ge=0, le=1, description="1 if and only if everybody is settled.")
    quota: QuotaModel | None
    reason: str | None = Field(description="Why it was paused, if LINE was the cause.")
    due_at: str
    opened_at: str
    closed_at: str | None

    @classmethod
    def of(cls, report: Report) -> "RunModel":
        run, totals = report.run, report.totals
        return cls(
            run_id=run.run_id,
            campaign_id=run.campaign_id,
            name=report.name,
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
            reason=run.reason,
            due_at=to_iso(run.now),
            opened_at=to_iso(run.opened_at),
            closed_at=at(run.closed_at),
        )


@router.get(
    "/v1/runs/<run_id>",
    summary="Get a run's report",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The report", 404),
    operation_id="getRun",
)
def get_run(crm: Crm, run_id: RunId) -> RunModel:
    return RunModel.of(crm.reports.read(run_id))


@router.post(
    "/v1/runs/<run_id>/pause",
    summary="Pause a run",
    description="Calls under way are finished; nothing more goes out until the run is resumed.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The report", 404, 409),
    operation_id="pauseRun",
)
def pause_run(crm: Crm, by: Caller, log: Logs, run_id: RunId) -> RunModel:
    crm.control.pause(run_id)
    log.info("run paused", extra={"run": run_id, "by": by})
    return RunModel.of(crm.reports.read(run_id))


@router.post(
    "/v1/runs/<run_id>/resume",
    summary="Resume a paused run",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The report", 404, 409),
    operation_id="resumeRun",
)
def resume_run(crm: Crm, by: Caller, log: Logs, run_id: RunId) -> RunModel:
    crm.control.resume(run_id)
    log.info("run resumed", extra={"run": run_id, "by": by})
    return RunModel.of(crm.reports.read(run_id))


@router.post(
    "/v1/runs/<run_id>/cancel",
    summary="Cancel a run",
    description="Whoever has not been written to is skipped. A cancelled run cannot be resumed.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The report", 404, 409),
    operation_id="cancelRun",
)
def cancel_run(crm: Crm, by: Caller, log: Logs, run_id: RunId) -> RunModel:
    crm.control.cancel(run_id)
    log.info("run cancelled", extra={"run": run_id, "by": by})
    return RunModel.of(crm.reports.read(run_id))
