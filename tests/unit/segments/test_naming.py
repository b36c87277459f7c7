"""Names in sentences: each of what it is asked as, though two things have the same id."""

import json

import pytest

from daifukucho.kernel.words import Words
from daifukucho.segments.frozen import FROZEN, frozen, thawed
from daifukucho.segments.naming import named
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import Leaf, parse

NAMES = {
    ("inflow", "beacon"): Words("店頭ポスター", "the poster"),
    ("store", "001"): Words("渋谷店", "Shibuya"),
    ("rank", "points"): Words("ポイント会員", "point member"),
}
ROUTE = {"kind": "route", "where": [{"property": "route", "op": "any_of", "value": ["beacon", "other"]}]}
SAID = [
    ({"field": "events", "op": "did", "value": ROUTE}, ["「店頭ポスター」", "「other」"], "ビーコン"),
    ({"field": "orders", "op": "bought", "value": {"product": "001", "store": "001"}}, ["商品「001」", "店舗「渋谷店」"], "商品「渋谷店」"),
    ({"field": "first_route", "op": "is", "value": "beacon"}, ["「店頭ポスター」"], "beacon"),
    ({"field": "rank", "op": "is_any_of", "value": ["points"]}, ["「ポイント会員」"], "「points」"),
    ({"field": "tags", "op": "any_of", "value": ["001"]}, ["「001」"], "渋谷店"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "words", "wrong"), SAID)
def test_what_is_named_is_of_its_kind(where, words, wrong):
    node = named(parse(where), lambda mention: NAMES.get((mention.kind, mention.id)))
    said = words_of(node).ja
    assert [part for part in words if part not in said] == []
    assert wrong not in said
    assert isinstance(node, Leaf)
    kept = json.loads(json.dumps(frozen(where, node.attribute)))
    assert thawed(kept).choices == tuple(c for c in node.attribute.choices if c.value in kept[FROZEN]["choices"])
    assert words_of(Leaf(thawed(kept), node.operator, node.value)).ja == said
