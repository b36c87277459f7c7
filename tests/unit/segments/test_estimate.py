"""What a random sample says of all: the interval holds the true number as often as it promises."""

from functools import cache
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from daifukucho.segments.estimate import CONFIDENCE, Stratum, estimated, shares
from tests.support.search import checks

MOST = 60


@cache
def interval(found: int, asked: int, of: int) -> tuple[int, int]:
    told = estimated(Stratum(found, asked, of))
    assert told.most is not None
    return told.least, told.most


def likelihoods(there: int, asked: int, of: int) -> dict[int, float]:
    """How likely it is to find so many, counted out: of all ways to choose whom to ask."""
    ways = {found: comb(there, found) * comb(of - there, asked - found) for found in range(min(there, asked) + 1)}
    return {found: number / comb(of, asked) for found, number in ways.items() if number}


@st.composite
def rosters(draw: st.DrawFn) -> tuple[int, int, int]:
    """How many there are to find, how many are asked, and of how many."""
    of = draw(st.integers(1, MOST))
    return draw(st.integers(0, of)), draw(st.integers(1, of)), of


@given(rosters())
@checks(300)
def test_it_holds_the_true_number_as_often_as_it_promises(drawn):
    there, asked, of = drawn
    held = 0.0
    for found, likelihood in likelihoods(there, asked, of).items():
        least, most = interval(found, asked, of)
        held += likelihood if least <= there <= most else 0
    assert held >= CONFIDENCE - 1e-9


@given(rosters())
@checks(100)
def test_it_is_no_wider_than_it_has_to_be(drawn):
    """Whatever lies outside would be found so (or more extremely) in one sample of forty at most; what is inside, oftener."""
    there, asked, of = drawn
    for found in likelihoods(there, asked, of):
        least, most = interval(found, asked, of)
        for number in range(of + 1):
            ways = likelihoods(number, asked, of)
            above = sum(p for n, p in ways.items() if n >= found)
            below = sum(p for n, p in ways.items() if n <= found)
            possible = found <= number <= of - (asked - found)
            likely = possible and min(above, below) > (1 - CONFIDENCE) / 2 + 1e-9
            unlikely = not possible or min(above, below) < (1 - CONFIDENCE) / 2 - 1e-9
            assert not likely or least <= number <= most
            assert not unlikely or not least <= number <= most


@given(st.integers(1, 2_000), st.integers(1, 10_000_000), st.floats(0, 1))
@checks(200)
def test_whatever_is_found_it_is_within_what_can_be(asked, of, share):
    asked = min(asked, of)
    found = int(share * asked)
    told = estimated(Stratum(found, asked, of))
    assert told.count is not None and told.most is not None
    assert found <= told.least <= told.count <= told.most <= of - (asked - found)
    other = estimated(Stratum(asked - found, asked, of))
    assert (other.least, other.most) == (of - told.most, of - told.least), "who is not in it is counted alike"


def test_figures_of_a_shop():
    """About two standard deviations of such a sample to either side, 68 each."""
    told = estimated(Stratum(240, 4_000, 20_000))
    assert (told.count, told.asked, told.population) == (1_200, 4_000, 20_000)
    assert (told.least, told.most) == (1_072, 1_339)


def test_everybody_was_asked():
    told = estimated(Stratum(7, 20, 20), Stratum(100, 100, 100))
    assert (told.least, told.count, told.most, told.population) == (107, 107, 107, 0)


def test_nobody_was_found_or_asked():
    none = estimated(Stratum(0, 2_000, 20_000))
    assert (none.least, none.count) == (0, 0) and none.most is not None and 0 < none.most < 40
    assert estimated(Stratum(0, 0, 50)).most == 50


@given(st.lists(rosters(), min_size=2, max_size=2))
@checks(100)
def test_two_samples_together_are_as_sure(drawn):
    (one, asked, of), (other, also, more) = drawn
    held = 0.0
    for found, p in likelihoods(one, asked, of).items():
        for too, q in likelihoods(other, also, more).items():
            told = estimated(Stratum(found, asked, of), Stratum(too, also, more))
            assert told.most is not None
            held += p * q if told.least <= one + other <= told.most else 0
    assert held >= CONFIDENCE - 1e-9


@given(st.lists(st.integers(0, 1_000), max_size=8), st.integers(0, 10_000_000))
def test_parts_add_up_to_the_whole(found, whole):
    parts = shares(found, whole)
    assert len(parts) == len(found) and sum(parts) == (whole if sum(found) else 0)
    for part, number in zip(parts, found, strict=True):
        assert part >= 0 and (not sum(found) or abs(part - whole * number / sum(found)) <= 1)
