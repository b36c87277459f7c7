"""A picture: the reference of an upload. Whether the friend has such an upload is asked when the rest is right."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import CHOOSE_IT, QuestionType, Settings
from daifukucho.surveys.refusals import NO_PICTURE
from daifukucho.surveys.uploads import REFERENCE


def _read(reader: Reader) -> Settings:
    return {}


def _check(settings: Settings, given: Any, today: date) -> str:
    if not isinstance(given, str) or not REFERENCE.fullmatch(given):
        raise Unfit(NO_PICTURE.words())
    return given


def _show(settings: Settings, lang: Language) -> Settings:
    return settings


TYPE = QuestionType(
    key="image",
    label=Words("画像", "picture"),
    description=Words("アップロードされた画像の参照を受け取る。", "The reference of a picture that was uploaded."),
    example={},
    answer="up_01JD0000000000000000000000",
    kept="up_01JD0000000000000000000000",
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: str(value),
    uploaded=True,
    needed=CHOOSE_IT,
)
