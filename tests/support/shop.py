"""A shop in moto: the real stores and the real use cases, a LINE to script, queues to hold and a clock to move."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from daifukucho.campaigns.batch import BatchRef
from daifukucho.campaigns.campaign import Campaign, define
from daifukucho.campaigns.control import Control
from daifukucho.campaigns.edit import CampaignEditor
from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.receipts import Receipts
from daifukucho.campaigns.recheck import Recheck
from daifukucho.campaigns.run import Intent, Run, Totals
from daifukucho.campaigns.send import Sender
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.giver import Giver
from daifukucho.delivery.patience import Patience
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import MINUTE, SECOND
from daifukucho_aws.dynamo.audience import DynamoAudience
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.counter import CatalogCoupons
from daifukucho_aws.dynamo.friends import FriendStore, to_item
from daifukucho_aws.dynamo.histories import DynamoHistories
from daifukucho_aws.dynamo.holdings import DynamoGifts, DynamoHoldings
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.shop import CatalogShops
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.support.campaigns import COUPON
from tests.support.line import ScriptedLine
from tests.support.tables import connect

LEASE = 120 * SECOND
LIFF_ID = "1234567890-AbcdEfgh"


class Death(BaseException):
    """The process is gone."""


class Shop:
    """Everything a campaign needs. Doorbells are held in ``bells`` until ``work`` answers them. ``known``: the tables have the
    friends already."""

    def __init__(self, friends: int, slices: int = 2, liff_id: str | None = LIFF_ID, *, known: bool = False) -> None:
        self.now = 1_795_000_000_000
        dynamo = connect()
        self.connection = dynamo
        self.line = ScriptedLine()
        self.friends = FriendStore(dynamo, bind(FriendItem, "friends", dynamo), lambda attempt: None)
        self.ledger = LedgerStore(dynamo, bind(LedgerItem, "ledger", dynamo), lambda attempt: None, self.clock)
        self.outbox = DynamoOutbox(dynamo, "outbox", "catalog")
        catalog = DynamoCatalog(dynamo, "catalog")
        self.campaigns, self.settings = CatalogCampaigns(catalog), CatalogShops(catalog)
        self.coupons = CatalogCoupons(catalog)
        histories = DynamoHistories(dynamo.client, "ledger", self.coupons.get, lambda attempt: None)
        self.audience = _Audience(dynamo.client, slices, histories)
        self.bells: list[tuple[str, Any]] = []
        self.plans: dict[str, Intent] = {}
        self.sweeps: dict[str, Intent] = {}
        self.opener = Opener(
            self.campaigns, self.outbox, self, self, self.audience, self.line, self.settings, self.clock, liff_id
        )
        entries = bind(LedgerItem, "ledger", dynamo)
        self.holdings = DynamoHoldings(dynamo, entries, "catalog")
        self.gifts = DynamoGifts(dynamo, entries, lambda attempt: None)
        self.sweeper = Sweeper(self.opener, self.outbox, self, self, self.clock)
        self.control = Control(self.campaigns, self.opener, self.outbox, self, self.clock)
        self.editor = CampaignEditor(self.campaigns, self, self.clock, lambda: "01JD0000000000000000000000", liff_id)
        self.watch = Watch(self.campaigns, self.opener, self, self.clock)
        self.ids = [f"U{n:032x}" for n in range(friends)]
        self._workers = 0
        for n, friend_id in enumerate(() if known else self.ids):
            self.put(Friend(friend_id, display_name=f"友{n}", first_seen_at=1, tags={"vip": 1}, revision=1))

    def clock(self) -> int:
        return self.now

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

    # Doorbells and schedules

    def evaluate(self, run_id: str, slice_nos: Iterable[int]) -> None:
        self.bells += [("slice", (run_id, n)) for n in slice_nos]

    def send(self, refs: Iterable[BatchRef]) -> None:
        self.bells += [("batch", ref) for ref in refs]

    def write_receipts(self, refs: Iterable[BatchRef]) -> None:
        self.bells += [("receipt", ref) for ref in refs]

    def plan(self, intent: Intent) -> None:
        self.plans[intent.campaign_id] = intent

    def plan_if_missing(self, intent: Intent) -> None:
        self.plans.setdefault(intent.campaign_id, intent)

    def unplan(self, campaign_id: str) -> None:
        self.plans.pop(campaign_id, None)

    def start_sweep(self, intent: Intent) -> None:
        self.sweeps[intent.run_id] = intent

    def stop_sweep(self, intent: Intent) -> None:
        self.sweeps.pop(intent.run_id, None)

    # Work

    def answer(self, bell: tuple[str, Any]) -> None:
        kind, what = bell
        if kind == "slice":
            Evaluator(self.outbox, self.audience, self, self.clock).evaluate(*what, lambda: False)
        elif kind == "batch":
            self.sender().send(what, Patience(lambda: False, self.pause))
        else:
            Receipts(self.outbox, self.ledger).write(what)

    def sender(self) -> Sender:
        self._workers += 1
        ids = iter(f"sender-{self._workers}-{n}" for n in range(99))
        giver = Giver(self.gifts, self.clock)
        histories = DynamoHistories(
            self.connection.client, "ledger", self.coupons.get, lambda attempt: None, consistent=True
        )
        recheck = Recheck(self.friends, histories, giver, self.clock)
        return Sender(self.outbox, recheck, self.line, self, giver, self.clock, lambda: next(ids), LEASE)

    def pause(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)

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


class _Audience(DynamoAudience):
    def __init__(self, client: Any, slices: int, histories: DynamoHistories) -> None:
        super().__init__(client, "friends", histories)
        self._slices = slices

    def slices(self) -> int:
        return self._slices
