"""The people of the simulation: who they are follows from their user id alone, so that a run can be repeated."""

import hashlib
import random
import re
from dataclasses import dataclass, field

USER_ID = re.compile(r"U[0-9a-f]{32}")
GROUP_ID = re.compile(r"[CR][0-9a-f]{32}")
PUSH_WINDOW_MS = 7 * 24 * 3600 * 1000


def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = _words(
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 "
    "山崎 森 池田 橋本 阿部 石川 前田 藤田 後藤 岡田 長谷川 村上 近藤 石井 髙橋 齋藤 渡邉 五十嵐 勅使河原"
)
GIVEN_NAMES = _words(
    "陽菜 葵 結衣 さくら 美咲 花子 由美子 恵子 和子 真由美 裕子 直美 彩 麻衣 愛 蓮 湊 悠真 大翔 健太 "
    "拓也 翔太 誠 浩 茂 隆 学 大輔 直樹 健一 太郎 一郎 翼 凛 紬 ひかり 心春 𠮷乃"
)
KANA_NAMES = _words("ゆい みゆ あおい はな さっちん けんちゃん ゆみこ まみ ともくん リョウ アキラ ナオ ぴの なっちゃん")
ROMAJI_NAMES = _words("Yuki haruka Kenji.S TAKUYA mio_0312 Aoi Tanaka_H sora Nana R.Sato Miki.Y")
EMOJI = _words("🌸 🐶 ☕️ 🍀 🐈‍⬛ 👨‍👩‍👧 🎀 🏃🏽‍♂️ ✨ 🇯🇵 🍙")
# People really have such names: an ideographic space, the invisible Hangul filler, a dot.
BLANK_NAMES = ["\u3000", "\u3164", "."]
STATUSES = ["よろしくお願いします", "育児奮闘中👶", "返信遅めです", "仕事中💻", "週末は山⛰", "Hello, LINE!", "…"]


@dataclass(slots=True)
class Friend:
    """A LINE user, whether or not the user has added the account."""

    user_id: str
    display_name: str
    picture: bool = False
    status_message: str | None = None
    language: str | None = None
    following: bool = False
    blocked: bool = False
    last_message_at: int | None = None
    """When the user last wrote in the 1:1 chat, UTC epoch milliseconds."""

    def reached_by_push(self, now_ms: int) -> bool:
        """Friends, and for 7 days whoever wrote in the 1:1 chat, unless they block."""
        wrote = self.last_message_at is not None and now_ms - self.last_message_at < PUSH_WINDOW_MS
        return not self.blocked and (self.following or wrote)

    @property
    def reached_by_multicast(self) -> bool:
        return self.following and not self.blocked

    @property
    def has_visible_profile(self) -> bool:
        return not self.blocked and (self.following or self.last_message_at is not None)


@dataclass(slots=True)
class Group:
    """A group chat (``C…``) or a multi-person chat (``R…``) that the account is in."""

    group_id: str
    members: set[str] = field(default_factory=set)


def friend_id(seed: str, index: int) -> str:
    """The user id of the ``index``-th friend of ``seed``; always the same."""
    return "U" + hashlib.sha256(f"{seed}/{index}".encode()).hexdigest()[:32]


def make_friend(user_id: str) -> Friend:
    """Somebody plausible: mostly Japanese names, some with emoji, a few blank; not everyone has a picture."""
    dice = random.Random(user_id)
    roll = dice.random()
    full_name = dice.choice(SURNAMES) + dice.choice(["", " ", "\u3000"]) + dice.choice(GIVEN_NAMES)
    if roll < 0.60:
        name = full_name
    elif roll < 0.75:
        name = dice.choice(KANA_NAMES)
    elif roll < 0.85:
        name = dice.choice(ROMAJI_NAMES)
    elif roll < 0.95:
        name = dice.choice([*KANA_NAMES, full_name]) + dice.choice(EMOJI)
    elif roll < 0.98:
        name = dice.choice(EMOJI)
    else:
        name = dice.choice(BLANK_NAMES)
    return Friend(
        user_id=user_id,
        display_name=name,
        picture=dice.random() < 0.7,
        status_message=dice.choice(STATUSES) if dice.random() < 0.3 else None,
        language=dice.choices(["ja", "en", "zh-Hant", None], weights=[90, 4, 2, 4])[0],
    )
