"""Campaigns to test with."""

from daifukucho.campaigns.campaign import Campaign
from daifukucho.campaigns.limits import Limits
from daifukucho.delivery.line import Mode

COUPON = "01JD0000000000000000000C0D"
TEXTS = {Mode.MULTICAST: "本日は感謝デーです。", Mode.PUSH: "{{ name }}様、本日は感謝デーです。"}
EVERYBODY = {"field": "status", "op": "is", "value": "active"}


def campaign_of(
    mode: Mode,
    campaign_id: str = "C1",
    run_id: str | None = None,
    limits: Limits | None = None,
    coupon_id: str | None = None,
) -> Campaign:
    """A campaign that goes out in a mode; one that says nothing carries a coupon."""
    coupon_id = COUPON if mode is Mode.GIVE else coupon_id
    return Campaign(
        campaign_id=campaign_id,
        version=1,
        name="感謝デー",
        segment_id=None,
        where=EVERYBODY,
        messages=() if mode is Mode.GIVE else ({"type": "text", "text": TEXTS[mode]},),
        due_at=None,
        created_at=0,
        updated_at=0,
        run_id=run_id,
        limits=limits,
        coupon_id=coupon_id,
    )
