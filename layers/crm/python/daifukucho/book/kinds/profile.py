"""What LINE says of the friend, fetched and recorded."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    """If LINE does not show us a profile, the friend keeps what we knew."""
    friend = replace(friend, profile_at=entry.at, recorded_at=entry.at)
    profile = entry.data["profile"]
    if profile is None:
        return friend
    return replace(
        friend,
        display_name=None if is_blank(profile.get("display_name") or "") else profile["display_name"],
        picture_url=profile.get("picture_url"),
        status_message=profile.get("status_message"),
        language=profile.get("language"),
    )


def _says(told: Told) -> Words | None:
    if "profile" in told.data and told.of("profile") is None:
        return Words("LINE のプロフィールは見られませんでした。", "LINE did not show the friend's profile.")
    name = told.word("profile", "display_name")
    if not name:
        return None
    return Words(
        f"LINE のプロフィールを取得しました（表示名「{name}」）。",
        f"The friend's profile was fetched from LINE: “{name}”.",
    )


EVENT = EventType(
    key="profile",
    label=Words("プロフィールの取得", "profile"),
    description=Words(
        "LINE から表示名・アイコン・言語・ステータスメッセージを取得しました。",
        "A friend's display name, picture, language and status message were fetched from LINE.",
    ),
    example={"profile": {"display_name": "大福 花子", "language": "ja"}},
    effect={
        "display_name": "大福 花子",
        "language": "ja",
        "profile_at": 1_795_316_400_000,
        "recorded_at": 1_795_316_400_000,
    },
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
