"""A box to tick: the friend consents to a text, of which the version is kept with the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.rules import Text
from daifukucho.kernel.shape import Label
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import Question, QuestionType

_TEXT = 5_000
_TICK = Words("内容を確認して、同意にチェックしてください。", "Read it, then tick the box if you agree.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuestion(Question):
    text: Words
    text_version: str


def _check(question: ConsentQuestion, given: Any, today: date) -> dict[str, str]:
    if given is not True:
        raise Unfit(_TICK)
    return {"text_version": question.text_version}


def _show(question: ConsentQuestion, lang: Language) -> Mapping[str, Any]:
    return {"text": getattr(question.text, lang), "text_version": question.text_version}


TYPE = QuestionType(
    key="consent",
    label=Words("同意", "consent"),
    description=Words(
        "文面への同意。文面の版が回答に残る。", "Consent to a text; its version is kept with the answer."
    ),
    example={"text": {"ja": "お知らせの配信に同意します。"}, "text_version": "2026-11"},
    answer=True,
    kept={"text_version": "2026-11"},
    required={"text": Label(_TEXT, lines=True), "text_version": Text(40)},
    make=ConsentQuestion,
    check=_check,
    show=_show,
    cell=lambda question, value, lang: f"✓ {value['text_version']}",
    needed=_TICK,
)
