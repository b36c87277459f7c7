"""The hold: a run with limits is evaluated to its end before anything is sent, and then let go, or refused.

The compared figures are final by then, so every judgement of them, by whichever invocation, is the same.
"""

from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.ports import Outbox
from daifukucho.campaigns.run import Run, RunState
from daifukucho.delivery.line import Mode, Quota
from daifukucho.delivery.skip import Skip
from daifukucho.shop.plan import Plan


def settle(outbox: Outbox, run: Run) -> bool:
    """Let a held run go, or cancel it, if all of it has been counted; returns whether it is no longer held.

    A read, two for each slice, and a write. Raises Unavailable.
    """
    progress = outbox.progress(run)
    if progress.slices_ended < run.total_slices:
        return False
    definition = outbox.definition(run.run_id)
    limits, silent = definition.limits, run.mode is Mode.GIVE
    refusal = refused(limits, progress.reachable, run.quota, definition.shop.plan, silent=silent)
    to, reason = (RunState.CANCELLED, str(refusal)) if refusal else (RunState.OPEN, None)
    outbox.change_state(run.run_id, to, (RunState.HELD,), reason)
    return True


def refused(
    limits: Limits | None, reachable: int, quota: Quota | None, plan: Plan | None, *, silent: bool = False
) -> Skip | None:
    """Why limits refuse so many recipients; ``None``: they do not.

    ``quota`` is LINE's as the run was opened, ``plan`` the shop's: without either, no cost can be promised. ``silent``:
    no message is sent, which costs nothing.
    """
    if limits is None:
        return None
    if limits.recipients is not None and reachable > limits.recipients:
        return Skip.OVER_RECIPIENT_LIMIT
    if limits.yen is None or silent:
        return None
    cost = plan.cost(quota.used, reachable) if plan and quota else None
    if cost is None:
        return Skip.COST_UNKNOWN
    return Skip.OVER_BUDGET if cost > limits.yen else None
