"""An AWS account in moto that the tests of a module share: making clients and tables takes longer than most tests.

Each test finds the tables as a snapshot has them, whatever the one before has done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from pynamodb.connection import Connection

from tests.support import pictures, tables
from tests.support.direct import copied
from tests.support.tables import REGION


def database() -> Any:
    """moto's DynamoDB."""
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION]


class Snapshot:
    """The tables and their items at a moment; putting them back takes a millisecond."""

    def __init__(self) -> None:
        self._tables = _copied(database().tables)

    def put_back(self) -> None:
        database().tables = _copied(self._tables)


def _copied(all_tables: dict[str, Any]) -> dict[str, Any]:
    return {name: copied(table) for name, table in all_tables.items()}


@contextmanager
def shared_account() -> Iterator[Connection]:
    """The account, with empty tables and the bucket of pictures, and the one connection to it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            patch.setenv(name, REGION)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        with mock_aws():
            connection = tables.connect()
            patch.setattr(tables, "connect", lambda: connection)
            tables.create_tables()
            pictures.create_bucket()
            yield connection
