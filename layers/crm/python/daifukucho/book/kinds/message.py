"""The friend wrote, or sent a picture, a sticker, a place."""

from dataclasses import replace

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told, quotable
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    friend = acted(friend, entry)
    return replace(friend, messages_received=friend.messages_received + 1)


_SENT = {
    "image": Words("画像を送りました", "The friend sent a picture"),
    "video": Words("動画を送りました", "The friend sent a video"),
    "audio": Words("音声を送りました", "The friend sent a voice message"),
    "file": Words("ファイルを送りました", "The friend sent a file"),
    "location": Words("位置情報を送りました", "The friend sent a place"),
    "sticker": Words("スタンプを送りました", "The friend sent a sticker"),
}
_SOMETHING = Words("メッセージを送りました", "The friend sent a message")


def _says(told: Told) -> Words:
    sent = _SENT.get(told.word("message", "type"), _SOMETHING)
    if told.erased:
        return Words(f"{sent.ja}（送信取消済み）。", f"{sent.en}, and unsent it.")
    content = told.content()
    words = quotable(content.get("text") or content.get("title") or content.get("address") or content.get("fileName"))
    if not words:
        return Words(f"{sent.ja}。", f"{sent.en}.")
    return Words(
        f"「{words}」と書きました。" if sent is _SOMETHING else f"{sent.ja}（{words}）。",
        (f"The friend wrote “{words}”." if sent is _SOMETHING else f"{sent.en} ({words})."),
    )


EVENT = EventType(
    key="message",
    asked=True,
    label=Words("メッセージ", "message"),
    description=Words(
        "友だちがメッセージを送りました。内容は別に保管され、送信取消で消えます。",
        "A friend sent a message. Its content is kept apart, and erased when the friend unsends the message.",
    ),
    example={
        "type": "message",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK001ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "message": {
            "id": "444573844083572737",
            "type": "text",
            "text": "予約はできますか",
            "quoteToken": "q3Plxr4AgKd2TcPqX7B2yY8o",
        },
    },
    effect={
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
        "messages_received": 1,
    },
    fold=_fold,
    says=_says,
)
