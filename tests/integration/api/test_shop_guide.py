"""docs/shop.md: the API takes each of its steps, in the order in which they are written."""

import re

from tests.integration.api.conftest import ROOT, Crm

GUIDE = (ROOT / "docs/shop.md").read_text("utf-8")
STEP = re.compile(r"^(?:STORE=\$\()?crm (POST|PUT) ([\w/]+) [^']*-d '([^']*)'", re.MULTILINE)


def test_every_step_is_taken(crm: Crm):
    steps = STEP.findall(GUIDE.replace("'\"$STORE\"'", "<store>"))
    assert [what for _, what, _ in steps] == [
        "settings/shop",
        "stores",
        "staff",
        *("settings/card", "settings/points", "settings/ranks", "settings/stamps"),
    ]
    store = ""
    for method, what, body in steps:
        reply = crm(method, f"/{what}", body.replace("<store>", store))
        assert reply.status in (200, 201), reply.text
        store = reply.json.get("store_id", store)
        if what == "staff":
            assert reply.json["invitation_code"]
            assert reply.json["store_id"] == store


def test_a_purchase_is_worth_what_the_guide_says(crm: Crm):
    (settings,) = (body for _, what, body in STEP.findall(GUIDE) if what == "settings/points")
    assert crm("PUT", "/settings/points", settings).status == 200
    path, purchase = f"/friends/{crm.shop.ids[0]}/points/movements", {"kind": "grant", "amount_yen": 3200}
    granted = crm("POST", path, purchase, headers={"idempotency-key": "k"})
    assert (granted.status, granted.json["points"]) == (201, 32), granted.text
    assert "A purchase of ¥3,200 is then worth 32 points" in GUIDE
