"""An address in Japan: a postal code in its one form, and the lines that the person fills in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.japan import postal_code
from daifukucho.kernel.rules import is_text
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import Question, QuestionType
from daifukucho.surveys.refusals import NO_POSTAL_CODE

# fmt: off
PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)
# fmt: on
_LINES = {"city": 100, "street": 100, "building": 100}
_MEMBERS = ("postal_code", "prefecture", *_LINES)

_NO_ADDRESS = Wrong("住所を入力してください。", "Fill in the address.")
_NO_PREFECTURE = Wrong("都道府県を選んでください。", "Choose the prefecture.")
_NO_LINE = Wrong(
    "市区町村と番地を入力してください（それぞれ{most}文字まで）。",
    "Fill in the city and the street, with at most {most} characters each.",
)


def _check(question: Question, given: Any, today: date) -> dict[str, str]:
    if not isinstance(given, dict) or not all(name in _MEMBERS and isinstance(v, str) for name, v in given.items()):
        raise Unfit(_NO_ADDRESS.words())
    code = postal_code(given.get("postal_code", ""))
    if code is None:
        raise Unfit(NO_POSTAL_CODE.words())
    if given.get("prefecture") not in PREFECTURES:
        raise Unfit(_NO_PREFECTURE.words())
    found = {"postal_code": code, "prefecture": given["prefecture"]}
    for name, longest in _LINES.items():
        line = given.get(name, "").strip()
        if is_blank(line) and name == "building":
            continue
        if not is_text(line, longest):
            raise Unfit(_NO_LINE.words(most=longest))
        found[name] = line
    return found


def _show(question: Question, lang: Language) -> Mapping[str, Any]:
    return {"prefectures": list(PREFECTURES)}


def _cell(question: Question, value: Any, lang: Language) -> str:
    code = value["postal_code"]
    return " ".join([f"〒{code[:3]}-{code[3:]}", *(value[name] for name in _MEMBERS[1:] if name in value)])


TYPE = QuestionType(
    key="address",
    label=Words("住所", "address"),
    description=Words("郵便番号・都道府県・市区町村・番地・建物。", "Postal code, prefecture, city, street, building."),
    example={},
    answer={
        "postal_code": "〒６０５−０００１",
        "prefecture": "京都府",
        "city": "京都市東山区",
        "street": " 三条通1-2 ",
    },
    kept={"postal_code": "6050001", "prefecture": "京都府", "city": "京都市東山区", "street": "三条通1-2"},
    check=_check,
    show=_show,
    cell=_cell,
)
