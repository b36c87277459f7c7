"""What DynamoDB charges, worked out from items."""

import pytest

from bench.support.units import index_units, item_bytes, read_units, value_bytes, write_units

KEY, INDEX = ("pk", "sort"), ("open_key", "silent_since")


def item(size=0, **more):
    """An item whose attribute ``x`` makes it so many bytes larger than its key."""
    fixed = {"pk": {"S": "p"}, "sort": {"S": "s"}, **more}
    return fixed | ({"x": {"S": "x" * (size - 1)}} if size else {})


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": ""}, 0),
        ({"S": "abc"}, 3),
        ({"S": "桜"}, 3),
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),
        ({"N": "1795316400000"}, 5),
        ({"N": "1795316400123"}, 8),
        ({"N": "-12.5"}, 4),
        ({"BOOL": False}, 1),
        ({"SS": ["ab", "桜"]}, 5),
        ({"L": [{"S": "a"}, {"S": "bc"}]}, 3 + 2 + 3),
        ({"M": {"ab": {"S": "c"}}}, 3 + 1 + 2 + 1),
    ],
)
def test_a_values_size(value, size):
    assert value_bytes(value) == size


def test_an_items_size_has_its_names():
    assert item_bytes({"pk": {"S": "run"}, "ended": {"BOOL": True}}) == 2 + 3 + 5 + 1
    assert item_bytes(item(1000)) == item_bytes(item()) + 1000


def test_an_unknown_type_has_no_size():
    with pytest.raises(ValueError, match="B"):
        value_bytes({"B": b"x"})


def test_a_write_is_charged_by_started_kilobytes_of_the_larger():
    small, large = item(), item(3000)
    assert write_units(None, small) == 1
    assert write_units(None, large) == write_units(large, small) == write_units(small, large) == 3
    assert write_units(None, item(1024 - item_bytes(small))) == 1
    assert write_units(None, item(1025 - item_bytes(small))) == 2
    assert write_units(None, None) == 1


def test_an_index_is_charged_when_its_entry_comes_moves_or_goes():
    absent = item()
    here = item(open_key={"S": "a"}, silent_since={"N": "1"})
    there = item(open_key={"S": "a"}, silent_since={"N": "2"})
    assert index_units(None, here, INDEX, KEY) == 1
    assert index_units(absent, here, INDEX, KEY) == 1
    assert index_units(here, there, INDEX, KEY) == 2
    assert index_units(here, absent, INDEX, KEY) == 1
    assert index_units(here, here | {"x": {"S": "y"}}, INDEX, KEY) == 0
    assert index_units(absent, None, INDEX, KEY) == 0


def test_a_read_is_charged_by_started_four_kilobytes():
    assert read_units(0, consistent=True) == 1
    assert read_units(4096, consistent=True) == 1
    assert read_units(4097, consistent=True) == 2
    assert read_units(17_000, consistent=False) == 2.5
