"""What a campaign says reaches LINE as it was meant: saved, frozen with the run, filled in, sent."""

import pytest

from daifukucho.delivery.line import AnswerKind, Mode
from daifukucho.kernel.time import DAY, business_date
from daifukucho.messages.template import render
from daifukucho.messages.types import MESSAGE_TYPES
from daifukucho.ranks import ranks
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.setups import CatalogSetups
from tests.support.line import answer
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


def test_what_is_said_of_a_friend_is_what_stands_at_the_claim(shop):
    """Ranks are called what they were called at the opening. Points are those of the claim, without what has expired, also
    when the call that comes through is a later one."""
    setups = CatalogSetups(DynamoCatalog(shop.connection, "catalog"), ranks.RANKS)
    gold = {"id": "gold", "name": {"ja": "ゴールド"}, "threshold": 1}
    setups.save(setups.get(), {**ranks.RANKS.default, "ranks": [gold]}, shop.now)
    yesterday = business_date(shop.now - DAY).isoformat()
    for friend_id in shop.ids:
        shop.change(friend_id, rank="gold", points=330, point_lots={yesterday: 30, "none": 300})
    shop.change(shop.ids[0], rank="silver", family_name="山田", given_name="花子")
    text = "{{ real_name | default: 'お客' }}様({{ rank | default: '一般' }}) {{ points }}pt"
    run = shop.opener.open(shop.intent(shop.campaign(text)))
    setups.save(setups.get(), {**ranks.RANKS.default, "ranks": [{**gold, "name": {"ja": "黄金"}}]}, shop.now)
    shop.change(shop.ids[1], point_lots={"none": 7})
    shop.line.before = [answer(AnswerKind.IN_DOUBT)] * 500
    shop.work()
    shop.line.before = []
    shop.change(shop.ids[2], point_lots={"none": 8}, rank=None)
    check(shop, shop.until_closed(run.run_id))
    said = [shop.line.texts[friend_id] for friend_id in shop.ids[:3]]
    assert said == ["山田 花子様(一般) 300pt", "お客様(ゴールド) 7pt", "お客様(ゴールド) 300pt"]
