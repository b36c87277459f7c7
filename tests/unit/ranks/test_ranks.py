"""Ranks: by what counts, and by how much is missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Invalid
from daifukucho.messages.template import filled
from daifukucho.ranks.rank_up import define_to_save
from daifukucho.ranks.ranks import RANKS, Measure, counted

TODAY = date(2026, 11, 22)
REGULAR = {"id": "regular", "name": {"ja": "レギュラー", "en": "Regular"}, "threshold": 0}
GOLD = {"id": "gold", "name": {"ja": "ゴールド", "en": "Gold"}, "threshold": 10_000, "multiplier": 1.5}
DIAMOND = {"id": "diamond", "name": {"ja": "ダイヤ", "en": "Diamond"}, "threshold": 50_000}
GIVEN = {"measure": "yen", "months": 12, "never_falls": False, "ranks": [REGULAR, GOLD, DIAMOND]}


def judged(spent, rank=None, today=TODAY, **changes):
    standing = RANKS.define(GIVEN | changes).judge(Friend("U1", spent=spent, earned=spent, rank=rank), today)
    following = standing.next and (standing.next.rank.id, standing.next.missing)
    return standing.rank and standing.rank.id, following


def test_how_much_is_missing():
    assert judged({"2026-11": 6_800, "all": 6_800}) == ("regular", ("gold", 3_200))
    assert judged({"2026-11": 9_999}) == ("regular", ("gold", 1))
    assert judged({"2026-11": 10_000}) == ("gold", ("diamond", 40_000))
    assert judged({"2026-11": 50_000}) == ("diamond", None)
    assert judged({}, ranks=[GOLD]) == (None, ("gold", 10_000))
    assert judged({}, ranks=[]) == (None, None)
    assert judged({}, measure="points") == ("regular", ("gold", 10_000))


def test_the_window_is_of_calendar_months_the_present_one_included():
    spent = {"2025-11": 40_000, "2025-12": 10_000, "2026-11": 1, "all": 90_000}
    assert judged(spent)[0] == "gold"
    assert judged(spent, months=13)[0] == "diamond"
    assert judged(spent, months=1)[0] == "regular"
    assert judged(spent, months=None)[0] == "diamond"
    assert judged(spent, today=date(2026, 11, 30))[0] == "gold"
    assert judged(spent, today=date(2026, 12, 1))[0] == "regular"


def test_a_rank_that_never_falls():
    assert judged({"2026-11": 1}, "diamond", never_falls=True) == ("diamond", None)
    assert judged({"2026-11": 1}, "gold", never_falls=True) == ("gold", ("diamond", 49_999))
    assert judged({"2026-11": 1}, "gone", never_falls=True) == ("regular", ("gold", 9_999))
    assert judged({"2026-11": 50_000}, "gold", never_falls=True) == ("diamond", None)
    assert judged({"2026-11": 1}, "diamond") == ("regular", ("gold", 9_999))


def test_whether_a_rank_is_above_another():
    ranks = RANKS.define(GIVEN)
    assert ranks.is_above("gold", "regular") and not ranks.is_above("regular", "gold")
    assert ranks.is_above("regular", None) and not ranks.is_above(None, "regular")
    assert ranks.is_above("regular", "gone") is ranks.is_above("gone", None) is None


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 1_000)), max_size=60))
def test_the_sums_stay_small_and_whole(purchases):
    sums, total = {}, 0
    for month, amount in sorted(purchases):
        today = date(2024 + month // 12, month % 12 + 1, 15)
        sums = counted(sums, f"{today:%Y-%m}", amount, today)
        total += amount
    assert sums.get("all", 0) == total
    assert len(sums) <= 26


def test_what_is_undone_is_gone():
    sums = counted({}, "2026-10", 500, TODAY)
    assert counted(sums, "2026-10", -500, TODAY) == {}
    assert counted({"2024-10": 3, "all": 3}, "2024-10", -3, TODAY) == {}


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"measure": "visits"}, ["/measure"]),
        ({"months": 25}, ["/months"]),
        ({"months": 0}, ["/months"]),
        ({"never_falls": "yes"}, ["/never_falls"]),
        ({"ranks": [REGULAR, REGULAR]}, ["/ranks/1/threshold", "/ranks/1/id"]),
        ({"ranks": [GOLD, REGULAR]}, ["/ranks/1/threshold"]),
        ({"ranks": [GOLD | {"multiplier": 0}]}, ["/ranks/0/multiplier"]),
        ({"ranks": [GOLD | {"multiplier": 1.333}]}, ["/ranks/0/multiplier"]),
        ({"ranks": [GOLD | {"id": "金"}]}, ["/ranks/0/id"]),
        ({"ranks": [GOLD | {"name": "Gold"}]}, ["/ranks/0/name"]),
        ({"ranks": [GOLD | {"name": {"en": "Gold"}}]}, ["/ranks/0/name/ja"]),
        ({"ranks": [GOLD | {"colour": 1}]}, ["/ranks/0/colour"]),
        ({"ranks": [GOLD | {"id": f"r{i}", "threshold": i} for i in range(11)]}, ["/ranks"]),
        ({"色": 1}, ["/色"]),
    ],
)
def test_ranks_that_cannot_be(changes, pointers):
    with pytest.raises(Invalid) as refused:
        RANKS.define(GIVEN | changes)
    assert refused.value.code == "invalid_ranks"
    assert sorted(fault.pointer for fault in refused.value.faults) == sorted(pointers)


def test_what_is_measured():
    assert RANKS.define(GIVEN | {"measure": "points"}).measure is Measure.POINTS


def message(text, **more):
    return {"type": "text", "text": text, **more}


def told(messages):
    return GIVEN | {"ranks": [REGULAR, GOLD | {"messages": messages}]}


@pytest.mark.parametrize(
    ("messages", "pointers"),
    [
        ([message("")], ["/ranks/1/messages/0/text"]),
        ([message("{{ stamps }}")], ["/ranks/1/messages/0/text"]),
        ([message("{{ fields.taste }}")], ["/ranks/1/messages"]),
        ([message("{{ rank }")], ["/ranks/1/messages/0/text"]),
        (["hello"], ["/ranks/1/messages/0"]),
        ([{"type": "fax"}], ["/ranks/1/messages/0/type"]),
        ([message("a", emojis=[3])], ["/ranks/1/messages/0/emojis/0"]),
        ([message("a")] * 6, ["/ranks/1/messages"]),
        ("hello", ["/ranks/1/messages"]),
        ([message("x" * 4_995 + "{{ rank }}")], ["/ranks/1/messages/0/text"]),  # ゴールド fits
    ],
)
def test_messages_that_cannot_be(messages, pointers):
    given = told(messages)
    given["ranks"][1]["name"] = {"ja": "ゴールド", "en": "Golden"}
    with pytest.raises(Invalid) as refused:
        define_to_save(given)
    assert refused.value.code == "invalid_ranks"
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_what_was_saved_is_read_whatever_line_takes_by_now():
    assert RANKS.define(told([{"type": "fax"}])).rank("gold").messages == ({"type": "fax"},)
    assert RANKS.define(GIVEN).rank("gold").messages == ()


def test_the_ranks_name_may_stand_anywhere_and_moves_what_comes_after_it():
    emojis = [{"index": 10, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}]
    given = told([message("{{ rank }}$ {{ name }}", emojis=emojis)])
    (said,) = filled(define_to_save(given).rank("gold").messages, {"rank": "ゴールド"})
    assert said["text"] == "ゴールド$ {{ name }}"
    assert said["emojis"][0]["index"] == 4
