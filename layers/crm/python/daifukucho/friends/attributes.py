"""What is known of every friend: the id, what LINE says, how the shop and the friend are in touch, the real name and
address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from daifukucho.kernel.attribute import Attribute, AttributeType, Choice
from daifukucho.kernel.declared import (
    COUNT,
    DATE,
    FLAG,
    INSTANT,
    METADATA,
    TAGS,
    TEXT,
    VERSION,
    Declared,
    Kind,
    Settable,
    Shown,
    Stored,
    declared,
    derived,
)
from daifukucho.kernel.japan import katakana, phone_written
from daifukucho.kernel.words import Words

INDEXED_BY = 1
"""The version of the rule that makes ``name_index``. Replay rewrites a friend whose index was made by another
version."""


class Status(StrEnum):
    """Whether LINE lets us reach the friend. LINE's ``unfollow`` means that the friend has blocked the account. A
    visitor has opened a page of the shop and is no friend yet: no segment holds a visitor, and nothing is sent to
    one."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    VISITOR = "visitor"


_STATUSES = (
    Choice(Status.ACTIVE, Words("友だち", "friend")),
    Choice(Status.BLOCKED, Words("ブロック中", "blocked")),
    Choice(Status.VISITOR, Words("友だち追加前", "not a friend yet")),
)
_SENDING = (
    Words("配信を送らない設定である", "campaigns are not to be sent"),
    Words("配信を送らない設定ではない", "campaigns may be sent"),
)
_TALKING = (
    Words("対応中である", "a staff member is in conversation"),
    Words("対応中ではない", "no staff member is in conversation"),
)
_BIRTHDAY = "`1990-04-01` or, if the year is not known, `--04-01`."
_E164, _POSTAL_CODE = re.compile(r"\+[0-9]{7,15}"), re.compile(r"[0-9]{7}")

_ID = Kind(Stored.TEXT, AttributeType.FRIEND_ID, "")
_STATUS = Kind(Stored.TEXT, AttributeType.CHOICE, Status.ACTIVE)
_INDEXED_BY = Kind(Stored.NUMBER, None, INDEXED_BY)


def _phone(text: str) -> str | None:
    return phone_written(text) if _E164.fullmatch(text) else None


def _postal_code(text: str) -> str | None:
    return f"{text[:3]}-{text[3:]}" if _POSTAL_CODE.fullmatch(text) else None


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Identity:
    """Who the friend is: LINE's user id. Only this attribute has to be known of a friend."""

    friend_id: str = field(
        metadata={
            METADATA: Declared(
                _ID,
                Attribute("", AttributeType.FRIEND_ID, "友だちのID", "friend id"),
                shown=Shown("U4af4980629c6b8d1f6c2b4c1a9e0d3f7"),
            )
        }
    )


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Profile:
    """What LINE says, and what the shop calls the friend.

    ``display_name`` is what the friend has chosen; ``alias`` 管理名 is the staff's, and never shown to the friend.
    ``birthday`` is ``1990-04-01`` or, without its year, ``--04-01``.
    """

    status: Status = declared(_STATUS, "状態", "status", choices=_STATUSES, shown=Shown("active"))
    display_name: str | None = declared(
        TEXT, "LINEの表示名", "LINE display name", shown=Shown("花子", "The name that the friend has chosen in LINE.")
    )
    alias: str | None = declared(
        TEXT,
        "管理名",
        "alias",
        shown=Shown("山田さま", "管理名: the name that the shop's staff use. The friend never sees it."),
        settable=Settable(),
    )
    note: str | None = declared(
        TEXT, "メモ", "note", asked=False, shown=Shown("窓側の席を好まれます"), settable=Settable()
    )
    picture_url: str | None = declared(
        TEXT,
        "アイコン",
        "picture",
        asked=False,
        shown=Shown("https://profile.line-scdn.net/0h8pWWElvzZ19qLk3ywQYYCFZraTIdAGEXEhx9ak56"),
    )
    status_message: str | None = declared(TEXT, "ひとこと", "status message", asked=False, shown=Shown("Hello, LINE!"))
    language: str | None = declared(TEXT, "言語", "language", shown=Shown("ja"))
    birthday: str | None = declared(
        DATE,
        "誕生日",
        "birthday",
        month_day="birthday_md",
        shown=Shown("1990-04-01", _BIRTHDAY, ("1990-04-01",)),
        settable=Settable(_BIRTHDAY, ("1990-04-01",)),
    )
    profile_at: int | None = declared(INSTANT)

    @property
    @derived(TEXT)
    def birthday_md(self) -> str | None:
        """The birthday's month and day, ``04-01``."""
        return self.birthday and self.birthday[-len("MM-DD") :]


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Tagged:
    """The tags that a friend has, each with the instant at which it was added."""

    tags: Mapping[str, int] = declared(TAGS, "タグ", "tags", shown=Shown(["vip", "常連"]))


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Contact:
    """Whether and since when the shop and the friend are in touch."""

    do_not_send: bool = declared(
        FLAG,
        "送信しない",
        "do not send",
        says=_SENDING,
        shown=Shown(False, "送信しない: campaigns skip the friend."),
        settable=Settable(),
    )
    in_progress: bool = declared(
        FLAG,
        "対応中",
        "in progress",
        says=_TALKING,
        shown=Shown(
            False, "対応中: a staff member is talking with the friend, and campaigns skip the friend meanwhile."
        ),
        settable=Settable(),
    )
    first_seen_at: int | None = declared(INSTANT, "登録日時", "first seen", shown=Shown("2026-04-01T12:00:00+09:00"))
    followed_at: int | None = declared(INSTANT, "友だち追加日時", "followed", shown=Shown("2026-04-01T12:00:00+09:00"))
    blocked_at: int | None = declared(INSTANT, "ブロック日時", "blocked", shown=Shown(None))
    last_seen_at: int | None = declared(
        INSTANT, "最終反応日時", "last seen", shown=Shown("2026-11-22T19:30:00.120+09:00")
    )
    follows: int = declared(
        COUNT, "友だち追加の回数", "number of times followed", unit=Words("{}回", "{}"), shown=Shown(1)
    )
    messages_received: int = declared(
        COUNT, "受信メッセージ数", "number of messages received", unit=Words("{}通", "{}"), shown=Shown(12)
    )


@dataclass(frozen=True, init=False, repr=False, eq=False)
class RealName:
    """The real name and its reading, both kept as typed."""

    family_name: str | None = declared(
        TEXT,
        "姓",
        "family name",
        shown=Shown("山田", "姓, the family name of the real name."),
        settable=Settable("姓; at most 50 characters, like the other names."),
    )
    given_name: str | None = declared(TEXT, "名", "given name", shown=Shown("花子", "名."), settable=Settable())
    family_kana: str | None = declared(
        TEXT,
        "姓のフリガナ",
        "family name in kana",
        shown=Shown("ヤマダ", "セイ, as typed."),
        settable=Settable("セイ: hiragana or katakana, kept as typed."),
    )
    given_kana: str | None = declared(
        TEXT, "名のフリガナ", "given name in kana", shown=Shown("ハナコ", "メイ, as typed."), settable=Settable()
    )

    @property
    @derived(TEXT, "フリガナ（全角カタカナ）", "kana in one form")
    def kana_index(self) -> str | None:
        """The real name in kana, in the one form by which names are compared, family name first; ``None``: not
        known."""
        return katakana((self.family_kana or "") + (self.given_kana or "")).replace(" ", "") or None


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Address:
    """Where the friend is reached outside of LINE. ``phone`` is E.164, ``postal_code`` 7 digits."""

    phone: str | None = declared(
        TEXT,
        "電話番号",
        "telephone number",
        written=_phone,
        shown=Shown("+819012345678", "E.164."),
        settable=Settable("In any writing, from its first 0 or from its +; kept as E.164.", ("090-1234-5678",)),
    )
    postal_code: str | None = declared(
        TEXT,
        "郵便番号",
        "postal code",
        written=_postal_code,
        shown=Shown("1500001", "7 digits."),
        settable=Settable("7 digits in any writing.", ("150-0001",)),
    )
    address: str | None = declared(
        TEXT, "住所", "address", shown=Shown("東京都渋谷区神宮前1-2-3"), settable=Settable(max_length=300)
    )
    mail: str | None = declared(
        TEXT,
        "メールアドレス",
        "mail address",
        shown=Shown("hanako@example.com"),
        settable=Settable(examples=("hanako@example.com",)),
    )


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Kept:
    """How the item is kept. ``revision`` counts the writes to it and guards each of them; ``indexed_by``: the version
    of the rule that made its ``name_index``; ``recorded_at``: the time of the last entry that was recorded with the
    friend; ``status_version``: the version of the entry that told the status."""

    status_version: str = declared(VERSION)
    recorded_at: int = declared(COUNT)
    indexed_by: int = declared(_INDEXED_BY, sparse=True)
    revision: int = declared(COUNT)
