"""Member numbers and one-time codes in the catalog."""

import pytest

from daifukucho_aws.dynamo.members import DynamoMembers
from tests.support.tables import connect, create_tables


@pytest.fixture
def found(aws) -> DynamoMembers:
    create_tables("catalog")
    return DynamoMembers(connect(), "catalog")


def test_a_number_has_one_owner(found):
    assert found.owner("2123456789010") is None
    assert found.claim("2123456789010", "U1")
    assert found.claim("2123456789010", "U1")  # a repeat, whose answer was lost
    assert not found.claim("2123456789010", "U2")
    assert found.owner("2123456789010") == "U1"


def test_a_code_has_one_user(found):
    assert found.use_code("2123456789010", 7, "a", 1_000)
    assert found.use_code("2123456789010", 7, "a", 1_000)
    assert not found.use_code("2123456789010", 7, "b", 1_000)
    assert found.use_code("2123456789010", 8, "b", 1_000)
    assert found.owner("2123456789010") is None
