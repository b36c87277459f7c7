"""How many there are among all, told from some who were asked at random.

The interval is the exact one of a sample without replacement: Clopper and Pearson's, with the hypergeometric distribution
in place of the binomial one. It holds the true number in at least ``CONFIDENCE`` of all samples, however small they are, and
ends at the number itself once everybody was asked.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, lgamma

CONFIDENCE = 0.95
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Stratum:
    """Of ``of`` people ``asked`` were asked, at random, and ``found`` of these are among those who are counted."""

    found: int
    asked: int
    of: int

    @property
    def complete(self) -> bool:
        return self.asked >= self.of


@dataclass(frozen=True, slots=True)
class Estimate:
    """Most likely ``count``; with a confidence of ``CONFIDENCE`` from ``least`` to ``most``. Of ``population``, all of whom it
    cannot be told otherwise, ``asked`` were asked. ``count``, ``most`` and ``population`` are ``None`` where it is not known
    how many people there are: then ``least`` is how many were found."""

    least: int
    asked: int
    count: int | None = None
    most: int | None = None
    population: int | None = None


def estimated(*strata: Stratum) -> Estimate:
    """What samples of several groups say of all of these. Where there are several samples, each is given its share of the
    doubt: together they are as sure. Some milliseconds for samples of thousands."""
    open_ones = [stratum for stratum in strata if not stratum.complete]
    doubt = (1 - CONFIDENCE) / max(1, len(open_ones))
    ranges = [_between(stratum, doubt) for stratum in strata]
    return Estimate(
        least=sum(least for least, _ in ranges),
        count=sum(_likeliest(stratum) for stratum in strata),
        most=sum(most for _, most in ranges),
        asked=sum(stratum.asked for stratum in open_ones),
        population=sum(stratum.of for stratum in open_ones),
    )


def shares(found: Sequence[int], whole: int) -> list[int]:
    """A whole number, divided as those who were found are; the parts add up to it. All 0 if nobody was found."""
    total = sum(found)
    upto = [(whole * n + total // 2) // total if total else 0 for n in accumulate(found, initial=0)]
    return [after - before for before, after in pairwise(upto)]


def _likeliest(stratum: Stratum) -> int:
    if not stratum.asked:
        return 0
    return (stratum.of * stratum.found + stratum.asked // 2) // stratum.asked


def _between(stratum: Stratum, doubt: float) -> tuple[int, int]:
    """The least and the most that there may be, each wrong with half of the doubt at most."""
    found, asked, of = stratum.found, stratum.asked, stratum.of
    return _least(found, asked, of, doubt / 2), of - _least(asked - found, asked, of, doubt / 2)


def _least(found: int, asked: int, of: int, doubt: float) -> int:
    """The smallest number, of which so many or more are found with a likelihood above ``doubt``."""
    possible = range(found, of - (asked - found) + 1)
    return possible[
        bisect_left(possible, True, hi=len(possible) - 1, key=lambda k: _is_likely(found, asked, k, of, doubt))
    ]


def _is_likely(found: int, asked: int, there: int, of: int, doubt: float) -> bool:
    """Whether ``found`` or more are found with a likelihood above ``doubt``, if there are so many: a tail of the
    hypergeometric distribution."""
    if found * of <= asked * there:  # no more than are to be expected: about as likely as not
        return True
    others = of - there
    term = exp(_ways(there, found) + _ways(others, asked - found) - _ways(of, asked))
    tail = 0.0
    for more in range(found, min(there, asked) + 1):
        tail += term
        if tail > doubt:
            return True
        if term < _NEGLIGIBLE * doubt:
            return False
        term *= (there - more) * (asked - more) / ((more + 1) * (others - asked + more + 1))
    return False


def _ways(of: int, chosen: int) -> float:
    """The logarithm of the number of ways in which some can be chosen."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
