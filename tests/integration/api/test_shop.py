"""``/v1/settings/shop``: the shop's settings."""

import json

import pytest

from daifukucho.kernel.time import HOUR
from tests.integration.api.conftest import Crm

SETTINGS = {"day_starts_at": "05:00", "leap_day": "03-01", "plan": "standard"}
OWN = {"included": 30_000, "tiers": [{"up_to": 50_000, "yen": 3.0}, {"up_to": None, "yen": 2.605}]}


def test_until_somebody_says_something_there_are_defaults(crm: Crm):
    reply = crm("GET", "/settings/shop")
    assert reply.status == 200
    assert reply.headers["ETag"].startswith('"0')
    assert reply.json == {
        "day_starts_at": "00:00",
        "leap_day": "02-28",
        "plan": None,
        "plan_terms": None,
        "version": 0,
        "updated_at": None,
    }


def test_settings_are_saved_and_read_back(crm: Crm):
    saved = crm("PUT", "/settings/shop", SETTINGS)
    assert saved.status == 200, saved.text
    terms = {"included": 30_000, "tiers": [{"up_to": 50_000, "yen": 3.0}, {"up_to": 100_000, "yen": 2.8}]}
    assert saved.json.pop("updated_at").endswith("+09:00")
    expected = SETTINGS | {"plan_terms": terms, "version": 1}
    assert {k: v for k, v in saved.json.items() if k != "updated_at"} == expected
    read = crm("GET", "/settings/shop")
    assert (read.json, read.headers["ETag"]) == (saved.json, saved.headers["ETag"])
    again = crm("PUT", "/settings/shop", SETTINGS | {"plan": OWN, "day_starts_at": "00:30"})
    assert (again.json["version"], again.json["plan"], again.json["plan_terms"]) == (2, OWN, OWN)
    assert crm("GET", "/settings/shop").json == again.json
    assert crm("PUT", "/settings/shop", SETTINGS | {"plan": None}).json["plan_terms"] is None


def test_a_change_is_made_only_to_what_was_read(crm: Crm):
    first = crm("GET", "/settings/shop").headers["ETag"]
    second = crm("PUT", "/settings/shop", SETTINGS, headers={"if-match": first}).headers["ETag"]
    before = crm.dump()
    crm("PUT", "/settings/shop", SETTINGS | {"plan": None}, headers={"if-match": first}).refused(
        412, "version_mismatch"
    )
    crm("PUT", "/settings/shop", SETTINGS, headers={"if-match": "3"}).refused(422, "invalid_if_match")
    assert crm.dump() == before
    assert crm("PUT", "/settings/shop", SETTINGS | {"plan": None}, headers={"if-match": second}).status == 200


@pytest.mark.parametrize("saved_before", [False, True])
def test_of_two_at_the_same_instant_one_is_refused(crm: Crm, saved_before):
    if saved_before:
        crm("PUT", "/settings/shop", SETTINGS)
    shops = crm.services.shops
    read = shops.get()

    def somebody_is_faster():
        shops.get = type(shops).get.__get__(shops)
        crm("PUT", "/settings/shop", SETTINGS | {"day_starts_at": "01:00"})
        return read

    shops.get = somebody_is_faster
    crm("PUT", "/settings/shop", SETTINGS).refused(409, "changed_meanwhile")
    assert crm("GET", "/settings/shop").json["day_starts_at"] == "01:00"


@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({}, "invalid_shop", ["/day_starts_at", "/leap_day", "/plan"]),
        (SETTINGS | {"colour": "red"}, "invalid_shop", ["/colour"]),
        (SETTINGS | {"leap_day": "02-29"}, "invalid_shop", ["/leap_day"]),
        (SETTINGS | {"day_starts_at": 5}, "invalid_shop", ["/day_starts_at"]),
        (SETTINGS | {"day_starts_at": "12:00"}, "invalid_shop", ["/day_starts_at"]),
        (SETTINGS | {"plan": "premium"}, "invalid_shop", ["/plan"]),
        (
            SETTINGS | {"plan": {"included": -1, "tiers": [{"up_to": 5, "yen": "3"}]}},
            "invalid_shop",
            ["/plan/included", "/plan/tiers/0/yen"],
        ),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(crm: Crm, body, code, pointers):
    before = crm.dump()
    assert crm("PUT", "/settings/shop", body).faults(422, code) == pointers
    assert crm.dump() == before


def test_a_price_may_be_written_as_a_whole_number(crm: Crm):
    text = json.dumps(SETTINGS | {"plan": {"included": 0, "tiers": [{"up_to": None, "yen": 3}]}})
    assert crm("PUT", "/settings/shop", text).json["plan_terms"]["tiers"] == [{"up_to": None, "yen": 3.0}]


def test_segments_are_asked_by_the_shops_day(crm: Crm):
    midnight = 1_795_273_200_000  # 2026-11-22 00:00 in Japan
    she = crm.shop.ids[0]
    crm.shop.now = midnight + 2 * HOUR
    crm.shop.change(she, last_seen_at=midnight - HOUR)
    today = {"field": "last_seen_at", "op": "within_last", "value": 0}
    assert crm("POST", "/segments/preview", {"where": today}).json["count"] == 0
    crm("PUT", "/settings/shop", SETTINGS)
    assert crm("POST", "/segments/preview", {"where": today}).json["count"] == 1
    explained = crm("POST", "/segments/explain", {"where": today, "friend_id": she})
    assert explained.json["matches"] is True
