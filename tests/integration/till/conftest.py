"""The tables in process, and the counter over them."""

from types import SimpleNamespace

import pytest
from pynamodb.connection import Connection

from tests.support.account import Snapshot
from tests.support.aws_calls import AwsCalls
from tests.support.till import till_of


@pytest.fixture
def connection(account: Connection, empty: Snapshot) -> Connection:
    empty.put_back()
    return account


@pytest.fixture
def calls(connection, monkeypatch) -> AwsCalls:
    return AwsCalls(monkeypatch)


@pytest.fixture
def shop(connection) -> SimpleNamespace:
    """A store with the PIN 1234, and another one."""
    shop = till_of(connection)
    shop.store_id = shop.store_editor.create({"name": "本店", "pin": "1234"}).value.id
    shop.other_id = shop.store_editor.create({"name": "駅前店"}).value.id
    return shop


@pytest.fixture
def coupon_id(shop) -> str:
    return shop.coupon_editor.create({"title": "一杯無料", "kind": "free", "audience": "public"}).value.id
