"""The nine segments, as the method says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.time import DAY
from daifukucho.nine_segments.move import half_move_of, move_of
from daifukucho.nine_segments.segment import (
    BOUGHT,
    SEGMENTS,
    Bought,
    Half,
    Segment,
    Thresholds,
    Tier,
    Told,
    declared,
    observed,
    segment_of,
)
from daifukucho.nine_segments.standing import declaration, observation, standing_of, taken_in

NOW = 1_795_316_400_000
told = st.builds(
    Told,
    st.none() | st.booleans(),
    st.none() | st.sampled_from(Bought) | st.integers(1, 400),
    st.none() | st.booleans(),
)
thresholds = st.builds(lambda loyal, more: Thresholds(loyal, loyal + more), st.integers(1, 90), st.integers(1, 90))
segments = st.sampled_from(SEGMENTS)
tiers = st.sampled_from(Tier)


def test_there_are_nine_and_each_has_a_key():
    assert len({segment.key for segment in SEGMENTS}) == 9
    assert [segment.key for segment in SEGMENTS][:3] == [
        "unaware",
        "negative_aware_not_bought",
        "positive_aware_not_bought",
    ]


@given(segments)
def test_a_key_is_a_segment(segment):
    assert segment_of(segment.key) == segment


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (Told(False), "unaware"),
        (Told(False, Bought.NEVER, True), "unaware"),
        (Told(False, 7, True), "positive_loyal"),  # who has bought it knows it
        (Told(False, Bought.LAPSED, False), "negative_lapsed"),
        (Told(True, Bought.NEVER, True), "positive_aware_not_bought"),
        (Told(True, Bought.LAPSED, None), "undetermined_lapsed"),
        (Told(True, 7, True), "positive_loyal"),
        (Told(True, 31, False), "negative_loyal"),
        (Told(True, 32, True), "positive_general"),
        (Told(True, 92, True), "positive_general"),
        (Told(True, 93, True), "positive_lapsed"),
        (Told(True, None, True), None),
        (Told(), None),
    ],
)
def test_what_answers_declare(answers, key):
    found = declared(answers, Thresholds())
    assert (found and found.key) == key


@given(told, thresholds)
def test_nobody_is_negative_for_want_of_an_answer(answers, limits):
    found = declared(answers, limits)
    if found and found.tier is not Tier.UNAWARE:
        assert found.half is {True: Half.POSITIVE, False: Half.NEGATIVE, None: Half.UNDETERMINED}[answers.intends]


@given(told, thresholds)
def test_who_has_bought_is_never_taken_for_one_who_does_not_know(answers, limits):
    found = declared(answers, limits)
    if isinstance(answers.bought, int) or answers.bought is Bought.LAPSED:
        assert found.tier in BOUGHT
    elif found:
        assert found.tier not in BOUGHT
        assert (found.tier is Tier.UNAWARE) == (answers.aware is False)


@given(st.integers(1, 400), st.integers(1, 400), thresholds)
def test_who_bought_later_is_never_further_left(a, b, limits):
    early, late = (declared(Told(True, days), limits).tier for days in (max(a, b), min(a, b)))
    assert list(Tier).index(early) <= list(Tier).index(late)


@pytest.mark.parametrize(
    ("days", "purchases", "tier"),
    [(92, 5, Tier.LOYAL), (92, 3, Tier.LOYAL), (92, 2, Tier.GENERAL), (93, 9, Tier.LAPSED), (0, 1, Tier.GENERAL)],
)
def test_what_purchases_show(days, purchases, tier):
    assert observed(days, purchases, loyal_purchases=3, lapse_days=93) is tier


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        ("unaware", "aware_not_bought", "growth"),
        ("aware_not_bought", "general", "growth"),
        ("general", "loyal", "growth"),
        ("loyal", "general", "failure"),
        ("loyal", "lapsed", "failure"),
        ("general", "lapsed", "failure"),
        ("lapsed", "general", "recovery"),
        ("lapsed", "loyal", "recovery"),
        ("aware_not_bought", "lapsed", None),
        ("general", "aware_not_bought", None),
        ("lapsed", "unaware", None),
        ("loyal", "loyal", None),
        (None, "loyal", None),
    ],
)
def test_kinds_of_transitions(before, after, move):
    assert move_of(before and Tier(before), Tier(after)) == move


@given(tiers, tiers)
def test_growth_and_recovery_go_right_and_failure_goes_left(before, after):
    right = list(Tier).index(after) - list(Tier).index(before)
    match move_of(before, after):
        case "growth":
            assert right > 0 and before is not Tier.LAPSED
        case "recovery":
            assert right > 0 and before is Tier.LAPSED
        case "failure":
            assert right < 0


def test_her_intention_goes_up_and_down():
    assert half_move_of(Half.NEGATIVE, Half.POSITIVE) == "up"
    assert half_move_of(Half.POSITIVE, Half.NEGATIVE) == "down"
    for before in (None, Half.UNDETERMINED, Half.POSITIVE):
        assert half_move_of(before, Half.POSITIVE) is None


@given(segments, segments, st.integers(1, 400))
def test_an_answer_counts_until_it_expires(first, second, days):
    stored = taken_in({}, declaration("p", first, {}, NOW, days), NOW)["p"]
    until = NOW + days * DAY
    for at, counts in ((NOW, True), (until - 1, True), (until, False)):
        standing = standing_of("p", stored, at)
        assert standing.segment == (first if counts else None)
        assert standing.until == (until if counts else None)
    again = declaration("p", second, stored, until - 1, days)
    assert again["before"] == first.key
    assert again["move"] == move_of(first.tier, second.tier)
    late = declaration("p", second, stored, until, days)
    assert late["before"] is late["move"] is late["half_move"] is None


@given(segments, st.sampled_from(BOUGHT))
def test_what_she_says_and_what_she_buys_are_kept_apart(segment, tier):
    said = taken_in({"q": {"observed": "loyal", "observed_at": 1}}, declaration("p", segment, {}, NOW, 180), NOW)
    both = taken_in(said, observation("p", tier, said["p"]), NOW + 1)
    assert both["q"] == {"observed": "loyal", "observed_at": 1}
    standing = standing_of("p", both["p"], NOW + 2)
    assert (standing.declared, standing.observed) == (segment, tier)
    assert standing.conflict == (segment.tier is not tier)
    # a purchase on record outweighs a "never", and nothing else
    assert standing.segment == (segment if segment.tier in BOUGHT else Segment(tier, segment.half))
    expired = standing_of("p", both["p"], NOW + 180 * DAY)
    assert expired.segment == Segment(tier, Half.UNDETERMINED)
    assert not expired.conflict


def test_of_whom_nothing_is_known():
    standing = standing_of("p", {}, NOW)
    assert standing.segment is None and not standing.conflict


def test_observed_transitions():
    stored = taken_in({}, observation("p", Tier.LAPSED, {}), NOW)
    assert observation("p", Tier.LOYAL, stored["p"]) == {
        "product": "p", "source": "observed", "tier": "loyal", "before": "lapsed", "move": "recovery",
    }  # fmt: skip
