"""Fields of the shop's own: what a definition may say, what a value may be, and what an edit makes of it."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from daifukucho.book.book import FriendBook
from daifukucho.book.replay import rebuild
from daifukucho.fields.editing import FriendEditor
from daifukucho.fields.field import FIELD, checked, define_field
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Invalid, Unfit
from tests.support.book import Clock, Counting, MemoryBook, no_pause
from tests.support.fields import FIELDS, SAID, find

LABEL = {"ja": "項目"}


@pytest.mark.parametrize("said", SAID, ids=lambda said: said["key"])
def test_a_definition_is_kept_as_it_was_said(said):
    field = define_field(said, None)
    assert FIELD.restored(json.loads(json.dumps(FIELD.stored(field)))) == field
    assert define_field(said, field) == field


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ([], ""),
        ({}, "/key"),
        ({"key": "A", "type": "text", "label": LABEL}, "/key"),
        ({"key": "a", "type": "colour", "label": LABEL}, "/type"),
        ({"key": "a", "type": "text"}, "/label"),
        ({"key": "a", "type": "text", "label": {"en": "x"}}, "/label/ja"),
        ({"key": "a", "type": "text", "label": LABEL, "min": 1}, "/min"),
        ({"key": "a", "type": "text", "label": LABEL, "min_length": 9, "max_length": 3}, "/min_length"),
        ({"key": "a", "type": "number", "label": LABEL, "min": 3, "max": 2}, "/max"),
        ({"key": "a", "type": "number", "label": LABEL, "min": True}, "/min"),
        ({"key": "a", "type": "date", "label": LABEL, "latest": "2026-02-30"}, "/latest"),
        ({"key": "a", "type": "date", "label": LABEL, "earliest": "2026-02-02", "latest": "2026-02-01"}, "/latest"),
        ({"key": "a", "type": "choice", "label": LABEL}, "/choices"),
        ({"key": "a", "type": "choice", "label": LABEL, "choices": [{"value": "x", "label": LABEL}] * 2}, "/choices/1"),
        (
            {
                "key": "a",
                "type": "choice",
                "label": LABEL,
                "choices": [{"value": "x", "label": LABEL, "retired": True}],
            },
            "/choices",
        ),
    ],
)
def test_a_definition_that_cannot_be(said, pointer):
    with pytest.raises(Invalid) as caught:
        define_field(said, None)
    assert any(fault.pointer.startswith(pointer) for fault in caught.value.faults), caught.value.faults


def test_whatever_is_wrong_with_a_definition_is_said_at_once():
    said = {
        "key": "other",
        "type": "choice",
        "label": {},
        "min": 1,
        "colour": "red",
        "choices": [{"value": "sweet", "label": LABEL, "retired": True}],
    }
    with pytest.raises(Invalid) as caught:
        define_field(said, FIELDS["taste"])
    assert sorted(fault.pointer for fault in caught.value.faults) == [
        *("/choices", "/choices", "/choices", "/colour", "/key", "/label/ja", "/min")
    ]
    with pytest.raises(Invalid) as caught:
        define_field({"key": "a", "type": "text", "label": LABEL, "min_length": 201, "max": 2}, None)
    assert [(fault.pointer, fault.message.en) for fault in caught.value.faults] == [
        ("/max", "There is no 'max' here; remove it."),
        ("/min_length", "Give a whole number from 1 to 200."),
    ]


def test_key_type_and_choices_stay():
    before = FIELDS["taste"]
    for change, pointer in (
        ({"key": "other"}, "/key"),
        ({"type": "text", "choices": None}, "/type"),
        ({"choices": SAID[1]["choices"][:2]}, "/choices"),
    ):
        said = {k: v for k, v in {**SAID[1], **change}.items() if v is not None}
        with pytest.raises(Invalid) as caught:
            define_field(said, before)
        assert pointer in [fault.pointer for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("words", "  花 ", "花"),
        ("words", "", None),
        ("words", None, None),
        ("old", None, None),
        ("taste", "dry", "dry"),
        ("size", 23.5, Decimal("23.5")),
        ("size", 23.0, 23),
        ("size", 40.5, Decimal("40.5")),
        ("wed-on", "2024-02-29", "2024-02-29"),
        ("agreed", False, False),
        ("photo", "https://example.com/花.jpg", "https://example.com/花.jpg"),
        ("photo", "up_01JD0000000000000000000000", "up_01JD0000000000000000000000"),
    ],
)
def test_a_value_in_its_one_form(key, given, kept):
    found = checked(FIELDS[key], given)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("words", "x" * 21),
        ("words", "a\nb"),
        ("words", "\ud800"),
        ("words", 3),
        ("old", "x"),
        ("taste", "salt"),
        ("taste", "bitter"),
        ("taste", ["dry"]),
        ("size", "23"),
        ("size", True),
        ("size", -1.5),
        ("size", 41),
        ("size", float("nan")),
        ("size", 0.1234567890123456),
        ("wed-on", "2023-02-29"),
        ("wed-on", "--02-28"),
        ("wed-on", "1949-12-31"),
        ("wed-on", "20260101"),
        ("wed-on", "2026-W01-1"),
        ("agreed", "true"),
        ("agreed", 1),
        ("photo", "http://example.com/1.jpg"),
        ("photo", "https:// example.com"),
        ("photo", "https://"),
        ("photo", "up_1"),
    ],
)
def test_a_value_that_cannot_be(key, given):
    with pytest.raises(Unfit) as caught:
        checked(FIELDS[key], given)
    assert all(caught.value.words)


@pytest.fixture
def shop():
    memory, clock = MemoryBook(), Clock()
    memory.friends["U1"] = Friend("U1", recorded_at=0, revision=1)
    book = FriendBook(memory, memory, clock, Counting(), no_pause)
    editor = FriendEditor(
        book,
        find,
        has_store=lambda store: store in ("s1", "s2"),
        has_staff=lambda member: member == "o1",
        pictures=SimpleNamespace(has=lambda friend_id, reference: reference.endswith("1")),
    )
    return SimpleNamespace(memory=memory, clock=clock, edit=editor.edit)


def test_an_edit_says_who_set_what_and_when(shop):
    at = shop.clock.now
    friend = shop.edit("U1", by="op", set={"stores": ["s2", "s1"]}, fields={"size": 23.5, "agreed": False})
    assert friend.fields == {
        "size": {"v": Decimal("23.5"), "at": at, "by": "op"},
        "agreed": {"v": False, "at": at, "by": "op"},
    }
    assert friend.stores == {"s1": at, "s2": at}
    shop.clock.now += 5
    same = shop.edit("U1", by="other", set={"stores": ["s1", "s2"]}, fields={"size": 23.5})
    assert same == friend and len(shop.memory.ledger) == 1  # nothing changed, so nothing was written
    later = shop.edit("U1", by="other", set={"stores": ["s1"]}, fields={"size": None, "words": "花"})
    assert later.fields == {"agreed": friend.fields["agreed"], "words": {"v": "花", "at": at + 5, "by": "other"}}
    assert later.stores == {"s1": at}
    assert rebuild(shop.memory.entries("U1")).fields == later.fields


def test_every_fault_of_an_edit_is_found_and_nothing_is_written(shop):
    with pytest.raises(Invalid) as caught:
        shop.edit(
            "U1",
            by="op",
            set={"phone": "9012345678", "stores": ["s1", "s9"], "assignee": "o1"},
            fields={"size": "x", "none": 1, "a/b": 1, "photo": "up_01JD0000000000000000000000", "words": "花"},
        )
    found = {fault.pointer: fault.message for fault in caught.value.faults}
    assert set(found) == {"/set/phone", "/fields/size", "/fields/none", "/fields/a~1b", "/fields/photo"}
    assert "first 0" in found["/set/phone"].en and "先頭の 0" in found["/set/phone"].ja
    with pytest.raises(Invalid) as caught:
        shop.edit("U1", by="op", set={"stores": ["s9"], "assignee": "o9"}, fields={})
    assert [fault.pointer for fault in caught.value.faults] == ["/set/stores", "/set/assignee"]
    assert all("s9" in said for said in caught.value.faults[0].message)
    with pytest.raises(Invalid, match="changed like this"):
        shop.edit("U1", by="op", set={}, fields={f"f{n}": None for n in range(101)})
    assert not shop.memory.ledger
