"""The friend was a friend before the ledger began."""

from daifukucho.book.kind import EventType, seen, with_status
from daifukucho.book.telling import Told
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    """LINE's list of followers says who is a friend now. A file of ids only says whom to look for."""
    friend = seen(friend, entry)
    return with_status(friend, Status.ACTIVE, entry) if entry.data.get("source") == "followers" else friend


def _says(told: Told) -> Words:
    if told.of("source") == "followers":
        return Words(
            "LINEの友だち一覧から名簿に取り込みました。",
            "The friend was taken into the roster from LINE's list of friends.",
        )
    return Words("ファイルから名簿に取り込みました。", "The friend was taken into the roster from a file.")


EVENT = EventType(
    key="backfill",
    label=Words("名簿への取り込み", "backfill"),
    description=Words(
        "導入前からの友だちを名簿に取り込みました。",
        "A friend from before the ledger began was taken into the roster.",
    ),
    example={"source": "followers"},
    effect={"first_seen_at": 1_795_316_400_000, "status_version": "1795316400000#example"},
    fold=_fold,
    ours=True,
    says=_says,
)
