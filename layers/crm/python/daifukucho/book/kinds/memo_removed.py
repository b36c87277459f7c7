"""A memo of the friend was removed."""

from daifukucho.book.kind import EventType, recorded
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="memo_removed",
    label=Words("メモの削除", "memo removed"),
    description=Words(
        "スタッフがメモを削除しました。内容は消されています。",
        "A staff member removed a memo of a friend. Its text is erased.",
    ),
    example={"of": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11", "by": "01KANYFHK100STAFFMEMBER001"},
    effect={"recorded_at": 1_795_316_400_000},
    fold=recorded,
    ours=True,
    recorded=True,
)
