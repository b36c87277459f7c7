"""A staff member changed what the book says of the friend."""

from decimal import Decimal

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, changes
from daifukucho.friends.edit import applied
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    return applied(friend, entry.data, entry.at, entry.data["by"])


def _says(told: Told) -> Words | None:
    changed, by = changes(told), told.by()
    if not changed.ja:
        return None
    return Words(
        f"スタッフが編集しました: {changed.ja}{by.ja}。",
        f"A staff member changed what the book says: {changed.en}{by.en}.",
    )


EVENT = EventType(
    key="edit",
    label=Words("編集", "edit"),
    description=Words(
        "スタッフが管理名・メモ・氏名・連絡先・誕生日・担当・店舗・友だち情報・タグ・フラグを変えました。",
        "A staff member changed what the book says of a friend: names, contacts, birthday, fields, tags, flags.",
    ),
    example={
        "set": {"alias": "常連の花子さん", "in_progress": True, "stores": ["shibuya"]},
        "tags_add": ["vip"],
        "tags_remove": [],
        "fields": {"shoe_size": 23.5},
        "by": "01KANYFHK100STAFFMEMBER001",
    },
    effect={
        "alias": "常連の花子さん",
        "in_progress": True,
        "tags": {"vip": 1_795_316_400_000},
        "stores": {"shibuya": 1_795_316_400_000},
        "fields": {
            "shoe_size": {"v": Decimal("23.5"), "at": 1_795_316_400_000, "by": "01KANYFHK100STAFFMEMBER001"},
        },
        "recorded_at": 1_795_316_400_000,
    },
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
