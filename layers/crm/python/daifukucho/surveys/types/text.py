"""Words in the customer's own: one line, or several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.friends.edit import ADDRESS_LENGTH, ALIAS_LENGTH, MAIL_LENGTH, NAME_LENGTH
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Fault, Unfit, Wrong
from daifukucho.kernel.refusals import WHOLE
from daifukucho.kernel.rules import Flag, Whole, is_text
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import Question, QuestionType
from daifukucho.surveys.refusals import KEPT_TOO_SHORT

_LINE, _LINES = 200, 2_000
_NOT_SO_LONG = Wrong("{least}〜{most}文字で入力してください。", "Write {least} to {most} characters.")


_KEPT = {
    "alias": ALIAS_LENGTH,
    "note": None,
    "family_name": NAME_LENGTH,
    "given_name": NAME_LENGTH,
    "family_kana": NAME_LENGTH,
    "given_kana": NAME_LENGTH,
    "mail": MAIL_LENGTH,
    "address": ADDRESS_LENGTH,
}
"""The attributes that an answer can be kept in, and the longest line that each takes; ``None``: it takes any answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuestion(Question):
    """``max_length`` ``None``: as much as there may be, of one line or of several."""

    multiline: bool = False
    min_length: int = 1
    max_length: int | None = None

    @property
    def most(self) -> int:
        return self.max_length or _most(self.multiline)


def _most(multiline: bool) -> int:
    return _LINES if multiline else _LINE


def _also(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    multiline = members.get("multiline", False)
    longest = members.get("max_length", _most(multiline))
    if longest > _most(multiline):
        yield WHOLE.at(f"{at}/max_length", least=1, most=_most(multiline))
    elif members.get("min_length", 1) > longest:
        yield WHOLE.at(f"{at}/min_length", least=1, most=longest)
    taken = _KEPT.get(members.get("saves_to", ""))
    if taken is not None and (multiline or longest > taken):
        yield KEPT_TOO_SHORT.at(f"{at}/saves_to")


def _check(question: TextQuestion, given: Any, today: date) -> str:
    least, most = question.min_length, question.most
    text = given.strip().replace("\r\n", "\n") if isinstance(given, str) else ""
    if not is_text(text, most, lines=question.multiline) or len(text) < least:
        raise Unfit(_NOT_SO_LONG.words(least=least, most=most))
    return text


def _show(question: TextQuestion, lang: Language) -> Mapping[str, Any]:
    return {"multiline": question.multiline, "min_length": question.min_length, "max_length": question.most}


TYPE = QuestionType(
    key="text",
    label=Words("テキスト", "text"),
    description=Words("自由に書く。1行または複数行。", "Words of the friend's own, on one line or several."),
    example={"multiline": True, "max_length": 500},
    answer="  いつもおいしいです。\r\nまた来ます。 ",
    kept="いつもおいしいです。\nまた来ます。",
    optional={"multiline": Flag(), "min_length": Whole(1, _LINES), "max_length": Whole(1, _LINES)},
    also=_also,
    make=TextQuestion,
    check=_check,
    show=_show,
    cell=lambda question, value, lang: str(value),
    fills=AttributeType.TEXT,
    saves_to=tuple(_KEPT),
)
