"""An operator changed what the book says of her."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType


def _fold(friend: Friend, entry: Entry) -> Friend:
    edit = entry.data
    removed = set(edit["tags_remove"])
    kept = {tag: at for tag, at in friend.tags.items() if tag not in removed}
    # A tag that she has keeps the time at which it was added.
    tags = dict.fromkeys(edit["tags_add"], entry.at) | kept
    return replace(friend, **edit["set"], tags=tags, recorded_at=entry.at)


EVENT = EventType(
    key="edit",
    label=Words("編集", "edit"),
    description=Words(
        "担当者が管理名・メモ・誕生日・タグ・フラグを変えました。",
        "An operator changed her alias, note, birthday, tags or flags.",
    ),
    example={
        "set": {"alias": "常連の花子さん", "in_progress": True},
        "tags_add": ["vip"],
        "tags_remove": [],
        "by": "01KANYFHK100OPERATOR000001",
    },
    effect={
        "alias": "常連の花子さん",
        "in_progress": True,
        "tags": {"vip": 1_795_316_400_000},
        "recorded_at": 1_795_316_400_000,
    },
    fold=_fold,
    ours=True,
    recorded=True,
)
