"""A staff member wrote a memo of the friend: a note, a talk, a visit, a call."""

from daifukucho.book.kind import EventType, recorded
from daifukucho.book.telling import Told, quotable
from daifukucho.kernel.words import Words

_OF = {
    "meeting": Words("商談の", " of a talk"),
    "visit": Words("来店の", " of a visit"),
    "call": Words("電話の", " of a call"),
}


def memo_says(told: Told, ja: str, en: str) -> Words:
    """What was done with a memo, and what it says by now."""
    of, by = _OF.get(told.word("category"), Words("", "")), told.by()
    words = quotable(told.content().get("text"))
    quotation = Words(f"「{words}」", f": “{words}”") if words else Words("", "")
    return Words(f"{of.ja}メモを{ja}{by.ja}。{quotation.ja}", f"A memo{of.en} was {en}{by.en}{quotation.en}.")


EVENT = EventType(
    key="memo",
    label=Words("メモ", "memo"),
    description=Words(
        "スタッフが商談・来店・電話などのメモを書きました。内容は別に保管され、削除で消えます。",
        "A staff member wrote a memo of a friend. Its text is kept apart, and erased when the memo is removed.",
    ),
    example={"category": "visit", "by": "01KANYFHK100STAFFMEMBER001"},
    effect={"recorded_at": 1_795_316_400_000},
    fold=recorded,
    ours=True,
    recorded=True,
    says=lambda told: memo_says(told, "書きました", "written"),
)
