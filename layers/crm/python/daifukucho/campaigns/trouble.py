"""When a run pauses itself: too many of those whom it tried to reach were refused, or nobody knows."""

from daifukucho.campaigns.batch import Failure
from daifukucho.campaigns.run import Totals, Tried

ERROR_THRESHOLD = "error_threshold"
"""The reason of a run that paused itself."""

FEWEST_ERRORS = 20
PERCENT = 5


def tried_in(totals: Totals) -> Tried:
    """Whom LINE was called for, to a final outcome. Used-up quota is no error: it ends the run by itself."""
    errors = totals.failed.get(Failure.REFUSED, 0) + totals.unknown
    return Tried(totals.sent + errors, errors)


def too_many(of: Tried) -> bool:
    """At least 20 errors, and more than 5 % of those tried."""
    return of.errors >= FEWEST_ERRORS and of.errors * 100 > of.friends * PERCENT
