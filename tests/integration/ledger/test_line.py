"""Tokens and profiles against a server that speaks as LINE does."""

import json
from types import SimpleNamespace

import pytest

from daifukucho.friends.profile import Profile
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import MINUTE
from daifukucho_aws.line import LINE_API, LineAccess, api_base
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.secrets import Channel, ChannelSecret
from daifukucho_aws.settings import LineSettings
from tests.support.book import Clock


class Secrets:
    """Secrets Manager with one secret."""

    def __init__(self) -> None:
        self.text = json.dumps({"channel_id": "1234567890", "channel_secret": "secret"})
        self.reads = 0

    def get_secret_value(self, SecretId):
        self.reads += 1
        return {"SecretString": self.text}

    def reissue(self, secret: str) -> None:
        self.text = json.dumps({"channel_id": "1234567890", "channel_secret": secret})


@pytest.fixture
def world(line):
    clock, secrets = Clock(), Secrets()
    access = LineAccess(ChannelSecret(secrets, "line", clock), line.url, clock)
    return SimpleNamespace(clock=clock, secrets=secrets, access=access, profiles=LineProfiles(access), line=line)


def test_a_profile(world):
    world.line.profiles["U1"] = {"displayName": "花子", "language": "ja", "pictureUrl": "https://example.com/p"}
    assert world.profiles.fetch("U1") == Profile("花子", "https://example.com/p", None, "ja")


def test_what_she_has_not_set_is_none(world):
    world.line.profiles["U1"] = {"displayName": "花子", "statusMessage": ""}
    assert world.profiles.fetch("U1") == Profile("花子")


def test_a_profile_that_is_not_shown(world):
    assert world.profiles.fetch("U1") is None


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_a_refusal_is_unavailable_and_not_repeated(world, status):
    world.line.answers["/v2/bot/profile/U1"] = [status]
    with pytest.raises(Unavailable) as refused:
        world.profiles.fetch("U1")
    assert refused.value.code == f"line_{status}"
    assert world.line.requests.count(("GET", "/v2/bot/profile/U1")) == 1


def test_an_answer_that_is_no_profile_is_unavailable(world):
    world.line.profiles["U1"] = {"displayName": 3}
    with pytest.raises(Unavailable):
        world.profiles.fetch("U1")


def test_no_answer_is_unavailable(world):
    nowhere = LineAccess(ChannelSecret(world.secrets, "line", world.clock), "http://127.0.0.1:1", world.clock)
    with pytest.raises(Unavailable) as unanswered:
        LineProfiles(nowhere).fetch("U1")
    assert unanswered.value.code == "line_no_answer"


def test_an_id_cannot_lead_elsewhere(world):
    assert world.profiles.fetch("../followers/ids?x=") is None
    assert world.line.requests[-1] == ("GET", "/v2/bot/profile/..%2Ffollowers%2Fids%3Fx%3D")


def test_a_token_is_used_for_thirteen_minutes(world):
    for _ in range(3):
        world.profiles.fetch("U1")
    world.clock.now += 13 * MINUTE - 1
    world.profiles.fetch("U1")
    assert world.line.tokens == 1
    world.clock.now += 1
    world.profiles.fetch("U1")
    assert world.line.tokens == 2


def test_a_refused_token_is_replaced_once(world):
    world.line.profiles["U1"] = {"displayName": "花子"}
    world.profiles.fetch("U1")
    world.line.expired.add("token-1")
    assert world.profiles.fetch("U1").display_name == "花子"
    world.line.expired |= {"token-2", "token-3"}
    with pytest.raises(Unavailable) as refused:
        world.profiles.fetch("U1")
    assert refused.value.code == "line_401"
    assert world.line.tokens == 3


def test_a_token_that_another_thread_has_replaced_is_not_replaced_again(world):
    world.access.client()

    def meanwhile(client):
        if world.line.tokens == 1:
            world.line.expired.add("token-1")
            world.access.call(lambda c: LineProfiles(world.access).fetch("U1"))
        return LineProfiles(world.access).fetch("U1")

    world.access.call(meanwhile)
    assert world.line.tokens == 2


def test_a_reissued_secret_heals_itself(world):
    world.secrets.reissue("new")
    world.access = LineAccess(ChannelSecret(world.secrets, "line", world.clock), world.line.url, world.clock)
    with pytest.raises(Unavailable) as refused:
        LineProfiles(world.access).fetch("U1")
    assert refused.value.code == "line_token_400"
    world.clock.now += MINUTE
    world.line.secrets = {"new"}
    assert LineProfiles(world.access).fetch("U1") is None


def test_a_secret_reissued_while_running(world):
    world.profiles.fetch("U1")
    world.secrets.reissue("new")
    world.line.secrets = {"new"}
    world.clock.now += 14 * MINUTE
    assert world.profiles.fetch("U1") is None
    assert world.secrets.reads == 2


@pytest.mark.parametrize("status", [400, 429, 500])
def test_no_token_is_unavailable(world, status):
    world.line.answers["/oauth2/v3/token"] = [status]
    with pytest.raises(Unavailable) as refused:
        world.profiles.fetch("U1")
    assert refused.value.code == f"line_token_{status}"


def test_a_secret_is_read_anew_at_most_once_a_minute(world):
    secret = ChannelSecret(world.secrets, "line", world.clock)
    for _ in range(3):
        assert secret.get() == Channel("1234567890", "secret")
    for _ in range(3):
        secret.refresh()
    assert world.secrets.reads == 2
    world.clock.now += MINUTE
    world.secrets.reissue("new")
    assert secret.refresh() == secret.get() == Channel("1234567890", "new")


@pytest.mark.parametrize(
    "text",
    ["", "secret", "[]", "{}", '{"channel_id":"1"}', '{"channel_id":"","channel_secret":"s"}',
     '{"channel_id":"1","channel_secret":""}', '{"channel_id":1,"channel_secret":"s"}'],
)  # fmt: skip
def test_a_secret_that_is_not_filled_in_is_said_and_not_told(world, text):
    world.secrets.text = text
    with pytest.raises(Unavailable) as unset:
        ChannelSecret(world.secrets, "line", world.clock).get()
    assert unset.value.code == "secret_not_set"
    assert unset.value.__suppress_context__


def test_a_channel_does_not_show_its_secret():
    assert "hush" not in repr(Channel("1", "hush"))


@pytest.mark.parametrize(
    ("local", "base", "expected"),
    [
        (False, None, LINE_API),
        (True, None, LINE_API),
        (False, "http://evil.example", LINE_API),
        (True, "http://127.0.0.1:4010", "http://127.0.0.1:4010"),
    ],
)
def test_another_line_than_lines_is_for_the_local_stack_alone(local, base, expected):
    assert api_base(LineSettings(stage="t", local=local, line_secret_id="s", line_api_base=base)) == expected
