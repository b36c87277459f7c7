"""The friend answered a survey 回答フォーム."""

from dataclasses import replace

from daifukucho.book.kind import EventType, visited
from daifukucho.book.telling import Told, called, changes
from daifukucho.friends.attributes import Status
from daifukucho.friends.edit import applied
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.nine_segments.standing import taken_in


def _fold(friend: Friend, entry: Entry) -> Friend:
    answer = entry.data
    told = answer.get("nine_segment")
    return replace(
        applied(visited(friend, entry), answer, entry.at, answer["survey_id"]),
        nine_segments=taken_in(friend.nine_segments, told, entry.at) if told else friend.nine_segments,
    )


def _says(told: Told) -> Words:
    survey, changed = called(told.name("survey", "survey_id"), Words("回答フォーム", "a survey")), changes(told)
    ja, en = f"{survey.ja}に回答しました", f"The friend answered {survey.en}"
    return Words(f"{ja}（{changed.ja}）。", f"{en} ({changed.en}).") if changed.ja else Words(f"{ja}。", f"{en}.")


EVENT = EventType(
    key="answered",
    asked=True,
    label=Words("回答", "answered"),
    description=Words(
        "回答フォームに回答しました。タグ・友だち情報・9セグメントの変更も含みます。",
        "A friend answered a survey; with what that changed in tags, attributes and tiers of the nine segments.",
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
    says=_says,
)
