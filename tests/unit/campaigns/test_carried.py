"""What may be said of the coupon that a campaign carries."""

import pytest

from daifukucho.campaigns.campaign import define
from daifukucho.campaigns.carried import said
from daifukucho.kernel.errors import Conflict, Invalid
from tests.support.campaigns import COUPON, EVERYBODY

LIFF = "1234567890-AbcdEfgh"
URL = f"https://liff.line.me/{LIFF}/c/{COUPON}"
HELLO = {"type": "text", "text": "こんにちは"}
LINK = {"type": "text", "text": "どうぞ {{ coupon_url }}"}


@pytest.mark.parametrize(
    ("coupon_id", "messages", "liff_id", "pointers"),
    [
        (COUPON, [HELLO], None, []),
        (COUPON, [LINK], LIFF, []),
        (COUPON, [], None, []),
        (None, [HELLO], None, []),
        (None, [], LIFF, ["/messages"]),
        (None, None, LIFF, ["/messages"]),
        (COUPON, None, LIFF, ["/messages"]),
        (COUPON, {}, LIFF, ["/messages"]),
        (COUPON, [HELLO] * 6, LIFF, ["/messages"]),
        (COUPON, [LINK], None, ["/messages"]),
        (None, [LINK], LIFF, ["/coupon_id"]),
        (None, [LINK], None, ["/coupon_id"]),
        (7, [HELLO], LIFF, ["/coupon_id"]),
        ("", [], LIFF, ["/coupon_id"]),
        ("../s/1", [LINK], LIFF, ["/coupon_id"]),
        ("x" * 65, [LINK], LIFF, ["/coupon_id"]),
        (COUPON, [{"type": "text", "text": "{{ coupon }}"}], LIFF, ["/messages/0/text"]),
        (COUPON, [{"type": "text", "text": "{{ coupon_url"}], LIFF, ["/messages/0/text"]),
        (COUPON, [{"type": "text", "text": "あ" * 4_950 + "{{ coupon_url }}"}], LIFF, ["/messages/0/text"]),
    ],
)
def test_what_is_wrong_with_it(coupon_id, messages, liff_id, pointers):
    given = {"name": "感謝デー", "where": EVERYBODY, "messages": messages, "coupon_id": coupon_id}
    if not pointers:
        assert define(given, 0, liff_id=liff_id).messages == tuple(messages)
        return
    with pytest.raises(Invalid) as refused:
        define(given, 0, liff_id=liff_id)
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_what_is_wrong_with_the_coupon_hides_nothing_of_the_messages():
    given = {"name": "", "where": EVERYBODY, "messages": [{"type": "text", "text": ""}], "coupon_id": "../1"}
    with pytest.raises(Invalid) as refused:
        define({**given, "coupon_again": "announce", "limits": {"yen": -1}, "schedule": {"at": "x", "ends_at": "y"}}, 0)
    assert [fault.pointer for fault in refused.value.faults] == [
        *(
            "/name",
            "/coupon_id",
            "/schedule/at",
            "/schedule/ends_at",
            "/schedule/ends_at",
            "/limits/yen",
            "/messages/0/text",
        )
    ]


def test_a_campaign_keeps_what_was_written():
    given = {"name": "感謝デー", "where": EVERYBODY, "messages": [LINK], "coupon_id": COUPON}
    definition = define(given, 0, liff_id=LIFF)
    assert (definition.messages, definition.coupon_id) == ((LINK,), COUPON)
    with pytest.raises(Invalid) as refused:
        define(given, 0)
    assert all("liffId" in said for said in refused.value.faults[0].message)


def test_the_address_is_filled_in():
    assert said([LINK, HELLO], COUPON, LIFF) == ({"type": "text", "text": f"どうぞ {URL}"}, HELLO)
    assert said([HELLO], COUPON, None) == (HELLO,)
    assert said([HELLO], None, LIFF) == (HELLO,)
    assert said([], COUPON, None) == ()
    with pytest.raises(Conflict, match="liffId") as refused:
        said([LINK], COUPON, None)
    assert refused.value.code == "liff_unknown"
