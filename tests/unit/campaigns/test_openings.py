"""Each time of a campaign that recurs has one run, whatever happens: the real code under random accidents.

The second half breaks one rule at a time: the exploration must notice, or it proves nothing.
"""

import pytest

from daifukucho.campaigns import campaign
from daifukucho.campaigns import open as opening
from daifukucho.campaigns.schedule import next_due
from tests.support.openings import Catalog, Openings
from tests.support.search import seeds

pytestmark = pytest.mark.search

SEEDS = 50


@pytest.mark.parametrize("block", range(4))
def test_each_time_has_one_run(block):
    for seed in seeds(SEEDS, block, 4):
        try:
            Openings(seed).explore()
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def trust_the_clock_alone(monkeypatch):
    monkeypatch.setattr(campaign, "due_of", lambda run_id: 0)


def overwrite_what_was_opened_meanwhile(monkeypatch):
    monkeypatch.setattr(Catalog, "stands", lambda self, before: self.campaign.version == before.version)


def make_up_for_what_was_missed(monkeypatch):
    monkeypatch.setattr(opening, "max", min, raising=False)


def forget_the_sweep(monkeypatch):
    monkeypatch.setattr(Openings, "start_sweep", lambda self, intent: None)


def stay_at_the_time_that_was_due(monkeypatch):
    monkeypatch.setattr(opening, "next_due", lambda schedule, after: next_due(schedule, after - 3_600_000))


def share_the_sweep_with_other_revisions(monkeypatch):
    monkeypatch.setattr(Openings, "sweep_of", staticmethod(lambda run_id, revision: (run_id, 0)))


SHOWN = {trust_the_clock_alone: 708, overwrite_what_was_opened_meanwhile: 31}
"""Rare accidents: seeds that showed them once are tried first."""


@pytest.mark.parametrize(
    "mutate",
    [
        trust_the_clock_alone,
        overwrite_what_was_opened_meanwhile,
        make_up_for_what_was_missed,
        forget_the_sweep,
        stay_at_the_time_that_was_due,
        share_the_sweep_with_other_revisions,
    ],
)
def test_a_broken_rule_is_noticed(mutate, monkeypatch):
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        for seed in (SHOWN.get(mutate, 0), *range(3_000)):
            Openings(seed).explore()
