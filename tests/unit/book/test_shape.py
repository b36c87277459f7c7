"""Stored entries are read as they would be written today, whatever their shape and the name of their kind were."""

from dataclasses import replace

import pytest

from daifukucho.book.fold import fold
from daifukucho.book.kinds import EVENTS, FORMER, UNKNOWN, keys_ever, line_event, present_key
from daifukucho.book.shape import NotUnderstood, present, shape_of
from daifukucho.book.telling import Told
from daifukucho.ledger.entry import Entry
from tests.support.kinds import BODIES, TEA, known


@pytest.fixture
def tea(monkeypatch):
    with known(TEA, monkeypatch):
        yield


def stored(body: str, kind: str = "tea_bought") -> Entry:
    return Entry(kind, 5, "e", "U1", body=body, folded=True)


NOW = stored(BODIES[3])


def test_the_former_keys_are_those_that_the_kinds_declare():
    assert {former: event.key for event in EVENTS.values() for former in event.former} == FORMER
    assert FORMER.keys() & EVENTS.keys() == set()


def test_lines_events_stay_as_line_sends_them():
    assert [event.key for event in EVENTS.values() if not event.ours and (event.former or event.upcasts)] == []


@pytest.mark.parametrize("kind", ["tea", "tea_bought"])
@pytest.mark.parametrize("shape", BODIES)
def test_each_shape_is_read_as_the_present_one(tea, kind, shape):
    assert present(stored(BODIES[shape], kind), shape) == NOW


def test_what_is_written_has_the_present_shape(tea):
    assert (shape_of(NOW), shape_of(Entry("follow", 5, "e", "U1")), shape_of(Entry("gone", 5, "e", "U1"))) == (3, 1, 1)


def test_what_is_of_today_is_left_alone(tea):
    odd = stored('{ "order": {"cups": 2, "tea": "\\ud800"} }')
    assert present(odd, 3) is odd
    event = Entry("follow", 5, "e", "U1", body="no JSON")
    assert present(event, 1) is event


def test_text_that_utf_8_cannot_write_survives(tea):
    half = stored('{"cups":"\\ud800"}')
    assert present(half, 2).body.encode() == b'{"order":{"cups":"\\ud800","tea":"sencha"}}'


def test_a_kind_that_is_gone_is_left_as_it_is():
    assert present(stored('{"n":2}'), 2) == stored('{"n":2}')


def test_a_shape_of_a_later_release_is_not_understood(tea):
    with pytest.raises(NotUnderstood) as raised:
        present(NOW, 4)
    assert (raised.value.version, raised.value.kind) == (NOW.version, "tea_bought")


def test_what_an_upcast_does_not_understand_is_said_with_its_entry_and_its_cause(tea):
    with pytest.raises(NotUnderstood, match=r"0000000000005#e of kind tea ") as raised:
        present(stored('{"cups":"花子さんの2杯"}', "tea"), 1)
    assert isinstance(raised.value.__cause__, KeyError)
    assert "花子" not in str(raised.value)


def test_what_a_fold_does_not_understand_is_said_with_its_entry_and_its_cause(tea):
    with pytest.raises(NotUnderstood) as raised:
        fold(None, stored('{"n":2}'))
    assert (raised.value.version, raised.value.kind) == (NOW.version, "tea_bought")
    assert isinstance(raised.value.__cause__, KeyError)


def test_it_is_folded_and_told_in_the_present_shape(tea):
    for shape, body in BODIES.items():
        entry = present(stored(body, "tea"), shape)
        assert fold(None, entry).did == {"tea_bought": {"n": 1, "first": 5, "last": 5}}
        assert fold(None, entry).messages_received == 2
        told = Told(entry, None, lambda _: None, entry.data)
        assert TEA.says(told).en == "The friend bought 2 cups of sencha."


def test_every_key_under_which_entries_are_stored(tea):
    assert keys_ever("tea_bought") == keys_ever("tea") == ["tea_bought", "tea"]
    assert keys_ever("follow") == ["follow"]
    assert keys_ever("nothing") == ["nothing"]
    assert (present_key("tea"), present_key("follow")) == ("tea_bought", "follow")


@pytest.mark.parametrize("name", ["tea", "tea_bought"])
def test_an_event_of_lines_never_becomes_what_was_one_of_our_own_kinds(tea, name):
    assert line_event(name) is EVENTS[UNKNOWN]


def test_a_kind_of_which_every_body_was_the_same_has_one_shape():
    assert replace(TEA, upcasts=()).shape == 1
