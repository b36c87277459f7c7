"""Why LINE did not accept a call for one friend."""

from enum import StrEnum

from daifukucho.delivery.line import AnswerKind


class Snag(StrEnum):
    """The recipient, the quota, the request as a whole, or its rate limit for now."""

    REFUSED = "refused"
    QUOTA = "quota"
    REJECTED = "rejected"
    TRY_LATER = "try_later"


SNAGS = {
    AnswerKind.BAD_RECIPIENT: Snag.REFUSED,
    AnswerKind.QUOTA_EXCEEDED: Snag.QUOTA,
    AnswerKind.REFUSED: Snag.REJECTED,
    AnswerKind.TRY_LATER: Snag.TRY_LATER,
}
"""The answers that are neither an acceptance nor a doubt."""
