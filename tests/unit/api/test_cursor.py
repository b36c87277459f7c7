"""Cursors: what they hold comes back, for their own question alone."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.errors import Invalid
from daifukucho_aws.dynamo.cursor import decode, encode, question

keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
filters = st.dictionaries(st.sampled_from(["q", "state", "limit"]), st.none() | st.text() | st.booleans(), max_size=3)


@given(keys, filters)
def test_there_and_back(key, given_filters):
    of = question("list", **given_filters)
    cursor = encode(key, of)
    assert decode(cursor, of=of) == key
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(keys, filters, filters)
def test_another_question_takes_it_only_if_it_is_the_same(key, one, other):
    of, to = question("list", **one), question("list", **other)
    if of == to:
        assert decode(encode(key, of), of=to) == key
    else:
        with pytest.raises(Invalid):
            decode(encode(key, of), of=to)


def test_what_is_not_asked_for_is_no_part_of_the_question():
    assert question("list", q=None, state="x") == question("list", state="x")
    assert question("list", q="x") != question("other", q="x")


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_what_we_have_not_made(cursor):
    with pytest.raises(Invalid) as refused:
        decode(cursor, of="x")
    assert refused.value.code == "invalid_cursor"


def test_a_key_outside_of_what_is_asked_for():
    assert decode(encode("5"), "0", "9") == "5"
    for key in ("/", ":"):
        with pytest.raises(Invalid):
            decode(encode(key), "0", "9")
