"""Why nothing is sent to a friend."""

from enum import StrEnum


class Skip(StrEnum):
    """Why nothing was sent to a friend who matches."""

    BLOCKED = "blocked"
    NOT_A_FRIEND = "not_a_friend"
    DO_NOT_SEND = "do_not_send"
    IN_PROGRESS = "in_progress"
    GONE = "gone"
    NO_LONGER_MATCHES = "no_longer_matches"
    COUPON_HELD = "coupon_held"
    COUPON_USED = "coupon_used"
    EMPTY_VARIABLE = "empty_variable"
    CANCELLED = "cancelled"
    OVER_RECIPIENT_LIMIT = "over_recipient_limit"
    OVER_BUDGET = "over_budget"
    COST_UNKNOWN = "cost_unknown"
