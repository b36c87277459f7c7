"""Events come in through API Gateway, are kept in the ledger, and change the roster."""

import json
import random

import httpx
import pytest

pytestmark = pytest.mark.e2e


def test_a_friend_is_in_the_roster_at_the_moment_of_follow(shop):
    (friend_id,) = shop.friends(1)
    friend = shop.friend(friend_id)
    assert friend.status == "active"
    assert friend.display_name
    assert sorted(shop.kinds(friend_id)) == ["edit", "follow", "profile"]


def test_whoever_writes_is_a_friend_from_before(shop):
    (friend_id,) = shop.line.create_friends(1, seed=f"old-{shop.tag}", following=True)
    shop.line.say(friend_id, "前からの友だちです")
    friend = shop.until(lambda: shop.friend(friend_id))
    assert (friend.status, friend.messages_received) == ("active", 1)


def test_three_deliveries_out_of_order_change_nothing(shop):
    (friend_id,) = shop.line.create_friends(1, seed=f"order-{shop.tag}")
    now = 1_795_000_000_000
    history = ["follow", "unfollow", "follow", "message", "postback", "unfollow", "follow"]
    more = {"message": {"message": {"type": "text", "text": "こんにちは"}}, "postback": {"postback": {"data": "x"}}}
    events = [
        {"type": kind, "user_id": friend_id, "timestamp": now + n * 1000, **more.get(kind, {})}
        for n, kind in enumerate(history)
    ]
    dice = random.Random(7)
    sent = shop.line.events(dice.sample(events, len(events)))
    for _ in range(2):
        ids = dice.sample(sent["event_ids"], len(events))
        shop.line.redeliver(ids, batch=3, shuffle=True)
    friend = shop.until(lambda: (f := shop.known(friend_id)) and (f.follows, f.messages_received) == (3, 1) and f)
    assert friend.status == "active"
    assert sorted(kind for kind in shop.kinds(friend_id) if kind != "profile") == sorted(history)


def test_an_unsent_message_stays_erased(shop):
    (friend_id,) = shop.friends(1)
    sent = shop.line.say(friend_id, "取り消すことば")
    event = shop.line.event(sent["event_ids"][0])
    shop.line.unsend(friend_id, event["message"]["id"])
    shop.line.redeliver(sent["event_ids"])
    shop.until(lambda: "unsend" in shop.kinds(friend_id))
    assert "取り消すことば" not in str(list(shop.api.friends.ledger(friend_id)))
    kept = in_the_ledger(shop, friend_id)
    assert kept and "取り消すことば" not in str(kept)


def in_the_ledger(shop, friend_id):
    """The friend's items, as they are kept."""
    return shop.aws("dynamodb").query(
        TableName=shop.stack["outputs"]["LedgerTable"],
        KeyConditionExpression="friend_id = :f",
        ExpressionAttributeValues={":f": {"S": friend_id}},
        ConsistentRead=True,
    )["Items"]


def following(friend_id, event_id):
    """What LINE sends when somebody follows."""
    return {
        "type": "follow",
        "mode": "active",
        "timestamp": 1_795_000_000_000,
        "source": {"type": "user", "userId": friend_id},
        "webhookEventId": event_id.upper().ljust(26, "0"),
        "deliveryContext": {"isRedelivery": False},
        "follow": {"isUnblocked": False},
    }


def test_an_odd_event_costs_the_others_nothing(shop):
    (friend_id,) = shop.line.create_friends(1, seed=f"odd-{shop.tag}")
    odd = [{"type": "telepathy", "source": ["?"]}, "not an event", {"type": 7, "timestamp": "soon"}]
    summary = shop.line.raw([*odd, following(friend_id, f"01ODD{shop.tag}")], batch=4)
    assert summary["statuses"] == {"200": 1}
    assert shop.until(lambda: shop.known(friend_id)).status == "active"


def test_a_bad_signature_is_401_and_writes_nothing(shop):
    (friend_id,) = shop.line.create_friends(1, seed=f"forged-{shop.tag}")
    body = json.dumps({"destination": "U0", "events": [following(friend_id, f"01BAD{shop.tag}")]}).encode()
    for headers in ({}, {"x-line-signature": "AAAA"}):
        answer = httpx.post(shop.stack["webhook"], content=body, headers=headers, trust_env=False, timeout=30)
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("application/problem+json")
    assert in_the_ledger(shop, friend_id) == []
    assert shop.known(friend_id) is None
