"""The tables in process, and the counter over them."""

from types import SimpleNamespace

import pytest
from moto import mock_aws

from tests.support.aws_calls import AwsCalls
from tests.support.counter import counter_of
from tests.support.tables import REGION, connect, create_tables


@pytest.fixture
def connection(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        create_tables("friends", "ledger", "catalog")
        yield connect()


@pytest.fixture
def calls(connection, monkeypatch) -> AwsCalls:
    return AwsCalls(monkeypatch)


@pytest.fixture
def shop(connection) -> SimpleNamespace:
    """A store with the PIN 1234, and another one."""
    shop = counter_of(connection)
    shop.store_id = shop.store_editor.create({"name": "本店", "pin": "1234"}).value.id
    shop.other_id = shop.store_editor.create({"name": "駅前店"}).value.id
    return shop


@pytest.fixture
def coupon_id(shop) -> str:
    return shop.coupon_editor.create({"title": "一杯無料", "kind": "free", "audience": "public"}).value.id
