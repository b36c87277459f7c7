"""``/v1/operators``: the staff, and who of them may do what on the staff's page."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router

from daifukucho.operators.access import Hired
from daifukucho.operators.operator import OPERATOR, Standing
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.definitions import TEXT, About, Adds, Definitions, Described
from routes.shared import (
    MAY_WRITE,
    Caller,
    Crm,
    IdempotencyKey,
    IfMatch,
    OperatorId,
    answers,
    at,
    created,
    nothing,
    once_of_given,
    versions_in,
)

router = Router()
_TAGS = ["operators"]
_OR_NULL = {"anyOf": [TEXT, {"type": "null"}]}


def _told(standing: Standing) -> dict[str, Any]:
    return {"bound_at": at(standing.bound_at), "invited_until": at(standing.invited_until)}


OPERATORS = Definitions(
    OPERATOR,
    lambda crm: crm.counter.operators,
    lambda crm: crm.counter.operator_editor,
    About(
        tag="operators", example_id="01JD0000000000000000000011", of_update="What the operator may do changes at once."
    ),
    in_full=Adds(
        {
            "bound_at": {**_OR_NULL, "description": "When the operator's LINE account was bound; `null`: it is not."},
            "invited_until": {
                **_OR_NULL,
                "description": "Until when the present code is good; `null`: there is none.",
            },
        },
        lambda crm, operator: _told(crm.counter.standings.get(operator.id)),
        {"bound_at": None, "invited_until": "2026-11-29T12:00:00+09:00"},
    ),
)
OPERATORS.add_to(router, "list", "get", "update")
OperatorBody = OPERATORS.body
HiredModel = OPERATORS.model_with(
    "HiredModel",
    "An operator 担当者, and the code that invites the operator.",
    {
        "invitation_code": {
            **_OR_NULL,
            "description": "To be typed once into the staff's page, `/liff/staff`. It is told now and never again: of a "
            "repeat, this is `null`.",
        }
    },
    {"invitation_code": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"},
)


def _hired(crm: CrmApi, hired: Hired) -> Described:
    told = OPERATORS.shown(crm, hired.operator) | _told(hired.standing) | {"invitation_code": hired.code}
    return HiredModel(told)


@router.post(
    "/v1/operators",
    summary="Save an operator and invite the operator",
    description="The code is good for seven days and for one LINE account. With an `Idempotency-Key`, however often it "
    "is sent, one operator is saved; a repeat has no code, for it is kept hashed: invite the operator anew if it was lost.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The operator, and the code; `Location` is the operator's path",
        "changed_meanwhile",
        "invalid_operator",
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="createOperator",
)
def create_operator(
    crm: Crm,
    by: Caller,
    body: OperatorBody,  # type: ignore[valid-type]
    key: IdempotencyKey = None,
) -> Response[HiredModel]:  # type: ignore[valid-type]
    given = body.root  # type: ignore[attr-defined]
    hired = crm.counter.personnel.hire(given, once_of_given("createOperator", by, key, given))
    path = f"/v1/operators/{hired.operator.id}"
    return created(_hired(crm, hired), hired.operator.version, path, replayed=hired.replayed)


@router.delete(
    "/v1/operators/<operator_id>",
    summary="Revoke an operator",
    description="From then on the operator may do nothing; what the operator did stays in the ledgers.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The operator is revoked", "operator_not_found", "changed_meanwhile", status=204, content=False),
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
    responses=answers("The operator, and the code", "operator_not_found", "changed_meanwhile"),
    operation_id="inviteOperator",
)
def invite_operator(crm: Crm, operator_id: OperatorId) -> HiredModel:  # type: ignore[valid-type]
    return _hired(crm, crm.counter.personnel.invite(operator_id))
