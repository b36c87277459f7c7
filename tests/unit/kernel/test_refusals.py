"""What the core says when it refuses something: each sentence in both languages, in one form."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter

import pytest

import daifukucho
from daifukucho.kernel import refusals as kernel
from daifukucho.kernel.errors import Conflict, DaifukuchoError, Fault, Invalid, Refusal, Unfit, Wrong
from daifukucho.kernel.words import Words

_JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u4e00-\u9fff]")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|\'[^\']*\'')


@cache
def declared() -> dict[str, Refusal | Wrong]:
    """Every one that the core declares, by its module and name; what modules import of each other counts once."""
    found: dict[int, tuple[str, Refusal | Wrong]] = {}
    names = sorted(module.name for module in pkgutil.walk_packages(daifukucho.__path__, "daifukucho."))
    for name in sorted(names, key=lambda name: not name.endswith(".refusals")):
        for constant, value in list(vars(importlib.import_module(name)).items()):
            for one in _within(value):
                found.setdefault(id(one), (f"{name}.{constant}", one))
    return {f"{name} ({one.en})": one for name, one in found.values()}


def _within(value: object) -> Iterator[Refusal | Wrong]:
    if isinstance(value, Refusal | Wrong):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _within(member)
    elif isinstance(value, tuple | list):
        for member in value:
            yield from _within(member)


def fields(sentence: str) -> set[str]:
    """The names of the values that a sentence has a place for. Raises ValueError if its braces do not match."""
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


def words(sentence: str) -> str:
    """What a sentence says without its values."""
    return "".join(text for text, _, _, _ in Formatter().parse(sentence))


def test_there_are_some():
    assert len(declared()) > 100


def test_both_languages_say_the_same_values_each_by_its_name():
    assert [name for name, one in declared().items() if fields(one.ja) != fields(one.en)] == []
    assert [name for name, one in declared().items() if not all(map(str.isidentifier, fields(one.en)))] == []


def test_english_is_a_whole_sentence():
    def whole(sentence: str) -> bool:
        return bool(re.match(r"[A-Z{\"“']", sentence)) and sentence.endswith((".", "?"))

    assert [name for name, one in declared().items() if not whole(one.en)] == []


def test_english_is_english_but_for_what_it_quotes():
    assert [name for name, one in declared().items() if _JAPANESE.search(_QUOTED.sub("", words(one.en)))] == []


def test_japanese_is_japanese():
    assert [name for name, one in declared().items() if not _JAPANESE.search(words(one.ja))] == []


def test_japanese_ends_as_a_sentence_does_or_with_what_it_names():
    ends = ("。", "）", "？", "}")
    assert [name for name, one in declared().items() if not one.ja.endswith(ends)] == []


def test_the_friend_is_nobody_of_whom_the_sex_is_known():
    assert [name for name, one in declared().items() if re.search(r"\b(she|her|hers|herself)\b", one.en, re.I)] == []


def test_a_code_is_of_one_module_unless_it_is_the_kernels_or_says_no_more_than_the_kind_of_error():
    modules: dict[str, set[str]] = defaultdict(set)
    for name, one in declared().items():
        if isinstance(one, Refusal) and one.code != one.kind.code:
            modules[one.code].add(name.split(" ")[0].rpartition(".")[0])
    of_all = {one.code for one in vars(kernel).values() if isinstance(one, Refusal)}
    assert {code: of for code, of in modules.items() if len(of) > 1 and code not in of_all} == {}


def test_a_refusal_makes_the_error_with_its_values_in_both_languages():
    few = Refusal(Conflict, "too_few", "あと{points:,}ポイント足りません。", "{points:,} points are lacking.")
    fault = Fault("/points", Words("減らしてください。", "Give less."))
    error = few(fault, facts={"points": 1_200}, points=1_200)
    assert type(error) is Conflict and isinstance(error, DaifukuchoError)
    assert error.detail == ("あと1,200ポイント足りません。", "1,200 points are lacking.")
    assert (error.code, error.faults, error.facts) == ("too_few", (fault,), {"points": 1_200})
    assert str(error) == error.detail.en  # what is logged
    with pytest.raises(KeyError):
        few()


def test_a_code_may_be_what_somebody_else_calls_it():
    assert Refusal(Invalid, "line_{status}", "だめです。", "No.")(status=400).code == "line_400"


def test_what_is_wrong_is_said_of_a_place():
    wrong = Wrong('{{"most": {most}}} までにしてください。', 'Give {{"most": {most}}} at most.')
    assert wrong.at("/a", most=3) == Fault("/a", Words('{"most": 3} までにしてください。', 'Give {"most": 3} at most.'))
    assert str(Unfit(wrong.words(most=3))) == 'Give {"most": 3} at most.'
    with pytest.raises(KeyError):
        wrong.words()
