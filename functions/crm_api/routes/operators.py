"""``/v1/operators``: the members of staff who may act on the shop's pages."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.time import to_iso
from daifukucho.operators.access import Hired
from daifukucho.operators.operator import Operator, Right, Standing
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
    OperatorId,
    answers,
    at,
    created,
    example,
    nothing,
    once_of,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["operators"]
_SAID = {"name": "佐藤", "store_id": "01JD0000000000000000000010", "rights": ["redeem"]}
_OPERATOR: dict[str, Any] = {
    "operator_id": "01JD0000000000000000000011",
    "version": 1,
    **_SAID,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T12:00:00+09:00",
}
_INVITED = {"bound_at": None, "invited_until": "2026-11-29T12:00:00+09:00"}
_CODE = Field(
    description="To be typed once into the staff's page, `/liff/staff`. It is told now and never again: of a repeat, "
    "this is `null`."
)


class OperatorBody(Body):
    """An operator 担当者 to save."""

    model_config = example(_SAID)

    name: str = Field(examples=["佐藤"], json_schema_extra={"minLength": 1, "maxLength": 100})
    store_id: str
    rights: list[str] = Field(
        description="`redeem`: redeem coupons, and undo it. `grant_points`: give points and stamps.",
        json_schema_extra={"items": {"type": "string", "enum": [str(right) for right in Right]}},
    )


class OperatorModel(Answer):
    """An operator 担当者."""

    model_config = example(_OPERATOR)

    operator_id: str
    version: int
    name: str
    store_id: str
    rights: list[str]
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, operator: Defined[Operator]) -> "OperatorModel":
        return cls(**_facts(operator))


class OperatorInFullModel(OperatorModel):
    """An operator 担当者, and whether she has presented her code."""

    model_config = example(_OPERATOR | _INVITED)

    bound_at: str | None = Field(description="When her LINE account was bound; `null`: it is not.")
    invited_until: str | None = Field(description="Until when the present code is good; `null`: there is none.")


class HiredModel(OperatorInFullModel):
    """An operator 担当者, and the code that invites her."""

    model_config = example(_OPERATOR | _INVITED | {"invitation_code": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})

    invitation_code: str | None = _CODE

    @classmethod
    def hired(cls, hired: Hired) -> "HiredModel":
        return cls(**_facts(hired.operator), **_standing(hired.standing), invitation_code=hired.code)


class OperatorPage(Answer):
    """Some operators."""

    model_config = example({"items": [_OPERATOR], "cursor": None})

    items: list[OperatorModel]
    cursor: str | None


def _facts(operator: Defined[Operator]) -> dict[str, Any]:
    return {
        "operator_id": operator.id,
        "version": operator.version,
        "name": operator.says.name,
        "store_id": operator.says.store_id,
        "rights": [str(right) for right in operator.says.rights],
        "created_at": to_iso(operator.created_at),
        "updated_at": to_iso(operator.updated_at),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {"bound_at": at(standing.bound_at), "invited_until": at(standing.invited_until)}


@router.get(
    "/v1/operators",
    summary="List operators",
    description="The newest first.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of operators"),
    operation_id="listOperators",
)
def list_operators(crm: Crm, cursor: Cursor = None, limit: Limit = 50, q: NamePart = None) -> OperatorPage:
    page = crm.counter.operators.list(cursor, limit, q=q)
    return OperatorPage(items=list(map(OperatorModel.of, page.items)), cursor=page.cursor)


@router.post(
    "/v1/operators",
    summary="Save an operator and invite her",
    description="The code is good for seven days and for one LINE account. With an `Idempotency-Key`, however often it "
    "is sent, one operator is saved; a repeat has no code, for it is kept hashed: invite her anew if it was lost.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The operator, and her code; `Location` is her path",
        "changed_meanwhile",
        "invalid_operator",
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="createOperator",
)
def create_operator(crm: Crm, by: Caller, body: OperatorBody, key: IdempotencyKey = None) -> Response[HiredModel]:
    hired = crm.counter.personnel.hire(body.model_dump(), once_of("createOperator", by, key, body))
    path = f"/v1/operators/{hired.operator.id}"
    return created(HiredModel.hired(hired), hired.operator.version, path, replayed=hired.replayed)


@router.get(
    "/v1/operators/<operator_id>",
    summary="Get an operator",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The operator", "operator_not_found"),
    operation_id="getOperator",
)
def get_operator(crm: Crm, operator_id: OperatorId) -> Response[OperatorInFullModel]:
    operator = crm.counter.operators.get(operator_id)
    standing = _standing(crm.counter.standings.get(operator_id))
    return tagged(OperatorInFullModel(**_facts(operator), **standing), operator.version)


@router.put(
    "/v1/operators/<operator_id>",
    summary="Change an operator",
    description="What she may do changes at once.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The operator as saved", "operator_not_found", "changed_meanwhile", "invalid_operator"),
    operation_id="updateOperator",
)
def update_operator(
    crm: Crm, operator_id: OperatorId, body: OperatorBody, if_match: IfMatch = None
) -> Response[OperatorModel]:
    operator = crm.counter.personnel.change(operator_id, body.model_dump(), versions_in(if_match))
    return tagged(OperatorModel.of(operator), operator.version)


@router.delete(
    "/v1/operators/<operator_id>",
    summary="Revoke an operator",
    description="From then on she may do nothing; what she did stays in the ledgers.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("She is revoked", "operator_not_found", "changed_meanwhile", status=204, content=False),
    operation_id="deleteOperator",
)
def delete_operator(crm: Crm, operator_id: OperatorId, if_match: IfMatch = None) -> Response[None]:
    crm.counter.personnel.dismiss(operator_id, versions_in(if_match))
    return nothing()


@router.put(
    "/v1/operators/<operator_id>/invitation",
    summary="Invite an operator anew",
    description="A new code in the place of the one before. The LINE account that was bound is bound no more.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The operator, and her code", "operator_not_found", "changed_meanwhile"),
    operation_id="inviteOperator",
)
def invite_operator(crm: Crm, operator_id: OperatorId) -> HiredModel:
    return HiredModel.hired(crm.counter.personnel.invite(operator_id))
