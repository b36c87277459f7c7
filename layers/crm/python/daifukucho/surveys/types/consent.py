"""A box to tick: the friend consents to a text, of which the version is kept with the answer."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import QuestionType, Settings

_TEXT = 5_000
_TICK = Words("内容を確認して、同意にチェックしてください。", "Read it, then tick the box if you agree.")


def _read(reader: Reader) -> Settings:
    return {
        "text": reader.words("text", _TEXT, needed=True, lines=True),
        "text_version": reader.text("text_version", 40),
    }


def _check(settings: Settings, given: Any, today: date) -> dict[str, str]:
    if given is not True:
        raise Unfit(_TICK)
    return {"text_version": settings["text_version"]}


def _show(settings: Settings, lang: Language) -> Settings:
    return {"text": getattr(settings["text"], lang), "text_version": settings["text_version"]}


TYPE = QuestionType(
    key="consent",
    label=Words("同意", "consent"),
    description=Words(
        "文面への同意。文面の版が回答に残る。", "Consent to a text; its version is kept with the answer."
    ),
    example={"text": {"ja": "お知らせの配信に同意します。"}, "text_version": "2026-11"},
    answer=True,
    kept={"text_version": "2026-11"},
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: f"✓ {value['text_version']}",
    needed=_TICK,
)
