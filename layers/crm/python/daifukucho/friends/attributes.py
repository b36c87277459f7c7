"""What the book knows of every friend: the attributes that a segment may ask, and their stored types.

The stored types are uniform, so that DynamoDB and Python agree on every comparison:
``text`` and ``choice`` are S, ``number`` and ``instant`` (UTC epoch milliseconds) are N, ``date`` (``YYYY-MM-DD`` or,
without its year, ``--MM-DD``: ISO 8601 as vCard uses it) is S, ``flag`` is BOOL, ``tags`` is M, from each tag to the
instant at which it was added. An attribute that is not known is absent: never empty, never null.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from daifukucho.kernel.words import Words


class AttributeType(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"
    TAGS = "tags"


class Choice(NamedTuple):
    """One of the values of a choice, and what people call it."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its name (also its name in DynamoDB), its type and its labels.

    ``month_day``: the attribute in which the store keeps a date's month and day (``MM-DD``), for DynamoDB to compare.
    """

    name: str
    type: AttributeType
    ja: str
    en: str
    choices: tuple[Choice, ...] = ()
    month_day: str | None = None


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
        Attribute("do_not_send", AttributeType.FLAG, "送信しない", "do not send"),
        Attribute("in_progress", AttributeType.FLAG, "対応中", "in progress"),
        Attribute("first_seen_at", AttributeType.INSTANT, "登録日時", "first seen"),
        Attribute("followed_at", AttributeType.INSTANT, "友だち追加日時", "followed"),
        Attribute("blocked_at", AttributeType.INSTANT, "ブロック日時", "blocked"),
        Attribute("last_seen_at", AttributeType.INSTANT, "最終反応日時", "last seen"),
        Attribute("follows", AttributeType.NUMBER, "友だち追加の回数", "times followed"),
        Attribute("messages_received", AttributeType.NUMBER, "受信メッセージ数", "messages received"),
        Attribute("member_no", AttributeType.TEXT, "会員番号", "member number"),
        Attribute("points", AttributeType.NUMBER, "ポイント", "points"),
        Attribute("points_expire_on", AttributeType.DATE, "ポイントの有効期限", "points expire"),
        Attribute("rank", AttributeType.TEXT, "ランク", "rank"),
    )
}
