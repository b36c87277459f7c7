"""``/v1/surveys``: surveys 回答フォーム, and their answers."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from daifukucho.surveys.answers import NAMES, to_csv
from daifukucho.surveys.answers import Answer as Answered
from daifukucho.surveys.definition import SURVEY
from routes.definitions import About, Adds, Definitions
from routes.shared import MAY_READ, Answer, Crm, Cursor, Limit, SurveyId, answers, example

router = Router()
_TAGS = ["surveys"]
CSV = "text/csv; charset=utf-8"

_ANSWER = {
    "answer_id": "d2c8759e-c76c-5d6f-8cf0-d75d6487c4b4",
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "answered_at": "2026-11-22T12:30:00+09:00",
    "version": 1,
    "answers": {"taste": "sweet", "birthday": "1990-04-01"},
}


class AnsweredModel(Answer):
    """One friend's answers, by question."""

    answer_id: str
    friend_id: str
    answered_at: str
    version: int = Field(description="The version of the survey that the friend was shown.")
    answers: dict[str, Any]

    @classmethod
    def of(cls, answered: Answered) -> "AnsweredModel":
        return cls(
            answer_id=answered.answer_id,
            friend_id=answered.friend_id,
            answered_at=to_iso(answered.at),
            version=answered.version,
            answers=dict(answered.answers),
        )


class AnsweredPage(Answer):
    """Some answers, newest first. A page may be short and still have a cursor."""

    model_config = example({"items": [_ANSWER], "cursor": None})

    items: list[AnsweredModel]
    cursor: str | None


SURVEYS = Definitions(
    SURVEY,
    lambda crm: crm.surveys,
    lambda crm: crm.survey_editor,
    About(
        tag="surveys",
        example_id="01JD0000000000000000000000",
        example=SURVEY.shape.shown(SURVEY.shape.kept(SURVEY.example)),
        of_body="`docs/surveys.md` has the types of questions, conditions, and what an answer can change.",
        of_update="Who has the former version open may still send it for a day. A limit can be raised or lowered; it "
        "can neither come later nor go.",
        of_delete="Nobody can answer it any more. What was answered stays in the friends' ledgers.",
    ),
    in_full=Adds(
        {
            "places_taken": {
                "anyOf": [{"type": "integer"}, {"type": "null"}],
                "description": "How many places of its limit are taken; `null`: it has none.",
            }
        },
        lambda crm, survey: {"places_taken": None if survey.says.limit is None else crm.answers.taken(survey.id)},
        {"places_taken": 42},
    ),
)
SURVEYS.add_to(router)


@router.get(
    "/v1/surveys/<survey_id>/answers",
    summary="List what was answered",
    description="The newest first. `/answers.csv` has the same as a table.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of answers", "survey_not_found"),
    operation_id="listAnswers",
)
def list_answers(crm: Crm, survey_id: SurveyId, cursor: Cursor = None, limit: Limit = 50) -> AnsweredPage:
    crm.surveys.get(survey_id)
    page = crm.answers.list(survey_id, cursor, limit)
    return AnsweredPage(items=[AnsweredModel.of(answered) for answered in page.items], cursor=page.cursor)


@router.get(
    "/v1/surveys/<survey_id>/answers.csv",
    summary="What was answered, as a table",
    description="UTF-8 with a byte order mark, a row for each answer, with the friend's names and member number as they are now, no cell that is a formula. A part of at most "
    '`limit` rows; `Link: <…>; rel="next"` leads to the next one, which has no names of columns: put one after the '
    "other, the parts are one file.",
    tags=_TAGS,
    security=MAY_READ,
    responses={
        **answers("A part of the table", "survey_not_found"),
        200: {"description": "CSV", "content": {"text/csv": {"schema": {"type": "string"}}}},
    },
    operation_id="exportAnswers",
)
def export_answers(
    crm: Crm,
    survey_id: SurveyId,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="The most rows to return.")] = 1000,
    lang: Annotated[Literal["ja", "en"], Query(description="Of the columns and the options.")] = "ja",
) -> Response[str]:
    survey = crm.surveys.get(survey_id)
    page = crm.answers.list(survey_id, cursor, limit)
    headers = {"Content-Disposition": f'attachment; filename="answers-{survey.id}.csv"'}
    if page.cursor:
        path = f"/v1/surveys/{survey.id}/answers.csv?cursor={page.cursor}&limit={limit}&lang={lang}"
        headers["Link"] = f'<{path}>; rel="next"'
    friends = crm.friends.get_many({item.friend_id for item in page.items}, consistent=False, attributes=NAMES)
    table = to_csv(survey.says, page.items, friends, lang, first=cursor is None)
    return Response(200, content_type=CSV, body=table, headers=headers)
