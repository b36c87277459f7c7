"""Reading JSON strictly, and writing it so that everybody can read it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho_aws.strict_json import DEEPEST, NotJson, as_unicode, escaped, is_unicode, parse, to_json

texts = st.text(st.characters(), max_size=20)  # halves of surrogate pairs, too
plain = st.text(max_size=20)


def values(strings):
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | strings
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4), max_leaves=10
    )


@given(values(plain))
def test_what_is_json_is_read_as_it_is(value):
    assert parse(json.dumps(value)) == value
    assert parse(to_json(value)) == value


@given(texts)
def test_any_text_is_read_or_refused(text):
    try:
        parse(text)
    except NotJson as error:
        assert error.reason.ja and error.reason.en


@given(values(texts))
def test_what_is_written_is_json_in_utf_8(value):
    text = to_json(value)
    text.encode()
    assert json.loads(text) == value


@given(values(texts))
def test_no_half_of_a_surrogate_pair_is_left(value):
    text = json.dumps(as_unicode(value), ensure_ascii=False)
    assert is_unicode(text)
    if is_unicode(json.dumps(value, ensure_ascii=False)):
        assert as_unicode(value) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "It is not written as JSON is from character 1 on."),
        ("{'a': 1}", "It is not written as JSON is from character 2 on."),
        ("NaN", "NaN is no number."),
        ("[-Infinity]", "-Infinity is no number."),
        ("1e309", "A number is too large."),
        ("-" + "1" * 401, "A number has too many digits."),
        ('{"a": {"b": 1, "b": 1}}', "A name is given twice in one object."),
        ("[" * 100_000, "It is nested more than 32 deep."),
        ("[" * 33 + "]" * 33, "It is nested more than 32 deep."),
        ('["\\udc00"]', "It holds half of a surrogate pair."),
    ],
)
def test_what_others_let_through_is_refused(text, reason):
    with pytest.raises(NotJson) as refused:
        parse(text)
    assert refused.value.reason.en == str(refused.value) == reason
    assert not refused.value.reason.ja.isascii()


def test_as_deep_as_may_be():
    parse("[" * DEEPEST + "1" + "]" * DEEPEST)


def test_a_refusal_points_to_what_cannot_be_written():
    with pytest.raises(NotJson) as refused:
        parse('{"a/b": [1, {"~": "\\ud83d"}]}')
    assert refused.value.pointer == "/a~1b/1/~0"


def test_a_whole_pair_is_a_character():
    assert parse('"\\ud83c\\udf82"') == "🎂"


@pytest.mark.parametrize(("name", "part"), [("a", "a"), ("a/b", "a~1b"), ("~1", "~01"), (3, "3")])
def test_a_part_of_a_pointer(name, part):
    assert escaped(name) == part
