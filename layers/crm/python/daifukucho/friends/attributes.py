"""What the book knows of every friend: the attributes that a segment may ask, and their stored types.

The stored types are uniform, so that DynamoDB and Python agree on every comparison:
``text`` and ``choice`` are S, ``number`` and ``instant`` (UTC epoch milliseconds) are N, ``date``
(``YYYY-MM-DD``) is S, ``flag`` is BOOL, ``tags`` is SS. An attribute that is not known is absent: never empty, never
null.
"""

from dataclasses import dataclass
from enum import StrEnum


class AttributeType(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its name (also its name in DynamoDB), its type and its labels."""

    name: str
    type: AttributeType
    ja: str
    en: str
    choices: tuple[str, ...] = ()


class Status(StrEnum):
    """Whether LINE lets us reach her. LINE's ``unfollow`` means that she has blocked the account."""

    ACTIVE = "active"
    BLOCKED = "blocked"


ATTRIBUTES: dict[str, Attribute] = {
    a.name: a
    for a in (
        Attribute("tags", AttributeType.TAGS, "タグ", "tags"),
        Attribute("status", AttributeType.CHOICE, "状態", "status", tuple(Status)),
        Attribute("display_name", AttributeType.TEXT, "LINEの表示名", "LINE display name"),
        Attribute("alias", AttributeType.TEXT, "管理名", "alias"),
        Attribute("language", AttributeType.TEXT, "言語", "language"),
        Attribute("birthday", AttributeType.DATE, "誕生日", "birthday"),
        Attribute("do_not_send", AttributeType.FLAG, "送信しない", "do not send"),
        Attribute("in_progress", AttributeType.FLAG, "対応中", "in progress"),
        Attribute("first_seen_at", AttributeType.INSTANT, "登録日時", "first seen"),
        Attribute("followed_at", AttributeType.INSTANT, "友だち追加日時", "followed"),
        Attribute("blocked_at", AttributeType.INSTANT, "ブロック日時", "blocked"),
        Attribute("last_seen_at", AttributeType.INSTANT, "最終反応日時", "last seen"),
        Attribute("follows", AttributeType.NUMBER, "友だち追加の回数", "times followed"),
        Attribute("messages_received", AttributeType.NUMBER, "受信メッセージ数", "messages received"),
    )
}
