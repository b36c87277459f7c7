"""What is said while somebody waits, and that nothing moves when it comes; the card's own are in test_card.py."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

ASKED = {
    "coupons": "**/api/coupons",
    "c/c0": "**/api/coupons/c0/open",
    "s/s0": "**/api/surveys/s0/*",
    "r/pop": "**/api/visits/pop",
    "staff": "**/api/staff",
}
"""What each page asks first."""
PICTURE = "https://shop.example/late/coupon.svg"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600"><path fill="#e9d8c4" d="M0 0h600v600H0z"/></svg>'
)
WAITING = "読み込んでいます…"


class Held:
    """Requests that are not answered yet."""

    def __init__(self, login, *addresses):
        self.login, self.addresses, self.routes = login, addresses, []

    def install(self, context):
        self.login.install(context)
        for address in self.addresses:
            context.route(address, lambda route: self.routes.append(route))


@pytest.mark.parametrize("path", ASKED)
def test_who_waits_for_more_than_a_second_is_told(visit, stack, follower, login, path):
    held = Held(login(follower()), ASKED[path])
    page = visit(f"{stack['liff']}/{path}", "phone", login=held).page
    page.get_by_role("status").get_by_text(WAITING).wait_for()
    while held.routes:
        held.routes.pop().abort("connectionreset")
    expect(page.get_by_text(WAITING)).to_have_count(0)


def test_a_coupons_picture_has_its_place(visit, stack, follower, login):
    coupon = {"id": "c0", "title": "一杯どうぞ", "kind": "free", "amount": None, "percent": None, "state": "usable"}
    more = {"starts_at": None, "valid_until": None, "stores": None, "used": None, "image_url": PICTURE, "qr": None}
    held = Held(login(follower()), ASKED["c/c0"], PICTURE)
    seen: Visit = visit(f"{stack['liff']}/c/c0", "phone", login=held)
    page = seen.page
    page.get_by_role("status").get_by_text(WAITING).wait_for()
    told = {"at": 0, "description": "お一人様一回", "again": False, "tills": []}
    held.routes.pop().fulfill(json=coupon | more | told)
    page.get_by_role("heading", name="一杯どうぞ").wait_for()
    places = [page.locator(name).first.bounding_box() for name in (".picture", "h1", "dl")]
    while not held.routes:
        page.wait_for_timeout(50)
    held.routes.pop().fulfill(body=DRAWING, content_type="image/svg+xml")
    page.locator(".picture").evaluate("image => image.decode()")
    assert [page.locator(name).first.bounding_box() for name in (".picture", "h1", "dl")] == places
    assert seen.shifted() < 0.02
