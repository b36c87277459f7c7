"""Repairs of MiniStack's schedules."""

from ministack.services import eventbridge, scheduler

SHORTER = 6
"""A minute, the shortest rate that AWS takes, is long to wait for on one's own machine."""

_TICK_SECONDS = 1


def mend() -> None:
    look_every_second()
    let_rates_pass_faster()


def look_every_second() -> None:
    """It was looked every ten seconds for what is due."""
    eventbridge._SCHEDULER_TICK_INTERVAL = scheduler._SCHEDULE_TICK_INTERVAL = _TICK_SECONDS


def let_rates_pass_faster() -> None:
    """What comes at a rate comes six times as often; what comes at a time comes at that time."""
    seconds = eventbridge._parse_rate_seconds

    def shorter(expression: str) -> float | None:
        found = seconds(expression)
        return found / SHORTER if found else None

    eventbridge._parse_rate_seconds = shorter
