"""Every door through which a text comes in: what nobody sees is empty at each of them, and names get their one form there."""

import json
from dataclasses import replace
from datetime import date

import pytest

from daifukucho.book.kinds import EVENTS
from daifukucho.campaigns.campaign import define
from daifukucho.cards.settings import CARD
from daifukucho.coupons.desk import Desk
from daifukucho.fields.field import checked, define_field
from daifukucho.friends.edit import edit_from
from daifukucho.friends.friend import Friend
from daifukucho.inflow.route import define_inflow_route
from daifukucho.kernel.errors import Invalid
from daifukucho.kernel.japan import searchable
from daifukucho.ledger.entry import Entry
from daifukucho.memos.memo import MEMO_INPUT
from daifukucho.messages.template import Use, values_for
from daifukucho.orders.order import define_order
from daifukucho.orders.settings import ORDERS
from daifukucho.segments.definition import define_segment
from daifukucho.segments.operators._values import name, tag_list
from daifukucho.segments.tree import Leaf, parse
from daifukucho.stamps.stamps import Stamps
from daifukucho.stores.store import store_definer
from daifukucho.surveys.check import check_answers
from daifukucho.surveys.definition import SURVEY
from daifukucho.surveys.types import TYPES
from tests.support.speech import SPEECH
from tests.support.surveys import question, survey

UNSEEN = ["\u3164", "\u200b", "\u2800", "\xad", "\u115f", "\ufe0f", "\u202d \u202c", "\U000e0100", "\u3000"]
ORDER = {"at": "2026-11-01T12:00:00+09:00", "updated_at": "2026-11-01T12:00:00+09:00", "amount": 1, "lines": []}
NOW = 1_795_316_400_000
FIELD = {"key": "k", "type": "text", "label": {"ja": "メモ"}}
SEGMENT = {"field": "tags", "op": "any_of", "value": ["vip"]}


def order_of(**line):
    whole = {"product_id": "p", "name": "茶", "amount": 1, **line}
    return define_order("A", {**ORDER, "lines": [whole]}, NOW)


REFUSED = {
    "a tag": lambda text: edit_from({}, [text]),
    "a memo": lambda text: MEMO_INPUT.read({"category": "note", "text": text}),
    "a store's name": lambda text: store_definer(bytes)({"name": text}, None),
    "a route's label": lambda text: define_inflow_route({"key": "k", "label": text}, None),
    "a route's tag": lambda text: define_inflow_route({"key": "k", "label": "駅", "tags": [text]}, None),
    "a product's name": lambda text: order_of(name=text),
    "a condition on the favourite product": lambda text: parse_leaf("favourite_product", "is", text),
    "a condition on the favourite store": lambda text: parse_leaf("favourite_store", "starts_with", text),
    "a product's id": lambda text: order_of(product_id=text),
    "the tag of VIPs": lambda text: ORDERS.define({**ORDERS.default, "vip": {"tag": text, "enter": 1}}),
    "a watched product": lambda text: ORDERS.define(
        {
            **ORDERS.default,
            "nine_segments": [
                {"product_id": "k", "product_ids": [text], "lapse_days": 1, "loyal_purchases": 1, "window_days": 1}
            ],
        }
    ),
    "words for people": lambda text: CARD.define({**CARD.default, "title": {"ja": text}}),
    "a field's label": lambda text: define_field({**FIELD, "label": {"ja": text}}, None),
    "a segment's name": lambda text: define_segment({"name": text, "where": SEGMENT}),
    "a campaign's name": lambda text: define(
        {"name": text, "where": SEGMENT, "messages": [{"type": "text", "text": "x"}]}, NOW
    ),
    "a message": lambda text: define(
        {"name": "x", "where": SEGMENT, "messages": [{"type": "text", "text": text}]}, NOW
    ),
    "a condition's tag": lambda text: tag_list([text]),
    "a condition's product": lambda text: name(text, 100),
    "a required answer": lambda text: check_answers(
        SURVEY.shape.kept(survey(question(TYPES["text"], max_length=50, required=True))),
        {"q": text},
        date(2026, 11, 22),
    ),
    "why stamps are taken back": lambda text: Stamps.undo(None, "U1", "s", reason=text, store_id=None, by="a", key="k"),
    "why a redemption is undone": lambda text: Desk.undo(None, "U1", "c", "u", "a", text),
}
CLEARED = {
    **{
        f"a friend's {key}": lambda text, key=key: edit_from({key: text}).set[key]
        for key in ("alias", "note", "family_name", "given_name", "family_kana", "phone", "address", "mail", "assignee")
    },
    "a field's value": lambda text: checked(define_field(FIELD, None), text),
    "a category": lambda text: order_of(category=text).lines[0].category,
    "a till's store": lambda text: define_order("A", {**ORDER, "store_id": text}, NOW).store_id,
    "LINE's name": lambda text: (
        (
            EVENTS["profile"].fold(
                Friend("U1"), Entry("profile", 1, "e", "U1", body=json.dumps({"profile": {"display_name": text}}))
            )
        ).display_name
    ),
    "a variable": lambda text: values_for(Friend("U1", display_name=text), [Use("name", None, SPEECH)]),
    "what is searched": lambda text: searchable(text) or None,
    "the index of names": lambda text: Friend("U1", display_name=text, alias=text, family_name=text).name_index,
}
ONE_FORM = {
    "a tag": lambda text: next(iter(edit_from({}, [text]).tags_add)),
    "a tag that goes": lambda text: next(iter(edit_from({}, (), [text]).tags_remove)),
    "a route's tag": lambda text: define_inflow_route({"key": "k", "label": "駅", "tags": [text]}, None).tags[0],
    "a condition's tag": lambda text: tag_list([text])[0],
    "a condition's product": lambda text: name(text, 100),
    "a product's id": lambda text: order_of(product_id=text).lines[0].product_id,
    "a category": lambda text: order_of(category=text).lines[0].category,
    "a till's store": lambda text: define_order("A", {**ORDER, "store_id": text}, NOW).store_id,
    "the tag of VIPs": lambda text: ORDERS.define({**ORDERS.default, "vip": {"tag": text, "enter": 1}}).vip.tag,
}


def parse_leaf(field: str, op: str, value: str) -> object:
    """What a segment's condition compares with."""
    leaf = parse({"field": field, "op": op, "value": value})
    assert isinstance(leaf, Leaf)
    return leaf.value


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("door", REFUSED)
def test_what_nobody_sees_is_nothing_where_something_is_needed(door, text):
    with pytest.raises(Invalid):
        REFUSED[door](text)


@pytest.mark.parametrize("door", REFUSED)
def test_what_is_seen_is_taken_there(door):
    if door.startswith("why"):
        with pytest.raises(AttributeError):  # past its check, there is no desk
            REFUSED[door]("理由")
    else:
        REFUSED[door]("花")


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("door", CLEARED)
def test_what_nobody_sees_is_empty_where_nothing_is_needed(door, text):
    assert CLEARED[door](text) is None


@pytest.mark.parametrize("door", ONE_FORM)
def test_what_looks_the_same_is_the_same(door):
    assert {ONE_FORM[door](text) for text in ("春〜か\u3099", "春～が", " 春〜\u200bが\ufeff")} == {"春〜が"}


def test_nothing_of_a_name_turns_what_stands_beside_it():
    friend = Friend("U1", display_name="\u202e花子\u2067")
    assert values_for(friend, [Use("name", None, SPEECH)]) == {"name": "花子"}
    assert values_for(replace(friend, display_name="\u202e\u2067"), [Use("name", "お客", SPEECH)]) == {}
