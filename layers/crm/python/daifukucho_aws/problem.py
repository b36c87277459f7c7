"""Problem documents (RFC 9457): what every function behind API Gateway answers when it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from daifukucho.kernel.errors import DaifukuchoError
from daifukucho_aws.strict_json import to_json

PROBLEM = "application/problem+json"

SECURE = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""What every answer of ours carries. (Two years; no ``includeSubDomains``: of a shop's own domain only this name is ours.)"""

TITLES = {
    400: "The request cannot be read",
    401: "The caller is not known",
    403: "The caller may not do this",
    404: "There is no such thing",
    405: "This cannot be done here",
    409: "The present state does not allow this",
    412: "It has changed since it was read",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The request cannot be accepted as it is",
    429: "A limit is used up",
    500: "Something is wrong on our side",
    503: "Something we depend on did not answer",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A code that is part of the API: the status that it comes with, and what it says."""

    status: int
    says: str


PROBLEMS = {
    "malformed_json": Known(
        400, "The body is no JSON object that we can read: NaN, a name given twice, or half a surrogate pair included."
    ),
    "unexpected_body": Known(400, "This takes no body, and one was sent."),
    "token_missing": Known(
        401, "No token was sent. (One that is not valid is refused by API Gateway, whose 401 is no problem document.)"
    ),
    "scope_missing": Known(403, "The token lacks the scope that the method needs."),
    "not_an_operator": Known(403, "This LINE user is no operator of the shop."),
    "right_missing": Known(403, "The operator lacks the right that this needs."),
    "invitation_unknown": Known(403, "The invitation is wrong, used up, expired, or replaced. Ask for a new one."),
    "store_closed": Known(403, "There is no such store, or it is not active."),
    "pin_wrong": Known(403, "The PIN is wrong; the detail says how many tries are left."),
    "pin_locked": Known(403, "The PIN is locked for this friend after wrong tries; the detail says until when."),
    "pin_not_set": Known(403, "The store has no PIN."),
    "coupon_not_held": Known(403, "The coupon was not given to this friend."),
    "coupon_revoked": Known(403, "The coupon was taken back from this friend."),
    "coupon_other_store": Known(403, "The coupon is not valid in this store."),
    "coupon_code_unknown": Known(403, "No coupon has this code."),
    "route_not_found": Known(404, "There is nothing at this path."),
    "friend_not_found": Known(404, "There is no such friend."),
    "friend_not_known_yet": Known(404, "Nothing is known of the friend from as long ago as `as_of`."),
    "segment_not_found": Known(404, "There is no such segment."),
    "survey_not_found": Known(404, "There is no such survey."),
    "campaign_not_found": Known(404, "There is no such campaign."),
    "run_not_found": Known(404, "There is no such run."),
    "store_not_found": Known(404, "There is no such store."),
    "operator_not_found": Known(404, "There is no such operator."),
    "coupon_not_found": Known(404, "There is no such coupon."),
    "holding_not_found": Known(404, "This friend does not have this coupon."),
    "inflow_not_found": Known(404, "There is no such route 流入経路."),
    "field_not_found": Known(404, "There is no such field of the shop's own."),
    "memo_not_found": Known(404, "There is no such memo of this friend, or it was removed."),
    "movement_not_found": Known(404, "There is no such grant or use of this friend."),
    "ticket_not_found": Known(404, "The friend has no such ticket: it was used, or its time is over."),
    "ticket_use_not_found": Known(404, "This friend has used no such ticket."),
    "stamp_not_found": Known(404, "There are no such stamps of this friend."),
    "member_not_found": Known(404, "No card has this number."),
    "upload_not_found": Known(404, "There is no such picture of this friend's."),
    "order_not_found": Known(404, "There is no such order of this friend."),
    "method_not_allowed": Known(405, "The path is right, the method is not; `Allow` lists those that are."),
    "campaign_has_run": Known(409, "The campaign has gone out. The detail names its run."),
    "campaign_recurring": Known(409, "The campaign goes out by its schedule, and not by hand."),
    "campaign_changed": Known(409, "The campaign was changed while it was being sent; nothing was sent."),
    "survey_not_yet_open": Known(409, "The survey cannot be answered yet."),
    "survey_closed": Known(409, "The survey has closed."),
    "survey_full": Known(409, "All places of the survey are taken."),
    "survey_answered": Known(409, "She has answered the survey as often as she may."),
    "survey_changed": Known(
        409, "The survey was changed more than a day ago. Show it again; the answers are still hers to send."
    ),
    "changed_meanwhile": Known(409, "Somebody else was faster by an instant. Read it again, then repeat the edit."),
    "segment_in_use": Known(
        409, "Other segments, or campaigns that wait for their time, use it. The detail names them."
    ),
    "segment_deleted": Known(409, "A segment that is needed is gone. Choose another one; then repeat it."),
    "segment_cycle": Known(
        409, "The segment would refer to itself, by way of others. Take one of the references away."
    ),
    "segment_too_large": Known(409, "With the segments that it refers to, the segment is too large."),
    "run_closed": Known(409, "The run is over."),
    "run_ending": Known(409, "The run was cancelled, or the quota was used up; it takes no more commands."),
    "coupon_not_started": Known(409, "The coupon is not valid yet."),
    "coupon_expired": Known(409, "The coupon has expired."),
    "coupon_redeemed": Known(409, "The coupon was redeemed before. The detail says when and where."),
    "coupon_used_up": Known(409, "The coupon was redeemed as often as it may be in all."),
    "coupon_use_undone": Known(409, "This very redemption was undone. Use a new key to redeem again."),
    "coupon_use_unknown": Known(409, "There is no such redemption that could be undone."),
    "coupon_renewed": Known(409, "A new coupon was given since; a use of the one before can no longer be undone."),
    "coupon_undo_too_late": Known(409, "More than ten minutes have passed since the redemption."),
    "already_operator": Known(409, "This LINE user is another operator already."),
    "field_taken": Known(409, "There is a field of this key already."),
    "inflow_taken": Known(409, "There is a route of this key already."),
    "coupon_deleted": Known(409, "The campaign's coupon is gone. Choose another one; then repeat it."),
    "campaign_says_nothing": Known(409, "The campaign has no messages, so there is nothing to test."),
    "liff_unknown": Known(409, "The deployment does not know its LIFF app; deploy it with `liffId`."),
    "not_enough_points": Known(409, "The friend has fewer points than are to be used. Nothing was used."),
    "already_refunded": Known(409, "The movement has been refunded; that can be done once."),
    "points_expired": Known(409, "The points of the grant have expired; there is nothing to take back."),
    "no_shop_card": Known(409, "The shop has no shop card. Set one up first."),
    "stamp_too_soon": Known(409, "It is too soon for another stamp. The detail says when there can be one."),
    "stamp_undone": Known(409, "The stamps were taken back before; that can be done once."),
    "stamp_undo_too_late": Known(
        409, "More than ten minutes have passed since the stamps, or the card was stamped again. The detail says which."
    ),
    "stamp_ticket_used": Known(409, "A ticket that the stamps won was used, so they stay."),
    "ticket_use_undone": Known(409, "The use of this ticket was taken back before; that can be done once."),
    "ticket_undo_too_late": Known(
        409, "More than ten minutes have passed since the ticket was used, so the use stays."
    ),
    "too_many_tickets": Known(409, "The friend would have more than 50 tickets. Some have to be used first."),
    "order_elsewhere": Known(409, "The order is another friend's. If it is this one's, cancel it there first."),
    "too_many_orders": Known(409, "The friend has 10,000 orders, and can have no more."),
    "card_no_taken": Known(409, "Another friend's card has this number."),
    "code_used": Known(409, "The code of the card was used already. Read the next one."),
    "version_mismatch": Known(412, "It is not the version that `If-Match` names. Read it again, then repeat the edit."),
    "body_too_large": Known(413, "The body has more than 256 KB."),
    "not_json": Known(415, "The body was not sent as `application/json`."),
    "invalid": Known(422, "Something is missing, unknown, or of the wrong type or size; see `faults`."),
    "invalid_query": Known(422, "A query parameter is unknown, given twice, or no instant."),
    "page_too_long": Known(422, "More has happened with the friend than can be read at once. Ask for an earlier time."),
    "invalid_cursor": Known(422, "The cursor is not one of ours, of another list, or of other filters."),
    "invalid_segment": Known(422, "The segment's name or tree has faults."),
    "invalid_campaign": Known(422, "The campaign has faults: its audience, its messages, its time."),
    "invalid_shop": Known(422, "The shop's settings have faults."),
    "invalid_store": Known(422, "The store has faults."),
    "invalid_operator": Known(422, "The operator has faults."),
    "invalid_coupon": Known(422, "The coupon has faults."),
    "invalid_route": Known(422, "The route has faults."),
    "invalid_field": Known(422, "The field has faults."),
    "invalid_memo": Known(422, "The memo has faults."),
    "invalid_survey": Known(422, "The survey has faults: its words, questions, conditions, effects."),
    "invalid_answers": Known(422, "The answers have faults; each is named, in the language of the page."),
    "image_unreadable": Known(422, "It is no picture that is taken: JPEG, PNG or WebP."),
    "invalid_points": Known(422, "The settings of the points have faults."),
    "invalid_movement": Known(422, "Points cannot be moved like this; see `faults`."),
    "invalid_order": Known(422, "The order has faults: its times, its amounts, its lines."),
    "invalid_order_settings": Known(422, "The settings of orders have faults."),
    "invalid_ranks": Known(422, "The ranks have faults."),
    "invalid_stamps": Known(422, "The shop card has faults."),
    "invalid_card": Known(422, "The design of the member card has faults."),
    "invalid_card_no": Known(422, "A card cannot have this number; see `faults`."),
    "invalid_code": Known(422, "This is no code of a member card, or no longer one."),
    "invalid_idempotency_key": Known(422, "The `Idempotency-Key` is not 1 to 64 printable ASCII characters."),
    "idempotency_key_reused": Known(422, "The `Idempotency-Key` was used for another request. Nothing was done."),
    "invalid_if_match": Known(422, "The `If-Match` header holds no ETag."),
    "too_many_uploads": Known(429, "The friend has uploaded as many pictures today as she may."),
    "rate_limited": Known(
        429, "The caller has used up its requests for this minute; `Retry-After` says when there are new ones."
    ),
    "internal": Known(500, "Something we did not foresee. Report it, with `instance`."),
    "dynamodb_…": Known(503, "The database did not answer, or was too busy."),
    "scan_…": Known(503, "The database did not answer when the friends were looked through."),
    "queue_unavailable": Known(
        503, "A queue did not take what was to be done. What is missing is made up for within minutes."
    ),
    "schedule_unavailable": Known(503, "The scheduler did not answer."),
    "storage_unavailable": Known(503, "The store of pictures did not answer."),
    "line_…": Known(503, "LINE did not answer, or refused our token."),
    "secret_…": Known(503, "The channel's secret could not be read, or is not filled in."),
    "contention": Known(503, "Others kept changing it. Nothing was done."),
    "unavailable": Known(503, "Something else that we depend on did not answer."),
}
"""Every code that the API answers, which is what its description and ``docs/api.md`` list. ``…`` stands for any end."""

_MOST_FAULTS = 50


def known(code: str) -> str | None:
    """The name in ``PROBLEMS`` that a code goes by."""
    if code in PROBLEMS:
        return code
    return next((name for name in PROBLEMS if name.endswith("…") and code.startswith(name[:-1])), None)


def document_of(status: int, error: DaifukuchoError, request_id: str | None = None) -> dict[str, Any]:
    """The problem document of an error, its facts as members of their own (RFC 9457, 3.2); a long list of faults is cut,
    as are long words in them."""
    document: dict[str, Any] = {
        "type": f"urn:daifukucho:problem:{error.code}",
        "title": TITLES[status],
        "status": status,
        "detail": _printable(error.detail, 1_000),
        "code": error.code,
        "faults": [
            {"pointer": _printable(fault.pointer, 200), "message": _printable(fault.message, 500)}
            for fault in error.faults[:_MOST_FAULTS]
        ],
        **error.facts,
    }
    if len(error.faults) > _MOST_FAULTS:
        more = len(error.faults) - _MOST_FAULTS
        document["faults"].append({"pointer": "", "message": f"And {more} more like these."})
    if request_id:
        document["instance"] = f"urn:daifukucho:request:{quote(request_id, safe='')}"
    return document


def problem(
    status: int,
    error: DaifukuchoError,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The response of an API Gateway HTTP API (payload 2.0) that says what was wrong."""
    answer = response(status, document_of(status, error, request_id), PROBLEM)
    return {**answer, "headers": {**answer["headers"], **(headers or {})}}


def response(status: int, body: Mapping[str, Any], content_type: str = "application/json") -> dict[str, Any]:
    """A JSON response in the same form."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": content_type, **SECURE},
        "body": to_json(body),
        "isBase64Encoded": False,
    }


def _printable(text: str, longest: int) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
