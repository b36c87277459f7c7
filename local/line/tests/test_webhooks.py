"""What reaches the bot server: signatures, event shapes, batches, redelivery, duplicates, order."""

import json
import time
from typing import Any

import httpx
import pytest
from linebot.v3 import WebhookParser
from linebot.v3.messaging import ApiException, MessagingApi, SetWebhookEndpointRequest
from linebot.v3.messaging import TestWebhookEndpointRequest as WebhookTest
from linebot.v3.webhook import SignatureValidator
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent, UnsendEvent
from ulid import ULID

from local.line.friends import friend_id
from local.line.process import RunningSimulator
from local.line.webhooks import sign

GROUP, ROOM = "C" + "1" * 32, "R" + "2" * 32
ALICE = friend_id("alice", 0)


def test_signature_equals_the_official_example() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert sign("8c570fa6dd201bb328f1c1eac23a96d8", body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_a_webhook_is_signed_over_its_bytes(sim: RunningSimulator, receiver: Any) -> None:
    sim.say(ALICE, '髙橋さんへ🌸\n"引用" \\ </script>')
    [(headers, raw)] = receiver.requests
    assert SignatureValidator(sim.channel_secret).validate(raw.decode(), headers["x-line-signature"])
    assert not SignatureValidator(sim.channel_secret).validate(raw.decode() + " ", headers["x-line-signature"])
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert "髙橋さんへ🌸".encode() in raw
    assert json.loads(raw)["destination"] == sim.bot_user_id


def test_events_are_lines_own_shape(sim: RunningSimulator, receiver: Any) -> None:
    """The SDK's parser, which knows each event's required fields, reads every one of them."""
    sim.follow(user_ids=[ALICE])
    [message_id] = sim.say(ALICE, "こんにちは")["message_ids"]
    sim.sticker(ALICE)
    sim.location(ALICE, 35.68, 139.76, title="本店", address="東京都千代田区")
    sim.message(ALICE, {"type": "image"})
    sim.postback(ALICE, "action=book", {"date": "2026-11-22"})
    sim.unsend(ALICE, message_id)
    sim.unfollow(ALICE)
    parser = WebhookParser(sim.channel_secret)
    parsed = [parser.parse(raw.decode(), headers["x-line-signature"])[0] for headers, raw in receiver.requests]
    assert [type(event) for event in parsed] == [
        *(FollowEvent, MessageEvent, MessageEvent, MessageEvent, MessageEvent),
        *(PostbackEvent, UnsendEvent, UnfollowEvent),
    ]
    assert [event.message.type for event in parsed[1:5]] == ["text", "sticker", "location", "image"]
    assert parsed[1].message.id == parsed[6].unsend.message_id == message_id
    assert parsed[5].postback.params == {"date": "2026-11-22"}
    for event in parsed:
        assert event.source.user_id == ALICE
        assert event.mode == "active"
        assert event.delivery_context.is_redelivery is False
        assert ULID.from_str(event.webhook_event_id).milliseconds == event.timestamp
    assert len({event.webhook_event_id for event in parsed}) == 8


def test_follow_after_a_block_is_an_unblock(sim: RunningSimulator, receiver: Any) -> None:
    sim.follow(user_ids=[ALICE])
    sim.unfollow(ALICE)
    assert sim.stats()["friends"] == {"known": 1, "reachable": 0, "blocked": 1}
    sim.follow(user_ids=[ALICE])
    assert [event["follow"] for event in receiver.events if event["type"] == "follow"] == [
        {"isUnblocked": False},
        {"isUnblocked": True},
    ]
    assert sim.stats()["friends"] == {"known": 1, "reachable": 1, "blocked": 0}


def test_groups_and_rooms(sim: RunningSimulator, receiver: Any) -> None:
    sim.say(ALICE, "グループです", group_id=GROUP)
    sim.events([{"type": "join", "room_id": ROOM}, {"type": "leave", "group_id": GROUP}])
    assert [event["source"] for event in receiver.events] == [
        {"type": "group", "groupId": GROUP, "userId": ALICE},
        {"type": "room", "roomId": ROOM},
        {"type": "group", "groupId": GROUP},
    ]
    assert ["replyToken" in event for event in receiver.events] == [True, True, False]
    assert sim.stats()["groups"] == 1


def test_any_event_and_any_property_can_be_sent(sim: RunningSimulator, receiver: Any) -> None:
    sim.events(
        [
            {"type": "beacon", "user_id": ALICE, "beacon": {"hwid": "d41d8cd98f", "type": "enter"}},
            {"type": "brandNew", "user_id": ALICE, "timestamp": 1_700_000_000_000},
            {"type": "follow", "user_id": ALICE, "mode": "standby"},
            {"type": "accountLink", "link": {"result": "failed", "nonce": "n"}, "replyToken": None},
        ]
    )
    sim.raw([{"type": "odd", "無": None}, "not an object"])
    beacon, new, standby, link, odd, text = receiver.events
    assert beacon["beacon"]["hwid"] == "d41d8cd98f" and beacon["replyToken"]
    assert (new["type"], new["timestamp"]) == ("brandNew", 1_700_000_000_000)
    assert standby["mode"] == "standby" and "replyToken" not in standby
    assert "source" not in link and "replyToken" not in link
    assert (odd, text) == ({"type": "odd", "無": None}, "not an object")


@pytest.mark.parametrize(
    ("event", "hint"),
    [
        ("follow", "an event is an object"),
        ({"user_id": ALICE}, "an event needs a 'type'"),
        ({"type": "message", "user_id": ALICE}, "needs the object 'message'"),
        ({"type": "follow"}, "needs a 'user_id'"),
        ({"type": "follow", "user_id": "alice"}, "'user_id' must be a LINE id"),
        ({"type": "follow", "user_id": ALICE, "timestamp": "now"}, "'timestamp' must be"),
        ({"type": "message", "user_id": ALICE, "message": {"type": "text", "text": "\ud800"}}, "surrogate"),
    ],
)
def test_a_wrong_event_says_what_to_change_and_changes_nothing(
    sim: RunningSimulator, receiver: Any, event: Any, hint: str
) -> None:
    body = json.dumps({"events": [{"type": "follow", "user_id": ALICE}, event]})
    answer = httpx.post(
        f"{sim.url}/_sim/events", content=body, headers={"Content-Type": "application/json"}, trust_env=False
    )
    assert answer.status_code == 400
    assert hint in answer.json()["error"]
    assert receiver.requests == []
    assert sim.stats()["friends"]["known"] == 0


def test_events_are_batched_and_counted(sim: RunningSimulator, receiver: Any) -> None:
    summary = sim.follow(103, batch=10, concurrency=4)
    assert sorted(len(body["events"]) for body in receiver.bodies) == [3] + [10] * 10
    assert {event["source"]["userId"] for event in receiver.events} == {friend_id("friends", i) for i in range(103)}
    assert (summary["events"], summary["delivered"], summary["undelivered"]) == (103, 103, 0)
    assert (summary["requests"], summary["statuses"], summary["done"]) == (11, {"200": 11}, True)
    assert sim.stats()["webhooks"] == {"200": 11}
    assert summary["event_ids"] == [sim.event(event_id)["webhookEventId"] for event_id in summary["event_ids"]]


def test_what_is_not_answered_2xx_is_redelivered(sim: RunningSimulator, receiver: Any) -> None:
    receiver.answers.extend([500, 503, 200])
    summary = sim.say(ALICE, "届きますか")
    assert (summary["delivered"], summary["undelivered"], summary["statuses"]) == (0, 1, {"500": 1})
    receiver.requests.clear()
    summary = sim.events(
        [{"type": "follow", "user_id": ALICE}, {"type": "unfollow", "user_id": ALICE}],
        batch=2,
        redeliveries=3,
        redelivery_delay_seconds=0,
    )
    assert (summary["delivered"], summary["statuses"]) == (2, {"503": 1, "200": 1})
    first, second = receiver.bodies
    assert [event["deliveryContext"]["isRedelivery"] for event in first["events"]] == [False, False]
    assert [event["deliveryContext"]["isRedelivery"] for event in second["events"]] == [True, True]
    for event in [*first["events"], *second["events"]]:
        del event["deliveryContext"]
    assert first["events"] == second["events"]
    for headers, raw in receiver.requests:
        assert SignatureValidator(sim.channel_secret).validate(raw.decode(), headers["x-line-signature"])


def test_duplicates_and_shuffled_order(sim: RunningSimulator, receiver: Any) -> None:
    summary = sim.follow(40, duplicates=10, shuffle=True, seed="mixed", batch=7)
    sent = [event["webhookEventId"] for event in receiver.events]
    assert len(sent) == summary["copies"] == 50
    assert set(sent) == set(summary["event_ids"])
    assert list(dict.fromkeys(sent)) != summary["event_ids"]
    assert not any(event["deliveryContext"]["isRedelivery"] for event in receiver.events)


def test_delivery_can_be_watched(sim: RunningSimulator, receiver: Any) -> None:
    started = sim.follow(20, wait=False)
    while not (now := sim.delivery(started["id"]))["done"]:
        assert now["delivered"] <= 20
        time.sleep(0.02)
    assert (now["delivered"], now["statuses"]) == (20, {"200": 20})


def test_no_answer_in_time_and_no_server(sim: RunningSimulator, receiver: Any) -> None:
    sim.configure(webhook_timeout_seconds=0.1)
    receiver.delay_seconds = 0.5
    assert sim.say(ALICE, "遅い")["statuses"] == {"request_timeout": 1}
    receiver.delay_seconds = 0.0
    sim.configure(webhook_url="http://127.0.0.1:1/")
    assert sim.say(ALICE, "不在")["statuses"] == {"could_not_connect": 1}


def test_without_a_url_nothing_happens_and_it_says_so(sim: RunningSimulator) -> None:
    with pytest.raises(httpx.HTTPStatusError) as caught:
        sim.follow(3)
    assert "no webhook URL is set" in caught.value.response.json()["error"]
    assert sim.stats()["friends"]["known"] == 0


def test_webhooks_that_are_off_are_not_sent(sim: RunningSimulator, receiver: Any) -> None:
    sim.configure(webhook_active=False)
    assert sim.follow(3)["undelivered"] == 3
    assert receiver.requests == []
    assert sim.stats()["friends"]["reachable"] == 3


def test_endpoint_is_set_shown_and_tested(sim: RunningSimulator, receiver: Any, api: MessagingApi) -> None:
    sim.configure(webhook_url=None)
    for call in (api.get_webhook_endpoint, api.test_webhook_endpoint):
        with pytest.raises(ApiException) as caught:
            call()
        assert (caught.value.status, "Webhook endpoint not found" in caught.value.body) == (404, True)
    api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=receiver.url))
    assert (api.get_webhook_endpoint().endpoint, api.get_webhook_endpoint().active) == (receiver.url, True)
    result = api.test_webhook_endpoint(WebhookTest())
    assert (result.success, result.status_code, result.reason) == (True, 200, "OK")
    assert receiver.bodies == [{"destination": sim.bot_user_id, "events": []}]
    receiver.answers.append(503)
    result = api.test_webhook_endpoint(WebhookTest(endpoint=receiver.url))
    assert (result.success, result.status_code, result.reason) == (False, 503, "ERROR_STATUS_CODE")
    result = api.test_webhook_endpoint(WebhookTest(endpoint="http://127.0.0.1:1/"))
    assert (result.success, result.status_code, result.reason) == (False, 0, "COULD_NOT_CONNECT")


@pytest.mark.parametrize("url", ["http://example.com/", "ftp://127.0.0.1/", "https://", "https://x.jp/" + "a" * 500])
def test_endpoint_must_be_https(sim: RunningSimulator, http: httpx.Client, url: str) -> None:
    answer = http.put("/v2/bot/channel/webhook/endpoint", json={"endpoint": url})
    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid webhook endpoint URL"})
    with pytest.raises(httpx.HTTPStatusError):
        sim.configure(webhook_url=url)
