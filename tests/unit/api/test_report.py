"""A run as its report says it."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from daifukucho.campaigns.report import Report, RunStatus, share_done
from daifukucho.campaigns.run import Progress, Run, RunDefinition, RunState, Totals
from daifukucho.delivery.line import Mode

PINNED = RunDefinition("x", {}, ())
RUN = Run("C-1", "C", 1, Mode.MULTICAST, RunState.OPEN, 0, 0, 4)
small = st.integers(0, 3)


@st.composite
def progress(draw):
    sent, skipped, failed, unknown, pending = (draw(small | st.integers(0, 10**7)) for _ in range(5))
    planned = sent + skipped + failed + unknown + pending
    totals = Totals(planned, sent, {"blocked": skipped}, {"refused": failed}, unknown)
    slices = draw(st.integers(1, 64))
    return Progress(totals, draw(st.integers(0, slices) | st.just(slices))), slices


@given(progress())
def test_all_is_done_if_and_only_if_every_slice_has_ended_and_nobody_is_pending(drawn):
    at, slices = drawn
    share = share_done(at, slices)
    assert 0 <= share <= 1
    assert (share == 1) == (at.slices_ended == slices and at.totals.pending == 0)


@given(progress())
def test_it_never_falls_when_somebody_is_settled_or_a_slice_ends(drawn):
    at, slices = drawn
    share = share_done(at, slices)
    if at.totals.pending:
        more = dataclasses.replace(at.totals, sent=at.totals.sent + 1)
        assert share_done(Progress(more, at.slices_ended), slices) >= share
    if at.slices_ended < slices:
        assert share_done(Progress(at.totals, at.slices_ended + 1), slices) >= share


def test_where_a_run_stands():
    def status(state, closed_at=None):
        return Report(dataclasses.replace(RUN, state=state, closed_at=closed_at), PINNED, Totals(), 0).status

    assert status(RunState.OPEN) is RunStatus.SENDING
    assert status(RunState.OPEN, 1) is RunStatus.COMPLETED
    assert status(RunState.PAUSED) is RunStatus.PAUSED
    assert status(RunState.CANCELLED) is status(RunState.CANCELLED, 1) is RunStatus.CANCELLED
    assert status(RunState.QUOTA_EXCEEDED, 1) is RunStatus.QUOTA_EXCEEDED


def test_every_state_of_a_run_has_a_word():
    assert {str(state) for state in RunState} - {str(status) for status in RunStatus} == {"open"}
