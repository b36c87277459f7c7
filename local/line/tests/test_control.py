"""The control API: settings, the clock, reset, figures."""

from typing import Any

import httpx
import pytest
from linebot.v3.messaging import MessagingApi, MulticastRequest, TextMessage

from local.line.process import RunningSimulator


def test_settings_change_together_or_not_at_all(sim: RunningSimulator) -> None:
    changed = sim.configure(quota=5, rate_limits={"push": {"requests": 7, "seconds": 60}})
    assert (changed["quota"], changed["rate_limits"]["push"]) == (5, {"requests": 7.0, "seconds": 60.0})
    assert not {"channel_secret", "channel_access_token"} & changed.keys()
    for wrong in (
        {"quota": 9, "webhook_url": "nowhere"},
        {"quota": 9, "rate_limits": {"telepathy": {"requests": 1}}},
        {"quota": 9, "rate_limits": {"push": {"requests": 0}}},
        {"quota": 9, "rate_limits": [1]},
        {"quota": "9"},
        {"quota": True},
        {"quotum": 9},
    ):
        with pytest.raises(httpx.HTTPStatusError) as caught:
            sim.configure(**wrong)
        assert caught.value.response.status_code == 400
        assert caught.value.response.json()["error"]
    assert sim.config() == changed


def test_a_new_channel_secret_and_token_replace_the_old(sim: RunningSimulator, http: httpx.Client) -> None:
    try:
        sim.configure(channel_access_token="another", channel_secret="another")
        assert http.get("/v2/bot/info").status_code == 401
        assert http.get("/v2/bot/info", headers={"Authorization": "Bearer another"}).status_code == 200
    finally:
        sim.configure(channel_access_token=sim.channel_access_token, channel_secret=sim.channel_secret)


def test_the_clock_moves_both_ways(sim: RunningSimulator, receiver: Any) -> None:
    before = sim.stats()["now"]
    past = sim.advance(-90 * 24 * 3600)
    assert past < before
    [user] = sim.create_friends(1)
    sim.say(user, "三か月前")
    assert past <= receiver.events[0]["timestamp"] < before
    sim.reset()
    assert sim.stats()["now"] >= before


def test_reset_may_keep_friends(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(2, following=True)
    api.multicast(MulticastRequest(to=friends, messages=[TextMessage(text="x")]))
    sim.add_faults({"endpoint": "push", "kind": "500"})
    sim.reset(keep_friends=True)
    stats = sim.stats()
    assert (stats["friends"]["reachable"], stats["messages_delivered"], stats["consumption"]) == (2, 0, 0)
    assert (sim.received_counts(), sim.faults()) == ({}, [])
    sim.reset()
    assert sim.stats()["friends"]["known"] == 0


def test_received_can_be_asked_since_a_time(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(2, following=True)
    api.multicast(MulticastRequest(to=friends, messages=[TextMessage(text="old")]))
    since = sim.advance(60)
    api.multicast(MulticastRequest(to=friends[:1], messages=[TextMessage(text="new")]))
    assert sim.received_counts() == {friends[0]: 2, friends[1]: 1}
    assert sim.received_counts(since) == {friends[0]: 1}
    assert [sent["messages"][0]["text"] for sent in sim.received(friends[0], since)] == ["new"]


def test_stats_count_calls_by_endpoint_and_status(sim: RunningSimulator, http: httpx.Client) -> None:
    http.get("/v2/bot/info")
    http.get("/v2/bot/info", headers={"Authorization": "Bearer x"})
    assert sim.stats()["calls"] == {"bot-info": {"200": 1, "401": 1}}


def test_friends_come_in_pages(sim: RunningSimulator) -> None:
    ids = sim.create_friends(5)
    first = sim.friends(limit=2)
    assert ([person["user_id"] for person in first["friends"]], first["next"]) == (ids[:2], 2)
    last = sim.friends(start=4, limit=2)
    assert ([person["user_id"] for person in last["friends"]], last["next"]) == (ids[4:], None)


@pytest.mark.parametrize(
    ("path", "body", "hint"),
    [
        ("follow", {}, "either 'count' or 'user_ids'"),
        ("follow", {"count": 0}, "count"),
        ("follow", {"count": 1, "batch": 0}, "batch"),
        ("follow", {"user_ids": ["alice"]}, "user_ids.0"),
        ("friends", {"friends": [{"display_name": "x"}]}, "friends.0.user_id"),
        ("friends", {"friends": [{"user_id": "U" + "0" * 32, "display_name": None}]}, "display_name"),
        ("redeliver", {"event_ids": ["01HMQGW40RZJPJM3RAJP7BHC2Q"]}, "was never sent"),
        ("clock", {"advance_seconds": "1"}, "advance_seconds"),
        ("id_token", {}, "user_id"),
    ],
)
def test_a_wrong_request_says_what_to_change(
    sim: RunningSimulator, receiver: Any, path: str, body: dict[str, Any], hint: str
) -> None:
    answer = httpx.post(f"{sim.url}/_sim/{path}", json=body, trust_env=False)
    assert answer.status_code == 400
    assert hint in answer.json()["error"]


def test_it_takes_json_only_so_no_web_page_can_post_to_it(sim: RunningSimulator) -> None:
    answer = httpx.post(f"{sim.url}/_sim/reset", content=b"{}", headers={"Content-Type": "text/plain"}, trust_env=False)
    assert answer.status_code == 415


def test_thousands_of_friends_and_recipients(sim: RunningSimulator, receiver: Any, api: MessagingApi) -> None:
    assert sim.follow(2000, batch=50, concurrency=4)["delivered"] == 2000
    everyone = sim.create_friends(20_000, following=True)
    for start in range(0, len(everyone), 500):
        api.multicast(MulticastRequest(to=everyone[start : start + 500], messages=[TextMessage(text="皆さまへ")]))
    counts = sim.received_counts()
    assert len(counts) == 20_000
    assert set(counts.values()) == {1}
    assert sim.stats()["consumption"] == 20_000
