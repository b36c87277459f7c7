"""``/v1/fields``: fields 友だち情報 of the shop's own, which it keeps of its friends."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field as Member

from daifukucho.fields.field import Field, FieldType
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.time import to_iso
from routes.segments import WordsModel
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    Cursor,
    FieldKey,
    IdempotencyKey,
    IfMatch,
    Limit,
    NamePart,
    answers,
    created,
    example,
    once_of,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["fields"]
_CHOICES = [
    {"value": "sweet", "label": {"ja": "甘口", "en": "sweet"}, "retired": False},
    {"value": "dry", "label": {"ja": "辛口", "en": "dry"}, "retired": False},
]
_CHOICE: dict[str, Any] = {
    "key": "taste",
    "type": "choice",
    "label": {"ja": "好みの味", "en": "taste"},
    "choices": _CHOICES,
}
_NUMBER: dict[str, Any] = {
    "key": "shoe_size",
    "type": "number",
    "label": {"ja": "靴のサイズ", "en": "shoe size"},
    "description": "cm",
    "min": 10,
    "max": 40,
}
_FIELD = {
    "field_key": "taste",
    "version": 1,
    "type": "choice",
    "label": _CHOICE["label"],
    "description": "",
    "limits": {},
    "choices": _CHOICES,
    "retired": False,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T12:00:00+09:00",
}
_DAY = "A date such as `2026-11-22`."


class LabelBody(Body):
    """Words for people: Japanese and, if it is another, English."""

    ja: str = Member(json_schema_extra={"minLength": 1, "maxLength": 100})
    en: str = Member("", json_schema_extra={"maxLength": 100})


class ChoiceBody(Body):
    """One of the values of a choice."""

    value: str = Member(json_schema_extra={"pattern": "^[a-z0-9][a-z0-9_-]{0,39}$"})
    label: LabelBody
    retired: bool = Member(False, description="It is set no more; friends may have it still.")


class FieldBody(Body):
    """A field 友だち情報 to save. Limits are those of its type."""

    model_config = example(_CHOICE, _NUMBER)

    key: str = Member(
        description="By which friends and segments know it (`fields.<key>`): it never changes.",
        json_schema_extra={"pattern": "^[a-z0-9][a-z0-9_-]{0,39}$"},
    )
    type: str = Member(
        description="What it holds: it never changes.", json_schema_extra={"enum": [str(kind) for kind in FieldType]}
    )
    label: LabelBody
    description: str = Member("", json_schema_extra={"maxLength": 500})
    min_length: int | None = Member(None, description="Of a text; 1 unless said.")
    max_length: int | None = Member(None, description="Of a text: 1 to 1,000; 200 unless said.")
    multiline: bool | None = Member(None, description="Whether a text may have several lines.")
    min: int | float | None = Member(None, description="Of a number.")
    max: int | float | None = Member(None, description="Of a number.")
    whole: bool | None = Member(None, description="Whether a number has no point.")
    earliest: str | None = Member(None, description=f"Of a date. {_DAY}")
    latest: str | None = Member(None, description=f"Of a date. {_DAY}")
    choices: list[ChoiceBody] | None = Member(
        None, description="Of a choice, 1 to 100 in their order. What was one stays one; retire it instead."
    )
    retired: bool = Member(False, description="It is set no more; what friends have in it stays.")


class FieldChoiceModel(Answer):
    """One of the values of a choice."""

    value: str
    label: WordsModel
    retired: bool


class FieldLimits(Answer):
    """What a value may be; what is `null` is not limited, or is not of the type."""

    min_length: int | None = None
    max_length: int | None = None
    multiline: bool | None = None
    min: int | float | None = None
    max: int | float | None = None
    whole: bool | None = None
    earliest: str | None = None
    latest: str | None = None


class ShopFieldModel(Answer):
    """A field 友だち情報 of the shop's own."""

    model_config = example(_FIELD)

    field_key: str
    version: int
    type: FieldType
    label: WordsModel
    description: str
    limits: FieldLimits
    choices: list[FieldChoiceModel]
    retired: bool
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, field: Defined[Field]) -> "ShopFieldModel":
        says = field.says
        return cls(
            field_key=field.id,
            version=field.version,
            type=says.type,
            label=WordsModel.of(says.label),
            description=says.description,
            limits=FieldLimits(**says.limits),
            choices=[
                FieldChoiceModel(value=c.value, label=WordsModel.of(c.label), retired=c.retired) for c in says.choices
            ],
            retired=says.retired,
            created_at=to_iso(field.created_at),
            updated_at=to_iso(field.updated_at),
        )


class FieldPage(Answer):
    """Some fields."""

    model_config = example({"items": [_FIELD], "cursor": None})

    items: list[ShopFieldModel]
    cursor: str | None


@router.get(
    "/v1/fields",
    summary="List fields",
    description="By key, in descending order, retired ones too; `q`: part of a label or the key.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of fields"),
    operation_id="listFields",
)
def list_fields(crm: Crm, cursor: Cursor = None, limit: Limit = 50, q: NamePart = None) -> FieldPage:
    page = crm.people.fields.list(cursor, limit, q=q)
    return FieldPage(items=[ShopFieldModel.of(field) for field in page.items], cursor=page.cursor)


@router.post(
    "/v1/fields",
    summary="Define a field",
    description="With an `Idempotency-Key`, a repeat gets the same answer.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The field as saved; `Location` is its path",
        "field_taken",
        "invalid_field",
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="createField",
)
def create_field(crm: Crm, by: Caller, body: FieldBody, key: IdempotencyKey = None) -> Response[ShopFieldModel]:
    made = crm.people.field_editor.create(_said(body), once_of("createField", by, key, body))
    path = f"/v1/fields/{made.value.id}"
    return created(ShopFieldModel.of(made.value), made.value.version, path, replayed=made.replayed)


@router.get(
    "/v1/fields/<field_key>",
    summary="Get a field",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The field", "field_not_found"),
    operation_id="getField",
)
def get_field(crm: Crm, field_key: FieldKey) -> Response[ShopFieldModel]:
    field = crm.people.fields.get(field_key)
    return tagged(ShopFieldModel.of(field), field.version)


@router.put(
    "/v1/fields/<field_key>",
    summary="Change a field",
    description="Its `key` and `type` have to be the same. Values that friends have are not looked at again: new limits hold "
    "for what is set from now on. A field is not deleted; `retired` takes it out of use.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The field as saved", "field_not_found", "changed_meanwhile", "invalid_field"),
    operation_id="updateField",
)
def update_field(crm: Crm, field_key: FieldKey, body: FieldBody, if_match: IfMatch = None) -> Response[ShopFieldModel]:
    field = crm.people.field_editor.update(field_key, _said(body), versions_in(if_match))
    return tagged(ShopFieldModel.of(field), field.version)


def _said(body: FieldBody) -> dict[str, Any]:
    """What is not said is left out: it may be another type's."""
    return body.model_dump(exclude_none=True)
