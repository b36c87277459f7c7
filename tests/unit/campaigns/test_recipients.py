"""What became of each friend of a batch, against what its receipt counts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from daifukucho.campaigns.batch import Batch, BatchRef, BatchState, Failure, Outcome, Unit
from daifukucho.campaigns.recipients import FATES, REASONS, WORDS, Absence, Fate, Wanted, recipients_of
from daifukucho.delivery.skip import Skip

REF = BatchRef("r", 0, "000000")


@st.composite
def batches(draw) -> Batch:
    """Batches in any state of the protocol: waiting, done, split, called off."""
    matched = tuple(f"U{n}" for n in range(draw(st.integers(0, 6))))
    fresh = Batch(REF, matched)
    if not draw(st.booleans()):
        return fresh
    skipped = {f: draw(st.sampled_from(Skip)) for f in matched if draw(st.booleans())}
    going = tuple(f for f in matched if f not in skipped)
    groups = [(f,) for f in going] if draw(st.booleans()) else [going] * bool(going)
    units = [_unit(draw, group) for group in groups]
    batch = fresh.fixed(units, skipped, {})
    match draw(st.sampled_from(["waiting", "ended", "split", "called off"])):
        case "ended" if batch.resolved:
            return batch.ended()
        case "split":
            return batch.split()
        case "called off":
            return batch.called_off(draw(st.sampled_from([Skip.CANCELLED, Failure.QUOTA])), {})
    return batch


def _unit(draw, friends: tuple[str, ...]) -> Unit:
    outcome = draw(st.sampled_from([None, *Outcome]))
    failure = draw(st.sampled_from(Failure)) if outcome is Outcome.FAILED else None
    return Unit(friends, 1, 7, outcome=outcome, failure=failure)


def found(batch: Batch) -> Counter:
    return Counter((r.fate, r.reason) for _, r in recipients_of(batch))


@given(batches())
def test_everybody_has_one_fate(batch):
    places = [place for place, _ in recipients_of(batch)]
    assert places == sorted(set(places))
    for place, recipient in recipients_of(batch):
        assert batch.matched[place] == recipient.friend_id
    if batch.state is not BatchState.SPLIT:
        assert len(places) == len(batch.matched)


@given(batches())
def test_it_is_what_the_receipt_counts(batch):
    """All but the pending, who are counted by nobody; of a batch that was split, its halves count the others."""
    counted = batch.counted()
    told = {(Fate.SENT, None): counted.sent, (Fate.UNKNOWN, None): counted.unknown}
    told |= {(Fate.SKIPPED, Skip(reason)): n for reason, n in counted.skipped.items()}
    told |= {(Fate.FAILED, Failure(reason)): n for reason, n in counted.failed.items()}
    settled = Counter({key: n for key, n in found(batch).items() if key[0] is not Fate.PENDING})
    assert settled == +Counter(told)


@given(batches(), st.sampled_from([None, *FATES]), st.sampled_from([None, *REASONS]))
def test_a_batch_that_is_passed_over_holds_nobody_who_is_wanted(batch, fate, reason):
    wanted = Wanted(fate and Fate(fate), reason)
    held = [r for _, r in recipients_of(batch) if r in wanted]
    unread = Batch(REF, (), batch.state, batch.owner, batch.lease_until, batch.units, batch.skipped)
    if held:
        assert wanted.may_be_in(unread)


def test_there_are_words_for_everything():
    fates = [fate for fate in Fate if fate not in (Fate.SKIPPED, Fate.FAILED, Fate.NOT_IN_RUN)]
    everything = [*fates, *Skip, *Failure, *Absence]
    assert set(WORDS) == set(everything)
    assert len(WORDS) == len(everything), "the same word in two lists"
    assert all(words.ja and words.en for words in WORDS.values())
