"""A shop in moto: the functions' own stores and use cases, in a world in process."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any
from unittest.mock import patch

import functions.scheduler.handler as scheduler_function
from daifukucho.campaigns.campaign import Campaign, define
from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.campaigns.receipts import Receipts
from daifukucho.campaigns.run import Intent, Run, Totals
from daifukucho.campaigns.send import Sender
from daifukucho.coupons.coupon import Coupon
from daifukucho.delivery.patience import Patience
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import MINUTE, SECOND
from daifukucho_aws.bootstrap import crm_api, opening, receipts, scheduler, segment_eval, sender
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.holdings import DynamoGifts
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.settings import (
    CrmApiSettings,
    ReceiptsSettings,
    SchedulerSettings,
    SegmentEvalSettings,
    SenderSettings,
)
from tests.support import tables
from tests.support.book import Clock
from tests.support.campaigns import COUPON
from tests.support.world import LIFF_ID, Bell, Event, scripted_world, settings_for

LEASE = 120 * SECOND


class Death(BaseException):
    """The process is gone."""


class Shop:
    """Everything a campaign needs. Doorbells are held in ``bells`` until ``work`` answers them. ``known``: the tables have the
    friends already. ``made``: so many ids have been given before."""

    def __init__(self, friends: int, liff_id: str | None = LIFF_ID, *, known: bool = False, made: int = 0) -> None:
        dynamo = tables.connect()
        self.connection = dynamo
        self.world = scripted_world(dynamo, Clock(1_795_000_000_000), made)
        self.world.functions.known["scheduler"] = self._scheduled
        self.line = self.world.line
        self.api = crm_api.build(settings_for(CrmApiSettings, liff_id=liff_id), self.world)
        self.friends, self.campaigns, self.settings = self.api.friends, self.api.campaigns, self.api.shops
        self.coupons, self.holdings = self.api.till.coupons, self.api.till.holdings
        self.control, self.editor = self.api.control, self.api.campaign_editor
        told = settings_for(SchedulerSettings, liff_id=liff_id)
        self.opener, self.sweeper, self.watch = scheduler.build(told, self.world)
        self.schedules = opening.schedules(told, self.world)
        entries = bind(LedgerItem, "ledger", dynamo)
        self.ledger = LedgerRepository(dynamo, entries, self.world.pause, self.clock)
        self.outbox = DynamoOutbox(dynamo, "outbox", "catalog")
        self.gifts = DynamoGifts(dynamo, entries, self.world.pause)
        self.ids = [f"U{n:032x}" for n in range(friends)]
        for n, friend_id in enumerate(() if known else self.ids):
            self.put(Friend(friend_id, display_name=f"友{n}", first_seen_at=1, tags={"vip": 1}, revision=1))

    @property
    def now(self) -> int:
        return self.world.clock.now

    @now.setter
    def now(self, now: int) -> None:
        self.world.clock.now = now

    def clock(self) -> int:
        return self.now

    @property
    def bells(self) -> list[Bell]:
        return self.world.queues.bells

    @bells.setter
    def bells(self, bells: list[Bell]) -> None:
        self.world.queues.bells = bells

    @property
    def plans(self) -> dict[str, Intent]:
        """The next due times, by campaign."""
        return self.world.schedules.plans()

    @property
    def sweeps(self) -> dict[str, Intent]:
        """The runs that are swept, by their id."""
        return self.world.schedules.sweeps()

    def put(self, friend: Friend) -> None:
        to_item(bind(FriendItem, "friends", self.connection), friend).save()

    def change(self, friend_id: str, **facts: Any) -> None:
        friend = self.friends.get(friend_id)
        assert friend is not None
        self.put(replace(friend, **facts))

    def campaign(self, text: str = "本日は感謝デーです。", **given: Any) -> Campaign:
        body = {
            "name": "感謝デー",
            "where": {"field": "tags", "op": "any_of", "value": ["vip"]},
            "messages": [{"type": "text", "text": text}],
        }
        definition = define(body | given, self.now, liff_id=LIFF_ID)
        return self.campaigns.create("01JD0000000000000000000000", definition, self.now)

    def coupon(self, **says: Any) -> str:
        """A coupon that is given; its id."""
        self.coupons.create(COUPON, Coupon(title="ご来店300円引き", **says), self.now)
        return COUPON

    def intent(self, campaign: Campaign) -> Intent:
        return Intent(campaign.campaign_id, campaign.version, campaign.due_at or self.now)

    # Work

    def answer(self, bell: Bell) -> None:
        kind, what = bell
        if kind == "slice":
            self.evaluator.evaluate(*what, lambda: False)
        elif kind == "batch":
            self.sender().send(what, Patience(lambda: False, self.world.sleep))
        else:
            self.receipts.write(what)

    @cached_property
    def evaluator(self) -> Evaluator:
        return segment_eval.build(settings_for(SegmentEvalSettings), self.world)

    @cached_property
    def receipts(self) -> Receipts:
        return receipts.build(settings_for(ReceiptsSettings), self.world)

    def sender(self) -> Sender:
        """Another one: a batch's lease is its owner's."""
        return sender.build(settings_for(SenderSettings), self.world)

    def _scheduled(self, event: Event) -> None:
        with patch.object(scheduler_function, "parts", lambda: (self.opener, self.sweeper, self.watch)):
            scheduler_function.handler(event, None)

    def work(self, only: str | None = None) -> None:
        """Answer every doorbell, also those that ring meanwhile; ``only`` those of one kind."""
        while bells := [b for b in self.bells if only in (None, b[0])]:
            self.bells.remove(bells[0])
            self.answer(bells[0])

    def until_closed(self, run_id: str, minutes: int = 60, each_minute: Callable[[], None] = lambda: None) -> Run:
        """Let the sweep go on, minute by minute, until the run is closed and the ledgers are written."""
        for _ in range(minutes):
            self.work()
            self.now += MINUTE
            each_minute()
            if run_id in self.sweeps:
                self.sweeper.sweep(self.sweeps[run_id])
            else:
                break
        run = self.outbox.run(run_id)
        assert run is not None and run.closed, "the run does not close"
        return run

    def dies(self) -> None:
        raise Death


def check(shop: Shop, run: Run, sent: int | None = None, **others: Any) -> None:
    """The report adds up, says what is expected, and agrees with what LINE sent and the ledgers hold."""
    sent = len(shop.ids) if sent is None else sent
    expected = Totals(planned=len(shop.ids), sent=sent, **others)
    assert run.totals == expected
    assert expected.pending == 0
    assert max(shop.line.got.values(), default=0) <= 1
    assert sent <= len(shop.line.got) <= sent + expected.unknown
    entries = [e for f in shop.ids for e in shop.ledger.timeline(f).items if e.kind == "sent"]
    assert len(entries) == sent + expected.unknown
