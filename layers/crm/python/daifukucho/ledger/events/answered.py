"""She answered a survey 回答フォーム."""

from dataclasses import replace

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType, visited
from daifukucho.nine_segments.standing import taken_in


def _fold(friend: Friend, entry: Entry) -> Friend:
    answer = entry.data
    removed = set(answer["tags_remove"])
    kept = {tag: at for tag, at in friend.tags.items() if tag not in removed}
    told = answer.get("nine_segment")
    return replace(
        visited(friend, entry),
        **answer["set"],
        tags=dict.fromkeys(answer["tags_add"], entry.at) | kept,
        nine_segments=taken_in(friend.nine_segments, told, entry.at) if told else friend.nine_segments,
        recorded_at=entry.at,
    )


EVENT = EventType(
    key="answered",
    label=Words("回答", "answered"),
    description=Words(
        "フォームに回答しました。タグ・項目・9セグメントの変更も含みます。",
        "She answered a survey; with what that changed in her tags, attributes and standing in the nine segments.",
    ),
    example={
        "survey_id": "01KANYFHK100SVRVEY00000001",
        "version": 1,
        "answers": {"know": "yes", "bought": "week", "again": "yes"},
        "set": {"birthday": "1990-04-01"},
        "tags_add": ["アンケート回答"],
        "tags_remove": [],
        "nine_segment": {
            "product": "daifuku",
            "source": "declared",
            "segment": "positive_loyal",
            "before": None,
            "until": 1_810_868_400_000,
            "move": None,
            "half_move": None,
        },
    },
    effect={
        "status": Status.VISITOR,
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
        "birthday": "1990-04-01",
        "tags": {"アンケート回答": 1_795_316_400_000},
        "nine_segments": {
            "daifuku": {
                "declared": "positive_loyal",
                "declared_at": 1_795_316_400_000,
                "declared_until": 1_810_868_400_000,
            }
        },
        "recorded_at": 1_795_316_400_000,
    },
    fold=_fold,
    ours=True,
    recorded=True,
)
