"""One key, one thing made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.errors import Conflict, Invalid
from daifukucho.kernel.once import Made, Once, make_once, once, refuse_reuse
from daifukucho.kernel.words import Words

keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=64)
words = st.text(min_size=1, max_size=20)


def request_of(*parts: str) -> Once:
    found = once(*parts)
    assert found is not None
    return found


@given(words, words, keys, words)
def test_the_same_request_is_the_same(operation, caller, key, body):
    assert once(operation, caller, key, body) == once(operation, caller, key, body)
    assert once(operation, caller, None, body) is None


@given(st.lists(st.tuples(words.filter(lambda w: "\n" not in w), words, keys), min_size=2, max_size=2, unique=True))
def test_another_operation_caller_or_key_is_another_request(two):
    (one, other) = (request_of(*parts, "body").token for parts in two)
    assert one != other


@pytest.mark.parametrize("key", ["", "x" * 65, "あ", "a\tb", "a\n", "\x7f"])
def test_a_key_that_is_none(key):
    with pytest.raises(Invalid) as refused:
        once("op", "caller", key, "body")
    assert refused.value.code == "invalid_idempotency_key"


def test_a_key_says_nothing_of_who_uses_it():
    request = request_of("op", "山田花子", "k", "身の上話")
    assert len(request.token) == len(request.body) == 64


class Store:
    """What was made, by token; ``rival`` is what somebody makes right before us."""

    def __init__(self, rival: str | None = None) -> None:
        self.records: dict[str, tuple[str, str]] = {}
        self.rival = rival

    def made(self, request: Once) -> str | None:
        if request.token not in self.records:
            return None
        body, value = self.records[request.token]
        refuse_reuse(request, body)
        return value

    def make(self, request: Once | None, value: str) -> str:
        if request is not None:
            if self.rival is not None:
                self.records[request.token] = (self.rival, "the rival's")
            if request.token in self.records:
                raise Conflict(Words("すでにあります。", "There is one."))
            self.records[request.token] = (request.body, value)
        return value


def test_what_was_made_is_returned_again():
    store, request = Store(), request_of("op", "c", "k", "body")
    assert make_once(request, store.made, lambda: store.make(request, "first")) == Made("first")
    assert make_once(request, store.made, lambda: store.make(request, "second")) == Made("first", replayed=True)


def test_a_copy_that_is_faster_by_an_instant_has_made_it():
    request = request_of("op", "c", "k", "body")
    store = Store(rival=request.body)
    assert make_once(request, store.made, lambda: store.make(request, "mine")) == Made("the rival's", replayed=True)


def test_a_key_that_stood_for_something_else_is_refused_early_and_late():
    request, other = request_of("op", "c", "k", "body"), request_of("op", "c", "k", "another body")
    store = Store()
    make_once(request, store.made, lambda: store.make(request, "first"))
    late = Store(rival=request.body)
    for at in (store, late):
        with pytest.raises(Invalid) as refused:
            make_once(other, at.made, lambda at=at: at.make(other, "x"))
        assert refused.value.code == "idempotency_key_reused"


def test_without_a_key_everything_is_made_and_nothing_looked_up():
    assert make_once(None, lambda _: pytest.fail("looked up"), lambda: "made") == Made("made")


def test_another_conflict_is_not_taken_for_a_copy():
    def taken() -> str:
        raise Conflict(Words("このIDは使われています。", "The id is taken."))

    request = request_of("op", "c", "k", "body")
    with pytest.raises(Conflict, match="id is taken"):
        make_once(request, lambda _: None, taken)
