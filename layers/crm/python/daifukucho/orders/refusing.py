"""Why the book would not take an order of a table, in the words of the table: the true reason, once for each fault."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.reading import is_text
from daifukucho.kernel.words import Words
from daifukucho.orders.headings import COLUMNS
from daifukucho.orders.order import MOST_LINES, MOST_PIECES, NAME_LENGTH, TEXT_LENGTH
from daifukucho.orders.rows import YEN, Part

_TEXTS = {"store_id": TEXT_LENGTH, "product_id": TEXT_LENGTH, "name": NAME_LENGTH, "category": TEXT_LENGTH}
_OF_A_LINE = {"amount": "line_amount"}
"""Members of a line that are called otherwise in a table."""

_RULES = {
    "order_id": "空白と / を含まない半角の英数字と記号、1〜64文字で書いてください。",
    "at": "まだ来ていない日時です。購入した日時を書いてください。",
    "updated_at": "まだ来ていない日時です。注文を最後に変更した日時を書いてください。",
    "amount": YEN.ja,
    "refunded": "合計金額より大きい金額です。これまでに返金した合計を、合計金額以下で書いてください。",
    "quantity": f"1〜{MOST_PIECES:,}で書いてください。",
    "line_amount": YEN.ja,
    "cost": YEN.ja,
    "lines": f"1件の注文の行は{MOST_LINES}行までです。",
}
"""The rules of ``define_order``, for whoever reads Japanese."""

Line = tuple[Part, Mapping[str, Any]]


def explained(
    faults: Sequence[Fault], given: Mapping[str, Any], first: Part, lines: Sequence[Line]
) -> Iterator[tuple[int, Words]]:
    """Each fault of an order once, with the number of the table's line that has it."""
    said = set()
    for fault in faults:
        number, why = _explained(fault, given, first, lines)
        if why and (number, why) not in said:
            said.add((number, why))
            yield number, why


def _explained(fault: Fault, given: Mapping[str, Any], first: Part, lines: Sequence[Line]) -> tuple[int, Words | None]:
    place = fault.pointer.split("/")[1:]
    part, holder = lines[int(place[1])] if place[0] == "lines" and len(place) == 3 else (first, given)
    member = place[-1]
    key = _OF_A_LINE.get(member, member) if holder is not given else member
    if key not in _TEXTS:
        rule = _RULES.get(key, fault.message)
        return part.number, Words(
            f"「{COLUMNS[key][0]}」: {rule}" if key in COLUMNS else rule, f"{key}: {fault.message}"
        )
    text, longest = holder[member], _TEXTS[key]
    if key == "product_id" and not part.told.get("product_id"):  # the name stands for it
        if not is_text(text, NAME_LENGTH):
            return part.number, None  # that is the name's fault
        why = Words(
            f"商品番号がないときは商品名が番号になるので、{longest}文字以内で書くか、商品番号の列を加えてください。",
            f"Without product_id the name stands for it: write at most {longest} characters, or add the column product_id.",
        )
        key = "name"
    else:
        why = _why_no_text(text, longest)
    return part.number, Words(
        f"「{COLUMNS[key][0]}」: {why.ja}", f"{'product_name' if key == 'name' else key}: {why.en}"
    )


def _why_no_text(text: str, longest: int) -> Words:
    if len(text) > longest:
        return Words(
            f"{longest}文字以内で書いてください（今は{len(text)}文字です）。",
            f"This has {len(text)} characters. Give at most {longest}.",
        )
    if any(mark in text for mark in "\t\n\v\f\r\x85\u2028\u2029"):
        return Words(
            "改行かタブが入っています。1行で書いてください。", "There is a line break or a tab in it. Write one line."
        )
    return Words(
        "目に見えない制御文字が入っています。取り除いてください。", "There is a control character in it. Remove it."
    )
