"""``/v1/settings/orders`` and ``/v1/friends/…/orders``."""

from daifukucho.kernel.time import DAY
from tests.integration.api.conftest import Crm

NOW = 1_795_316_400_000  # 2026-11-22 12:00 in Japan


def test_orders_and_what_they_come_to(crm: Crm):
    crm.shop.now = NOW
    path = f"/friends/{crm.shop.ids[0]}"
    assert crm("GET", f"{path}/purchases").json["ltv_gross"] is None
    for n in range(5):
        at = f"2026-11-{10 + n}T19:00:00+09:00"
        crm.order(f"A-{n}", at=at, updated_at=at, amount=1_000 * (n + 1))
    assert [[o["order_id"] for o in page] for page in crm.pages(f"{path}/orders")] == [
        ["A-4", "A-3"],
        ["A-2", "A-1"],
        ["A-0"],
    ]
    body = {
        "at": "2026-11-10T19:00:00+09:00",
        "updated_at": "2026-11-11T00:00:00+09:00",
        "amount": 1_000,
        "refunded": 400,
    }
    assert crm("PUT", f"{path}/orders/A-0", body).json["recorded"] is True
    assert crm("PUT", f"{path}/orders/A-0", body).json["recorded"] is False
    assert crm("GET", f"{path}/orders/A-0").json["refunded"] == 400
    found = crm("GET", f"{path}/purchases").json
    assert (found["order_count"], found["ltv_gross"], found["days_between_orders"]) == (5, 14_600, 1)
    assert (found["rfm"], found["months"]) == ({"r": 5, "f": 4, "m": 3}, {"2026-11": 14_600})
    crm("GET", f"{path}/orders/A-9").refused(404, "order_not_found")
    crm("PUT", f"/friends/{crm.shop.ids[1]}/orders/A-0", body).refused(409, "order_elsewhere")
    assert crm("PUT", f"{path}/orders/A-0", body | {"refunded": 1_001}).faults(code="invalid_order") == ["/refunded"]


def test_segments_ask_them(crm: Crm):
    crm.shop.now = NOW
    crm.order(amount=9_000)
    for field, op, value in (
        ("order_count", "gte", 1),
        ("ltv_gross", "between", [9_000, 9_000]),
        ("last_order_at", "within_last", 30),
        ("rfm_m", "eq", 2),
    ):
        where = {"field": field, "op": op, "value": value}
        assert crm("POST", "/segments/preview", {"where": where}).json["count"] == 1, where


def test_settings_are_judged_by_from_the_next_order_on(crm: Crm):
    crm.shop.now = NOW
    assert crm("GET", "/settings/orders").json["version"] == 0
    settings = {
        name: v for name, v in crm("GET", "/settings/orders").json.items() if name not in ("version", "updated_at")
    }
    changed = settings | {
        "margin_percent": 50,
        "vip": {"tag": "VIP", "enter": 1_000, "leave_below": 500, "months": None},
    }
    saved = crm("PUT", "/settings/orders", changed).json
    assert (saved["version"], saved["vip"]["tag"]) == (1, "VIP")
    crm.order(amount=1_000)
    friend = f"/friends/{crm.shop.ids[0]}"
    assert "VIP" in crm("GET", friend).json["tags"]
    assert crm("GET", f"{friend}/purchases").json["ltv_margin"] == 500
    wrong = settings | {"rfm": settings["rfm"] | {"recency": [9, 1]}}
    assert crm("PUT", "/settings/orders", wrong).faults(code="invalid_order_settings") == ["/rfm/recency"]
    (entry,) = crm("GET", f"{friend}/ledger", query={"kind": "purchase"}).json["items"]
    assert entry["data"]["by"] == "client-1"
    crm.shop.now = NOW + 31 * DAY
    assert crm("GET", f"{friend}/purchases").json["rfm"]["r"] == 4
