"""``GET /v1/tags``, and what a preview of nobody says of tags that are alike."""

from typing import Any

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import SECOND, to_iso
from daifukucho.segments import tags
from daifukucho.segments.tags import CopiedTags
from daifukucho_aws.refusals import NOT_COUNTED
from tests.integration.api.conftest import Crm


class FakeCopy:
    """The roster's copy: what it answers, and how often it was asked."""

    def __init__(self, answer: CopiedTags | Exception | None) -> None:
        self.answer = answer
        self.asked = 0

    def tags(self, most: int) -> CopiedTags | None:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def copied(crm: Crm, monkeypatch: pytest.MonkeyPatch, answer: CopiedTags | Exception | None) -> FakeCopy:
    """A roster that is more than a page, and its copy."""
    monkeypatch.setattr(crm.services.tags, "_copy", copy := FakeCopy(answer))
    monkeypatch.setattr(crm.services.tags, "_small", False)
    return copy


def told(crm: Crm) -> Any:
    reply = crm("GET", "/tags")
    assert reply.status == 200
    return reply.json


def preview(crm: Crm, **where: Any) -> Any:
    return crm("POST", "/segments/preview", {"where": where}).json


def test_each_tag_has_its_count(crm: Crm):
    first, second, third, *rest = crm.shop.ids
    crm.shop.change(first, tags={"新規": 1, "vip": 1})
    crm.shop.change(second, tags={"新規": 1}, status=Status.BLOCKED)
    crm.shop.change(third, tags={})
    for friend in rest:
        crm.shop.change(friend, tags={})
    crm.shop.put(Friend("Uvisitor", status=Status.VISITOR, tags={"新規": 1, "見込み": 1}, revision=1))
    assert told(crm) == {
        "items": [{"tag": "新規", "friends": 2}, {"tag": "vip", "friends": 1}],
        "more": 0,
        "complete": True,
        "source": "roster",
        "as_of": to_iso(crm.shop.now),
    }
    for tag in told(crm)["items"]:  # as a segment of the tag holds
        assert preview(crm, field="tags", op="any_of", value=[tag["tag"]])["count"] == tag["friends"]


def test_nobody_has_a_tag(crm: Crm):
    for friend in crm.shop.ids:
        crm.shop.change(friend, tags={})
    assert (told(crm)["items"], told(crm)["complete"]) == ([], True)


def test_the_most_used_are_told_and_the_others_counted(crm: Crm, monkeypatch):
    monkeypatch.setattr(tags, "MOST_TAGS", 2)
    for n, friend in enumerate(crm.shop.ids):
        crm.shop.change(friend, tags=dict.fromkeys([f"t{i}" for i in range(n + 1)], 1))
    answer = told(crm)
    assert [tag["tag"] for tag in answer["items"]] == ["t0", "t1"]
    assert answer["more"] == len(crm.shop.ids) - 2


def test_a_large_roster_is_counted_in_its_copy(crm: Crm, monkeypatch):
    copy = copied(crm, monkeypatch, CopiedTags({"vip": 31_000, "新規": 12}, 7, crm.shop.now - 45 * SECOND))
    answer = told(crm)
    assert answer["items"] == [{"tag": "vip", "friends": 31_000}, {"tag": "新規", "friends": 12}]
    assert (answer["more"], answer["source"], answer["complete"]) == (5, "copy", True)
    assert answer["as_of"] == to_iso(crm.shop.now - 45 * SECOND)
    assert copy.asked == 1


def test_a_small_roster_is_asked_itself(crm: Crm, monkeypatch):
    monkeypatch.setattr(crm.services.tags, "_copy", copy := FakeCopy(CopiedTags({}, 0, 0)))
    assert told(crm)["source"] == "roster"
    assert copy.asked == 0


@pytest.mark.parametrize("answer", [None, NOT_COUNTED()])
def test_without_a_copy_the_roster_is_asked_for_as_long_as_somebody_waits(crm: Crm, monkeypatch, answer):
    copied(crm, monkeypatch, answer)
    assert [(told(crm)[name]) for name in ("source", "complete")] == ["roster", True]
    whole = {tag["tag"]: tag["friends"] for tag in told(crm)["items"]}
    assert whole["vip"] == 5

    class Slow(type(crm.services.tags._scan)):
        def page(self, *args, **kwargs):
            crm.shop.now += 3 * SECOND
            return super().page(*args, **{**kwargs, "limit": 1})

    monkeypatch.setattr(crm.services.tags._scan, "__class__", Slow)
    part = told(crm)
    assert not part["complete"]
    assert {tag["tag"]: tag["friends"] for tag in part["items"]}["vip"] == 2


HINT = {
    "ja": "「ＶＩＰ」というタグは付いていません。「vip」のことですか？",
    "en": "Nobody has the tag “ＶＩＰ”. Do you mean “vip”?",
}


def test_a_preview_of_nobody_names_the_tags_that_are_alike(crm: Crm):
    for op in ("any_of", "all_of"):
        answer = preview(crm, field="tags", op=op, value=["ＶＩＰ"])
        assert (answer["count"], answer["hints"]) == (0, [HINT])
    nested = {"not": {"field": "tags", "op": "none_of", "value": ["ＶＩＰ", "nothing like it"]}}
    assert preview(crm, all=[nested])["hints"] == [HINT]
    assert preview(crm, field="tags", op="any_of", value=["nothing like it"])["hints"] == []
    assert preview(crm, field="tags", op="any_of", value=["vip", "ＶＩＰ"])["hints"] == []  # somebody matches
    saved = crm.segment(where={"field": "tags", "op": "any_of", "value": ["Vip"]})["segment_id"]
    [hint] = crm("POST", "/segments/preview", {"segment_id": saved}).json["hints"]
    assert "「Vip」" in hint["ja"] and "“vip”" in hint["en"]


def test_nothing_is_read_for_a_hint_that_nobody_needs(crm: Crm, monkeypatch):
    def none(*args: object, **kwargs: object) -> None:
        raise AssertionError("the tags were counted")

    monkeypatch.setattr(crm.services.tags, "count", none)
    assert preview(crm, field="tags", op="any_of", value=["vip"])["hints"] == []
    assert preview(crm, field="alias", op="is", value="nobody")["count"] == 0
