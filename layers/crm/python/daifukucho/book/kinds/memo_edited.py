"""A memo of the friend was changed."""

from daifukucho.book.kind import EventType, recorded
from daifukucho.book.kinds.memo import memo_says
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="memo_edited",
    label=Words("メモの編集", "memo edited"),
    description=Words(
        "スタッフがメモを書き直しました。",
        "A staff member changed a memo of a friend.",
    ),
    example={"of": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11", "category": "call", "by": "01KANYFHK100STAFFMEMBER001"},
    effect={"recorded_at": 1_795_316_400_000},
    fold=recorded,
    ours=True,
    recorded=True,
    says=lambda told: memo_says(told, "書き直しました", "changed"),
)
