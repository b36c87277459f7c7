"""Coupons over DynamoDB: one wins, nothing is counted twice, and every act is in the ledger."""

import threading
from collections import Counter as Tally

import pytest
from pynamodb.connection import Connection

from daifukucho.coupons.holding import UNDO_WITHIN, AlreadyRedeemed, State
from daifukucho.coupons.ports import Part
from daifukucho.kernel.errors import Conflict, DaifukuchoError, Denied, Invalid, NotFound, Unavailable
from daifukucho.kernel.time import DAY
from daifukucho_aws.pause import pause
from daifukucho_aws.refusals import DATABASE_SILENT
from tests.support.aws_calls import cancelled, silent
from tests.support.till import till_of

ISSUED = {"title": "ご来店特典", "kind": "discount", "amount": 300, "audience": "issued"}


@pytest.fixture
def one_transaction_at_a_time(monkeypatch):
    """DynamoDB's transactions are serializable; moto's, called from several threads, are not."""
    really, lock = Connection.transact_write_items, threading.Lock()

    def locked(*args, **given):
        with lock:
            return really(*args, **given)

    monkeypatch.setattr(Connection, "transact_write_items", locked)


def kinds(shop, friend_id="U1"):
    return [entry.kind for entry in shop.ledger.entries(friend_id)]


def code_of(error):
    return error.value.code


def test_a_coupon_from_the_first_look_to_the_till(shop, coupon_id):
    (before,) = shop.wallet.mine("U1")
    assert (before.holding, before.state) == (None, State.ISSUED)
    assert kinds(shop) == []  # nothing is written for a public coupon until a friend opens it
    shown = shop.wallet.open("U1", coupon_id)
    assert shown.state is State.VIEWED
    assert len(shown.holding.code) >= 22
    shop.clock.now += 1
    assert shop.wallet.open("U1", coupon_id) == shown
    assert shop.desk.find(shown.holding.code) == shown.holding
    done = shop.pin_redemption.with_pin("U1", coupon_id, shop.store_id, "1234", "k")
    assert (done.use.store_id, done.use.staff_id, done.replayed) == (shop.store_id, None, False)
    assert [s.state for s in shop.wallet.mine("U1")] == [State.REDEEMED]
    assert kinds(shop) == ["coupon_viewed", "coupon_redeemed"]
    assert shop.holdings.count(coupon_id) == 1


def test_a_request_that_is_repeated_redeems_once(shop, coupon_id):
    first = shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    shop.clock.now += 5 * DAY
    shop.store_editor.update(shop.store_id, {"name": "本店", "active": False})
    again = shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    assert (again.use, again.replayed) == (first.use, True)
    assert shop.holdings.count(coupon_id) == 1
    assert kinds(shop) == ["coupon_redeemed"]


def test_ten_at_the_same_instant_one_wins(connection, coupon_id, shop, one_transaction_at_a_time):
    """Each in a thread of its own; the others learn who it was."""
    start, said = threading.Barrier(10), []
    shops = [till_of(connection, pause=pause) for _ in range(10)]

    def redeem(n):
        start.wait()
        try:
            said.append(shops[n].desk.redeem("U1", coupon_id, shop.store_id, f"client-{n}"))
        except AlreadyRedeemed as error:
            said.append(error)

    threads = [threading.Thread(target=redeem, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 10
    (won,) = [one for one in said if not isinstance(one, AlreadyRedeemed)]
    assert {one.use for one in said if one is not won} == {won.use}
    assert shop.holdings.count(coupon_id) == 1
    assert kinds(shop) == ["coupon_redeemed"]


@pytest.mark.parametrize("known_before", [True, False])
def test_rivals_between_reading_and_writing(shop, coupon_id, monkeypatch, known_before):
    """The tenth of ten that have all read the same: the very interleaving, without threads."""
    if known_before:
        shop.wallet.open("U1", coupon_id)
    really, depth, said = shop.holdings.save, [], []

    def overtaken(*args):
        if len(depth) < 9:
            depth.append(1)
            try:
                said.append(shop.desk.redeem("U1", coupon_id, shop.store_id, f"client-{len(depth)}"))
            except AlreadyRedeemed as error:
                said.append(error.use)
        return really(*args)

    monkeypatch.setattr(shop.holdings, "save", overtaken)
    with pytest.raises(AlreadyRedeemed) as mine:
        shop.desk.redeem("U1", coupon_id, shop.store_id, "client-0")
    assert len(said) == 9
    assert sum(not hasattr(one, "undone_at") for one in said) == 1
    assert shop.desk.redeem("U1", coupon_id, shop.store_id, "client-9").use == mine.value.use
    assert shop.holdings.count(coupon_id) == 1


def test_the_limit_for_all_holds_among_rivals(connection, shop, one_transaction_at_a_time):
    given = {"title": "先着3名", "kind": "gift", "audience": "public", "total_limit": 3}
    coupon_id = shop.coupon_editor.create(given).value.id
    start, said = threading.Barrier(8), Tally()
    shops = [till_of(connection, pause=pause) for _ in range(8)]

    def redeem(n):
        start.wait()
        try:
            shops[n].desk.redeem(f"U{n}", coupon_id, shop.store_id, "k")
            said["won"] += 1
        except DaifukuchoError as error:
            said[error.code] += 1

    threads = [threading.Thread(target=redeem, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"won": 3, "coupon_used_up": 5}
    assert shop.holdings.count(coupon_id) == 3
    winner = next(h for h in shop.holdings.of_coupon(coupon_id, None, 10, Part.USED).items)
    shop.desk.undo(winner.friend_id, coupon_id, winner.uses[0].use_id, "op", "違う客")
    loser = next(n for n in range(8) if shop.holdings.get(f"U{n}", coupon_id) is None)
    assert shop.desk.redeem(f"U{loser}", coupon_id, shop.store_id, "k").use  # there is room again


def test_conflicts_delay_and_change_nothing(shop, coupon_id, calls):
    conflicts = [cancelled("None", "None", "TransactionConflict")] * 3 + [cancelled("TransactionConflict")]
    calls.faults["TransactWriteItems"] = list(conflicts)
    shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    assert (shop.holdings.count(coupon_id), kinds(shop)) == (1, ["coupon_redeemed"])


def test_an_outage_is_said_and_a_repeat_makes_up_for_it(shop, coupon_id, calls, monkeypatch):
    calls.faults["TransactWriteItems"] = [silent]
    with pytest.raises(Unavailable):
        shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    really = shop.holdings.save

    def answer_lost(*args):
        really(*args)
        raise DATABASE_SILENT()

    with monkeypatch.context() as broken:
        broken.setattr(shop.holdings, "save", answer_lost)
        with pytest.raises(Unavailable):
            shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    assert shop.desk.redeem("U1", coupon_id, shop.store_id, "k").replayed
    assert shop.holdings.count(coupon_id) == 1


def test_a_redemption_is_undone_within_minutes_with_a_reason(shop, coupon_id):
    use = shop.desk.redeem("U1", coupon_id, shop.store_id, "k").use
    with pytest.raises(Invalid):
        shop.desk.undo("U1", coupon_id, use.use_id, "op", " ")
    shop.clock.now += UNDO_WITHIN
    assert not shop.desk.undo("U1", coupon_id, use.use_id, "op", "押し間違い").replayed
    assert shop.desk.undo("U1", coupon_id, use.use_id, "op", "押し間違い").replayed
    assert shop.holdings.count(coupon_id) == 0
    with pytest.raises(Conflict) as copy:
        shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    assert code_of(copy) == "coupon_use_undone"
    shop.clock.now += 1
    use = shop.desk.redeem("U1", coupon_id, shop.store_id, "k2").use
    shop.clock.now += UNDO_WITHIN + 1
    with pytest.raises(Conflict) as late:
        shop.desk.undo("U1", coupon_id, use.use_id, "op", "押し間違い")
    assert code_of(late) == "coupon_undo_too_late"
    with pytest.raises(NotFound):
        shop.desk.undo("U2", coupon_id, use.use_id, "op", "押し間違い")
    assert kinds(shop) == ["coupon_redeemed", "coupon_undone", "coupon_redeemed"]
    undone = next(e for e in shop.ledger.entries("U1") if e.kind == "coupon_undone")
    assert undone.data["reason"] == "押し間違い"


def test_a_coupon_that_is_given_and_taken_back(shop):
    coupon_id = shop.coupon_editor.create(ISSUED).value.id
    assert shop.wallet.mine("U1") == []
    with pytest.raises(Denied) as refused:
        shop.wallet.open("U1", coupon_id)
    assert code_of(refused) == "coupon_not_held"
    assert not shop.desk.issue("U1", coupon_id, "op").replayed
    assert shop.desk.issue("U1", coupon_id, "op").replayed
    shop.clock.now += 1
    code = shop.wallet.open("U1", coupon_id).holding.code
    shop.clock.now += 1
    assert not shop.desk.revoke("U1", coupon_id, "op").replayed
    assert shop.desk.revoke("U1", coupon_id, "op").replayed
    assert shop.wallet.mine("U1") == []
    with pytest.raises(Denied) as refused:
        shop.desk.redeem("U1", coupon_id, shop.store_id, "k")
    assert code_of(refused) == "coupon_revoked"
    shop.clock.now += 1
    shop.desk.issue("U1", coupon_id, "op")
    assert shop.desk.find(code).got_at == shop.clock.now
    assert kinds(shop) == ["coupon_issued", "coupon_viewed", "coupon_revoked", "coupon_issued"]
    with pytest.raises(NotFound):
        shop.desk.issue("U1", "gone", "op")


def test_codes_that_nobody_has(shop, coupon_id):
    shop.wallet.open("U1", coupon_id)
    for code in ("", "x" * 27, "あ", "\ud800"):
        with pytest.raises(Denied) as refused:
            shop.desk.find(code)
        assert code_of(refused) == "coupon_code_unknown"


def test_who_has_used_it_and_who_has_not(shop, coupon_id):
    for n in range(5):
        shop.clock.now += 1
        shop.wallet.open(f"U{n}", coupon_id)
    for n in (1, 3):
        shop.desk.redeem(f"U{n}", coupon_id, shop.store_id, "k")
    shop.desk.revoke("U4", coupon_id, "op")

    def listed(part=None):
        found, cursor = [], None
        while True:
            page = shop.holdings.of_coupon(coupon_id, cursor, 2, part)
            assert len(page.items) <= 2
            found += [holding.friend_id for holding in page.items]
            cursor = page.cursor
            if cursor is None:
                return found

    assert listed(Part.HELD) == ["U0", "U2"]
    assert listed(Part.USED) == ["U1", "U3"]
    assert listed(Part.REVOKED) == ["U4"]
    assert listed() == ["U0", "U2", "U4", "U1", "U3"]
    with pytest.raises(Invalid):
        shop.holdings.of_coupon(coupon_id, shop.holdings.of_coupon(coupon_id, None, 2).cursor, 2, Part.HELD)


def test_a_coupon_that_the_shop_deletes_is_shown_no_more(shop):
    coupon_id = shop.coupon_editor.create(ISSUED).value.id
    shop.desk.issue("U1", coupon_id, "op")
    shop.coupon_editor.delete(coupon_id)
    assert shop.wallet.mine("U1") == []


def test_where_it_is_valid(shop):
    coupon_id = shop.coupon_editor.create(ISSUED | {"audience": "public", "stores": [shop.store_id]}).value.id
    for store_id, code in ((shop.other_id, "coupon_other_store"), ("gone", "store_closed")):
        with pytest.raises(Denied) as refused:
            shop.desk.redeem("U1", coupon_id, store_id, "k")
        assert code_of(refused) == code
    assert kinds(shop) == []
    assert shop.desk.redeem("U1", coupon_id, shop.store_id, "k").use


def with_pin(shop, coupon_id, pin="1234", friend_id="U1", key="k", store_id=None):
    """What came of it: ``None`` if it was redeemed."""
    try:
        shop.pin_redemption.with_pin(friend_id, coupon_id, store_id or shop.store_id, pin, key)
    except DaifukuchoError as error:
        return error.code
    return None


def wrong_today(shop):
    return shop.pins.wrong_today(shop.stores.get(shop.store_id))


def test_a_friend_who_guesses_closes_the_store_for_nobody_else(shop, coupon_id):
    assert [with_pin(shop, coupon_id, "0000") for _ in range(5)] == ["pin_wrong"] * 5
    assert with_pin(shop, coupon_id) == "pin_locked"
    assert with_pin(shop, coupon_id, friend_id="U2") is None
    assert with_pin(shop, coupon_id) == "pin_locked"  # and nobody's right PIN opens it for the one who guesses
    shop.pins.unlock(shop.stores.get(shop.store_id), "U1")
    assert with_pin(shop, coupon_id) is None
    assert wrong_today(shop) == 5


def test_who_has_nothing_to_redeem_here_is_not_asked_for_the_pin(shop, coupon_id):
    """Wrong or right, a PIN is then no try, and says nothing."""

    def made(**given):
        return shop.coupon_editor.create(ISSUED | given).value.id

    over = made(audience="public", ends_at="2026-11-01T00:00:00+09:00", starts_at="2026-10-01T00:00:00+09:00")
    limited, used = made(audience="public", total_limit=1), made(audience="public")
    shop.desk.redeem("U2", limited, shop.store_id, "k")
    shop.desk.redeem("U1", used, shop.store_id, "k")
    taken = made()
    shop.desk.issue("U1", taken, "op")
    shop.desk.revoke("U1", taken, "op")
    for given, code in {
        "gone": "coupon_not_found",
        made(): "coupon_not_held",
        made(audience="public", starts_at="2027-01-01T00:00:00+09:00"): "coupon_not_started",
        made(audience="public", stores=[shop.other_id]): "coupon_other_store",
        over: "coupon_expired",
        limited: "coupon_used_up",
        used: "coupon_redeemed",
        taken: "coupon_revoked",
    }.items():
        for pin in ("0000", "1234"):
            assert with_pin(shop, given, pin, key="k2") == code
    assert with_pin(shop, coupon_id, store_id="gone") == "store_closed"
    assert with_pin(shop, coupon_id, store_id=shop.other_id) == "pin_not_set"
    assert wrong_today(shop) == 0
    assert [with_pin(shop, coupon_id, "0000") for _ in range(5)] == ["pin_wrong"] * 5


def test_a_copy_of_what_was_redeemed_is_no_try(shop, coupon_id):
    first = shop.pin_redemption.with_pin("U1", coupon_id, shop.store_id, "1234", "k")
    again = shop.pin_redemption.with_pin("U1", coupon_id, shop.store_id, "0000", "k")
    assert (again.use, again.replayed) == (first.use, True)
    assert wrong_today(shop) == 0


def test_a_rival_between_costs_no_second_try(shop, coupon_id, monkeypatch):
    shop.wallet.open("U1", coupon_id)
    really, rivals, asked = shop.holdings.save, [shop.desk.revoke, shop.desk.issue], []

    def overtaken(before, after, *rest):
        if rivals and after.used:
            rivals.pop(0)("U1", coupon_id, "op"), rivals.pop(0)("U1", coupon_id, "op")
        return really(before, after, *rest)

    opened = shop.pins.open
    monkeypatch.setattr(shop.holdings, "save", overtaken)
    monkeypatch.setattr(shop.pins, "open", lambda *args: asked.append(args) or opened(*args))
    assert with_pin(shop, coupon_id) is None
    assert (len(asked), rivals) == (1, [])


def test_tries_at_the_same_instant_are_each_counted(connection, coupon_id, shop):
    """Twenty wrong ones of one friend, each in a thread of its own: five are checked."""
    start, said = threading.Barrier(20), Tally()
    shops = [till_of(connection) for _ in range(20)]

    def guess(n):
        start.wait()
        said[with_pin(shops[n], coupon_id, f"0{n:03d}", store_id=shop.store_id)] += 1

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said["pin_wrong"] <= 5
    assert set(said) <= {"pin_wrong", "pin_locked", "contention"}
    assert wrong_today(shop) == said["pin_wrong"]


def test_what_is_kept_of_tries_goes_by_itself(shop, coupon_id, connection):
    with_pin(shop, coupon_id, "7391")
    kept = [
        item for item in connection.client.scan(TableName="catalog")["Items"] if item["kind"]["S"].startswith("pin_")
    ]
    assert sorted(item["kind"]["S"] for item in kept) == ["pin_tries", "pin_wrong"]
    assert all(DAY < int(item["expires_at"]["N"]) * 1000 - shop.clock.now < 3 * DAY for item in kept)
    assert not [item for item in kept if "7391" in item["sort"]["S"] + str(item.get("body"))]


def test_a_public_coupon_is_found_among_many_that_are_given(shop, coupon_id):
    for n in range(60):
        shop.coupon_editor.create(ISSUED | {"title": f"特典{n}"})
    assert [shown.coupon.id for shown in shop.wallet.mine("U1")] == [coupon_id]
