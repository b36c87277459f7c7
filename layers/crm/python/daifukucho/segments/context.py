"""When a segment is asked: "the last 7 days" depends on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from daifukucho.kernel.time import LeapDay, business_date, start_of


@dataclass(frozen=True)
class Context:
    """The instant at which a segment is evaluated, frozen for a whole run.

    ``now`` is UTC epoch milliseconds. A shop's day begins ``cutoff_minutes`` after midnight in Japan. ``leap_day``
    stands for 29 February in common years.
    """

    now: int
    cutoff_minutes: int = 0
    leap_day: LeapDay = LeapDay.FEB_28

    @cached_property
    def today(self) -> date:
        """The shop's date."""
        return business_date(self.now, self.cutoff_minutes)

    def day(self, offset: int) -> date:
        """The date ``offset`` days after today (before, if negative)."""
        return self.today + timedelta(days=offset)

    def instants(self, first: date, last: date) -> tuple[int, int]:
        """The first and the last millisecond of the shop's days from ``first`` to ``last``, both included."""
        after = start_of(last + timedelta(days=1), self.cutoff_minutes)
        return start_of(first, self.cutoff_minutes), after - 1
