"""The items of the outbox table as PynamoDB models: several kinds in one table, told apart by their sort key."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from daifukucho.campaigns.batch import Batch, BatchRef, BatchState, Failure, Outcome, Unit
from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.run import CouponAgain, Run, RunDefinition, RunState, Totals, Tried
from daifukucho.coupons.again import Had
from daifukucho.delivery.line import Mode, Quota
from daifukucho.delivery.skip import Skip
from daifukucho.kernel.time import LeapDay
from daifukucho.segments.frozen import attribute_told, told
from daifukucho.shop.settings import Shop
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.plans import figures_of, plan_of


class OpenIndex(GlobalSecondaryIndex[Any]):
    """What is unfinished in a slice, by how long it has been silent; sparse.

    ``open_key`` is ``<run>#<slice>`` for work, ``<run>#<slice>#receipts`` for entries that the ledgers lack.
    """

    class Meta:
        index_name = "open"
        projection = KeysOnlyProjection()

    open_key = UnicodeAttribute(hash_key=True)
    silent_since = NumberAttribute(range_key=True)


class RunsIndex(GlobalSecondaryIndex[Any]):
    """Every run, by when it was opened; sparse. ``run_list`` is the same in all of them."""

    class Meta:
        index_name = "runs"
        projection = AllProjection()

    run_list = UnicodeAttribute(hash_key=True)
    opened_at = NumberAttribute(range_key=True)


class OutboxItem(Model):
    """What every item of the outbox has. ``expires_at``: seconds, for DynamoDB's TTL."""

    pk = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    expires_at = NumberAttribute(null=True)


class RunItem(OutboxItem):
    """``run#<run id>`` / ``run``. It has no expiry: a run's summary stays. ``name`` is the campaign's when it went out."""

    run_list = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)

    run_id = UnicodeAttribute()
    campaign_id = UnicodeAttribute()
    version = NumberAttribute()
    mode = UnicodeAttribute()
    state = UnicodeAttribute()
    now = NumberAttribute()
    opened_at = NumberAttribute()
    total_slices = NumberAttribute()
    quota_limit = NumberAttribute(null=True)
    quota_used = NumberAttribute(null=True)
    idempotency_key = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    acknowledged_friends = NumberAttribute(null=True)
    acknowledged_errors = NumberAttribute(null=True)
    closed_at = NumberAttribute(null=True)
    totals: JSONAttribute = JSONAttribute(null=True)


class DefinitionItem(OutboxItem):
    """``run#<run id>`` / ``definition``: what the run pinned, apart from the run, which is read at every claim.
    It has no expiry either: a report says what was sent, and to whom.

    ``body`` is JSON text, unescaped: escapes would double Japanese, and an item holds 400 KB.
    """

    body = UnicodeAttribute()


class SliceItem(OutboxItem):
    """``<run>#<slice>`` / ``slice``: written by the evaluator alone."""

    cursor = UnicodeAttribute(null=True)
    batches = NumberAttribute()
    planned = NumberAttribute()
    reachable = NumberAttribute(null=True)
    ended = BooleanAttribute()
    open_key = UnicodeAttribute(null=True)
    silent_since = NumberAttribute(null=True)
    open_index = OpenIndex()


class CountItem(OutboxItem):
    """``<run>#<slice>`` / ``count``: written by the senders alone, always with a receipt."""

    sent = NumberAttribute(null=True)
    unknown = NumberAttribute(null=True)
    failed_refused = NumberAttribute(null=True)
    failed_quota = NumberAttribute(null=True)
    skipped_blocked = NumberAttribute(null=True)
    skipped_not_a_friend = NumberAttribute(null=True)
    skipped_do_not_send = NumberAttribute(null=True)
    skipped_in_progress = NumberAttribute(null=True)
    skipped_gone = NumberAttribute(null=True)
    skipped_empty_variable = NumberAttribute(null=True)
    skipped_no_longer_matches = NumberAttribute(null=True)
    skipped_coupon_held = NumberAttribute(null=True)
    skipped_coupon_used = NumberAttribute(null=True)
    skipped_cancelled = NumberAttribute(null=True)
    skipped_over_recipient_limit = NumberAttribute(null=True)
    skipped_over_budget = NumberAttribute(null=True)
    skipped_cost_unknown = NumberAttribute(null=True)
    had_held = NumberAttribute(null=True)
    had_used = NumberAttribute(null=True)


class BatchItem(OutboxItem):
    """``<run>#<slice>`` / ``batch#<number>``: the state of a batch. Small for multicast: its recipients are those
    matched who were not skipped. ``had``: places in ``matched``, by how the coupon stood with the friends there."""

    state = UnicodeAttribute()
    revision = NumberAttribute()
    owner = UnicodeAttribute(null=True)
    lease_until = NumberAttribute(null=True)
    units: JSONAttribute = JSONAttribute(null=True)
    skipped: JSONAttribute = JSONAttribute(null=True)
    had: JSONAttribute = JSONAttribute(null=True)
    open_key = UnicodeAttribute(null=True)
    silent_since = NumberAttribute(null=True)
    open_index = OpenIndex()
    runs_index = RunsIndex()  # no batch is in it: the model that is bound first describes all of the table


class MatchedItem(OutboxItem):
    """``<run>#<slice>`` / ``matched#<number>``: everybody whom the evaluation found, separated by spaces; immutable."""

    friends = UnicodeAttribute()


def run_item(model: type[RunItem], run: Run, name: str | None = None) -> RunItem:
    return model(
        keys.run_key(run.run_id),
        keys.RUN,
        run_list=keys.RUN_LIST,
        name=name,
        run_id=run.run_id,
        campaign_id=run.campaign_id,
        version=run.version,
        mode=str(run.mode),
        state=str(run.state),
        now=run.now,
        opened_at=run.opened_at,
        total_slices=run.total_slices,
        quota_limit=run.quota.limit if run.quota else None,
        quota_used=run.quota.used if run.quota else None,
        idempotency_key=run.idempotency_key,
    )


def run_of(item: RunItem) -> Run:
    limit, used = item.quota_limit, item.quota_used
    return Run(
        run_id=item.run_id,
        campaign_id=item.campaign_id,
        version=int(item.version),
        mode=Mode(item.mode),
        state=RunState(item.state),
        now=int(item.now),
        opened_at=int(item.opened_at),
        total_slices=int(item.total_slices),
        quota=None if used is None else Quota(None if limit is None else int(limit), int(used)),
        idempotency_key=item.idempotency_key,
        reason=item.reason,
        acknowledged=Tried(int(item.acknowledged_friends or 0), int(item.acknowledged_errors or 0)),
        closed_at=None if item.closed_at is None else int(item.closed_at),
        totals=None if item.totals is None else Totals(**item.totals),
    )


def definition_json(definition: RunDefinition) -> dict[str, object]:
    limits, shop = definition.limits, definition.shop
    return {
        "name": definition.name,
        "where": definition.where,
        "messages": list(definition.messages),
        "limits": None if limits is None else asdict(limits),
        "coupon_id": definition.coupon_id,
        "coupon_again": str(definition.coupon_again),
        "freeze_audience": definition.freeze_audience,
        "spoken": {name: told(attribute) for name, attribute in definition.spoken.items()},
        "shop": {
            "version": shop.version,
            "cutoff_minutes": shop.cutoff_minutes,
            "leap_day": str(shop.leap_day),
            # In figures, also of a plan that has a key: what the run was judged by does not change with LINE's prices.
            "plan": None if shop.plan is None else figures_of(shop.plan),
        },
    }


def definition_of(body: Mapping[str, Any]) -> RunDefinition:
    limits, shop = body["limits"], body["shop"]
    return RunDefinition(
        body["name"],
        body["where"],
        tuple(body["messages"]),
        None if limits is None else Limits(**limits),
        Shop(
            cutoff_minutes=shop["cutoff_minutes"],
            leap_day=LeapDay(shop["leap_day"]),
            plan=None if shop["plan"] is None else plan_of(shop["plan"]),
            version=shop["version"],
        ),
        body.get("coupon_id"),  # runs were opened before campaigns could carry one
        CouponAgain(body.get("coupon_again", CouponAgain.ANNOUNCE)),  # nor did they skip who had it
        body.get("freeze_audience", False),
        {name: attribute_told(name, one) for name, one in body.get("spoken", {}).items()},  # and before they said ranks
    )


def totals_json(totals: Totals) -> dict[str, object]:
    return {
        "planned": totals.planned,
        "sent": totals.sent,
        "skipped": dict(totals.skipped),
        "failed": dict(totals.failed),
        "unknown": totals.unknown,
        "had": dict(totals.had),
    }


def count_names(totals: Totals) -> dict[str, int]:
    named = {"sent": totals.sent, "unknown": totals.unknown}
    named |= {f"skipped_{reason}": n for reason, n in totals.skipped.items()}
    named |= {f"failed_{reason}": n for reason, n in totals.failed.items()}
    named |= {f"had_{how}": n for how, n in totals.had.items()}
    return {name: n for name, n in named.items() if n}


def totals_of(planned: int, counts: CountItem | None) -> Totals:
    def of(prefix: str, reasons: Iterable[str]) -> dict[str, int]:
        found = {reason: int(getattr(counts, f"{prefix}_{reason}") or 0) for reason in reasons}
        return {reason: n for reason, n in found.items() if n}

    if counts is None:
        return Totals(planned)
    return Totals(
        planned,
        int(counts.sent or 0),
        of("skipped", map(str, Skip)),
        of("failed", map(str, Failure)),
        int(counts.unknown or 0),
        of("had", (Had.HELD, Had.USED)),
    )


def unit_json(unit: Unit, batch: Batch) -> dict[str, object]:
    """A unit without what can be told from elsewhere: one of everybody not skipped does not list them."""
    stored: dict[str, object] = {"generation": unit.generation, "first_try_at": unit.first_try_at}
    if unit.friends != _everybody(batch.matched, batch.skipped):
        stored["friends"] = list(unit.friends)
    stored |= {"values": dict(unit.values)} if unit.values else {}
    stored |= {"doubt": True} if unit.doubt else {}
    stored |= {"outcome": str(unit.outcome)} if unit.outcome else {}
    stored |= {"failure": str(unit.failure)} if unit.failure else {}
    stored |= {"request_id": unit.request_id} if unit.request_id else {}
    return stored


def had_json(batch: Batch) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, friend_id in enumerate(batch.matched):
        if friend_id in batch.had:
            found.setdefault(str(batch.had[friend_id]), []).append(place)
    return found


def _everybody(matched: tuple[str, ...], skipped: Mapping[str, Skip]) -> tuple[str, ...]:
    return tuple(f for f in matched if f not in skipped)


def unit_of(stored: Mapping[str, Any], everybody: tuple[str, ...]) -> Unit:
    return Unit(
        friends=tuple(stored["friends"]) if "friends" in stored else everybody,
        generation=stored["generation"],
        first_try_at=stored["first_try_at"],
        values=stored.get("values", {}),
        doubt=stored.get("doubt", False),
        outcome=Outcome(stored["outcome"]) if "outcome" in stored else None,
        failure=Failure(stored["failure"]) if "failure" in stored else None,
        request_id=stored.get("request_id"),
    )


def batch_of(ref: BatchRef, item: BatchItem, matched: tuple[str, ...]) -> Batch:
    skipped = {friend: Skip(reason) for friend, reason in (item.skipped or {}).items()}
    everybody = _everybody(matched, skipped)
    return Batch(
        ref=ref,
        matched=matched,
        state=BatchState(item.state),
        owner=item.owner,
        lease_until=int(item.lease_until or 0),
        units=tuple(unit_of(stored, everybody) for stored in item.units or ()),
        skipped=skipped,
        had={matched[place]: Had(how) for how, places in (item.had or {}).items() for place in places},
        revision=int(item.revision),
    )
