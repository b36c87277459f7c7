"""What a campaign says reaches LINE as it was meant: saved, frozen with the run, filled in, sent."""

import pytest

from daifukucho.campaigns.run import Mode
from daifukucho.messages.template import render
from daifukucho.messages.types import MESSAGE_TYPES
from tests.support.shop import check

ALL = [dict(kind.example) for kind in MESSAGE_TYPES.values()]


@pytest.mark.parametrize(
    ("mode", "messages"),
    [(Mode.PUSH, ALL[:5]), (Mode.PUSH, ALL[5:]), (Mode.MULTICAST, ALL[1:6])],
    ids=["text to audio", "location to coupon", "the same for all"],
)
def test_every_message_reaches_line_as_it_was_meant(shop, monkeypatch, mode, messages):
    said = {}
    send = shop.line.send

    def watched(how, friends, given, retry_key):
        said.update(dict.fromkeys(friends, (how, given)))
        return send(how, friends, given, retry_key)

    monkeypatch.setattr(shop.line, "send", watched)
    campaign = shop.campaign(messages=messages)
    assert list(shop.campaigns.get(campaign.campaign_id).messages) == messages
    run = shop.opener.open(shop.intent(campaign))
    check(shop, shop.until_closed(run.run_id))
    assert said == {friend_id: (mode, render(messages, {"name": f"友{n}"})) for n, friend_id in enumerate(shop.ids)}
