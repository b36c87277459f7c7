"""The friend was told something because of another entry, or there is a reason why not."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words

_BECAUSE = {"rank_changed": Words("ランクの変更", "the change of rank")}
_ENDED = {
    "sent": Words("送りました", "was sent"),
    "skipped": Words("送りませんでした", "was not sent"),
    "failed": Words("送れませんでした", "could not be sent"),
    "unknown": Words("送りましたが、届いたかは不明です", "was sent, and LINE has not said whether it arrived"),
}


_REASONS = {
    "blocked": Words("ブロック", "the friend has blocked the account"),
    "do_not_send": Words("送信しない", "do not send"),
    "in_progress": Words("対応中", "in progress"),
    "not_a_friend": Words("友だちではない", "the person is no friend yet"),
    "empty_variable": Words("差し込みが空", "a variable is empty"),
    "refused": Words("LINEが宛先を拒否", "LINE refused the friend as a recipient"),
    "quota": Words("配信数の上限", "the month's quota was used up"),
}


def _says(told: Told) -> Words | None:
    because, ended = told.word("because"), _ENDED.get(told.word("outcome"))
    if ended is None:
        return None
    why, reason = _BECAUSE.get(because, Words(because, because)), told.word("reason")
    said = _REASONS.get(reason, Words(reason, reason))
    ja, en = (f"（{said.ja}）", f" ({said.en})") if reason else ("", "")
    return Words(f"お知らせ（{why.ja}）を{ended.ja}{ja}。", f"A notice because of {why.en} {ended.en}{en}.")


EVENT = EventType(
    key="notice",
    asked=True,
    label=Words("お知らせ", "notice"),
    description=Words(
        "ランクアップなどの記録をきっかけに、メッセージが自動で送られたか、送られなかった理由があります。",
        "A message because of an entry, such as a rank that rose, was sent by itself; or why it was not sent.",
    ),
    example={
        "because": "rank_changed",
        "entry_id": "01KANYFHK100RANKCHANGED001",
        "name": "rank/gold/2026-11",
        "outcome": "sent",
        "reason": None,
        "detail": None,
    },
    fold=None,
    ours=True,
    says=_says,
)
