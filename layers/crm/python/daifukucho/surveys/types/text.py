"""Words in the customer's own: one line, or several."""

from datetime import date
from typing import Any

from daifukucho.friends.edit import ADDRESS_LENGTH, ALIAS_LENGTH, MAIL_LENGTH, NAME_LENGTH
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.reading import Reader, is_text
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import QuestionType, Settings

_LINE, _LINES = 200, 2_000
_NOT_SO_LONG = Wrong("{least}〜{most}文字で入力してください。", "Write {least} to {most} characters.")


def _read(reader: Reader) -> Settings:
    lines = reader.flag("multiline")
    longest = reader.whole("max_length", 1, _LINES if lines else _LINE, _LINES if lines else _LINE)
    shortest = reader.whole("min_length", 1, longest, 1)
    return {"multiline": lines, "min_length": shortest, "max_length": longest}


def _check(settings: Settings, given: Any, today: date) -> str:
    least, most = settings["min_length"], settings["max_length"]
    text = given.strip().replace("\r\n", "\n") if isinstance(given, str) else ""
    if not is_text(text, most, lines=settings["multiline"]) or len(text) < least:
        raise Unfit(_NOT_SO_LONG.words(least=least, most=most))
    return text


def _show(settings: Settings, lang: Language) -> Settings:
    return settings


TYPE = QuestionType(
    key="text",
    label=Words("テキスト", "text"),
    description=Words("自由に書く。1行または複数行。", "Words of the friend's own, on one line or several."),
    example={"multiline": True, "max_length": 500},
    answer="  いつもおいしいです。\r\nまた来ます。 ",
    kept="いつもおいしいです。\nまた来ます。",
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: str(value),
    fills=AttributeType.TEXT,
    saves_to={
        "alias": lambda settings: not settings["multiline"] and settings["max_length"] <= ALIAS_LENGTH,
        "note": lambda settings: True,
        "family_name": lambda settings: not settings["multiline"] and settings["max_length"] <= NAME_LENGTH,
        "given_name": lambda settings: not settings["multiline"] and settings["max_length"] <= NAME_LENGTH,
        "family_kana": lambda settings: not settings["multiline"] and settings["max_length"] <= NAME_LENGTH,
        "given_kana": lambda settings: not settings["multiline"] and settings["max_length"] <= NAME_LENGTH,
        "mail": lambda settings: not settings["multiline"] and settings["max_length"] <= MAIL_LENGTH,
        "address": lambda settings: not settings["multiline"] and settings["max_length"] <= ADDRESS_LENGTH,
    },
)
