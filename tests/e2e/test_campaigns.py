"""Campaigns go out on the running stack, through queues and functions, while things go wrong."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from daifukucho_client import Conflict

pytestmark = pytest.mark.e2e

FRIENDS = 12


def check(run, sent=FRIENDS, **skipped):
    assert run.state == "completed"
    assert (run.planned, run.sent, run.skipped) == (FRIENDS, sent, skipped)
    assert (run.failed_total, run.unknown, run.pending, run.progress) == (0, 0, 0, 1)


def test_the_sender_is_killed_in_the_middle_of_a_run(shop):
    friends = shop.friends(FRIENDS)
    text = f"途中で止まっても {shop.tag}"
    shop.line.add_faults({"endpoint": "multicast", "kind": "delay", "seconds": 3, "times": 4})
    run_id = shop.send(shop.campaign(text))
    shop.until(lambda: any(rule["seen"] for rule in shop.line.faults()))
    assert shop.kill("sender") > 0
    check(shop.closed(run_id))
    assert shop.received(friends, text) == dict.fromkeys(friends, 1)


def test_lost_answers_500s_and_429s(shop):
    friends = shop.friends(FRIENDS)
    text = f"返事がなくても {shop.tag}"
    shop.line.add_faults(
        {"endpoint": "multicast", "kind": "accept-then-drop", "times": 2},
        {"endpoint": "multicast", "kind": "500", "times": 2},
        {"endpoint": "multicast", "kind": "429-rate", "times": 2},
    )
    check(shop.closed(shop.send(shop.campaign(text))))
    assert shop.received(friends, text) == dict.fromkeys(friends, 1)


def test_send_clicked_twice_and_messages_delivered_twice(shop):
    friends = shop.friends(FRIENDS)
    text = f"二度押しても {shop.tag}"
    campaign = shop.campaign(text)
    run_id = shop.send(campaign)
    assert shop.send(campaign) == run_id
    with pytest.raises(Conflict):
        shop.send(campaign, key="another")
    outputs = shop.stack["outputs"]
    sqs = shop.aws("sqs")
    for n in range(4):
        doorbell = {"run": run_id, "slice": n}
        sqs.send_message(QueueUrl=outputs["SliceQueueUrl"], MessageBody=json.dumps(doorbell))
        for batch in ("000000", "000001"):
            body = json.dumps({**doorbell, "batch": batch})
            sqs.send_message(QueueUrl=outputs["BatchQueueUrl"], MessageBody=body)
    check(shop.closed(run_id))
    assert shop.received(friends, text) == dict.fromkeys(friends, 1)


def test_a_scheduled_personal_campaign_whose_schedule_fires_twice(shop):
    friends = shop.friends(FRIENDS)
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=8)
    campaign = shop.campaign("{{ name | default: 'お客' }}様へ " + shop.tag, schedule={"at": due.isoformat()})
    event = {"kind": "due", "campaign": campaign.campaign_id, "revision": 1, "due": int(due.timestamp() * 1000)}
    time.sleep(max(0.0, due.timestamp() - time.time()))
    for _ in range(2):
        shop.invoke("SchedulerFunction", event)
    run_id = shop.until(lambda: shop.api.campaigns.get(campaign.campaign_id).run_id)
    check(shop.closed(run_id, hasten=False))
    for friend_id in friends:
        name = (shop.friend(friend_id).display_name or "").strip() or "お客"
        assert [m["text"] for r in shop.line.received(friend_id) for m in r["messages"]] == [f"{name}様へ {shop.tag}"]


def test_who_is_not_to_be_written_to_is_skipped_with_the_reason_and_the_ledger_knows(shop):
    friends = shop.friends(FRIENDS)
    shop.api.friends.edit(friends[0], do_not_send=True)
    shop.api.friends.edit(friends[1], in_progress=True)
    shop.line.unfollow(friends[2])
    shop.until(lambda: shop.api.friends.get(friends[2]).status == "blocked")
    text = f"除外の理由 {shop.tag}"
    run = shop.closed(shop.send(shop.campaign(text)))
    check(run, sent=FRIENDS - 3, do_not_send=1, in_progress=1, blocked=1)
    assert shop.received(friends, text) == dict.fromkeys(friends[:3], 0) | dict.fromkeys(friends[3:], 1)
    entry = shop.until(lambda: next(shop.api.friends.ledger(friends[5], kind="sent"), None))
    assert entry.data["run_id"] == run.run_id


def test_the_months_quota_ends_a_run_honestly(shop):
    shop.friends(FRIENDS)
    shop.line.add_faults({"endpoint": "multicast", "kind": "429-quota", "times": "forever"})
    run = shop.closed(shop.send(shop.campaign(f"上限 {shop.tag}")))
    assert run.state == "quota_exceeded"
    assert (run.planned, run.sent, run.failed) == (FRIENDS, 0, {"quota": FRIENDS})


def test_a_coupon_with_a_message_and_one_that_says_nothing(shop):
    """Each friend has each coupon once; to give one without a word, LINE is not called at all."""
    friends = shop.friends(4)
    coupons = [shop.api.coupons.create({"title": t, "kind": "free", "audience": "issued"}) for t in ("一杯", "一皿")]
    said, silent = (coupon.coupon_id for coupon in coupons)
    run = shop.closed(shop.send(shop.campaign(f"{shop.tag} {{{{ coupon_url }}}}", coupon_id=said)))
    assert (run.sent, run.coupon_id) == (4, said)
    url = f"https://liff.line.me/{shop.stack['liff_id']}/c/{said}"
    assert shop.received(friends, f"{shop.tag} {url}") == dict.fromkeys(friends, 1)
    sends = sends_of(shop)
    issue = {"name": "一皿", "where": shop.where, "messages": [], "coupon_id": silent}
    run = shop.closed(shop.send(shop.api.campaigns.create(issue)))
    assert (run.state, run.sent, run.quota) == ("completed", 4, None)
    assert sends_of(shop) == sends
    for coupon_id in (said, silent):
        held = [holder.friend_id for holder in shop.api.coupons.holders(coupon_id, part="held")]
        assert sorted(held) == sorted(friends)
    assert all(shop.kinds(friend_id).count("coupon_issued") == 2 for friend_id in friends)
    for friend_id in friends:  # the ledgers learn of it after the run
        shop.until(lambda friend_id=friend_id: "sent" in shop.kinds(friend_id))
        assert shop.kinds(friend_id).count("sent") == 1


def sends_of(shop):
    """How often LINE was asked to send; whoever else is at work asks for other things, as for profiles."""
    calls = shop.line.stats()["calls"]
    return {name: calls.get(name) for name in ("push", "multicast")}
