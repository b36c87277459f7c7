"""A shop of forty friends in moto, whose batches are small and whose slices are few."""

import pytest
from pynamodb.connection import Connection

from daifukucho.delivery.line import Mode
from daifukucho_aws.dynamo import audience
from tests.support.account import Snapshot
from tests.support.shop import Shop

FRIENDS = 40


@pytest.fixture(scope="module")
def forty_friends(account: Connection, empty: Snapshot) -> Snapshot:
    empty.put_back()
    Shop(FRIENDS)
    return Snapshot()


@pytest.fixture
def shop(forty_friends: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(Mode, "batch_size", property(lambda self: 10))
    monkeypatch.setattr(audience, "FEWEST_SLICES", 2)
    forty_friends.put_back()
    return Shop(FRIENDS, known=True)
