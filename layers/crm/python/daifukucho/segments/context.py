"""When a segment is asked: "the last 7 days" depends on it."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from daifukucho.kernel.time import LeapDay, business_date, start_of


@dataclass(frozen=True)
class Context:
    """The instant at which a segment is evaluated, frozen for a whole run.

    ``now`` is UTC epoch milliseconds: the days are counted from it. A shop's day begins ``cutoff_minutes`` after midnight
    in Japan. ``leap_day`` stands for 29 February in common years. ``asked_at``: when it is asked again, later than ``now``:
    the days stay, and what has happened since counts (``None``: it does not).
    """

    now: int
    cutoff_minutes: int = 0
    leap_day: LeapDay = LeapDay.FEB_28
    asked_at: int | None = None

    @property
    def until(self) -> int:
        """Nothing that happened after this instant counts."""
        return self.now if self.asked_at is None else max(self.now, self.asked_at)

    @cached_property
    def today(self) -> date:
        """The shop's date."""
        return business_date(self.now, self.cutoff_minutes)

    def day(self, offset: int) -> date:
        """The date ``offset`` days after today (before, if negative)."""
        return self.today + timedelta(days=offset)

    def day_of(self, instant: int) -> date:
        """The shop's date at an instant."""
        return business_date(instant, self.cutoff_minutes)

    def begin(self, day: date) -> int:
        """The first millisecond of the shop's day."""
        return start_of(day, self.cutoff_minutes)

    def end(self, day: date) -> int:
        """The last millisecond of the shop's day."""
        return start_of(day + timedelta(days=1), self.cutoff_minutes) - 1

    def anniversary(self, year: int, month: int, day: int) -> date:
        """The day of a year on which a month and a day come round; that of 29 February in every year."""
        if (month, day) == (2, 29) and not isleap(year):
            return date.fromisoformat(f"{year:04d}-{self.leap_day}")
        return date(year, month, day)
