"""What is refused of stores and their PINs, and what can be wrong with what is sent of a store."""

from daifukucho.kernel.errors import Denied, Invalid, NotFound, Refusal, Unavailable, Wrong

INVALID_STORE = Refusal(
    Invalid, "invalid_store", "このままでは店舗を保存できません。", "The store cannot be saved as it is."
)
STORE_NOT_FOUND = Refusal(NotFound, "store_not_found", "その店舗はありません。", "There is no such store.")
NOT_A_PIN = Wrong("4〜8桁の数字を文字列で指定してください。", "Give 4 to 8 digits, as text.")
NO_SUCH_STORE = Wrong(
    "その店舗はありません。先に登録するか、別の店舗を選んでください。",
    "There is no such store; save it first, or choose another.",
)
"""For everything that names a store by its id."""

STORE_CLOSED = Refusal(
    Denied,
    "store_closed",
    "その店舗はないか、有効になっていません。",
    "There is no such store, or it is not active.",
)
OWN_STORE_CLOSED = Refusal(
    Denied,
    "store_closed",
    "この担当者の店舗は有効になっていません。",
    "The staff member's store is not active.",
)

PIN_NOT_SET = Refusal(Denied, "pin_not_set", "この店舗には PIN が設定されていません。", "The store has no PIN.")
PIN_WRONG = Wrong(
    "PIN が違います。この友だちは、あと{left}回まちがえるとロックされます。",
    "The PIN is wrong; {left} more tries until it is locked for this friend.",
)
PIN_LOCKED = Wrong(
    "PIN をまちがえたため、この友だちは {until} までロックされています。",
    "After wrong tries the PIN is locked for this friend until {until}.",
)
"""The sentences of ``till.PinRefused``."""

PINS_CONTENDED = Refusal(
    Unavailable,
    "contention",
    "PIN の確認が混み合っています。もう一度実行してください。",
    "Too many PINs are being checked; try again.",
)
