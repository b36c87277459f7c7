"""A picture: the reference of an upload. Whether the friend has such an upload is asked when the rest is right."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.words import Words
from daifukucho.surveys.question import CHOOSE_IT, Question, QuestionType
from daifukucho.surveys.refusals import NO_PICTURE
from daifukucho.surveys.uploads import REFERENCE


def _check(question: Question, given: Any, today: date) -> str:
    if not isinstance(given, str) or not REFERENCE.fullmatch(given):
        raise Unfit(NO_PICTURE.words())
    return given


TYPE = QuestionType(
    key="image",
    label=Words("画像", "picture"),
    description=Words("アップロードされた画像の参照を受け取る。", "The reference of a picture that was uploaded."),
    example={},
    answer="up_01JD0000000000000000000000",
    kept="up_01JD0000000000000000000000",
    check=_check,
    cell=lambda question, value, lang: str(value),
    uploaded=True,
    needed=CHOOSE_IT,
)
