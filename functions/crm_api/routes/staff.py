"""``/v1/staff``: the staff members, and what each may do on the staff's page."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router

from daifukucho.staff.access import Hired
from daifukucho.staff.member import STAFF_MEMBER, StaffAccount
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.definitions import TEXT, About, Adds, Definitions, Described
from routes.shared import (
    MAY_WRITE,
    Caller,
    Crm,
    IdempotencyKey,
    IfMatch,
    StaffId,
    answers,
    at,
    created,
    nothing,
    once_of_given,
    versions_in,
)

router = Router()
_TAGS = ["staff"]
_OR_NULL = {"anyOf": [TEXT, {"type": "null"}]}


def _told(account: StaffAccount) -> dict[str, Any]:
    return {"bound_at": at(account.bound_at), "invited_until": at(account.invited_until)}


STAFF = Definitions(
    STAFF_MEMBER,
    lambda crm: crm.till.staff,
    lambda crm: crm.till.staff_editor,
    About(
        tag="staff", example_id="01JD0000000000000000000011", of_update="What the staff member may do changes at once."
    ),
    in_full=Adds(
        {
            "bound_at": {
                **_OR_NULL,
                "description": "When the staff member's LINE account was bound; `null`: it is not bound.",
            },
            "invited_until": {
                **_OR_NULL,
                "description": "Until when the present code is good; `null`: there is none.",
            },
        },
        lambda crm, member: _told(crm.till.accounts.get(member.id)),
        {"bound_at": None, "invited_until": "2026-11-29T12:00:00+09:00"},
    ),
)
STAFF.add_to(router, "list", "get", "update")
StaffMemberBody = STAFF.body
InvitedStaffMemberModel = STAFF.model_with(
    "InvitedStaffMemberModel",
    "A staff member 担当者, and the code that invites the staff member.",
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
    told = STAFF.shown(crm, hired.member) | _told(hired.account) | {"invitation_code": hired.code}
    return InvitedStaffMemberModel(told)


@router.post(
    "/v1/staff",
    summary="Save a staff member and invite the staff member",
    description="The code is good for seven days and for one LINE account. With an `Idempotency-Key`, however often "
    "the request is sent, one staff member is saved; a repeat has no code, because only its hash is kept: invite the "
    "staff member anew if it was lost.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The staff member, and the code; `Location` is the staff member's path",
        "changed_meanwhile",
        "invalid_staff",
        "idempotency_key_reused",
        status=201,
    ),
    operation_id="createStaffMember",
)
def create_staff_member(
    crm: Crm,
    by: Caller,
    body: StaffMemberBody,  # type: ignore[valid-type]
    key: IdempotencyKey = None,
) -> Response[InvitedStaffMemberModel]:  # type: ignore[valid-type]
    given = body.root  # type: ignore[attr-defined]
    hired = crm.till.personnel.hire(given, once_of_given("createStaffMember", by, key, given))
    path = f"/v1/staff/{hired.member.id}"
    return created(_hired(crm, hired), hired.member.version, path, replayed=hired.replayed)


@router.delete(
    "/v1/staff/<staff_id>",
    summary="Revoke a staff member",
    description="From then on the staff member may do nothing; what the staff member did stays in the ledgers.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The staff member is revoked", "staff_not_found", "changed_meanwhile", status=204, content=False),
    operation_id="deleteStaffMember",
)
def delete_staff_member(crm: Crm, staff_id: StaffId, if_match: IfMatch = None) -> Response[None]:
    crm.till.personnel.dismiss(staff_id, versions_in(if_match))
    return nothing()


@router.put(
    "/v1/staff/<staff_id>/invitation",
    summary="Invite a staff member anew",
    description="A new code in place of the one before. The LINE account that was bound is no longer bound.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The staff member, and the code", "staff_not_found", "changed_meanwhile"),
    operation_id="inviteStaffMember",
)
def invite_staff_member(crm: Crm, staff_id: StaffId) -> InvitedStaffMemberModel:  # type: ignore[valid-type]
    return _hired(crm, crm.till.personnel.invite(staff_id))
