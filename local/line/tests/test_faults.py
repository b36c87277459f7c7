"""Faults on request: what the caller sees, and what LINE did all the same."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from local.line.process import RunningSimulator

MULTICAST, PUSH = "/v2/bot/message/multicast", "/v2/bot/message/push"
HELLO = [{"type": "text", "text": "x"}]


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("429-rate", 429, "The API rate limit has been exceeded. Try again later."),
        ("429-quota", 429, "You have reached your monthly limit."),
        ("500", 500, "Internal Server Error"),
        ("400", 400, "Failed to send messages"),
        ("403", 403, "Access to this API is not available for your account"),
    ],
)
def test_refusals_send_nothing(sim: RunningSimulator, http: httpx.Client, kind: str, status: int, message: str) -> None:
    [friend] = sim.create_friends(1, following=True)
    sim.add_faults({"endpoint": "push", "kind": kind})
    response = http.post(PUSH, json={"to": friend, "messages": HELLO})
    assert (response.status_code, response.json()["message"]) == (status, message)
    assert sim.received_counts() == {}
    assert http.post(PUSH, json={"to": friend, "messages": HELLO}).status_code == 200


def test_a_rule_waits_fires_and_ends(sim: RunningSimulator, http: httpx.Client) -> None:
    sim.add_faults({"endpoint": "bot-info", "kind": "401", "after": 1, "times": 2})
    assert [http.get("/v2/bot/info").status_code for _ in range(4)] == [200, 401, 401, 200]
    [rule] = sim.faults()
    assert (rule["seen"], rule["fired"]) == (4, 2)
    sim.add_faults({"endpoint": "bot-info", "kind": "500", "times": "forever"})
    assert [http.get("/v2/bot/info").status_code for _ in range(3)] == [500, 500, 500]
    sim.clear_faults()
    assert http.get("/v2/bot/info").status_code == 200


def test_a_rule_may_look_at_one_recipient_only(sim: RunningSimulator, http: httpx.Client) -> None:
    first, second = sim.create_friends(2, following=True)
    sim.add_faults({"endpoint": "push", "kind": "500", "times": "forever", "match": second})
    assert http.post(PUSH, json={"to": first, "messages": HELLO}).status_code == 200
    assert http.post(PUSH, json={"to": second, "messages": HELLO}).status_code == 500
    sim.add_faults({"endpoint": "multicast", "kind": "500", "match": second})
    assert http.post(MULTICAST, json={"to": [first, second], "messages": HELLO}).status_code == 500
    sim.add_faults({"endpoint": "profile", "kind": "403", "match": first})
    assert http.get(f"/v2/bot/profile/{first}").status_code == 403


def test_accept_then_drop_sent_it_and_409_says_so(sim: RunningSimulator, http: httpx.Client) -> None:
    friends = sim.create_friends(2, following=True)
    sim.add_faults({"endpoint": "multicast", "kind": "accept-then-drop"})
    headers = {"X-Line-Retry-Key": str(uuid.uuid4())}
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(MULTICAST, json={"to": friends, "messages": HELLO}, headers=headers)
    assert http.post(MULTICAST, json={"to": friends, "messages": HELLO}, headers=headers).status_code == 409
    assert sim.received_counts() == dict.fromkeys(friends, 1)


def test_accept_then_500_sent_it_too(sim: RunningSimulator, http: httpx.Client) -> None:
    friends = sim.create_friends(2, following=True)
    sim.add_faults({"endpoint": "multicast", "kind": "accept-then-500"})
    headers = {"X-Line-Retry-Key": str(uuid.uuid4())}
    answers = [http.post(MULTICAST, json={"to": friends, "messages": HELLO}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [500, 409]
    assert sim.received_counts() == dict.fromkeys(friends, 1)


def test_hang_never_answers_and_sends_nothing(sim: RunningSimulator, http: httpx.Client) -> None:
    [friend] = sim.create_friends(1, following=True)
    sim.add_faults({"endpoint": "push", "kind": "hang", "seconds": 0.2})
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(PUSH, json={"to": friend, "messages": HELLO})
    assert sim.received_counts() == {}


def test_delay_accepts_late_even_if_the_caller_has_gone(sim: RunningSimulator, http: httpx.Client) -> None:
    [friend] = sim.create_friends(1, following=True)
    sim.add_faults({"endpoint": "push", "kind": "delay", "seconds": 1.0})
    with pytest.raises(httpx.ReadTimeout):
        http.post(PUSH, json={"to": friend, "messages": HELLO}, timeout=0.2)
    for _ in range(200):
        if sim.received_counts():
            break
        time.sleep(0.05)
    assert sim.received_counts() == {friend: 1}


def test_of_two_tries_in_flight_one_is_accepted(sim: RunningSimulator, http: httpx.Client) -> None:
    [friend] = sim.create_friends(1, following=True)
    sim.add_faults({"endpoint": "push", "kind": "delay", "seconds": 0.3, "times": 2})
    headers = {"X-Line-Retry-Key": str(uuid.uuid4())}
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(http.post, PUSH, json={"to": friend, "messages": HELLO}, headers=headers) for _ in "ab"]
        assert sorted(one.result().status_code for one in tries) == [200, 409]
    assert sim.received_counts() == {friend: 1}


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        ({"endpoint": "telepathy", "kind": "500"}, "there is no endpoint 'telepathy'"),
        ({"endpoint": "push", "kind": "418"}, "faults.0.kind"),
        ({"endpoint": "push", "kind": "hang"}, "'seconds' is needed"),
        ({"endpoint": "push", "kind": "500", "seconds": 1}, "'seconds' is needed"),
        ({"endpoint": "push", "kind": "500", "times": 0}, "faults.0.times"),
        ({"endpoint": "push", "kind": "500", "time": 1}, "faults.0.time"),
    ],
)
def test_a_wrong_rule_says_what_to_change(sim: RunningSimulator, rule: dict[str, object], hint: str) -> None:
    with pytest.raises(httpx.HTTPStatusError) as caught:
        sim.add_faults(rule)
    assert hint in caught.value.response.json()["error"]
    assert sim.faults() == []
