"""Test sends: what copies of a request make of each other's findings."""

from hypothesis import given
from hypothesis import strategies as st

from daifukucho.campaigns.recipients import Fate
from daifukucho.campaigns.trial import Result, Trial

TRIAL = Trial("token", "C1", 1, "body", 0)
FATES = (Fate.SKIPPED, Fate.FAILED, Fate.UNKNOWN, Fate.SENT)
found = st.dictionaries(st.sampled_from(["a", "b"]), st.builds(Result, st.sampled_from(FATES)), max_size=2)


@given(st.lists(found, max_size=5))
def test_who_got_it_has_got_it_and_a_doubt_is_ended_by_nothing_else(findings):
    trial = TRIAL
    for finding in findings:
        trial = trial.with_results(finding)
    for friend_id in "ab":
        fates = [finding[friend_id].fate for finding in findings if friend_id in finding]
        expected = next((f for f in (Fate.SENT, Fate.UNKNOWN) if f in fates), fates[-1] if fates else None)
        result = trial.results.get(friend_id)
        assert (result and result.fate) == expected
