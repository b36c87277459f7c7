"""Which addresses a shop may give, wherever it gives one."""

import pytest

from daifukucho.cards.settings import CARD
from daifukucho.coupons.coupon import coupon_definer
from daifukucho.fields.field import checked, define_field
from daifukucho.kernel.address import address_fault
from daifukucho.kernel.errors import Invalid
from daifukucho.kernel.words import Words
from daifukucho.messages.check import message_faults

GOOD = [
    "https://example.com/a.png", "HTTPS://Example.com:8443/%E3%81%82?a=b&c[]=d#e", "https://example.com:443/a",
    "https://example.com", "https://example.com?a=b@c", "https://example.com/@shop", "https://xn--q9jyb4c.example/a", "https://a_b.example/",
]  # fmt: skip
BAD = [
    "http://example.com/a.png", "javascript:alert(1)", "data:image/png;base64,AA==", "//example.com/a", "https://", "https:///a", "",
    "https://user@example.com/a", "https://user:word@example.com/a", "https://line.me%40example.com/", "https://line.me:x@example.com/",
    "https://example.com:22/a", "https://example.com:0/a", "https://example.com:65536/a", "https://example.com:/a", "https://example.com:x/a",
    "https://example.com:80/a", "https://example.com:443443/a",
    "https://example.com/'a", 'https://example.com/"a', "https://example.com/\u201ca", "https://example.com/a b", "https://example.com/\\a",
    "https://example.com/あ", "https://例え.jp/a", "https://example.com/%zz", "https://[::1]/a", "https://-a.com/",
]  # fmt: skip
REFUSED = Words("使えません。", "It was refused.")


def test_one_check():
    assert [address for address in GOOD if address_fault(address)] == []
    assert [address for address in (*BAD, GOOD[0] + "\n") if not address_fault(address)] == []


def test_links_may_lead_elsewhere_but_no_web_address_hides_its_host():
    schemes = ("http", "https", "line", "tel")
    for address in (
        "http://example.com:8080/a",
        "http://example.com:80",
        "line://oaMessage/@shop/?hello",
        "tel:+81-3-1234-5678",
    ):
        assert address_fault(address, schemes) is None
    for address in ("http://line.me@example.com/", "http://example.com:25/", "http://example.com:443/", "tel://'"):
        assert address_fault(address, schemes)


def card(address):
    words = {"ja": "会員証"}
    return CARD.define({**CARD.default, "title": words, "image_url": address})


def coupon(address):
    return coupon_definer(lambda _: True)(
        {"title": "一杯無料", "kind": "gift", "audience": "public", "image_url": address}, None
    )


def field(address):
    photo = define_field({"key": "photo", "label": {"ja": "写真"}, "type": "image"}, None)
    try:
        return checked(photo, address)
    except ValueError:
        raise Invalid(REFUSED) from None


def message(address):
    if faults := message_faults(
        [{"type": "image", "originalContentUrl": address, "previewImageUrl": address}], "/messages"
    ):
        raise Invalid(REFUSED, faults=faults)


@pytest.mark.parametrize("takes", [card, coupon, field, message])
def test_every_place_for_a_picture_asks_it(takes):
    for address in GOOD:
        takes(address)
    for address in BAD:
        letters = takes is field and address.startswith("https://example.com/") and not address.isascii()
        if address and not letters:  # no picture is none, not a wrong one; a field takes letters as browsers do
            with pytest.raises(Invalid):
                takes(address)
