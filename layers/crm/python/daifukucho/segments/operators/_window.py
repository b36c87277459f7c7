"""The days in which something happened: since ever, the last so many, those between two, or from so many to so many ago.

A window ends, whatever it says, at the instant for which a segment is asked: what comes later does not count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.kernel.words import Language
from daifukucho.segments.context import Context
from daifukucho.segments.operators._values import dated, day, days, pair, refuse
from daifukucho.segments.refusals import WINDOWS


@dataclass(frozen=True, slots=True)
class Window:
    """``ago``: from so many days ago to so many, the nearer first (0: today); ``dates``: the first and the last day. At most
    one of them; neither: since ever."""

    ago: tuple[int, int] | None = None
    dates: tuple[date, date] | None = None

    @property
    def begins(self) -> bool:
        return self.ago is not None or self.dates is not None

    def span(self, context: Context) -> tuple[int, int]:
        """The first and the last millisecond meant; of days that are still to come, the first is after the last."""
        if self.ago is not None:
            near, far = self.ago
            if near == 0:
                return context.begin(context.day(-far)), context.until
            first, last = context.day(-far), context.day(-near)
        elif self.dates is not None:
            first, last = self.dates
        else:
            return 0, context.until
        return context.begin(first), min(context.end(last), context.until)

    def said(self, lang: Language) -> str:
        """As people say it, such as ``30日前から今日までに``; nothing if it is since ever."""
        if self.ago is not None:
            return (_ago_ja if lang == "ja" else _ago_en)(*self.ago)
        if self.dates is None:
            return ""
        first, last = (dated(one, lang) for one in self.dates)
        if first == last:
            return f"{first}に" if lang == "ja" else f" on {first}"
        return f"{first}から{last}までに" if lang == "ja" else f" from {first} to {last}"


def _ago_ja(near: int, far: int) -> str:
    if near == far:
        return f"{far:,}日前に" if far else "今日"
    return f"{far:,}日前から{f'{near:,}日前' if near else '今日'}までに"


def _ago_en(near: int, far: int) -> str:
    if near == far:
        return f" {_so_many_days(far)} ago" if far else " today"
    if near:
        return f" between {_so_many_days(far)} and {_so_many_days(near)} ago"
    return f" between {_so_many_days(far)} ago and today"


def _so_many_days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"


def _within(value: object) -> Window:
    return Window(ago=(0, days(value)))


def _between(value: object) -> Window:
    return Window(dates=pair(value, day))


def _days_ago(value: object) -> Window:
    return Window(ago=pair(value, days))


_FORMS: Mapping[str, Callable[[object], Window]] = {"within": _within, "between": _between, "days_ago": _days_ago}

WINDOW: Mapping[str, tuple[Callable[[object], Window], None]] = {name: (read, None) for name, read in _FORMS.items()}
"""The members of a value that say a window, for ``members``; ``windowed`` makes one of them."""


def windowed(found: Mapping[str, Any]) -> dict[str, Any]:
    """What ``members`` has read, with the one ``window`` that it says. Raises Invalid if it says several."""
    given = [name for name in _FORMS if found[name] is not None]
    if len(given) > 1:
        raise refuse(WINDOWS.words(names=", ".join(given)))
    window = found[given[0]] if given else Window()
    return {name: value for name, value in found.items() if name not in _FORMS} | {"window": window}
