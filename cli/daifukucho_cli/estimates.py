"""Counts that are told from a part, in words: the likeliest one, its limits, and how many were asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from daifukucho_cli.output import number
from daifukucho_cli.screen import choose

if TYPE_CHECKING:
    from daifukucho_client.segments import Range

Shown = Callable[[int], str]


def friends(count: int) -> str:
    return choose(ja="{}人", en="{}").format(number(count))


def about(count: "Range", confidence: float, asked: int, population: int | None) -> str:
    """An estimate, such as ``およそ1,200人（95%の確からしさで1,050〜1,360人。20,000人のうち4,000人を調べました）``."""
    if count.count is None or count.most is None or population is None:
        words = choose(ja="{}人以上（{}人を調べました）", en="at least {} ({} friends were asked)")
        return words.format(number(count.least), number(asked))
    if count.least == count.most:
        return friends(count.least)
    between = _between(number(count.least), friends(count.most))
    words = choose(
        ja="およそ{}（{}の確からしさで{}。{}人のうち{}人を調べました）",
        en="about {} ({} sure: {}; {} friends, of whom {} were asked)",
    )
    return words.format(friends(count.count), f"{confidence:.0%}", between, number(population), number(asked))


def between(least: int | None, most: int | None, said: Shown) -> str:
    """A range, as far as it is known."""
    if least is None:
        return ""
    if most is None:
        return choose(ja="{}以上", en="{} or more").format(said(least))
    return said(least) if least == most else _between(said(least), said(most))


def _between(least: str, most: str) -> str:
    return choose(ja="{}〜{}", en="{} to {}").format(least, most)
