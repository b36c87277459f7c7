"""What the book knows of every friend: the attributes that a segment may ask, and their stored types.

The stored types are uniform, so that DynamoDB and Python agree on every comparison:
``text`` and ``choice`` are S, ``number`` and ``instant`` (UTC epoch milliseconds) are N, ``date`` (``YYYY-MM-DD`` or,
without its year, ``--MM-DD``: ISO 8601 as vCard uses it) is S, ``flag`` is BOOL, ``image`` is S, ``tags`` is M,
from each tag to the instant at which it was added. An attribute that is not known is absent: never empty, never null. The types
``events``, ``coupons``, ``messages`` and ``orders`` are not stored with her: they stand for her page (``segments/fields.py``).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from daifukucho.kernel.words import Words
from daifukucho.nine_segments.segment import ALL


class AttributeType(StrEnum):
    FRIEND_ID = "friend_id"
    NINE_SEGMENTS = "nine_segments"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"
    IMAGE = "image"
    TAGS = "tags"
    EVENTS = "events"
    COUPONS = "coupons"
    MESSAGES = "messages"
    ORDERS = "orders"


class Choice(NamedTuple):
    """One of the values of a choice, and what people call it."""

    value: str
    label: Words


_JUST_THE_NUMBER = Words("{}", "{}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its name (also its name in DynamoDB), its type and its labels.

    ``month_day``: the attribute in which the store keeps a date's month and day (``MM-DD``), for DynamoDB to compare.
    ``worked_out``: it is asked where more can be asked of it, by names of its own (``WORKED_OUT``).
    ``unit``: how people say a number of it, such as ``{}回``. ``says``: of a flag, what is said where it is on, and where off.
    ``of_names``: a text that is made of names, such as the id that a till gives a product, and is kept in their one form.
    """

    name: str
    type: AttributeType
    ja: str
    en: str
    choices: tuple[Choice, ...] = ()
    month_day: str | None = None
    worked_out: bool = False
    unit: Words = _JUST_THE_NUMBER
    says: tuple[Words, Words] | None = None
    of_names: bool = False

    @property
    def comes_round(self) -> bool:
        """Whether it is a day of every year, as a birthday is, and the date with its year is long past."""
        return self.month_day is not None

    def asked_for(self, what: str) -> str:
        """The name by which what is worked out of it is asked."""
        return f"{self.name}{WORKED_OUT}{what}"


WORKED_OUT = "#"
"""Between an attribute's name and what is worked out of it: no name of the shop's own has this in it."""

MONTH_DAY = "month_day"
"""Of a date or an instant: ``MM-DD``, of the shop's day."""

WEEKDAY = "weekday"
"""Of a date with its year or an instant: 0 to 6, from Monday on."""

COHORT = "cohort/"
"""Of a friend's id, followed by the salt: her number."""


FIELD_PREFIX = "fields."
"""Names of the shop's own fields begin with this, as segments call them."""


def stored_at(name: str) -> tuple[str, ...]:
    """Where DynamoDB keeps an attribute: under its name or, of a field of the shop's own, as the value in the map of them."""
    if name.startswith(FIELD_PREFIX):
        return ("fields", name.removeprefix(FIELD_PREFIX), "v")
    return (name,)


class Status(StrEnum):
    """Whether LINE lets us reach her. LINE's ``unfollow`` means that she has blocked the account. A visitor has opened a
    page of the shop and is no friend yet: no segment holds her, and nothing is sent to her."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    VISITOR = "visitor"


STATUSES = (
    Choice(Status.ACTIVE, Words("友だち", "friend")),
    Choice(Status.BLOCKED, Words("ブロック中", "blocked")),
    Choice(Status.VISITOR, Words("友だち追加前", "not a friend yet")),
)

_TIMES, _YEN, _DAYS, _SCORE = Words("{}回", "{}"), Words("¥{}", "¥{}"), Words("{}日", "{} days"), Words("{}点", "{}")
_SENDING = (
    Words("配信を送らない設定である", "campaigns are not to be sent"),
    Words("配信を送らない設定ではない", "campaigns may be sent"),
)
_TALKING = (Words("対応中である", "somebody is in conversation"), Words("対応中ではない", "nobody is in conversation"))

_SEGMENTS = tuple(Choice(segment.key, segment.label) for segment in ALL)

ATTRIBUTES: dict[str, Attribute] = {
    a.name: a
    for a in (
        Attribute("tags", AttributeType.TAGS, "タグ", "tags"),
        Attribute("status", AttributeType.CHOICE, "状態", "status", STATUSES),
        Attribute("display_name", AttributeType.TEXT, "LINEの表示名", "LINE display name"),
        Attribute("alias", AttributeType.TEXT, "管理名", "alias"),
        Attribute("language", AttributeType.TEXT, "言語", "language"),
        Attribute("birthday", AttributeType.DATE, "誕生日", "birthday", month_day="birthday_md"),
        Attribute("first_route", AttributeType.TEXT, "最初の流入経路", "first route"),
        Attribute("last_route", AttributeType.TEXT, "最新の流入経路", "last route"),
        Attribute("friend_id", AttributeType.FRIEND_ID, "友だちのID", "friend id"),
        Attribute("nine_segments", AttributeType.NINE_SEGMENTS, "9セグメント", "nine segments", _SEGMENTS),
        Attribute("do_not_send", AttributeType.FLAG, "送信しない", "do not send", says=_SENDING),
        Attribute("in_progress", AttributeType.FLAG, "対応中", "in progress", says=_TALKING),
        Attribute("first_seen_at", AttributeType.INSTANT, "登録日時", "first seen"),
        Attribute("followed_at", AttributeType.INSTANT, "友だち追加日時", "followed"),
        Attribute("blocked_at", AttributeType.INSTANT, "ブロック日時", "blocked"),
        Attribute("last_seen_at", AttributeType.INSTANT, "最終反応日時", "last seen"),
        Attribute("follows", AttributeType.NUMBER, "友だち追加の回数", "number of times followed", unit=_TIMES),
        Attribute(
            "messages_received",
            AttributeType.NUMBER,
            "受信メッセージ数",
            "number of messages received",
            unit=Words("{}通", "{}"),
        ),
        Attribute("member_no", AttributeType.TEXT, "会員番号", "member number"),
        Attribute("card_no", AttributeType.TEXT, "以前からの会員番号", "number of an earlier card"),
        Attribute("points", AttributeType.NUMBER, "ポイントの残高", "point balance", unit=Words("{}ポイント", "{}")),
        Attribute("points_expire_on", AttributeType.DATE, "ポイントの有効期限", "expiry of points"),
        Attribute("rank", AttributeType.TEXT, "ランク", "rank"),
        Attribute("family_name", AttributeType.TEXT, "姓", "family name"),
        Attribute("given_name", AttributeType.TEXT, "名", "given name"),
        Attribute("family_kana", AttributeType.TEXT, "姓のフリガナ", "family name in kana"),
        Attribute("given_kana", AttributeType.TEXT, "名のフリガナ", "given name in kana"),
        Attribute("kana_index", AttributeType.TEXT, "フリガナ（全角カタカナ）", "kana in one form"),
        Attribute("phone", AttributeType.TEXT, "電話番号", "telephone number"),
        Attribute("postal_code", AttributeType.TEXT, "郵便番号", "postal code"),
        Attribute("address", AttributeType.TEXT, "住所", "address"),
        Attribute("mail", AttributeType.TEXT, "メールアドレス", "mail address"),
        Attribute("assignee", AttributeType.TEXT, "担当", "assignee"),
        Attribute("stores", AttributeType.TAGS, "利用店舗", "stores"),
        Attribute("order_count", AttributeType.NUMBER, "購買回数", "number of orders", unit=_TIMES),
        Attribute("ltv_gross", AttributeType.NUMBER, "累計購買額", "lifetime value", unit=_YEN),
        Attribute("ltv_margin", AttributeType.NUMBER, "累計粗利", "lifetime margin", unit=_YEN),
        Attribute("first_order_at", AttributeType.INSTANT, "最初の購買日時", "first order"),
        Attribute("last_order_at", AttributeType.INSTANT, "最後の購買日時", "last order"),
        Attribute("favourite_product", AttributeType.TEXT, "よく買う商品", "favourite product", of_names=True),
        Attribute("favourite_store", AttributeType.TEXT, "よく買う店舗", "favourite store", of_names=True),
        Attribute(
            "days_between_orders", AttributeType.NUMBER, "購買の平均間隔", "average time between orders", unit=_DAYS
        ),
        Attribute("rfm_r", AttributeType.NUMBER, "最近さのスコア（RFMのR）", "RFM recency score", unit=_SCORE),
        Attribute("rfm_f", AttributeType.NUMBER, "回数のスコア（RFMのF）", "RFM frequency score", unit=_SCORE),
        Attribute("rfm_m", AttributeType.NUMBER, "金額のスコア（RFMのM）", "RFM monetary score", unit=_SCORE),
    )
}
