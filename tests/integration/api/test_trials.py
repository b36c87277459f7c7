"""Test sends: a campaign's messages to a few chosen friends."""

import json

import pytest

from daifukucho.delivery.line import AnswerKind
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import HOUR, SECOND
from daifukucho.kernel.words import Words
from daifukucho_aws.dynamo.ledger import LedgerRepository
from tests.integration.api.conftest import VIP, Crm, Reply, troubled
from tests.support.line import answer, nothing

PERSONAL = {"type": "text", "text": "{{ name }}様、こんにちは"}


def try_out(crm: Crm, campaign_id: str, *friend_ids: str, key: str = "t1", **given) -> Reply:
    body = {"friend_ids": list(friend_ids)}
    return crm("POST", f"/campaigns/{campaign_id}/test", body, headers={"idempotency-key": key}, **given)


def outcomes(reply: Reply) -> list[tuple[str, str | None]]:
    assert reply.status == 200, reply.text
    return [(item["outcome"], item["reason"]) for item in reply.json["items"]]


def entries(crm: Crm, friend_id: str) -> list[dict]:
    return [json.loads(entry.body) | {"at": entry.at} for entry in crm.shop.ledger.entries(friend_id)]


def test_chosen_friends_get_just_what_all_will_see(crm: Crm):
    troubled(crm)
    blocked, busy, both, she, other = crm.shop.ids
    campaign = crm.campaign(messages=[PERSONAL])
    reply = try_out(crm, campaign["campaign_id"], she, blocked, busy, both, "nobody")
    assert outcomes(reply) == [
        ("sent", None),
        ("skipped", "blocked"),
        ("skipped", "in_progress"),
        ("skipped", "do_not_send"),
        ("skipped", "gone"),
    ]
    assert [item["friend_id"] for item in reply.json["items"]] == [she, blocked, busy, both, "nobody"]
    assert crm.shop.line.texts == {she: "友3様、こんにちは"}
    assert dict(crm.shop.line.got) == {she: 1}
    (entry,) = entries(crm, she)
    assert entry == {
        "campaign_id": campaign["campaign_id"],
        "version": 1,
        "outcome": "sent",
        "test": True,
        "at": crm.shop.now,
    }
    assert entries(crm, other) == entries(crm, blocked) == []
    shown = crm("GET", f"/friends/{she}/ledger").json["items"]
    assert [item["kind"] for item in shown] == ["sent"]
    assert crm("GET", f"/campaigns/{campaign['campaign_id']}").json["run_id"] is None


def test_somebody_nameless_is_skipped(crm: Crm):
    she = crm.shop.ids[0]
    crm.shop.change(she, display_name=None)
    campaign_id = crm.campaign(messages=[PERSONAL])["campaign_id"]
    assert outcomes(try_out(crm, campaign_id, she)) == [("skipped", "empty_variable")]
    assert not crm.shop.line.calls


def test_sent_again_with_the_same_key_nobody_gets_it_twice(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    friends = crm.shop.ids[:3]
    first = try_out(crm, campaign_id, *friends)
    stored = crm.dump()
    crm.shop.now += HOUR
    second = try_out(crm, campaign_id, *friends)
    assert second.json == first.json
    assert len(crm.shop.line.calls) == 3
    crm.shop.now += 30 * HOUR
    assert try_out(crm, campaign_id, *friends).json == first.json
    assert len(crm.shop.line.calls) == 3
    assert crm.dump()[0][1] == stored[0][1]  # the ledger
    assert set(outcomes(try_out(crm, campaign_id, *friends, key="t2"))) == {("sent", None)}
    assert set(crm.shop.line.got.values()) == {2}
    assert len(entries(crm, friends[0])) == 2


def test_after_an_edit_the_same_key_tests_what_is_new(crm: Crm):
    campaign = crm.campaign()
    she = crm.shop.ids[0]
    try_out(crm, campaign["campaign_id"], she)
    body = {"name": "感謝デー", "where": VIP, "messages": [{"type": "text", "text": "改訂"}]}
    assert crm("PUT", f"/campaigns/{campaign['campaign_id']}", body).status == 200
    assert outcomes(try_out(crm, campaign["campaign_id"], she)) == [("sent", None)]
    assert crm.shop.line.texts[she] == "改訂"
    assert sorted(entry["version"] for entry in entries(crm, she)) == [1, 2]


def test_what_line_never_answered_is_unknown_until_a_repeat_finds_it_out(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    crm.shop.line.after = [answer(AnswerKind.IN_DOUBT)] * 4
    assert outcomes(try_out(crm, campaign_id, she)) == [("unknown", None)]
    assert crm.shop.line.got == {she: 1}  # LINE had accepted it
    assert entries(crm, she) == []
    assert outcomes(try_out(crm, campaign_id, she)) == [("sent", None)]
    assert crm.shop.line.got == {she: 1}
    assert len(entries(crm, she)) == 1


def test_a_refusal_after_a_doubt_proves_nothing(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    crm.shop.line.after = [answer(AnswerKind.IN_DOUBT)]
    crm.shop.line.before = [nothing, answer(AnswerKind.REFUSED)]
    assert outcomes(try_out(crm, campaign_id, she)) == [("unknown", None)]
    crm.shop.line.before = [answer(AnswerKind.QUOTA_EXCEEDED)]
    assert outcomes(try_out(crm, campaign_id, she)) == [("unknown", None)]
    crm.shop.change(she, in_progress=True)
    assert outcomes(try_out(crm, campaign_id, she)) == [("unknown", None)]
    crm.shop.now += 24 * HOUR
    crm.shop.change(she, in_progress=False)
    calls = len(crm.shop.line.calls)
    assert outcomes(try_out(crm, campaign_id, she)) == [("unknown", None)]
    assert len(crm.shop.line.calls) == calls  # LINE may have forgotten the key


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (AnswerKind.QUOTA_EXCEEDED, "quota"),
        (AnswerKind.REFUSED, "rejected"),
        (AnswerKind.BAD_RECIPIENT, "refused"),
    ],
)
def test_what_line_refuses_has_failed_and_may_be_tried_again(crm: Crm, kind, reason):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    crm.shop.line.before = [answer(kind)]
    reply = try_out(crm, campaign_id, she)
    assert outcomes(reply) == [("failed", reason)]
    assert reply.json["items"][0]["detail"] == "LINE answered 403: Forbidden"
    assert outcomes(try_out(crm, campaign_id, she)) == [("sent", None)]
    assert crm.shop.line.got == {she: 1}


def test_lines_rate_limit_is_waited_for_a_little(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    crm.shop.line.before = [answer(AnswerKind.TRY_LATER)] * 2
    assert outcomes(try_out(crm, campaign_id, she)) == [("sent", None)]
    crm.shop.line.before = [answer(AnswerKind.TRY_LATER)] * 4
    assert outcomes(try_out(crm, campaign_id, she, key="t2")) == [("failed", "try_later")]
    assert outcomes(try_out(crm, campaign_id, she, key="t2")) == [("sent", None)]


def test_no_call_begins_when_time_is_short(crm: Crm):
    def slow():
        crm.shop.now += 13 * SECOND

    campaign_id = crm.campaign()["campaign_id"]
    crm.shop.line.before = [slow]
    crm.shop.line.after = [answer(AnswerKind.IN_DOUBT)]
    assert outcomes(try_out(crm, campaign_id, crm.shop.ids[0])) == [("unknown", None)]
    assert len(crm.shop.line.calls) == 1


def test_a_crash_between_the_call_and_its_record_doubles_nothing(crm: Crm, monkeypatch):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    trials = crm.services.tester._trials

    def down(*_):
        raise Unavailable(Words("応答がありません。", "It did not answer."), code="dynamodb_no_answer")

    with monkeypatch.context() as patch:
        patch.setattr(trials, "replace", down)
        assert try_out(crm, campaign_id, she).status == 503
    with monkeypatch.context() as patch:
        patch.setattr(LedgerRepository, "write", down)
        assert try_out(crm, campaign_id, she).status == 503
    assert outcomes(try_out(crm, campaign_id, she)) == [("sent", None)]
    assert crm.shop.line.got == {she: 1}
    assert len(entries(crm, she)) == 1


def test_two_copies_at_once_tell_the_same(crm: Crm, monkeypatch):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    inner: list[Reply] = []

    def copy():
        inner.append(try_out(crm, campaign_id, she))

    crm.shop.line.before = [copy]
    assert outcomes(try_out(crm, campaign_id, she)) == outcomes(inner[0]) == [("sent", None)]
    assert crm.shop.line.got == {she: 1}
    assert len(entries(crm, she)) == 1


def test_a_key_stands_for_one_test(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    she, other, *_ = crm.shop.ids
    try_out(crm, campaign_id, she)
    before = crm.dump()
    try_out(crm, campaign_id, other).refused(422, "idempotency_key_reused")
    assert crm.dump() == before
    assert crm.shop.line.got == {she: 1}
    elsewhere = crm.campaign()["campaign_id"]
    assert outcomes(try_out(crm, elsewhere, other)) == [("sent", None)]


@pytest.mark.parametrize(
    ("friend_ids", "pointers"),
    [
        ([], ["/friend_ids"]),
        (["a", "b", "c", "d", "e", "f"], ["/friend_ids"]),
        (["a", "a"], ["/friend_ids/1"]),
        (["a", ""], ["/friend_ids/1"]),
        (["x" * 65], ["/friend_ids/0"]),
        ([3], ["/friend_ids/0"]),
        ("a", ["/friend_ids"]),
        (None, ["/friend_ids"]),
    ],
)
def test_who_is_to_get_a_test_has_to_be_said(crm: Crm, friend_ids, pointers):
    campaign_id = crm.campaign()["campaign_id"]
    before = crm.dump()
    body = {"friend_ids": friend_ids}
    reply = crm("POST", f"/campaigns/{campaign_id}/test", body, headers={"idempotency-key": "k"})
    assert reply.faults() == pointers
    assert crm.dump() == before


def test_a_test_needs_a_campaign_and_a_key(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    she = crm.shop.ids[0]
    before = crm.dump()
    try_out(crm, "none", she).refused(404, "campaign_not_found")
    assert crm("POST", f"/campaigns/{campaign_id}/test", {"friend_ids": [she]}).faults() == ["/idempotency-key"]
    for key in ("", "k" * 65, "鍵"):
        try_out(crm, campaign_id, she, key=key).refused(422, "invalid_idempotency_key")
    assert crm.dump() == before


def test_each_friend_of_a_test_has_an_outcome_of_her_own(crm: Crm):
    campaign_id = crm.campaign()["campaign_id"]
    crm.shop.line.wrong_ids = {crm.shop.ids[1]}
    told = outcomes(try_out(crm, campaign_id, *crm.shop.ids[:3]))
    assert told == [("sent", None), ("failed", "refused"), ("sent", None)]
