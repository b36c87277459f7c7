"""A shop of forty friends in moto, whose batches are small."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from daifukucho.campaigns.run import Mode
from tests.support.shop import Shop
from tests.support.tables import create_tables

FRIENDS = 40


@pytest.fixture
def shop(monkeypatch) -> Iterator[Shop]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setattr(Mode, "batch_size", property(lambda self: 10))
    with mock_aws():
        create_tables()
        yield Shop(FRIENDS)
