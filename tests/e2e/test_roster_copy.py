"""The columnar copy follows the roster through the table's stream, and says what a scan says."""

import json
from typing import Any

import pytest

pytestmark = pytest.mark.e2e


def ask(shop, function: str, event: dict[str, Any]) -> dict[str, Any]:
    name = shop.stack["outputs"][function]
    answer = shop.aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    said = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, said
    return said


def compact(shop, event: dict[str, Any]) -> str:
    """Its schedule may be at it at the same moment, and be the first; a rebuild then fails."""
    name, said = shop.stack["outputs"]["RosterCompactFunction"], {}

    def done() -> bool:
        answer = shop.aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        said.update(json.loads(answer["Payload"].read()))
        return said.get("done", "beaten") != "beaten"

    shop.until(done)
    return said["done"]


def test_the_copy_counts_what_the_roster_holds(shop):
    (first,) = shop.friends(1)
    assert compact(shop, {"rebuild": True}) == "built"
    event = {"where": shop.where, "now": 1_795_316_400_000, "cutoff_minutes": 0, "leap_day": "02-28"}
    event |= {"sample": 10, "undecided": 10}

    def copied() -> list[str]:
        found = ask(shop, "SegmentCountFunction", event)
        assert found["count"] == len(found["sample_ids"])
        return sorted(found["sample_ids"])

    assert copied() == [first]
    second, third = shop.line.create_friends(2, seed=f"more-{shop.tag}")
    shop.line.follow(user_ids=[second, third])
    for friend_id in (second, third):
        shop.until(lambda friend_id=friend_id: shop.friend(friend_id))
        shop.api.friends.add_tag(friend_id, shop.tag)
    shop.api.friends.remove_tag(first, shop.tag)
    assert shop.count(shop.where) == 2
    shop.until(lambda: copied() == sorted([second, third]))
    assert compact(shop, {"force": True}) in ("compacted", "nothing")
    assert copied() == sorted([second, third])
