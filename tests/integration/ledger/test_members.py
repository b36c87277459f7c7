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
    assert found.claim("2123456789010", "U1", 1_000)
    assert found.claim("2123456789010", "U1", 1_000)  # a repeat, whose answer was lost
    assert not found.claim("2123456789010", "U2", 1_000)
    assert found.owner("2123456789010") == "U1"


def test_a_number_is_taken_over_from_whom_it_was_long_reserved_for(found):
    assert not found.take_over("00012345", "U2", "U1", 2_000, 2_000)  # it is nobody's
    assert found.claim("00012345", "U1", 1_000)
    assert not found.take_over("00012345", "U2", "U1", 1_000, 3_000)
    assert not found.take_over("00012345", "U2", "U3", 1_001, 3_000)
    assert found.take_over("00012345", "U2", "U1", 1_001, 3_000)
    assert found.owner("00012345") == "U2"
    assert not found.claim("00012345", "U1", 4_000)
    assert not found.take_over("00012345", "U1", "U2", 3_000, 4_000)


def test_a_code_has_one_user(found):
    assert found.use_code("2123456789010", 7, "a", 1_000)
    assert found.use_code("2123456789010", 7, "a", 1_000)
    assert not found.use_code("2123456789010", 7, "b", 1_000)
    assert found.use_code("2123456789010", 8, "b", 1_000)
    assert found.owner("2123456789010") is None
