"""``make seed`` on the running stack: its friends are friends like all others."""

import subprocess
import sys
from collections import Counter

import pytest

pytestmark = pytest.mark.e2e

COUNT = 300


def seed(shop) -> str:
    words = [sys.executable, "-m", "local.seed", "--friends", str(COUNT), "--seed", shop.tag]
    done = subprocess.run(
        [*words, "--stack-file", str(shop.folder / "stack.json")], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_seeded_friends_are_found_and_reached(shop):
    assert f"{COUNT} " in seed(shop)
    assert shop.count(shop.where) == COUNT
    seed(shop)
    assert shop.count(shop.where) == COUNT

    def having(field, op, value):
        return shop.count({"all": [shop.where, {"field": field, "op": op, "value": value}]})

    blocked = having("status", "is", "blocked")
    assert 0 < blocked < COUNT / 4
    assert 0 < having("tags", "any_of", ["予約者"]) < COUNT / 2
    bought = having("orders", "bought", {"times": 1})
    assert 0 < bought == having("ltv_gross", "gte", 0) < COUNT / 4
    assert 0 < having("orders", "bought", {"category": "和菓子"}) <= bought

    found = list(shop.api.friends.list(tag=shop.tag))
    friends = [friend.friend_id for friend in found]
    assert len(friends) == COUNT
    wrote = next(friend for friend in found if friend.messages_received)
    assert Counter(shop.kinds(wrote.friend_id))["message"] == wrote.messages_received

    text = f"はじめまして {shop.tag}"
    run = shop.closed(shop.send(shop.campaign(text)))
    assert (run.state, run.planned) == ("completed", COUNT)
    assert run.skipped["blocked"] == blocked
    assert run.sent + run.skipped_total == COUNT
    received = shop.received(friends, text)
    assert Counter(received.values()) == {1: run.sent, 0: run.skipped_total}
