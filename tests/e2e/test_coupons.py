"""Ten phones at the same instant: real HTTP, real functions, one coupon."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.e2e

PIN = "246813"
TEN = 10


@pytest.fixture
def till(shop):
    return Till(shop)


class Till:
    """Redeems as the page does. All start at the same instant."""

    def __init__(self, shop):
        self.shop = shop
        self.store_id = shop.api.stores.create({"name": "本店", "pin": PIN}).store_id

    def coupon(self, friends, **given):
        says = {"title": "先着", "kind": "free", "audience": "issued", **given}
        coupon_id = self.shop.api.coupons.create(says).coupon_id
        for friend_id in set(friends):
            self.shop.api.coupons.issue(coupon_id, friend_id)
        return coupon_id

    def at_once(self, coupon_id, friends, pin=PIN):
        """One client for each of the friends, each with a key of its own; what each was answered."""
        start = threading.Barrier(len(friends))
        tokens = {friend_id: self.shop.line.id_token(friend_id)["id_token"] for friend_id in set(friends)}
        url = f"{self.shop.stack['liff']}/api/coupons/{coupon_id}/redemptions"

        def redeem(friend_id):
            body = {"store_id": self.store_id, "pin": pin, "key": uuid4().hex}
            with httpx.Client(trust_env=False, timeout=60) as http:
                start.wait()
                return http.post(url, json=body, headers={"Authorization": f"Bearer {tokens[friend_id]}"})

        with ThreadPoolExecutor(len(friends)) as threads:
            return list(threads.map(redeem, friends))


def codes(answers):
    return Counter(answer.json().get("code", answer.status_code) for answer in answers)


def test_ten_clients_redeem_one_coupon_and_one_wins(shop, till):
    [friend_id] = shop.friends(1)
    coupon_id = till.coupon([friend_id])
    answers = till.at_once(coupon_id, [friend_id] * TEN)
    assert codes(answers) == {200: 1, "coupon_redeemed": TEN - 1}
    [won] = [answer.json()["used"] for answer in answers if answer.status_code == 200]
    assert won["store"] == "本店"
    [use] = next(shop.api.coupons.holders(coupon_id)).uses
    for refused in (answer.json() for answer in answers if answer.status_code == 409):
        assert refused["store_id"] == use.store_id == till.store_id
        assert refused["redeemed_at"] in refused["detail"]
    assert {refused.json()["redeemed_at"] for refused in answers if refused.status_code == 409} == {when(use.at)}
    assert use.at.timestamp() * 1000 == pytest.approx(won["at"])
    assert shop.api.coupons.get(coupon_id).redeemed == 1
    assert shop.kinds(friend_id).count("coupon_redeemed") == 1


def when(at):
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")


def test_ten_friends_and_one_coupon_for_all_of_them(shop, till):
    friends = shop.friends(TEN)
    coupon_id = till.coupon(friends, total_limit=1)
    assert codes(till.at_once(coupon_id, friends)) == {200: 1, "coupon_used_up": TEN - 1}
    assert shop.api.coupons.get(coupon_id).redeemed == 1
    assert sum(shop.kinds(friend_id).count("coupon_redeemed") for friend_id in friends) == 1


def test_five_wrong_pins_at_once_lock_the_friend_and_nobody_else(shop, till):
    [friend_id, other] = shop.friends(2)
    coupon_id = till.coupon([friend_id, other])
    answers = till.at_once(coupon_id, [friend_id] * 5, pin="000000")
    assert codes(answers) == {"pin_wrong": 5}
    assert {answer.json()["tries_left"] for answer in answers} == {0, 1, 2, 3, 4}
    [right] = till.at_once(coupon_id, [friend_id])
    assert (right.status_code, right.json()["code"]) == (403, "pin_locked")
    assert right.json()["locked_until"]
    assert codes(till.at_once(coupon_id, [other])) == {200: 1}
    assert shop.api.stores.get(till.store_id).wrong_pins_today == 5
    shop.api.stores.unlock(till.store_id, friend_id)
    assert codes(till.at_once(coupon_id, [friend_id])) == {200: 1}
