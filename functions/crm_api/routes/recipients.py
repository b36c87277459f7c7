"""``/v1/runs/{run_id}/recipients``: what a run did for each friend, and why a friend did not get it."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.campaigns.recipients import FATES, REASONS, Explained, Recipient
from routes.questions import ClauseModel
from routes.segments import WordsModel
from routes.shared import MAY_READ, Answer, Crm, Cursor, FriendId, Limit, RunId, answers, at, example

router = Router()
_TAGS = ["runs"]
_RECIPIENT = {
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "outcome": "sent",
    "reason": None,
    "at": "2026-12-24T10:00:07.250+09:00",
    "request_id": "5b59509c-c57b-11e9-aa8c-2a2ae2dbcce4",
}


class RecipientModel(Answer):
    """One friend of a run."""

    model_config = example(_RECIPIENT)

    friend_id: str
    outcome: str = Field(json_schema_extra={"enum": list(FATES)})
    reason: str | None = Field(description="Why the friend was skipped, or why it failed.", examples=["blocked"])
    at: str | None = Field(description="When it was decided what the friend gets, right before LINE was called.")
    request_id: str | None = Field(description="LINE's id of the request that it accepted.")

    @classmethod
    def of(cls, recipient: Recipient) -> "RecipientModel":
        return cls(
            friend_id=recipient.friend_id,
            outcome=recipient.fate,
            reason=recipient.reason,
            at=at(recipient.at),
            request_id=recipient.request_id,
        )


class RecipientPage(Answer):
    """Some recipients of a run."""

    model_config = example({"items": [_RECIPIENT], "cursor": None})

    items: list[RecipientModel]
    cursor: str | None


class ExplainedModel(Answer):
    """What a run did for one friend."""

    model_config = example(
        _RECIPIENT
        | {
            "outcome": "skipped",
            "reason": "in_progress",
            "at": None,
            "request_id": None,
            "sentence": {
                "ja": "「対応中」のため、送りませんでした。",
                "en": "The friend was skipped: the friend is marked “in progress”.",
            },
            "clause": None,
        }
    )

    friend_id: str
    outcome: str = Field(json_schema_extra={"enum": [*FATES, "not_in_run"]})
    reason: str | None = Field(
        description="Why. If the friend is not in the run: `no_match`; `came_later`, the friend was first seen after "
        "it was opened; `not_yet`, its recipients are still being found; `cut_short`, it was ended before all were "
        "found; `matches_now`, the friend matches now but did not then; `not_known`, the friend is not in the roster, "
        "or was erased."
    )
    at: str | None
    request_id: str | None
    sentence: WordsModel
    clause: ClauseModel | None = Field(
        description="If the friend is not in the run: its segment, judged by what is known of the friend **now**, for "
        "the run's own time. `null` if the friend is in the run, or nothing is known of the friend."
    )

    @classmethod
    def of(cls, explained: Explained) -> "ExplainedModel":
        recipient = explained.recipient
        return cls(
            friend_id=recipient.friend_id,
            outcome=recipient.fate,
            reason=recipient.reason or explained.absence,
            at=at(recipient.at),
            request_id=recipient.request_id,
            sentence=WordsModel.of(explained.sentence),
            clause=None if explained.clause is None else ClauseModel.of(explained.clause),
        )


@router.get(
    "/v1/runs/<run_id>/recipients",
    summary="List a run's recipients",
    description="Each friend whom the run has found, once, with the outcome, in no particular order. While the "
    "run is open it may be ahead of its report, which counts a batch when all of it is settled.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of recipients", "run_not_found"),
    operation_id="listRecipients",
)
def list_recipients(
    crm: Crm,
    run_id: RunId,
    cursor: Cursor = None,
    limit: Limit = 50,
    outcome: Annotated[str | None, Query(json_schema_extra={"enum": list(FATES)})] = None,
    reason: Annotated[str | None, Query(json_schema_extra={"enum": list(REASONS)})] = None,
) -> RecipientPage:
    page = crm.recipients.list(run_id, outcome, reason, cursor, limit)
    return RecipientPage(items=[RecipientModel.of(recipient) for recipient in page.items], cursor=page.cursor)


@router.get(
    "/v1/runs/<run_id>/recipients/<friend_id>",
    summary="Explain why a friend got it, or did not",
    description="Searches the whole run. If the friend is not in it, the answer says why not; the segment is then "
    "judged by what is known of the friend now, for the time of the run.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("What the run did for the friend", "run_not_found"),
    operation_id="explainRecipient",
)
def explain_recipient(crm: Crm, run_id: RunId, friend_id: FriendId) -> ExplainedModel:
    return ExplainedModel.of(crm.recipients.explain(run_id, friend_id))
