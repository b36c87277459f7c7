"""``/v1/surveys``: surveys 回答フォーム, and what was answered."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from daifukucho.surveys.answers import NAMES, to_csv
from daifukucho.surveys.answers import Answer as Answered
from daifukucho.surveys.survey import Survey
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    NamePart,
    SurveyId,
    answers,
    created,
    example,
    nothing,
    once_of,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["surveys"]
CSV = "text/csv; charset=utf-8"

_DEFINITION = {
    "name": "来店アンケート",
    "title": {"ja": "ご来店アンケート", "en": "About your visit"},
    "description": {"ja": "30秒で終わります。", "en": "It takes half a minute."},
    "thanks": {"ja": "ありがとうございました。", "en": "Thank you."},
    "repeats": "once",
    "opens_at": "2026-11-22T10:00:00+09:00",
    "closes_at": "2026-12-24T20:00:00+09:00",
    "limit": 100,
    "pages": [
        {
            "questions": [
                {
                    "id": "taste",
                    "type": "choice",
                    "label": {"ja": "お好みの甘さは？", "en": "How sweet do you like it?"},
                    "required": True,
                    "options": [
                        {"value": "sweet", "label": {"ja": "甘め", "en": "Sweet"}, "effects": {"tags_add": ["甘め"]}},
                        {"value": "plain", "label": {"ja": "ひかえめ", "en": "Less sweet"}},
                    ],
                },
                {
                    "id": "birthday",
                    "type": "date",
                    "label": {"ja": "お誕生日", "en": "Your birthday"},
                    "last": "today",
                    "saves_to": "birthday",
                },
            ]
        }
    ],
    "effects": {"tags_add": ["アンケート回答"]},
    "nine_segments": None,
}
_SURVEY = {
    "survey_id": "01JD0000000000000000000000",
    "version": 1,
    **_DEFINITION,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T12:00:00+09:00",
}
_ANSWER = {
    "answer_id": "d2c8759e-c76c-5d6f-8cf0-d75d6487c4b4",
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "answered_at": "2026-11-22T12:30:00+09:00",
    "version": 1,
    "answers": {"taste": "sweet", "birthday": "1990-04-01"},
}


class SurveyBody(Body):
    """A survey to save. `docs/surveys.md` has the types of questions, conditions, and what an answer can change."""

    model_config = example(_DEFINITION)

    name: str = Field(description="The staff's name for it.", json_schema_extra={"minLength": 1, "maxLength": 100})
    title: dict[str, Any] = Field(description="For the customers: `ja`, and `en` if there is one.")
    description: dict[str, Any] | None = None
    thanks: dict[str, Any] | None = Field(None, description="What is shown once it was answered.")
    repeats: str = Field("once", description="`once`, `once_a_version`, or `many`.")
    opens_at: str | None = None
    closes_at: str | None = None
    limit: int | None = Field(None, description="How many answers are taken at most.")
    pages: list[dict[str, Any]] = Field(description="Pages of questions, with the conditions under which they show.")
    effects: dict[str, Any] | None = Field(None, description="What any answer changes: tags, attributes.")
    nine_segments: dict[str, Any] | None = Field(None, description="Which answers put a friend into which segment.")


class SurveyModel(Answer):
    """A saved survey."""

    model_config = example(_SURVEY)

    survey_id: str
    version: int
    name: str
    title: dict[str, Any]
    description: dict[str, Any] | None
    thanks: dict[str, Any] | None
    repeats: str
    opens_at: str | None
    closes_at: str | None
    limit: int | None
    pages: list[dict[str, Any]]
    effects: dict[str, Any] | None
    nine_segments: dict[str, Any] | None
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, survey: Survey) -> "SurveyModel":
        body = SurveyBody.model_validate(dict(survey.says.body)).model_dump()
        times: dict[str, Any] = {"created_at": to_iso(survey.created_at), "updated_at": to_iso(survey.updated_at)}
        return cls(survey_id=survey.id, version=survey.version, **body, **times)


class SurveyInFullModel(SurveyModel):
    """A saved survey, and how many places of its limit are taken (`null`: it has none)."""

    model_config = example({**_SURVEY, "places_taken": 42})

    places_taken: int | None


class SurveyPage(Answer):
    """Some surveys."""

    model_config = example({"items": [_SURVEY], "cursor": None})

    items: list[SurveyModel]
    cursor: str | None


class AnsweredModel(Answer):
    """One friend's answers, by question."""

    answer_id: str
    friend_id: str
    answered_at: str
    version: int = Field(description="Of the survey, as she was shown it.")
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
    """Some answers, newest first. A page may be short and yet have a cursor."""

    model_config = example({"items": [_ANSWER], "cursor": None})

    items: list[AnsweredModel]
    cursor: str | None


@router.get(
    "/v1/surveys",
    summary="List surveys",
    description="The newest first.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of surveys"),
    operation_id="listSurveys",
)
def list_surveys(crm: Crm, cursor: Cursor = None, limit: Limit = 50, q: NamePart = None) -> SurveyPage:
    page = crm.surveys.list(cursor, limit, q=q)
    return SurveyPage(items=[SurveyModel.of(survey) for survey in page.items], cursor=page.cursor)


@router.post(
    "/v1/surveys",
    summary="Save a survey",
    description="With an `Idempotency-Key`, however often it is sent, one survey is saved.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The survey as saved; `Location` is its path", "invalid_survey", "idempotency_key_reused", status=201
    ),
    operation_id="createSurvey",
)
def create_survey(crm: Crm, by: Caller, body: SurveyBody, key: IdempotencyKey = None) -> Response[SurveyModel]:
    made = crm.survey_editor.create(_given(body), once_of("createSurvey", by, key, body))
    survey = made.value
    return created(SurveyModel.of(survey), survey.version, f"/v1/surveys/{survey.id}", replayed=made.replayed)


@router.get(
    "/v1/surveys/<survey_id>",
    summary="Get a survey",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The survey", "survey_not_found"),
    operation_id="getSurvey",
)
def get_survey(crm: Crm, survey_id: SurveyId) -> Response[SurveyInFullModel]:
    survey = crm.surveys.get(survey_id)
    taken = None if survey.says.limit is None else crm.answers.taken(survey_id)
    return tagged(SurveyInFullModel(**SurveyModel.of(survey).model_dump(), places_taken=taken), survey.version)


@router.put(
    "/v1/surveys/<survey_id>",
    summary="Change a survey",
    description="Who has the former version open may still send it for a day. A limit can be raised or lowered; it "
    "can neither come later nor go.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The survey as saved", "survey_not_found", "changed_meanwhile", "invalid_survey"),
    operation_id="updateSurvey",
)
def update_survey(crm: Crm, survey_id: SurveyId, body: SurveyBody, if_match: IfMatch = None) -> Response[SurveyModel]:
    survey = crm.survey_editor.update(survey_id, _given(body), versions_in(if_match))
    return tagged(SurveyModel.of(survey), survey.version)


@router.delete(
    "/v1/surveys/<survey_id>",
    summary="Delete a survey",
    description="Nobody can answer it any more. What was answered stays in the friends' ledgers.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is deleted", "survey_not_found", "changed_meanwhile", status=204, content=False),
    operation_id="deleteSurvey",
)
def delete_survey(crm: Crm, survey_id: SurveyId, if_match: IfMatch = None) -> Response[None]:
    crm.survey_editor.delete(survey_id, versions_in(if_match))
    return nothing()


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


def _given(body: SurveyBody) -> dict[str, Any]:
    """What was said, without what was left out."""
    return {name: value for name, value in body.model_dump().items() if value is not None}
