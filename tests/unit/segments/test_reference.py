"""Segments in segments: what is followed, what is refused, and that a run keeps them as they were."""

from collections import Counter
from typing import Any

import pytest

from daifukucho.kernel.errors import Conflict, Invalid, NotFound
from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import matches
from daifukucho.segments.reference import MAX_EXPANDED_BYTES, asked, expand, names_of, pinned, references, resolve
from daifukucho.segments.tree import leaves, parse_expanded

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}
OFTEN = {"field": "messages_received", "op": "gte", "value": 3}


class Saved:
    """Some saved segments, and how often each was read."""

    def __init__(self, **wheres: Any) -> None:
        self.wheres = wheres
        self.read: Counter[str] = Counter()

    def __call__(self, segment_id: str) -> Segment:
        self.read[segment_id] += 1
        if segment_id not in self.wheres:
            raise NotFound(Words("そのセグメントはありません。", "There is no such segment."), code="segment_not_found")
        return Segment(segment_id, 1, f"名前{segment_id}", self.wheres[segment_id], 0, 0)


def refers(segment_id: str) -> dict[str, str]:
    return {"segment": segment_id}


def test_every_reference_gets_the_name_and_the_tree_of_its_segment():
    saved = Saved(a={"any": [VIP, refers("b")]}, b={"not": OFTEN})
    where = {"all": [refers("a"), {"not": refers("b")}, VIP]}
    b = {"segment": "b", "name": "名前b", "where": {"not": OFTEN}}
    assert expand(where, saved) == {
        "all": [{"segment": "a", "name": "名前a", "where": {"any": [VIP, b]}}, {"not": b}, VIP]
    }
    assert saved.read == {"a": 1, "b": 1}
    assert where == {"all": [refers("a"), {"not": refers("b")}, VIP]}


def test_a_tree_without_references_stays_as_it_is():
    where = {"all": [VIP, {"any": [OFTEN, {"not": VIP}]}]}
    saved = Saved()
    assert expand(where, saved) == where and not saved.read


def test_what_was_expanded_no_longer_follows_the_segment():
    saved = Saved(a=VIP)
    node = parse_expanded(expand(refers("a"), saved))
    saved.wheres["a"] = OFTEN
    assert matches(node, {"tags": {"vip": 1}}, Context(0))
    assert not matches(resolve(refers("a"), saved), {"tags": {"vip": 1}}, Context(0))


@pytest.mark.parametrize(
    "wheres",
    [
        {"a": refers("a")},
        {"a": refers("b"), "b": {"not": {"all": [VIP, refers("a")]}}},
        {"a": refers("b"), "b": refers("c"), "c": {"any": [VIP, refers("b")]}},
    ],
    ids=["itself", "each other", "not through the first"],
)
def test_a_circle_is_refused(wheres):
    with pytest.raises(Conflict) as refused:
        expand(refers("a"), Saved(**wheres))
    assert refused.value.code == "segment_cycle"


def test_a_segment_may_not_come_to_refer_to_itself():
    saved = Saved(a=VIP, b=refers("a"))
    assert resolve(refers("b"), saved)
    with pytest.raises(Conflict) as refused:
        resolve({"any": [VIP, refers("b")]}, saved, of="a")
    assert refused.value.code == "segment_cycle"


def test_the_same_segment_twice_is_no_circle():
    saved = Saved(a=VIP, b=refers("a"), c=refers("a"))
    assert len(list(leaves(resolve({"all": [refers("b"), refers("c"), refers("a")]}, saved)))) == 3


def chain(length: int) -> dict[str, Any]:
    return {f"s{n}": refers(f"s{n + 1}") if n + 1 < length else VIP for n in range(length)}


def test_eight_segments_deep_and_no_deeper():
    assert resolve(refers("s0"), Saved(**chain(8)))
    assert resolve(Saved(**chain(8)).wheres["s0"], Saved(**chain(8)), of="s0")
    for where, of in ((refers("s0"), None), (refers("s1"), "s0")):
        with pytest.raises(Conflict) as refused:
            resolve(where, Saved(**chain(9)), of=of)
        assert refused.value.code == "segment_too_large"


def test_three_hundred_conditions_in_all_and_no_more():
    saved = Saved(a={"all": [VIP] * 100}, b={"any": [refers("a")] * 100}, few={"any": [refers("a")] * 3})
    assert len(list(leaves(resolve(refers("few"), saved)))) == 300
    with pytest.raises(Conflict) as refused:
        resolve({"any": [refers("few"), VIP]}, saved)
    assert refused.value.code == "segment_too_large"
    with pytest.raises(Conflict):
        resolve(Saved(x={"any": [refers("b")] * 100})("x").where, saved)


def test_its_size_is_limited_because_a_run_keeps_it_in_one_item():
    tags = [f"{n:02d}" + "あ" * 98 for n in range(50)]
    large = {"all": [{"field": "tags", "op": "any_of", "value": tags}] * 8}  # 8 × 15 KB
    assert resolve(large, Saved())
    with pytest.raises(Conflict) as refused:
        resolve({"all": [*large["all"], large["all"][0]]}, Saved())
    assert refused.value.code == "segment_too_large" and all(
        f"{MAX_EXPANDED_BYTES:,}" in said for said in refused.value.detail
    )


def test_segments_that_do_not_exist_are_all_named_at_once():
    with pytest.raises(Invalid) as refused:
        resolve({"all": [refers("a"), {"not": refers("gone")}, {"any": [VIP, refers("lost")]}]}, Saved(a=VIP))
    assert [f.pointer for f in refused.value.faults] == ["/all/1/not/segment", "/all/2/any/1/segment"]


def test_one_that_is_gone_further_down_is_a_conflict():
    with pytest.raises(Conflict) as refused:
        resolve(refers("a"), Saved(a=refers("gone")))
    assert refused.value.code == "segment_deleted" and all("gone" in said for said in refused.value.detail)


def test_either_a_tree_or_a_saved_segment_is_asked():
    saved = Saved(a=VIP, b=refers("a"))
    assert asked(VIP, None, saved) == asked(None, "a", saved)
    assert next(leaves(asked(None, "b", saved))).value == ("vip",)
    for where, segment_id in ((None, None), (VIP, "a")):
        with pytest.raises(Invalid) as refused:
            asked(where, segment_id, saved)
        assert [f.pointer for f in refused.value.faults] == ["/where"]
    with pytest.raises(NotFound):
        asked(None, "gone", saved)


def test_what_a_run_keeps():
    saved = Saved(a=VIP, b={"not": refers("a")})
    assert pinned(VIP, None, saved) == VIP
    assert pinned(None, "a", saved) == VIP
    assert pinned(None, "b", saved) == {"not": {"segment": "a", "name": "名前a", "where": VIP}}
    with pytest.raises(NotFound):
        pinned(None, "gone", saved)


def test_references_and_their_places():
    where = {"all": [refers("a"), {"not": {"any": [VIP, refers("b"), refers("a")]}}]}
    assert list(references(where)) == [
        ("/all/0/segment", "a"),
        ("/all/1/not/any/1/segment", "b"),
        ("/all/1/not/any/2/segment", "a"),
    ]


def test_names_of_segments_each_read_once_and_a_hundred_at_most():
    saved = Saved(**{f"s{n}": VIP for n in range(200)})
    assert names_of([refers("s1"), {"not": refers("s1")}, refers("gone")], saved) == {"s1": "名前s1"}
    assert saved.read["s1"] == 1
    assert len(names_of([refers(f"s{n}") for n in range(200)], saved)) == 100
