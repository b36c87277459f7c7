"""Every refusal that is declared, and every code that the API's description lists: each is the other's."""

import re
from pathlib import Path
from string import Formatter

from daifukucho.kernel.errors import Refusal, Wrong
from daifukucho.kernel.words import Words
from daifukucho_aws import edge_refusals, refusals, strict_json
from daifukucho_aws.edge import status_of
from daifukucho_aws.edge_refusals import BY_TYPE, HttpRefusal
from daifukucho_aws.problem import TITLES
from daifukucho_aws.problem_codes import PROBLEMS, SAYS, as_pattern, declared_in, known, sentences, tables

ROOT = Path(__file__).resolve().parents[3]
LIFF = set(
    re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.+?) \| \d{3} ", (ROOT / "docs/liff.md").read_text(), re.M)))
)
"""The codes of the pages' API."""
INSIDE = {
    "copy_unsettled",  # the copy is not asked then
    "coupon_time_short",  # the batch goes on in the next turn
    "delivered_again",
    "denied",  # LINE's signature
    "followers_denied",
    "invoke_unavailable",
    "not_found",  # told of what somebody has just made
    "notice_under_way",
    "object_missing",
    "object_replaced",
    "page_expired",
    "profile",
    "s3_no_answer",
    "s3_undeleted",
    "s3_…",
    "too_large",  # LINE's own request
    "conflict",
    "…",  # what a tool met most often
}
"""What is declared for workers, tools and the webhook alone."""
OF_EXCEPTIONS = {"coupon_redeemed", "pin_wrong", "pin_locked"}
"""The codes of exceptions that say more than a sentence."""
SAID = Words("…", "…")
JAPANESE = re.compile(r"[\u3001-\u30ff\u4e00-\u9fff]")


def templates():
    """Everything that is declared in a table, by its name."""
    for table in (*tables(), strict_json):
        for name, value in vars(table).items():
            if isinstance(value, Refusal | HttpRefusal | Wrong):
                yield f"{table.__name__}.{name}", value
    yield from BY_TYPE.items()


def values(template):
    """The values that a sentence names; ``{reason.ja}`` is one of a ``reason``."""
    return {field.partition(".")[0] for _, field, _, _ in Formatter().parse(template) if field is not None}


def test_what_is_declared_says_the_same_in_both_languages():
    assert [name for name, said in templates() if values(said.ja) != values(said.en)] == []


def test_what_is_declared_is_in_japanese_what_it_is_not_in_english():
    assert [name for name, said in templates() if not JAPANESE.search(said.ja) or said.ja == said.en] == []


def test_what_is_declared_is_known():
    codes = {as_pattern(refusal.code) for refusal in declared_in(tables())}
    assert {code for code in codes - LIFF - INSIDE if known(code) is None} == set()
    assert codes >= INSIDE


def test_what_is_known_is_declared():
    found = {known(as_pattern(refusal.code)) for refusal in declared_in(tables())}
    assert set(PROBLEMS) - found - OF_EXCEPTIONS == set()


def test_what_is_declared_has_the_status_that_is_known():
    for refusal in declared_in(tables()):
        name = known(code := as_pattern(refusal.code))
        if name and code not in LIFF - set(PROBLEMS):
            assert PROBLEMS[name].status == status(refusal), refusal.code
    assert {problem.status for problem in PROBLEMS.values()} <= set(TITLES)


def status(refusal):
    return refusal.status if isinstance(refusal, HttpRefusal) else status_of(refusal.kind(SAID, code=refusal.code))


def test_nothing_is_said_anew_that_the_core_declares_in_one_sentence():
    edges = {refusal.code for refusal in declared_in((refusals, edge_refusals))}
    assert [code for code in SAYS if code not in edges and len(sentences().get(code, ())) == 1] == []
