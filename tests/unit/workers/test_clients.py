"""The clients of AWS that the functions make."""

import pytest

from daifukucho_aws.bootstrap.clients import client
from daifukucho_aws.bootstrap.connection import connection


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "ap-northeast-1")


def test_a_client_has_its_own_patience_and_the_name_of_all():
    config = client("sqs", read=3, attempts=2, signature_version="v4").meta.config
    assert (config.connect_timeout, config.read_timeout, config.signature_version) == (1, 3, "v4")
    assert config.retries == {"mode": "standard", "total_max_attempts": 2}
    assert config.user_agent == "daifukucho"


def test_the_connection_to_the_database_has_its_own_patience_and_the_name_of_all():
    config = connection(read=3, retries=1).client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 3)
    assert config.user_agent == "daifukucho"
