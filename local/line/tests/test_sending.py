"""Contract tests of sending, through LINE's own SDK where it lets us."""

import uuid
from typing import Any

import httpx
import pytest
from linebot.v3.messaging import (
    ApiException,
    BroadcastRequest,
    MessagingApi,
    MulticastRequest,
    NarrowcastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
    ValidateMessageRequest,
)

from local.line.friends import friend_id
from local.line.process import RunningSimulator

HELLO = {"type": "text", "text": "こんにちは"}
STRANGER = friend_id("stranger", 0)
PUSH, MULTICAST, REPLY = "/v2/bot/message/push", "/v2/bot/message/multicast", "/v2/bot/message/reply"


def key() -> str:
    return str(uuid.uuid4())


def refusal(caught: pytest.ExceptionInfo[ApiException]) -> tuple[int, str]:
    return caught.value.status, httpx.Response(200, text=caught.value.body).json()["message"]


def test_push_reaches_a_friend_and_is_recorded(sim: RunningSimulator, api: MessagingApi) -> None:
    [friend] = sim.create_friends(1, following=True)
    retry_key = key()
    answer = api.push_message_with_http_info(
        PushMessageRequest(to=friend, messages=[TextMessage(text="一つ"), TextMessage(text="二つ")]), retry_key
    )
    assert len(answer.data.sent_messages) == 2
    assert all(sent.id.isdecimal() and sent.quote_token for sent in answer.data.sent_messages)
    [request] = sim.received(friend)
    assert request["request_id"] == answer.headers["x-line-request-id"]
    assert request["retry_key"] == retry_key
    assert request["kind"] == "push"
    assert [message["text"] for message in request["messages"]] == ["一つ", "二つ"]


def test_multicast_skips_blocked_and_unknown_without_an_error(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(3, following=True)
    sim.put_friends([{"user_id": friends[1], "blocked": True}])
    api.multicast(MulticastRequest(to=[*friends, STRANGER], messages=[TextMessage(text="セールです")]), key())
    assert sim.received_counts() == {friends[0]: 1, friends[2]: 1}
    assert api.get_message_quota_consumption().total_usage == 2


def test_push_to_blocked_and_unknown_is_200_and_free(sim: RunningSimulator, api: MessagingApi) -> None:
    [blocked] = sim.create_friends(1, following=True)
    sim.put_friends([{"user_id": blocked, "blocked": True}])
    for user_id in (blocked, STRANGER):
        api.push_message(PushMessageRequest(to=user_id, messages=[TextMessage(text="?")]))
    assert sim.received_counts() == {}
    assert api.get_message_quota_consumption().total_usage == 0


def test_unknown_users_can_be_refused_and_then_nobody_gets_it(sim: RunningSimulator, api: MessagingApi) -> None:
    sim.configure(refuse_unknown_users=True)
    [friend] = sim.create_friends(1, following=True)
    with pytest.raises(ApiException) as caught:
        api.multicast(MulticastRequest(to=[friend, STRANGER], messages=[TextMessage(text="x")]))
    assert refusal(caught) == (
        400,
        "The property, 'to[1]', in the request body is invalid (line: -, column: -)",
    )
    with pytest.raises(ApiException) as caught:
        api.push_message(PushMessageRequest(to=STRANGER, messages=[TextMessage(text="x")]))
    assert refusal(caught) == (400, "Failed to send messages")
    assert sim.received_counts() == {}


def test_broadcast_and_narrowcast_reach_all_friends(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(5, following=True)
    sim.put_friends([{"user_id": friends[0], "blocked": True}])
    api.broadcast(BroadcastRequest(messages=[TextMessage(text="全員へ")]), key())
    assert sim.received_counts() == dict.fromkeys(friends[1:], 1)
    answer = api.narrowcast_with_http_info(NarrowcastRequest(messages=[TextMessage(text="全員へ")]), key())
    assert answer.status_code == 202
    progress = api.get_narrowcast_progress(answer.headers["x-line-request-id"])
    assert (progress.phase, progress.success_count) == ("succeeded", 4)
    assert sim.received_counts() == dict.fromkeys(friends[1:], 2)


def test_retry_key_is_accepted_once(sim: RunningSimulator, api: MessagingApi) -> None:
    [friend] = sim.create_friends(1, following=True)
    request, retry_key = PushMessageRequest(to=friend, messages=[TextMessage(text="一度だけ")]), key()
    first = api.push_message_with_http_info(request, retry_key)
    with pytest.raises(ApiException) as caught:
        api.push_message(request, retry_key)
    assert refusal(caught) == (409, "The retry key is already accepted")
    assert caught.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert caught.value.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    repeated = httpx.Response(200, text=caught.value.body).json()["sentMessages"]
    assert [sent["id"] for sent in repeated] == [sent.id for sent in first.data.sent_messages]
    assert sim.received_counts() == {friend: 1}


def test_retry_key_lives_24_hours_from_its_first_use(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(2, following=True)
    request, retry_key = MulticastRequest(to=friends, messages=[TextMessage(text="x")]), key()
    sim.add_faults({"endpoint": "multicast", "kind": "500"})
    with pytest.raises(ApiException) as caught:
        api.multicast(request, retry_key)
    assert caught.value.status == 500
    sim.advance(23 * 3600)
    api.multicast(request, retry_key)
    with pytest.raises(ApiException) as caught:
        api.multicast(request, retry_key)
    assert caught.value.status == 409
    sim.advance(3601)
    api.multicast(request, retry_key)
    assert sim.received_counts() == dict.fromkeys(friends, 2)


@pytest.mark.parametrize("bad", ["not-a-uuid", "123e4567e89b12d3a456426614174000", ""])
def test_retry_key_must_be_a_hexadecimal_uuid(http: httpx.Client, bad: str) -> None:
    response = http.post(MULTICAST, json={"to": [STRANGER], "messages": [HELLO]}, headers={"X-Line-Retry-Key": bad})
    assert response.status_code == 400


def test_retry_key_is_refused_where_it_means_nothing(http: httpx.Client) -> None:
    for method, path in (("POST", REPLY), ("POST", "/v2/bot/message/validate/push"), ("GET", "/v2/bot/info")):
        body = {"replyToken": "x", "messages": [HELLO]} if method == "POST" else None
        response = http.request(method, path, json=body, headers={"X-Line-Retry-Key": key()})
        assert response.status_code == 400, path


def test_quota_refuses_the_whole_request(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(3, following=True)
    sim.configure(quota=4)
    quota = api.get_message_quota()
    assert (quota.type, quota.value) == ("limited", 4)
    request = MulticastRequest(to=friends, messages=[TextMessage(text="x"), TextMessage(text="y")])
    api.multicast(request)
    with pytest.raises(ApiException) as caught:
        api.multicast(request)
    assert refusal(caught) == (429, "You have reached your monthly limit.")
    assert sim.received_counts() == dict.fromkeys(friends, 1)
    sim.advance(31 * 24 * 3600)
    api.multicast(request)
    assert api.get_message_quota_consumption().total_usage == 3


def test_rate_limit_is_a_bucket_that_refills(sim: RunningSimulator, api: MessagingApi) -> None:
    [friend] = sim.create_friends(1, following=True)
    sim.configure(rate_limits={"push": {"requests": 2, "seconds": 3600}})
    request = PushMessageRequest(to=friend, messages=[TextMessage(text="x")])
    api.push_message(request)
    api.push_message(request)
    with pytest.raises(ApiException) as caught:
        api.push_message(request)
    assert refusal(caught) == (429, "The API rate limit has been exceeded. Try again later.")
    api.multicast(MulticastRequest(to=[friend], messages=[TextMessage(text="another endpoint")]))
    sim.advance(1800)
    api.push_message(request)
    with pytest.raises(ApiException) as caught:
        api.push_message(request)
    assert caught.value.status == 429


def test_reply_is_free_and_its_token_works_once(sim: RunningSimulator, api: MessagingApi, receiver: Any) -> None:
    [friend] = sim.create_friends(1, following=True)
    sim.configure(quota=0)
    sim.say(friend, "予約したい")
    token = receiver.events[0]["replyToken"]
    request = ReplyMessageRequest(reply_token=token, messages=[TextMessage(text="承りました")])
    assert len(api.reply_message(request).sent_messages) == 1
    with pytest.raises(ApiException) as caught:
        api.reply_message(request)
    assert refusal(caught) == (400, "Invalid reply token")
    assert [sent["kind"] for sent in sim.received(friend)] == ["reply"]
    assert api.get_message_quota_consumption().total_usage == 0


def test_reply_token_dies_after_a_minute_and_revives_with_redelivery(
    sim: RunningSimulator, api: MessagingApi, receiver: Any
) -> None:
    [friend] = sim.create_friends(1, following=True)
    event_ids = sim.say(friend, "もしもし")["event_ids"]
    request = ReplyMessageRequest(reply_token=receiver.events[0]["replyToken"], messages=[TextMessage(text="はい")])
    sim.advance(61)
    with pytest.raises(ApiException):
        api.reply_message(request)
    sim.redeliver(event_ids)
    api.reply_message(request)

    event_ids = sim.say(friend, "もしもし")["event_ids"]
    request = ReplyMessageRequest(reply_token=receiver.events[-1]["replyToken"], messages=[TextMessage(text="はい")])
    sim.advance(20 * 60 + 1)
    sim.redeliver(event_ids)
    with pytest.raises(ApiException) as caught:
        api.reply_message(request)
    assert refusal(caught) == (400, "Invalid reply token")


def test_push_reaches_a_stranger_who_wrote_for_seven_days(
    sim: RunningSimulator, api: MessagingApi, receiver: Any
) -> None:
    sim.say(STRANGER, "友だちではないけれど")
    request = PushMessageRequest(to=STRANGER, messages=[TextMessage(text="どうぞ")])
    api.push_message(request)
    api.multicast(MulticastRequest(to=[STRANGER], messages=[TextMessage(text="not by multicast")]))
    sim.advance(7 * 24 * 3600)
    api.push_message(request)
    assert [sent["kind"] for sent in sim.received(STRANGER)] == ["push"]


def test_push_to_a_group_costs_its_members(sim: RunningSimulator, api: MessagingApi, receiver: Any) -> None:
    group = "C" + "0" * 32
    request = PushMessageRequest(to=group, messages=[TextMessage(text="皆さん")])
    with pytest.raises(ApiException) as caught:
        api.push_message(request)
    assert refusal(caught) == (400, "Failed to send messages")
    members = sim.create_friends(3)
    joined = {"members": [{"type": "user", "userId": member} for member in members]}
    sim.events([{"type": "join", "group_id": group}, {"type": "memberJoined", "group_id": group, "joined": joined}])
    api.push_message(request)
    assert len(sim.received(group)) == 1
    assert api.get_message_quota_consumption().total_usage == 3
    sim.events([{"type": "leave", "group_id": group}])
    with pytest.raises(ApiException):
        api.push_message(request)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ([STRANGER, "U123"], "The property, 'to[1]', in the request body is invalid (line: -, column: -)"),
        (["C" + "0" * 32], "The property, 'to[0]', in the request body is invalid (line: -, column: -)"),
        ([STRANGER.upper()], "The property, 'to[0]', in the request body is invalid (line: -, column: -)"),
        (STRANGER, "The property, 'to', in the request body is invalid (line: -, column: -)"),
        ([], "The request body has 1 error(s)"),
        ([STRANGER] * 501, "The request body has 1 error(s)"),
        (None, "The request body has 1 error(s)"),
    ],
)
def test_multicast_names_what_is_wrong_with_to(http: httpx.Client, to: Any, expected: str) -> None:
    response = http.post(MULTICAST, json={"to": to, "messages": [HELLO]})
    assert (response.status_code, response.json()["message"]) == (400, expected)
    if "details" in response.json():
        assert [detail["property"] for detail in response.json()["details"]] == ["to"]


def test_multicast_takes_500(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(500, following=True)
    api.multicast(MulticastRequest(to=friends, messages=[TextMessage(text="x")]))
    assert sim.received_counts() == dict.fromkeys(friends, 1)


def test_an_id_given_twice_is_sent_to_twice(sim: RunningSimulator, api: MessagingApi) -> None:
    [friend] = sim.create_friends(1, following=True)
    api.multicast(MulticastRequest(to=[friend, friend], messages=[TextMessage(text="x")]))
    assert sim.received_counts() == {friend: 2}


def test_validation_checks_without_sending(sim: RunningSimulator, api: MessagingApi, http: httpx.Client) -> None:
    api.validate_multicast(ValidateMessageRequest(messages=[TextMessage(text="x")]))
    with pytest.raises(ApiException) as caught:
        api.validate_push(ValidateMessageRequest(messages=[TextMessage(text="x" * 5001)]))
    assert caught.value.status == 400
    assert http.post("/v2/bot/message/validate/telepathy", json={"messages": [HELLO]}).status_code == 404
    assert sim.stats()["requests_accepted"] == 0


def test_http_refusals_have_lines_shape(sim: RunningSimulator, http: httpx.Client) -> None:
    body = {"to": STRANGER, "messages": [HELLO]}
    for headers in ({"Authorization": "Bearer wrong"}, {"Authorization": ""}, {"Authorization": "Basic x"}):
        response = http.post(PUSH, json=body, headers=headers)
        assert response.status_code == 401
        assert response.json()["message"].startswith("Authentication failed due to the following reason:")
    json_type = {"Content-Type": "application/json"}
    refused = {
        404: http.get("/v2/bot/no/such/thing"),
        405: http.get(PUSH),
        413: http.post(PUSH, content=b'{"to":"' + b"x" * 2_100_000 + b'"}', headers=json_type),
        415: http.post(PUSH, content=b"to=x", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    }
    for status, response in refused.items():
        assert response.status_code == status
        assert list(response.json()) == ["message"]
        assert response.headers["x-line-request-id"]
    for broken in (b'{"to": ', b"[]", b'{"to": NaN}', b"\xff", b""):
        response = http.post(PUSH, content=broken, headers=json_type)
        assert response.status_code == 400
        assert response.json()["message"].startswith("The request body could not be parsed as JSON (line: ")


def test_every_answer_has_its_own_request_id(http: httpx.Client) -> None:
    answers = [http.get("/v2/bot/info"), http.get("/v2/bot/info"), http.post(PUSH, json={})]
    assert len({answer.headers["x-line-request-id"] for answer in answers}) == 3
