"""The last look at a friend: the first reason that holds, and nothing read that it does not need."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from daifukucho.delivery.look import attributes_for, look, troubled
from daifukucho.delivery.skip import Skip
from daifukucho.friends.attributes import Status
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.messages.template import Use
from daifukucho.messages.variables import VARIABLES
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.tree import parse
from tests.support.speech import SPEECH

SHE = Friend("U1", display_name="山田")
NAME = [Use("name", None, SPEECH)]

friends = st.builds(
    Friend,
    friend_id=st.just("U1"),
    status=st.sampled_from(Status),
    display_name=st.sampled_from([None, "", "　", "山田"]),
    alias=st.sampled_from([None, "常連"]),
    do_not_send=st.booleans(),
    in_progress=st.booleans(),
    family_name=st.sampled_from([None, "山田"]),
    points=st.sampled_from([None, 30]),
    point_lots=st.sampled_from([{}, {"2026-11-21": 30}, {"2026-11-22": 30}]),
    rank=st.sampled_from([None, "gold", "gone"]),
    language=st.sampled_from([None, "ja", "en"]),
    fields=st.sampled_from([{}, {"taste": {"v": "sweet"}}]),
)
wanted = st.lists(
    st.builds(Use, st.sampled_from([*VARIABLES, "fields.taste"]), st.sampled_from([None, "お客"]), st.just(SPEECH)),
    max_size=2,
)


def test_the_first_reason_that_holds():
    assert look(None, NAME) == (Skip.GONE, {})
    everything = replace(SHE, status=Status.BLOCKED, do_not_send=True, in_progress=True, display_name=None)
    assert look(everything, NAME)[0] is Skip.BLOCKED
    assert look(replace(everything, status=Status.VISITOR), NAME)[0] is Skip.NOT_A_FRIEND
    assert look(replace(everything, status=Status.ACTIVE), NAME)[0] is Skip.DO_NOT_SEND
    assert look(replace(SHE, in_progress=True, display_name=None), NAME)[0] is Skip.IN_PROGRESS
    assert look(replace(SHE, display_name=None), NAME)[0] is Skip.EMPTY_VARIABLE
    assert look(replace(SHE, display_name=None), []) == (None, {})
    assert look(SHE, NAME) == (None, {"name": "山田"})


def test_where_nothing_is_said_no_flag_keeps_it_from_her():
    assert look(None, [], silent=True) == (Skip.GONE, {})
    flagged = replace(SHE, do_not_send=True, in_progress=True)
    assert look(flagged, [], silent=True) == (None, {})
    assert look(replace(flagged, status=Status.BLOCKED), [], silent=True)[0] is Skip.BLOCKED
    assert look(replace(flagged, status=Status.VISITOR), [], silent=True)[0] is Skip.NOT_A_FRIEND


@given(friends, wanted)
def test_it_needs_no_more_than_it_says(friend, uses):
    known = {"friend_id", *attributes_for(uses)}
    reduced = Friend(**{field.name: getattr(friend, field.name) for field in fields(Friend) if field.name in known})
    assert look(reduced, uses) == look(friend, uses)


@given(friends, st.booleans())
def test_the_troubled_are_those_who_are_skipped_whatever_is_said(friend, silent):
    skipped = look(friend, [], silent=silent)[0] is not None
    assert matches(parse(troubled(silent=silent)), facts_of(friend), Context(0)) is skipped
