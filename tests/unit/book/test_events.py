"""Every kind of entry says what it is, and its example proves what it says."""

import json
from dataclasses import fields, replace

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.models import UnknownEvent

from daifukucho.book.fold import fold, is_foldable
from daifukucho.book.kind import EventType
from daifukucho.book.kinds import EVENTS, UNKNOWN, kind_of, line_event
from daifukucho.book.parse import parse
from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.signature import sign

ALL = sorted(EVENTS.values(), key=lambda event: event.key)
LINES = [event for event in ALL if not event.ours]
OURS = [event for event in ALL if event.ours]

DOCUMENTED = {
    "message", "messageEdited", "unsend", "follow", "unfollow", "join", "leave", "memberJoined", "memberLeft",
    "postback", "videoPlayComplete", "beacon", "accountLink", "membership", "module", "activated", "deactivated",
    "botSuspended", "botResumed", "delivery",
}  # fmt: skip
"""The webhook events of the Messaging API reference (2026-08)."""


def by_key(event: EventType) -> str:
    return event.key


def entry_of(event: EventType) -> Entry:
    if event.ours:
        body = json.dumps(event.example)
        return Entry(event.key, 1_795_316_400_000, "example", "U4af4980629c6b8d1f6c2b4c1a9e0d3f7", body=body)
    (entry,) = parse(json.dumps({"events": [event.example]}).encode(), 1_795_316_400_000).entries
    return entry


def test_every_documented_event_is_a_kind():
    assert {event.key for event in LINES} == DOCUMENTED | {"unknown"}


def test_our_own_kinds():
    coupons = {f"coupon_{act}" for act in ("issued", "viewed", "redeemed", "undone", "revoked")}
    cards = {"card_issued", "card_numbered", "card_opened", "points", "rank_changed"}
    cards |= {"stamp", "stamp_undone", "ticket_used", "ticket_undone"}
    surveys = {"answered", "observed"}
    memos = {"memo", "memo_edited", "memo_removed"}
    orders = {"purchase", "purchases_settled"}
    others = {event.key for event in OURS} - coupons - cards - surveys - memos - orders
    assert others == {"profile", "edit", "backfill", "sent", "notice", "route"}


@pytest.mark.parametrize("event", ALL, ids=by_key)
def test_says_what_it_is_in_both_languages(event):
    assert all(words.strip() for words in (*event.label, *event.description))
    assert EVENTS[event.key] is event


@pytest.mark.parametrize("event", LINES, ids=by_key)
def test_example_is_parsed_as_its_kind(event):
    entry = entry_of(event)
    assert entry.kind == event.key
    assert entry.event_id == event.example["webhookEventId"]
    assert entry.at == event.example["timestamp"]


@pytest.mark.parametrize("event", LINES, ids=by_key)
def test_example_is_an_event_that_the_sdk_knows(event):
    body = json.dumps({"destination": "U" + "0" * 32, "events": [event.example]})
    (parsed,) = WebhookParser("secret").parse(body, sign(body.encode(), "secret").decode())
    known = not isinstance(parsed, UnknownEvent)
    assert known == (event.key != UNKNOWN)


@pytest.mark.parametrize("event", ALL, ids=by_key)
def test_example_has_its_effect(event):
    entry = entry_of(event)
    if not is_foldable(entry):
        assert not event.effect
        with pytest.raises(ValueError, match="cannot be folded"):
            fold(None, entry)
        return
    before = Friend(entry.friend_id)
    after = fold(None, entry)
    changed = {
        f.name: getattr(after, f.name) for f in fields(Friend) if getattr(after, f.name) != getattr(before, f.name)
    }
    at = {"n": 1, "first": entry.at, "last": entry.at}
    assert changed == dict(event.effect) | ({"did": {event.key: at}} if event.asked else {})


@pytest.mark.parametrize("event", OURS, ids=by_key)
def test_an_event_of_lines_never_becomes_one_of_our_own_kinds(event):
    assert line_event(event.key) is EVENTS[UNKNOWN]


@pytest.mark.parametrize("name", [None, 3, ["message"], {}, "", "Message", "profile"])
def test_whatever_line_names_something_else_is_unknown(name):
    assert line_event(name) is EVENTS[UNKNOWN]


def test_an_entry_of_a_kind_that_is_gone_still_says_that_she_was_there():
    entry = Entry("long_gone", 5, "e", "U1")
    assert kind_of("long_gone") is EVENTS[UNKNOWN]
    assert fold(None, entry) == Friend("U1", first_seen_at=5)


def test_a_renewed_membership_is_not_her_doing():
    entry = replace(entry_of(EVENTS["membership"]), body='{"membership":{"type":"renewed","membershipId":1}}')
    assert fold(None, entry).last_seen_at is None


def test_a_list_of_ids_does_not_say_who_is_a_friend_now():
    blocked = fold(None, Entry("unfollow", 100, "b", "U1"))
    told_by_file = fold(blocked, Entry("backfill", 200, "c", "U1", body='{"source":"csv"}'))
    told_by_line = fold(blocked, Entry("backfill", 200, "c", "U1", body='{"source":"followers"}'))
    assert (told_by_file.status, told_by_line.status) == ("blocked", "active")
