"""A campaign that recurs, whose openers, watches and editors have accidents: each of its times has one run, or is let go.

The workers are those of the explorer: each stops before every call to the outside. Their clocks differ by seconds.
"""

import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any

from daifukucho.campaigns.campaign import Campaign, Definition, Problem, define
from daifukucho.campaigns.edit import CampaignEditor
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.run import Intent, Recurrence, Run, RunDefinition, due_of
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.delivery.line import Quota
from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Conflict, Unavailable
from daifukucho.kernel.setups import Setup
from daifukucho.kernel.time import HOUR, MINUTE, SECOND, to_iso
from daifukucho.kernel.words import Words
from daifukucho.shop.settings import SHOP, Shop
from tests.support.campaigns import EVERYBODY
from tests.support.explorer import Port, Worker
from tests.support.outbox import MemoryOutbox

EVERY = HOUR
START = 1_795_316_400_000
GIVEN = {
    "name": "毎時",
    "where": EVERYBODY,
    "messages": [{"type": "text", "text": "こんにちは"}],
    "schedule": {"rate": {"every": 1, "unit": "hours"}, "starts_at": to_iso(START)},
}


class Catalog(MemoryOutbox):
    """The campaign and its runs: an outbox that writes what became of each of the campaign's times into ``history``."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__()
        self.campaign = campaign
        self.versions = {campaign.version: campaign}
        self.history: list[tuple[int, Run | None]] = []
        self._mirror()

    def _mirror(self) -> None:
        self.campaign_versions["C1"], self.campaign_dues["C1"] = self.campaign.version, self.campaign.due_at

    def get(self, campaign_id: str) -> Campaign:
        return self.campaign

    def version(self, campaign_id: str, version: int) -> Campaign:
        return replace(self.versions[version], run_id=self.campaign.run_id, due_at=self.campaign.due_at)

    def due(self, before: int) -> Iterable[Intent]:
        due_at = self.campaign.due_at
        return [Intent("C1", self.campaign.version, due_at)] if due_at is not None and due_at < before else []

    def known(self, name: str) -> Attribute | None:
        return ATTRIBUTES.get(name)

    def spoken(self, name: str) -> Attribute | None:
        return None

    def segment(self, segment_id: str) -> Any:
        raise AssertionError("the campaign has a tree of its own")

    def stop(self, intent: Intent, problem: Problem) -> None:
        raise AssertionError("the campaign has no segment")

    def update(self, before: Campaign, definition: Definition, now: int) -> Campaign:
        if not self.stands(before):
            raise Conflict(Words("変更されました。", "It was changed meanwhile."))
        assert self.campaign.due_at is not None
        self.history.append((self.campaign.due_at, None))
        self.campaign = replace(self.campaign, version=before.version + 1, due_at=definition.due_at)
        self.versions[self.campaign.version] = self.campaign
        self._mirror()
        return self.campaign

    def stands(self, before: Campaign) -> bool:
        return (self.campaign.version, self.campaign.run_id) == (before.version, before.run_id)

    def open_run(self, run: Run, definition: RunDefinition, recurrence: Recurrence | None = None) -> bool:
        due_at = self.campaign.due_at
        if not super().open_run(run, definition, recurrence):
            return False
        assert due_at is not None
        self.history.append((due_at, run))
        self.campaign = replace(self.campaign, run_id=run.run_id, due_at=self.campaign_dues["C1"])
        return True


class Openings:
    """The world. ``accidents`` is how many are left."""

    def __init__(self, seed: int, accidents: int = 20) -> None:
        self.rng = random.Random(seed)
        self.now = START - MINUTE
        self.accidents = accidents
        definition = define(GIVEN, self.now)
        fields = (definition.name, None, definition.where, definition.messages, definition.due_at)
        campaign = Campaign("C1", 1, *fields, self.now, self.now, schedule=definition.schedule)
        self.catalog = Catalog(campaign)
        self.plans: dict[str, Intent] = {}
        self.sweeps: dict[tuple[str, int], Intent] = {}
        self.workers: list[Worker] = []
        self.names = count()
        self.plan(Intent("C1", 1, START))

    # The world as its ports

    def plan(self, intent: Intent) -> None:
        self.plans[intent.campaign_id] = intent

    def plan_if_missing(self, intent: Intent) -> None:
        self.plans.setdefault(intent.campaign_id, intent)

    def unplan(self, campaign_id: str) -> None:
        self.plans.pop(campaign_id, None)

    @staticmethod
    def sweep_of(run_id: str, revision: int) -> tuple[str, int]:
        return run_id, revision

    def start_sweep(self, intent: Intent) -> None:
        self.sweeps[self.sweep_of(intent.run_id, intent.revision)] = intent

    def stop_sweep(self, intent: Intent) -> None:
        run = self.catalog.run(intent.run_id)
        assert run is None or run.version != intent.revision, "nobody sweeps the run"
        self.sweeps.pop(self.sweep_of(intent.run_id, intent.revision), None)

    def evaluate(self, run_id: str, slice_nos: Iterable[int]) -> None:
        pass

    def slices(self) -> int:
        return 1

    def quota(self) -> Quota:
        return Quota(None, 0)

    # Workers

    def accident(self, chance: float) -> bool:
        if self.accidents > 0 and self.rng.random() < chance:
            self.accidents -= 1
            return True
        return False

    def start(self, work: Callable[["Openings", Any, Callable[[], int]], object]) -> None:
        skew = self.rng.choice([-2, 0, 0, 2]) * SECOND if self.accidents else 0

        def go(worker: Worker) -> None:
            def port(target: object) -> Any:
                return Port(target, worker, lambda name: name != "segment" and self.accident(0.05))

            with suppress(Conflict):
                work(self, port, lambda: self.now + skew)

        self.workers.append(Worker(f"w{next(self.names)}", go, self.now))

    def opener(self, port: Any, clock: Callable[[], int]) -> Opener:
        catalog, world = port(self.catalog), port(self)
        return Opener(catalog, catalog, world, world, self, self, _Settings(), clock)  # type: ignore[arg-type]

    def turn(self) -> None:
        """One thing happens: a step of a worker, a firing, a look of the watch, an edit, time."""
        self.workers = [w for w in self.workers if not w.over]
        dice = self.rng.random()
        due = [intent for intent in self.plans.values() if intent.due_at <= self.now]
        if dice < 0.15 and due and len(self.workers) < 4:
            intent = due[0]
            if self.rng.random() < 0.7:  # otherwise EventBridge fires once more
                self.plans.pop(intent.campaign_id)
            self.start(lambda world, port, clock: world.opener(port, clock).open(intent))
        elif dice < 0.22 and len(self.workers) < 4:
            self.start(look)
        elif dice < 0.26 and self.sweeps and len(self.workers) < 4:
            intent = self.rng.choice(list(self.sweeps.values()))
            self.start(lambda world, port, clock: world.sweeper(port, clock).sweep(intent))
        elif dice < 0.40 and self.accidents > 0:
            self.accidents -= 1
            self.start(edit)
        elif dice < 0.43 and self.workers and self.accidents > 0:
            self.accidents -= 1
            self.rng.choice(self.workers).kill()
        elif dice < 0.80 and self.workers:
            self.rng.choice(self.workers).step()
        else:
            self.pass_time()
        self.check()

    def pass_time(self) -> None:
        """By seconds, up to the next due time (where the accidents are), or past it and others."""
        due_at = self.catalog.campaign.due_at
        assert due_at is not None
        dice = self.rng.random()
        if dice < 0.6:
            self.now += SECOND
        elif dice < 0.85:
            self.now = max(self.now, due_at - SECOND)
        else:
            self.now += self.rng.choice([5 * MINUTE, 3 * HOUR])

    def sweeper(self, port: Any, clock: Callable[[], int]) -> Sweeper:
        return Sweeper(self.opener(port, clock), port(self.catalog), port(self), port(self), clock)

    def explore(self, turns: int = 150) -> None:
        for _ in range(turns):
            self.turn()
        self.accidents = 0
        for worker in self.workers:
            worker.kill()
        self.workers = []
        self.recover()

    def recover(self) -> None:
        """No more accidents: the watch alone brings everything back, and each time gets its run in time."""
        self.plans.clear()
        for _ in range(5 * 12):
            self.now += 5 * MINUTE
            self.alone(look)
            for intent in list(self.sweeps.values()):
                if self.catalog.run(intent.run_id) is None:
                    self.alone(lambda world, port, clock, i=intent: world.sweeper(port, clock).sweep(i))  # type: ignore[misc]
            self.check()
            due_at = self.catalog.campaign.due_at
            assert due_at is not None
            assert due_at > self.now - 6 * MINUTE, "a time was forgotten"
        assert all(self.catalog.run(run_id) for run_id, _ in self.sweeps), "a sweep is left over"
        assert all(self.sweep_of(run.run_id, run.version) in self.sweeps for run in self.catalog.runs.values()), (
            "nobody sweeps a run"
        )
        assert len(self.catalog.runs) >= 4

    def alone(self, work: Callable[["Openings", Any, Callable[[], int]], object]) -> None:
        self.start(work)
        while not self.workers[-1].over:
            self.workers[-1].step()
        self.workers.pop()

    # The promise

    def check(self) -> None:
        """Times only go on, one run each; what is left out was missed, or left to an edit."""
        opened = [run for _, run in self.catalog.history if run]
        assert len({run.now for run in opened}) == len(opened) == len(self.catalog.runs)
        dues = [due_at for due_at, _ in self.catalog.history] + [self.catalog.campaign.due_at]
        for (due_at, run), following in zip(self.catalog.history, dues[1:], strict=True):
            assert following is not None
            assert (following - START) % EVERY == 0
            if run:
                assert run.now == due_at < following, "a time is brought back"
                assert following == due_at + max(1, (run.opened_at - due_at) // EVERY + 1) * EVERY
        latest = self.catalog.campaign.run_id
        assert latest is None or (self.catalog.campaign.due_at or 0) > due_of(latest), "a time is brought back"


def look(world: Openings, port: Any, clock: Callable[[], int]) -> None:
    Watch(port(world.catalog), world.opener(port, clock), port(world), clock).look()


def edit(world: Openings, port: Any, clock: Callable[[], int]) -> None:
    with suppress(Unavailable):
        CampaignEditor(port(world.catalog), port(world), clock, lambda: "").update("C1", GIVEN)


class _Settings:
    def get(self) -> Setup[Shop]:
        return Setup(Shop(), SHOP.default)
