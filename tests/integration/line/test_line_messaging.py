"""The sending adapter against the simulator of LINE: what each answer is taken as."""

import uuid

import pytest

from daifukucho.delivery.line import AnswerKind, Mode, Quota
from daifukucho.kernel.errors import Unavailable
from daifukucho_aws import line
from daifukucho_aws.line import LineAccess
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.secrets import Channel
from local.line.process import running

TEXT = [{"type": "text", "text": "こんにちは"}]


@pytest.fixture(scope="module")
def simulator():
    with running() as started:
        yield started


class Secret:
    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def get(self) -> Channel:
        return self.channel

    def refresh(self) -> Channel:
        return self.channel


@pytest.fixture
def friends(simulator):
    simulator.reset()
    simulator.clear_faults()
    return simulator.create_friends(3, following=True)


@pytest.fixture
def messaging(simulator, friends):
    secret = Secret(Channel(simulator.channel_id, simulator.channel_secret))
    return LineMessaging(LineAccess(secret, simulator.url, lambda: 1_795_000_000_000))


def key() -> str:
    return str(uuid.uuid4())


@pytest.mark.parametrize("mode", [Mode.MULTICAST, Mode.PUSH])
def test_accepted_once_under_one_key(simulator, friends, messaging, mode):
    whom, one = (friends, key()) if mode is Mode.MULTICAST else (friends[:1], key())
    first = messaging.send(mode, whom, TEXT, one)
    again = messaging.send(mode, whom, TEXT, one)
    assert first.kind is again.kind is AnswerKind.ACCEPTED
    assert first.request_id == again.request_id is not None
    assert simulator.received_counts() == dict.fromkeys(whom, 1)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"kind": "429-rate"}, AnswerKind.TRY_LATER),
        ({"kind": "429-quota"}, AnswerKind.QUOTA_EXCEEDED),
        ({"kind": "500"}, AnswerKind.IN_DOUBT),
        ({"kind": "accept-then-drop"}, AnswerKind.IN_DOUBT),
        ({"kind": "403"}, AnswerKind.REFUSED),
    ],
)
def test_what_an_answer_is_taken_as(simulator, friends, messaging, fault, kind):
    simulator.add_faults({"endpoint": "multicast", "times": 1, **fault})
    one = key()
    assert messaging.send(Mode.MULTICAST, friends, TEXT, one).kind is kind
    assert messaging.send(Mode.MULTICAST, friends, TEXT, one).kind is AnswerKind.ACCEPTED
    assert simulator.received_counts() == dict.fromkeys(friends, 1)


def test_no_answer_in_time_is_doubt(simulator, friends, messaging, monkeypatch):
    monkeypatch.setattr("daifukucho_aws.line_send.TIMEOUT", (1, 0.2))
    simulator.add_faults({"endpoint": "multicast", "times": 1, "kind": "hang", "seconds": 2})
    assert messaging.send(Mode.MULTICAST, friends, TEXT, key()).kind is AnswerKind.IN_DOUBT


def test_a_wrong_recipient_is_told_from_other_400s(friends, messaging):
    wrong = messaging.send(Mode.MULTICAST, [friends[0], "U-nobody"], TEXT, key())
    assert wrong.kind is AnswerKind.BAD_RECIPIENT
    other = messaging.send(Mode.MULTICAST, friends, [{"type": "text", "text": "x" * 5001}], key())
    assert other.kind is AnswerKind.REFUSED
    assert other.detail.startswith("LINE answered 400")
    assert "messages[0].text" in other.detail


def test_a_token_that_line_refuses_is_renewed(simulator, friends, messaging):
    simulator.add_faults({"endpoint": "multicast", "times": 1, "kind": "401"})
    assert messaging.send(Mode.MULTICAST, friends, TEXT, key()).kind is AnswerKind.ACCEPTED


def test_wrong_credentials_are_a_refusal(simulator, friends):
    access = LineAccess(Secret(Channel(simulator.channel_id, "0" * 32)), simulator.url, lambda: 0)
    answer = LineMessaging(access).send(Mode.MULTICAST, friends, TEXT, key())
    assert answer.kind is AnswerKind.REFUSED
    assert simulator.received_counts() == {}


def test_the_quota(simulator, messaging, friends):
    simulator.configure(quota=200)
    messaging.send(Mode.MULTICAST, friends, TEXT, key())
    assert messaging.quota() == Quota(200, 3)
    simulator.configure(quota=None)
    assert messaging.quota() == Quota(None, 3)


def test_a_line_that_is_not_there(friends):
    access = LineAccess(Secret(Channel("1", "2")), "http://127.0.0.1:9", lambda: 0)
    messaging = LineMessaging(access)
    assert messaging.send(Mode.MULTICAST, friends, TEXT, key()).kind is AnswerKind.TRY_LATER
    with pytest.raises(Unavailable):
        messaging.quota()


def test_the_base_url_is_line_itself_unless_local():
    from daifukucho_aws.settings import LineSettings

    settings = LineSettings(stage="prod", line_secret_id="s", line_api_base="http://elsewhere")
    assert line.api_base(settings) == "https://api.line.me"
