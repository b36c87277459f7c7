"""A coupon's holders, sent along with a question: the copy counts conditions on coupons without anybody's page."""

import itertools
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from moto import mock_aws

from daifukucho.coupons.coupon import Coupon, Uses
from daifukucho.coupons.holding import Holding, Use
from daifukucho.coupons.refusals import COUPON_NOT_FOUND
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import DAY, SECOND
from daifukucho.ledger.entry import Entry
from daifukucho.segments.among import among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.history import Held
from daifukucho.segments.tree import parse_expanded
from daifukucho_aws.dynamo import coupon_holders
from daifukucho_aws.dynamo.coupon_holders import CouponHolders
from daifukucho_aws.dynamo.holdings import DynamoHoldings
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.roster_copy.changes import row_of
from daifukucho_aws.roster_copy.compaction import Compactor
from daifukucho_aws.roster_copy.local import LocalCopy
from daifukucho_aws.roster_copy.reader import Reader
from daifukucho_aws.segment_count import CopyCount, Counting
from tests.support import tables
from tests.support.aws_calls import refused
from tests.support.roster_copy import MemoryObjects, Table

NOW = 1_795_316_400_000
CONTEXT = Context(NOW)
COUPONS = {
    "K1": Coupon("一杯無料", ends_at=NOW + 2 * DAY),
    "K2": Coupon("十日間", days=10, uses=Uses.UNLIMITED),
}
IDS = [*COUPONS, "gone", "nobody-has-it"]
VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}
SILENT = {"field": "messages", "op": "no_reaction", "value": 1}
FRIENDS = [
    Friend(f"U{n:02d}", status="visitor" if n % 11 == 5 else "active", tags={"vip": 1} if n % 3 else {})
    for n in range(60)
]


def defined(coupon_id: str) -> Defined[Coupon]:
    if coupon_id not in COUPONS:
        raise COUPON_NOT_FOUND()
    return Defined(coupon_id, 1, 0, 0, COUPONS[coupon_id])


def holdings() -> list[Holding]:
    """Some have it, some have used it, some had it taken back or let it expire; some of one of whom the roster knows nothing."""
    draw, found = Random(12), list[Holding]()
    for friend_id, coupon_id in itertools.product([f.friend_id for f in FRIENDS] + ["U-unknown"], IDS[:3]):
        got_at = NOW - draw.randrange(20) * DAY
        use = Use("u", got_at + SECOND, "store")
        match draw.choice(["none", "none", "held", "used", "undone", "revoked", "later"]):
            case "held":
                found.append(Holding(friend_id, coupon_id, got_at, revision=1))
            case "used":
                found.append(Holding(friend_id, coupon_id, got_at, used=1, uses=(use,), revision=1))
            case "undone":
                undone = Use("u", got_at + SECOND, "store", undone_at=got_at + 2 * SECOND)
                found.append(Holding(friend_id, coupon_id, got_at, uses=(undone,), revision=1))
            case "revoked":
                found.append(Holding(friend_id, coupon_id, got_at, revoked_at=got_at + SECOND, revision=1))
            case "later":
                found.append(Holding(friend_id, coupon_id, NOW + DAY, revision=1))
    return found


def state(coupon_id: str, name: str) -> dict[str, Any]:
    return {"field": "coupons", "op": "state_is", "value": {"coupon_id": coupon_id, "state": name}}


def expires(coupon_id: str, days: int) -> dict[str, Any]:
    return {"field": "coupons", "op": "expires_within", "value": {"coupon_id": coupon_id, "days": days}}


LEAVES = [state(i, s) for i in IDS for s in ("unused", "used", "expired", "revoked", "never")]
LEAVES += [expires(i, days) for i in IDS for days in (0, 2, 9)]
TREES = [
    *LEAVES,
    *({"not": leaf} for leaf in LEAVES[::3]),
    {"all": [VIP, state("K1", "unused")]},
    {"any": [VIP, {"not": state("K1", "never")}]},
    {"all": [state("K1", "used"), {"not": {"any": [state("K2", "used"), {"not": VIP}]}}]},
    {"all": [state("K1", "never"), state("K1", "never"), {"segment": "s", "name": "n", "where": expires("K2", 9)}]},
]


class Asked:
    """Lambda's client, which asks the function's side itself, and DynamoDB's calls."""

    def __init__(self, folder: Path) -> None:
        table = Table(lambda: NOW, shards=1)
        for friend in FRIENDS:
            table.put(friend)
        objects = MemoryObjects(lambda: NOW)
        walk = lambda: [[row_of(item, NOW) for item in table.items()]]  # noqa: E731
        Compactor(objects, folder / "work", walk, lambda: NOW, lambda: "run", 1).run()
        self.counting = Counting(Reader(LocalCopy(objects, folder / "reader", lambda: NOW), 1))

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        return {"Payload": BytesIO(json.dumps(self.counting.answer(json.loads(Payload))).encode())}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        tables.create_tables("ledger", "catalog")
        connection = tables.connect()
        kept = DynamoHoldings(connection, bind(LedgerItem, "ledger", connection), "catalog")
        for holding in holdings():
            entry = Entry("coupon_issued", NOW, f"{holding.friend_id}-{holding.coupon_id}", holding.friend_id)
            kept.save(None, holding, entry)
        yield connection.client, Asked(tmp_path_factory.mktemp("copy"))


def expected(where: Mapping[str, Any]) -> set[str]:
    have = {(h.friend_id, h.coupon_id): h for h in holdings()}
    node = among_friends(parse_expanded(where))
    return {
        f.friend_id
        for f in FRIENDS
        if matches(
            node,
            {**facts_of(f), "coupons": {i: Held(have.get((f.friend_id, i)), COUPONS.get(i)) for i in IDS}},
            CONTEXT,
        )
    }


def test_whom_the_copy_counts_is_whom_the_pages_say(world):
    client, asked = world
    count = CopyCount(asked, "f", CouponHolders(client, "ledger", defined, lambda: NOW)).count
    sizes = set()
    for where in TREES:
        told = count(where, CONTEXT, 100, 100)
        assert told and (set(told.sample_ids), told.undecided) == (expected(where), 0), where
        assert told.count == len(told.sample_ids)
        sizes.add(told.count)
    assert len(sizes) > 10


def test_what_else_is_undecided_stays_so(world):
    client, asked = world
    count = CopyCount(asked, "f", CouponHolders(client, "ledger", defined, lambda: NOW)).count
    told = count({"all": [state("K1", "unused"), SILENT]}, CONTEXT, 100, 100)
    assert told and (told.count, set(told.undecided_ids)) == (0, expected(state("K1", "unused")))
    told = count({"any": [state("K1", "unused"), SILENT]}, CONTEXT, 100, 100)
    assert told and set(told.sample_ids) == expected(state("K1", "unused"))


@pytest.mark.parametrize("why", ["late", "many", "refused"])
def test_who_cannot_be_listed_is_undecided(world, monkeypatch, why):
    client, asked = world
    ticks = iter([0, *[10 * SECOND] * 100])
    holders = CouponHolders(client, "ledger", defined, (lambda: next(ticks)) if why == "late" else (lambda: NOW))
    if why == "late":
        whole = client.query
        monkeypatch.setattr(client, "query", lambda **given: whole(**given, Limit=1))
    elif why == "many":
        monkeypatch.setattr(coupon_holders, "MOST_LISTED", 1)
    else:
        monkeypatch.setattr(client, "query", lambda **given: refused("ThrottlingException")("Query", given))
        with pytest.raises(Unavailable):
            holders.answers(parse_expanded(state("K1", "unused")), CONTEXT)
    told = CopyCount(asked, "f", holders).count(state("K1", "unused"), CONTEXT, 100, 100)
    friends = [f.friend_id for f in FRIENDS if f.status != "visitor"]
    assert told and (told.count, sorted(told.undecided_ids)) == (0, friends)
