"""Every code that the API answers: its status, and what it says.

What is declared (``daifukucho/*/refusals.py``, ``refusals.py`` and ``edge_refusals.py`` here) is read from there; only the
API's description needs it, so that functions in a hurry do not load it.
"""

import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from string import Formatter
from types import ModuleType

import daifukucho
from daifukucho.kernel.errors import Refusal
from daifukucho_aws import edge_refusals, refusals
from daifukucho_aws.edge_refusals import HttpRefusal


@dataclass(frozen=True, slots=True)
class Known:
    """A code that is part of the API: the status that it comes with, and what it says."""

    status: int
    says: str


def tables() -> Sequence[ModuleType]:
    """The tables of what is declared: one of each of the core's rooms that has one, and ours."""
    names = [f"daifukucho.{room.name}.refusals" for room in pkgutil.iter_modules(daifukucho.__path__)]
    return [*(import_module(name) for name in names if find_spec(name)), refusals, edge_refusals]


def declared_in(tables: Iterable[ModuleType]) -> Iterator[Refusal | HttpRefusal]:
    """Every refusal that is declared in some tables."""
    for table in tables:
        yield from (value for value in vars(table).values() if isinstance(value, Refusal | HttpRefusal))


def as_pattern(template: str) -> str:
    """A sentence or a code as it is declared, with ``…`` for each value."""
    return "".join(text + ("" if name is None else "…") for text, name, _, _ in Formatter().parse(template))


def sentences() -> Mapping[str, frozenset[str]]:
    """What is said in English, by the code."""
    found: dict[str, set[str]] = {}
    for refusal in declared_in(tables()):
        found.setdefault(as_pattern(refusal.code), set()).add(as_pattern(refusal.en))
    return {code: frozenset(said) for code, said in found.items()}


CODES: Mapping[int, tuple[str, ...]] = {
    400: (
        "malformed_json",
        "unexpected_body",
    ),
    401: ("token_missing",),
    403: (
        "scope_missing",
        "not_staff",
        "right_missing",
        "invitation_unknown",
        "store_closed",
        "pin_wrong",
        "pin_locked",
        "pin_not_set",
        "coupon_not_held",
        "coupon_revoked",
        "coupon_other_store",
        "coupon_code_unknown",
    ),
    404: ("friend_not_known_yet",),
    405: ("method_not_allowed",),
    409: (
        "campaign_has_run",
        "campaign_recurring",
        "campaign_changed",
        "survey_not_yet_open",
        "survey_closed",
        "survey_full",
        "survey_answered",
        "survey_changed",
        "changed_meanwhile",
        "segment_in_use",
        "segment_deleted",
        "segment_cycle",
        "segment_too_large",
        "run_closed",
        "run_ending",
        "coupon_not_started",
        "coupon_expired",
        "coupon_redeemed",
        "coupon_used_up",
        "coupon_use_undone",
        "coupon_use_unknown",
        "coupon_renewed",
        "coupon_undo_too_late",
        "already_staff",
        "field_taken",
        "inflow_taken",
        "coupon_deleted",
        "campaign_says_nothing",
        "liff_unknown",
        "not_enough_points",
        "already_refunded",
        "points_expired",
        "no_shop_card",
        "stamp_too_soon",
        "stamp_undone",
        "stamp_undo_too_late",
        "stamp_ticket_used",
        "ticket_use_undone",
        "ticket_undo_too_late",
        "too_many_tickets",
        "order_elsewhere",
        "too_many_orders",
        "card_no_taken",
        "code_used",
    ),
    412: ("version_mismatch",),
    413: ("body_too_large",),
    415: ("not_json",),
    422: (
        "invalid",
        "page_too_long",
        "image_unreadable",
        "idempotency_key_reused",
    ),
    429: (
        "too_many_uploads",
        "rate_limited",
    ),
    500: ("internal",),
    503: (
        "dynamodb_…",
        "scan_…",
        "queue_unavailable",
        "schedule_unavailable",
        "storage_unavailable",
        "line_…",
        "secret_…",
        "contention",
        "unavailable",
    ),
}

FORMS: Mapping[int, str] = {404: r"\w+_not_found", 422: r"invalid_\w+"}
"""By status: the codes of this form are the API's wherever they are declared, and are not listed above."""

SAYS: Mapping[str, str] = {
    "malformed_json": "The body is no JSON object that we can read: NaN, a name given twice, or half a surrogate pair included.",
    "token_missing": "No token was sent. (One that is not valid is refused by API Gateway, whose 401 is no problem document.)",
    "scope_missing": "The token lacks the scope that the request needs.",
    "right_missing": "The staff member lacks the right that this needs.",
    "store_closed": "There is no such store, or it is not active.",
    "pin_wrong": "The PIN is wrong; the detail says how many tries are left.",
    "pin_locked": "The PIN is locked for this friend after wrong tries; the detail says until when.",
    "movement_not_found": "There is no such grant or use of this friend.",
    "method_not_allowed": "The path is right, the method is not; `Allow` lists those that are.",
    "campaign_changed": "The campaign was changed while it was being sent; nothing was sent.",
    "segment_in_use": "Other segments, or campaigns that wait for their time, use it. The detail names them.",
    "segment_deleted": "A segment that is needed is gone. Choose another one; then repeat it.",
    "segment_too_large": "With the segments that it refers to, the segment is too large.",
    "coupon_redeemed": "The coupon was redeemed before. The detail says when and where.",
    "liff_unknown": "The deployment does not know its LIFF app; deploy it with `liffId`.",
    "stamp_undo_too_late": "More than ten minutes have passed since the stamps, or the card was stamped again. The detail says which.",
    "body_too_large": "The body has more than 256 KB.",
    "invalid": "Something is missing, unknown, or of the wrong type or size; see `faults`.",
    "invalid_query": "A query parameter is unknown, given twice, or no instant.",
    "invalid_cursor": "The cursor is not one of ours, of another list, or of other filters.",
    "invalid_segment": "The segment's name or tree has faults.",
    "invalid_campaign": "The campaign has faults: its audience, its messages, its time.",
    "invalid_if_match": "The `If-Match` header holds no ETag.",
    "rate_limited": "The caller has used up its requests for this minute; `Retry-After` says when there are new ones.",
    "internal": "Something we did not foresee. Report it, with `instance`.",
    "dynamodb_\u2026": "The database did not answer, or was too busy.",
    "scan_\u2026": "The database did not answer when the friends were looked through.",
    "queue_unavailable": "A queue did not take what was to be done. What is missing is made up for within minutes.",
    "line_\u2026": "LINE did not answer, or refused our token.",
    "secret_\u2026": "The channel's secret could not be read, or is not filled in.",
    "contention": "Others kept changing it. Nothing was done.",
    "unavailable": "Something else that we depend on did not answer.",
}
"""What is said of a code that is declared with several sentences, or with one that says less than a reader has to know."""


def _known() -> Iterator[tuple[str, Known]]:
    said = sentences()
    for status in sorted({*CODES, *FORMS}):
        of_form = sorted(code for code in said if re.fullmatch(FORMS.get(status, ""), code))
        for code in (*CODES.get(status, ()), *of_form):
            [sentence] = {SAYS[code]} if code in SAYS else said[code]
            yield code, Known(status, sentence)


PROBLEMS: Mapping[str, Known] = dict(_known())
"""Every code that the API answers, which is what its description and ``docs/api.md`` list. ``…`` stands for any end."""


def known(code: str) -> str | None:
    """The name in ``PROBLEMS`` that a code goes by."""
    if code in PROBLEMS:
        return code
    return next((name for name in PROBLEMS if name.endswith("…") and code.startswith(name[:-1])), None)
