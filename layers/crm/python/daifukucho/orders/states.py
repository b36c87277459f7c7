"""What shops and tills call the state of an order."""

from collections.abc import Mapping
from enum import StrEnum

from daifukucho.kernel.text import plain


class Told(StrEnum):
    """What a table says of an order. ``REFUNDED``: all of it was paid back, unless the table says how much; ``PART_REFUNDED``: the
    table has to say how much."""

    PLACED = "placed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    PART_REFUNDED = "partially_refunded"


_NAMES: Mapping[Told, tuple[str, ...]] = {
    Told.PLACED: (
        *(
            "",
            "placed",
            "完了",
            "受注",
            "購入",
            "通常",
            "注文済み",
            "受付",
            "受付済み",
            "新規受付",
            "新規注文",
            "対応中",
            "未対応",
        ),
        *(
            "対応済み",
            "処理中",
            "処理済み",
            "確認済み",
            "準備中",
            "入金待ち",
            "未入金",
            "入金済み",
            "支払い済み",
            "支払い待ち",
        ),
        *(
            "決済済み",
            "決済完了",
            "未発送",
            "発送待ち",
            "発送準備中",
            "発送済み",
            "一部発送済み",
            "出荷待ち",
            "出荷済み",
            "配送中",
        ),
        *(
            "配達完了",
            "配送済み",
            "受取済み",
            "取引完了",
            "販売",
            "売上",
            "pending",
            "authorized",
            "paid",
            "partially_paid",
            "open",
        ),
        *(
            "fulfilled",
            "unfulfilled",
            "partial",
            "partially_fulfilled",
            "shipped",
            "delivered",
            "completed",
            "complete",
        ),
        *("processing", "closed", "archived", "ordered", "dispatched", "unshipped"),
    ),
    Told.CANCELLED: (
        *(
            "cancelled",
            "canceled",
            "キャンセル",
            "キャンセル済み",
            "取消",
            "取消し",
            "取り消し",
            "取消済み",
            "注文取消し",
        ),
        *("注文取消", "注文キャンセル", "voided", "void"),
    ),
    Told.REFUNDED: ("refunded", "返品", "返品済み", "返金", "返金済み", "全額返金"),
    Told.PART_REFUNDED: ("partially_refunded", "一部返金", "一部返品", "一部返金済み"),
}


def _form(name: str) -> str:
    """One form: 発送済 and 発送済み, キャンセル済 and キャンセル済み, ``Partially refunded`` and ``partially_refunded``."""
    found = plain(name).strip().replace(" ", "_").replace("支払済", "支払い済").replace("支払待", "支払い待")
    return f"{found}み" if found.endswith("済") else f"{found}ち" if found.endswith("待") else found


_BY_NAME = {_form(name): told for told, names in _NAMES.items() for name in names}


def state_of(name: str, ours: Mapping[str, Told]) -> Told | None:
    """What a state means, first by the shop's own list; ``None``: nobody knows."""
    form = _form(name)
    return {_form(own): told for own, told in ours.items()}.get(form) or _BY_NAME.get(form)
