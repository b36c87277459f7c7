"""``/v1/friends/…/nine-segments``."""

import pytest

from daifukucho.kernel.time import DAY
from tests.integration.api.conftest import Crm
from tests.integration.api.test_surveys import answer, save
from tests.support.surveys import NINE

NOW = 1_795_316_400_000  # 2026-11-22 12:00 in Japan
BOUGHT = {"last_bought_on": "2026-11-20", "purchases": 4, "loyal_purchases": 3, "lapse_days": 93}


@pytest.fixture
def path(crm: Crm) -> str:
    crm.shop.now = NOW
    return f"/friends/{crm.shop.ids[0]}/nine-segments"


def test_what_she_says_and_what_she_buys(crm: Crm, path):
    assert crm("GET", path).json == {"items": []}
    answer(crm, save(crm, NINE), 0, {"know": "yes", "bought": "never", "again": "yes"})
    (standing,) = crm("GET", path).json["items"]
    assert (standing["segment"], standing["declared"], standing["observed"], standing["conflict"]) == (
        "positive_aware_not_bought", "positive_aware_not_bought", None, False,
    )  # fmt: skip
    (standing,) = crm("PUT", f"{path}/daifuku", BOUGHT).json["items"]
    assert (standing["segment"], standing["declared"], standing["observed"], standing["conflict"]) == (
        "positive_loyal", "positive_aware_not_bought", "loyal", True,
    )  # fmt: skip
    crm.shop.now = NOW + 181 * DAY
    (standing,) = crm("GET", path).json["items"]
    assert (standing["segment"], standing["declared"], standing["conflict"]) == ("undetermined_loyal", None, False)


def test_transitions_are_in_her_ledger(crm: Crm, path):
    for purchases in (1, 4, 4):
        assert crm("PUT", f"{path}/daifuku", BOUGHT | {"purchases": purchases}).status == 200
    crm.shop.now += 100 * DAY
    assert crm("PUT", f"{path}/daifuku", BOUGHT).status == 200
    found = crm("GET", path.replace("nine-segments", "ledger"), query={"kind": "observed"}).json["items"]
    told = [entry["data"]["nine_segment"] for entry in found]
    assert [(t["before"], t["tier"], t["move"]) for t in told] == [
        ("loyal", "lapsed", "failure"),
        ("general", "loyal", "growth"),
        (None, "general", None),
    ]
    assert found[0]["data"]["by"] == "client-1"


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"last_bought_on": "2026-11-23"}, ["/last_bought_on"]),
        ({"last_bought_on": "2026-02-30"}, ["/last_bought_on"]),
        ({"last_bought_on": "yesterday"}, ["/last_bought_on"]),
        ({"purchases": 0, "lapse_days": 0}, ["/purchases", "/lapse_days"]),
        ({"purchases": "4"}, ["/purchases"]),
    ],
)
def test_what_cannot_have_been_bought(crm: Crm, path, change, pointers):
    before = crm.dump()
    assert crm("PUT", f"{path}/daifuku", BOUGHT | change).faults() == pointers
    assert crm("PUT", f"{path}/だいふく", BOUGHT).faults() == ["/product_id"]
    crm("PUT", "/friends/nobody/nine-segments/daifuku", BOUGHT).refused(404, "friend_not_found")
    crm("GET", "/friends/nobody/nine-segments").refused(404, "friend_not_found")
    assert crm.dump() == before
