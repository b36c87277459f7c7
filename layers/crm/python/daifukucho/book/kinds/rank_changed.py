"""The friend's rank rose or fell; or it became another because the shop no longer has the former (``rose`` is null)."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called, quoted
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry

_ROSE, _FELL, _CHANGED = Words("上がり", "rose"), Words("下がり", "fell"), Words("変わり", "changed")


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, rank=entry.data["rank"], recorded_at=entry.at)


def _says(told: Told) -> Words:
    after, before = (told.name("rank", name) for name in ("rank", "before"))
    none = Words("ランクなし", "no rank")
    now = called(after, quoted([told.word("rank")]) if told.word("rank") else none)
    was = called(before, quoted([told.word("before")]) if told.word("before") else none)
    rose = told.of("rose")
    how = _ROSE if rose is True else _FELL if rose is False else _CHANGED
    return Words(
        f"ランクが{was.ja}から{now.ja}に{how.ja}ました。", f"The friend's rank {how.en} from {was.en} to {now.en}."
    )


EVENT = EventType(
    key="rank_changed",
    asked=True,
    label=Words("ランクの変更", "rank changed"),
    description=Words(
        "ランクが上がったか、下がったか、変わりました。", "A friend's rank rose, fell, or became another."
    ),
    example={"rank": "gold", "before": "silver", "rose": True},
    effect={"rank": "gold", "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
