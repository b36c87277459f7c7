"""The parts without HTTP: buckets, the state file, and starting the program."""

import json
import os
import signal
import subprocess
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linebot.v3.messaging import ApiClient, ApiException, Configuration, MessagingApi, MulticastRequest, TextMessage

from local.line.friends import friend_id, make_friend
from local.line.limits import RateLimits, TokenBucket, rate
from local.line.process import ROOT, RunningSimulator, command, running
from local.line.snapshot import StateFileError, load, save
from local.line.state import Platform


@given(
    capacity=st.integers(1, 50),
    seconds=st.floats(0.1, 3600),
    steps=st.lists(st.integers(-1000, 5000), max_size=200),
)
def test_a_bucket_never_gives_more_than_its_rate(capacity: int, seconds: float, steps: list[int]) -> None:
    bucket, now, forward, given_out = TokenBucket(rate(capacity, seconds)), 1_700_000_000_000, 0, 0
    for step in steps:
        now, forward = now + step, forward + max(0, step)
        given_out += bucket.take(now)
        assert given_out <= capacity + forward / 1000 * capacity / seconds + 1e-6


def test_a_full_bucket_gives_its_capacity_at_once() -> None:
    limits = RateLimits()
    assert [limits.take("multicast", 0) for _ in range(201)] == [True] * 200 + [False]
    assert limits.take("push", 0)
    assert [limits.take("multicast", 5) for _ in range(2)] == [True, False]


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_person_follows_from_her_id(digits: str) -> None:
    friend = make_friend("U" + digits)
    assert friend == make_friend("U" + digits)
    assert friend.display_name
    assert not friend.following


def test_the_platform_survives_a_restart(tmp_path: Path) -> None:
    state_file = tmp_path / "line.json"
    options = {"state_file": state_file, "channel_secret": "s", "channel_access_token": "t"}
    retry_key = "123e4567-e89b-12d3-a456-426614174000"
    with running(**options, quota=10) as sim:
        friends = sim.create_friends(3, following=True)
        id_token = sim.id_token(friends[0])["id_token"]
        request = MulticastRequest(to=friends, messages=[TextMessage(text="x")], custom_aggregation_units=["u"])
        api = MessagingApi(ApiClient(Configuration(host=sim.url, access_token="t")))
        api.multicast(request, retry_key)
        sim.opened("u", friends, "https://example.com")
        before = (sim.friends(), sim.received(friends[1]), sim.stats()["consumption"])
        assert not state_file.exists()
    assert state_file.stat().st_mode & 0o777 == 0o600
    with running(**options) as sim:
        assert (sim.friends(), sim.received(friends[1]), sim.stats()["consumption"]) == before
        api = MessagingApi(ApiClient(Configuration(host=sim.url, access_token="t")))
        with pytest.raises(ApiException) as caught:
            api.multicast(request, retry_key)
        assert caught.value.status == 409
        form = {"id_token": id_token, "client_id": sim.login_channel_id}
        assert httpx.post(f"{sim.url}/oauth2/v2.1/verify", data=form, trust_env=False).status_code == 200


def test_a_snapshot_is_complete(tmp_path: Path) -> None:
    platform, twin, path = Platform(), Platform(), tmp_path / "state.json"
    for index in range(5):
        platform.follow(platform.person(friend_id("x", index)), index)
    platform.block(platform.person(friend_id("x", 0)), 9)
    body = {"messages": [{"type": "text", "text": "x"}]}
    sent = platform.accept("push", [friend_id("x", 1)], aimed=2, body=body, request_id="r", unit="u")
    platform.retry_key("k", 5).accepted = sent
    platform.retry_key("unaccepted", 6)
    platform.opens["u", friend_id("x", 1), ""] += 2
    platform.clock_offset_ms = 7
    save(platform, path)
    load(twin, path)
    for name in [
        "friends",
        "groups",
        "follow_log",
        "requests",
        "inbox",
        "retry_keys",
        "messages_by_day",
        "consumption",
        "units",
        "opens",
    ]:
        assert getattr(twin, name) == getattr(platform, name), name
    assert twin.clock_offset_ms == 7
    assert twin.login.jwks() == platform.login.jwks()
    assert twin.retry_keys["k"].accepted is twin.requests[0]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 0}', '{"version": 1}'])
def test_a_foreign_state_file_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(StateFileError, match="delete it to start anew"):
        load(Platform(), path)
    with pytest.raises(RuntimeError, match="delete it to start anew"), running(state_file=path):
        pass
    assert path.read_text() == text


def test_a_wrong_option_is_explained() -> None:
    for options, hint in (
        ({"bot_user_id": "me"}, "bot_user_id"),
        ({"webhook_url": "http://example.com"}, "must be https"),
        ({"quota": "-1"}, "quota"),
        ({"telepathy": "on"}, "unrecognized arguments"),
    ):
        with pytest.raises(RuntimeError, match=hint), running(**options):
            pass


def test_a_taken_port_is_explained(simulator: RunningSimulator) -> None:
    port = int(simulator.url.rsplit(":", 1)[1])
    with (
        pytest.raises(RuntimeError, match=f"another program has port {port}: choose another one with --port"),
        running(port=port),
    ):
        pass


def test_it_says_where_it_listens_and_stops_when_told(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    process = subprocess.Popen(command(0, ready_file), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    ready = json.loads(ready_file.read_text())
    assert said == {"url": ready["url"], "pid": process.pid}
    assert ready["url"].startswith("http://127.0.0.1:")
    assert ready_file.stat().st_mode & 0o777 == 0o600
    os.kill(process.pid, signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, b"", b"")
    assert not ready_file.exists()


def test_nothing_personal_is_printed(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    process = subprocess.Popen(command(0, ready_file), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    process.stdout.readline()
    ready = json.loads(ready_file.read_text())
    headers = {"Authorization": f"Bearer {ready['channel_access_token']}"}
    with httpx.Client(base_url=ready["url"], headers=headers, trust_env=False) as client:
        client.get(f"/v2/bot/profile/{friend_id('x', 0)}")
        client.post("/v2/bot/message/push", json={"to": "x", "messages": []})
        client.post("/v2/bot/message/push", content=b"{", headers={"Content-Type": "application/json"})
        client.post("/_sim/events", json={"events": [{"type": "follow"}]})
    process.terminate()
    out, _ = process.communicate(timeout=30)
    assert out == b""
