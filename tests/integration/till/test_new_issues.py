"""Coupons that a run gives anew, over DynamoDB: one new issue each, and nothing of the one before comes back."""

import json

import pytest

from daifukucho.coupons.again import Again, Had, Rule
from daifukucho.coupons.giver import AT_ONCE, Giver
from daifukucho.coupons.holding import Gift, State
from daifukucho.coupons.ports import Part
from daifukucho.kernel.errors import Conflict, Denied, Unavailable
from daifukucho.kernel.time import DAY, MINUTE
from daifukucho_aws.dynamo.holdings import DynamoGifts, DynamoHoldings
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from tests.support.aws_calls import cancelled, silent
from tests.support.book import no_pause

ISSUED = {"title": "毎月の一杯", "kind": "free", "audience": "issued", "total_limit": 5}


@pytest.fixture
def gifts(connection) -> DynamoGifts:
    return DynamoGifts(connection, bind(LedgerItem, "ledger", connection), no_pause)


@pytest.fixture
def giver(shop, gifts) -> Giver:
    return Giver(gifts, shop.clock)


@pytest.fixture
def monthly(shop) -> str:
    return shop.coupon_editor.create(ISSUED).value.id


def run_of(shop, campaign_id="C1"):
    return Gift(f"{campaign_id}-{shop.clock.now:x}", campaign_id, shop.clock.now)


def give(shop, giver, coupon_id, *friend_ids, campaign_id="C1", again=Again.MONTH):
    """A run of now; it comes twice."""
    gift = run_of(shop, campaign_id)
    for _ in range(2):
        giver.give(friend_ids or ["U1"], coupon_id, gift, Rule(again), lambda: False)
    return gift


def kinds(shop, friend_id="U1"):
    return [entry.kind for entry in shop.ledger.entries(friend_id)]


def test_a_month_later_she_has_a_new_one(shop, giver, monthly, connection):
    gift = give(shop, giver, monthly)
    shop.clock.now += MINUTE
    code = shop.wallet.open("U1", monthly).holding.code
    use = shop.desk.redeem("U1", monthly, shop.store_id, "k").use
    assert giver.had(["U1", "U2"], monthly, gift, Rule(Again.MONTH)) == {"U1": Had.GIVEN}
    assert giver.had(["U1", "U2"], monthly, run_of(shop, "C2"), Rule(Again.MONTH)) == {"U1": Had.USED}
    shop.clock.now += 31 * DAY
    gift = give(shop, giver, monthly)
    new = shop.holdings.get("U1", monthly)
    assert (new.state(shop.coupons.get(monthly).says, shop.clock.now, 0), new.got_at) == (State.ISSUED, shop.clock.now)
    assert (new.run_id, new.gifts, new.used_before, new.earlier[0].uses) == (gift.run_id, (gift,), 1, (use,))
    assert [shown.state for shown in shop.wallet.mine("U1")] == [State.ISSUED]
    with pytest.raises(Denied) as refused:
        shop.desk.find(code)
    assert refused.value.code == "coupon_code_unknown"
    shop.clock.now += 1
    opened = shop.wallet.open("U1", monthly).holding
    assert opened.code != code
    assert shop.desk.find(opened.code) == opened == shop.holdings.get("U1", monthly)
    # of the old code nothing is left, so that erasing the friend finds all there is
    found = connection.client.scan(TableName="catalog")["Items"]
    assert sum(item["kind"]["S"] == "coupon_code" for item in found) == 1
    shop.desk.redeem("U1", monthly, shop.store_id, "k2")
    issued = [e for e in shop.ledger.entries("U1") if e.kind == "coupon_issued"]
    assert len({entry.event_id for entry in issued}) == 2
    assert json.loads(issued[-1].body) == {"coupon_id": monthly, "campaign_id": "C1", "run_id": gift.run_id}
    assert kinds(shop) == ["coupon_issued", "coupon_viewed", "coupon_redeemed"] * 2


def test_the_count_of_all_is_of_all_issues(shop, giver, monthly):
    """Of five there may be, four are used, whoever was given how many."""
    for _ in range(3):
        give(shop, giver, monthly, "U1", "U2")
        shop.desk.redeem("U1", monthly, shop.store_id, f"k{shop.clock.now}")
        shop.clock.now += 31 * DAY
    assert shop.holdings.count(monthly) == 3
    give(shop, giver, monthly, "U1", "U2")
    assert shop.holdings.count(monthly) == 3
    use = shop.desk.redeem("U2", monthly, shop.store_id, "k").use
    assert shop.holdings.count(monthly) == 4
    shop.desk.undo("U2", monthly, use.use_id, "op", "違う客")
    assert shop.holdings.count(monthly) == 3
    assert [h.friend_id for h in shop.holdings.of_coupon(monthly, None, 10, Part.HELD).items] == ["U1", "U2"]
    assert shop.holdings.of_coupon(monthly, None, 10, Part.USED).items == []


def test_a_late_copy_of_a_redemption_finds_its_work_done(shop, giver, monthly):
    give(shop, giver, monthly)
    use = shop.desk.redeem("U1", monthly, shop.store_id, "k").use
    shop.clock.now += 31 * DAY
    give(shop, giver, monthly)
    again = shop.desk.redeem("U1", monthly, shop.store_id, "k")
    assert (again.use, again.replayed, again.holding.used) == (use, True, 0)
    assert shop.holdings.count(monthly) == 1


def test_an_undo_that_comes_after_the_new_one_is_refused(shop, giver, monthly):
    give(shop, giver, monthly)
    use = shop.desk.redeem("U1", monthly, shop.store_id, "k").use
    shop.clock.now += MINUTE
    give(shop, giver, monthly, campaign_id="C2", again=Again.CAMPAIGN)
    with pytest.raises(Conflict) as refused:
        shop.desk.undo("U1", monthly, use.use_id, "op", "押し間違い")
    assert refused.value.code == "coupon_renewed"
    assert (shop.holdings.get("U1", monthly).used, shop.holdings.count(monthly)) == (0, 1)


@pytest.mark.parametrize("act", ["redeem", "undo", "redeem what was scanned"])
def test_a_new_one_is_given_between_reading_and_writing(shop, giver, monthly, monkeypatch, act):
    give(shop, giver, monthly)
    code = shop.wallet.open("U1", monthly).holding.code
    use = shop.desk.redeem("U1", monthly, shop.store_id, "k0").use if act == "undo" else None
    really, rivals = shop.holdings.save, [True]

    def overtaken(*args):
        if rivals:
            rivals.pop()
            give(shop, giver, monthly, campaign_id="C2", again=Again.CAMPAIGN)
        return really(*args)

    monkeypatch.setattr(shop.holdings, "save", overtaken)
    match act:
        case "redeem":  # the friend has one, and uses it
            done = shop.desk.redeem("U1", monthly, shop.store_id, "k")
            assert (done.holding.used, done.holding.earlier[0].used) == (1, 0)
        case "undo":
            with pytest.raises(Conflict) as refused:
                shop.desk.undo("U1", monthly, use.use_id, "op", "押し間違い")
            assert refused.value.code == "coupon_renewed"
        case _:  # what the till has scanned is not what the friend has now
            with pytest.raises(Denied) as denied:
                shop.desk.redeem("U1", monthly, shop.store_id, "k", code=code)
            assert denied.value.code == "coupon_code_unknown"
    assert shop.holdings.count(monthly) == (act != "redeem what was scanned")
    assert len(shop.holdings.get("U1", monthly).earlier) == 1


def test_she_uses_it_while_the_run_gives(shop, giver, gifts, monthly, monkeypatch):
    give(shop, giver, monthly, "U1", "U2")
    shop.clock.now += 31 * DAY
    really, rivals = gifts.put_new, [True]

    def overtaken(new):
        if rivals:
            rivals.pop()
            shop.desk.redeem("U1", monthly, shop.store_id, "k")
        return really(new)

    monkeypatch.setattr(gifts, "put_new", overtaken)
    gift = give(shop, giver, monthly, "U1", "U2", "U3")
    found = [shop.holdings.get(friend_id, monthly) for friend_id in ("U1", "U2", "U3")]
    assert [(h.run_id, h.used, h.used_before) for h in found] == [
        (gift.run_id, 0, 1),
        (gift.run_id, 0, 0),
        (gift.run_id, 0, 0),
    ]
    assert shop.holdings.count(monthly) == 1


def test_what_was_opened_counts_and_what_was_taken_back_is_given_anew(shop, giver, coupon_id):
    """A public coupon is held by whoever has opened it."""
    shop.wallet.open("U1", coupon_id)
    shop.desk.issue("U2", coupon_id, "op")
    shop.desk.revoke("U2", coupon_id, "op")
    same = run_of(shop)
    assert giver.had(["U1", "U2", "U3"], coupon_id, same, Rule(Again.MONTH)) == {"U1": Had.HELD, "U2": Had.HELD}
    shop.clock.now += 31 * DAY
    assert giver.had(["U1", "U2", "U3"], coupon_id, run_of(shop), Rule(Again.MONTH)) == {}
    give(shop, giver, coupon_id, "U1", "U2")
    assert [shown.state for f in ("U1", "U2") for shown in shop.wallet.mine(f)] == [State.ISSUED] * 2


def test_conflicts_delay_and_change_nothing(shop, giver, monthly, calls):
    give(shop, giver, monthly)
    shop.clock.now += 31 * DAY
    calls.faults["TransactWriteItems"] = [cancelled("TransactionConflict", "None")] * 3
    give(shop, giver, monthly)
    assert kinds(shop) == ["coupon_issued"] * 2


def test_what_it_costs(shop, gifts, monthly, calls):
    """A read unit each when it is checked, and again when it is given; a transaction for each 25 who are given one."""
    giver = Giver(gifts, shop.clock)
    friends = [f"U{n:032x}" for n in range(4 * AT_ONCE + 1)]
    give(shop, giver, monthly, *friends)
    shop.clock.now += 31 * DAY
    for gone in (False, True):
        calls.made.clear()
        gift = run_of(shop)
        assert giver.had(friends, monthly, gift, Rule(Again.MONTH)) == (
            dict.fromkeys(friends, Had.GIVEN) if gone else {}
        )
        assert calls.made == {"BatchGetItem": 2}
        giver.give(friends, monthly, gift, Rule(Again.MONTH), lambda: False)
        assert calls.made == {"BatchGetItem": 2 + 5} | ({} if gone else {"TransactWriteItems": 5})


def test_reading_who_has_it_is_consistent_and_says_when_it_cannot(giver, monthly, connection, shop, calls):
    asked = []
    connection.client.meta.events.register(
        "provide-client-params.dynamodb.BatchGetItem", lambda params, **_: asked.append(params), unique_id="test"
    )
    giver.had(["U1"], monthly, run_of(shop), Rule())
    connection.client.meta.events.unregister("provide-client-params.dynamodb.BatchGetItem", unique_id="test")
    assert [params["RequestItems"]["ledger"]["ConsistentRead"] for params in asked] == [True]
    calls.always["BatchGetItem"] = silent
    with pytest.raises(Unavailable):
        giver.had(["U1"], monthly, run_of(shop), Rule())


def test_what_was_written_before_there_were_issues_reads_as_ever(shop, connection, giver, monthly):
    """An item of an earlier version: no run, no campaigns, one issue."""
    shop.desk.issue("U1", monthly, "op")
    item = connection.client.get_item(
        TableName="ledger", Key={"friend_id": {"S": "U1"}, "sort": {"S": f"coupon#{monthly}"}}
    )["Item"]
    assert json.loads(item["body"]["S"]) == {"uses": []}
    holding = DynamoHoldings(connection, bind(LedgerItem, "ledger", connection), "catalog").get("U1", monthly)
    assert (holding.run_id, holding.gifts, holding.earlier, holding.used_in_all) == (None, (), (), 0)
    assert giver.had(["U1"], monthly, run_of(shop), Rule(Again.CAMPAIGN)) == {}
    give(shop, giver, monthly, again=Again.CAMPAIGN)
    assert len(shop.holdings.get("U1", monthly).earlier) == 1
