"""A rank rises on the running stack, and the friend is told once; what has expired is recorded by itself."""

import json

import pytest

pytestmark = pytest.mark.e2e

_NAMES = ({"ja": "一般", "en": "Regular"}, {"ja": "ゴールド", "en": "Gold"})


@pytest.fixture
def ranks(shop):
    """Two ranks, of which the higher one has a message. The ranks that were there before come back."""
    before = shop.api.ranks.get()
    text = f"{{{{ name | default: 'お客' }}}}様、{{{{ rank }}}}会員です {shop.tag}"
    named = [
        {"id": "regular", "name": _NAMES[0], "threshold": 0},
        {"id": "gold", "name": _NAMES[1], "threshold": 5_000, "messages": [{"type": "text", "text": text}]},
    ]
    shop.api.ranks.update({"measure": "yen", "months": 12, "never_falls": False, "ranks": named})
    yield named
    old = [
        {
            "id": r.id,
            "name": {"ja": r.name.ja, "en": r.name.en},
            "threshold": r.threshold,
            "multiplier": r.multiplier,
            "messages": r.messages,
        }
        for r in before.ranks
    ]
    shop.api.ranks.update(
        {"measure": before.measure, "months": before.months, "never_falls": before.never_falls, "ranks": old}
    )


def told(shop, friend_id):
    return [m["text"] for r in shop.line.received(friend_id) for m in r["messages"] if shop.tag in m["text"]]


def entry(shop, friend_id, of, **data):
    found = shop.api.friends.ledger(friend_id, kind=of)
    return next((e for e in found if all(e.data.get(name) == value for name, value in data.items())), None)


def test_whoever_rises_is_told_once_though_the_doorbell_rings_twice(shop, ranks):
    (friend_id,) = shop.friends(1)
    shop.line.add_faults({"endpoint": "push", "kind": "accept-then-drop", "times": 1})
    shop.api.points.grant(friend_id, points=50, amount_yen=5_000, idempotency_key="till-1")
    rose = entry(shop, friend_id, "rank_changed", rank="gold")
    doorbell = {"friend_id": friend_id, "sort": f"{round(rose.at.timestamp() * 1000):013d}#{rose.event_id}"}
    for _ in range(2):
        shop.aws("sqs").send_message(QueueUrl=shop.stack["outputs"]["NoticeQueueUrl"], MessageBody=json.dumps(doorbell))
    notice = shop.until(lambda: entry(shop, friend_id, "notice"))
    assert (notice.data["outcome"], notice.data["entry_id"]) == ("sent", rose.event_id)
    shop.api.points.grant(friend_id, points=1, idempotency_key="till-2")  # without another rank
    shop.invoke("NotifierFunction", {"Records": [{"messageId": "m", "body": json.dumps(doorbell)}]})
    name = (shop.friend(friend_id).display_name or "").strip() or "お客"
    (text,) = told(shop, friend_id)
    assert text.startswith(f"{name}様、") and text.endswith(f"会員です {shop.tag}")
    assert shop.kinds(friend_id).count("notice") == 1


def test_what_has_expired_is_recorded_by_itself(shop, ranks):
    (friend_id,) = shop.friends(1)
    shop.api.points.grant(friend_id, points=5, idempotency_key="till-1")
    item = {"friend_id": {"S": friend_id}}
    values = {":lots": {"M": {"2020-01-31": {"N": "5"}}}, ":one": {"N": "1"}}
    shop.aws("dynamodb").update_item(
        TableName=shop.stack["outputs"]["FriendsTable"],
        Key=item,
        UpdateExpression="SET point_lots = :lots ADD revision :one",
        ExpressionAttributeValues=values,
    )
    shop.invoke("SettlerFunction", {})
    expired = shop.until(lambda: entry(shop, friend_id, "points", kind="expire"))
    assert (expired.data["points"], expired.data["balance"]) == (5, 0)
