"""What is refused of coupons, and what can be wrong with what a staff member sends of them."""

from daifukucho.kernel.errors import Conflict, Denied, Invalid, NotFound, Refusal, Unavailable, Wrong

INVALID_COUPON = Refusal(
    Invalid, "invalid_coupon", "このままではクーポンを保存できません。", "The coupon cannot be saved as it is."
)
COUPON_NOT_FOUND = Refusal(NotFound, "coupon_not_found", "そのクーポンはありません。", "There is no such coupon.")
ENDS_BEFORE_IT_STARTS = Wrong("開始日時より後の日時にしてください。", "Give an end that is after the start.")
AMOUNT_AND_PERCENT = Wrong(
    "円の金額と割合は、どちらか一方を指定してください。", "Give an amount in yen or a percentage, not both."
)
NEITHER_AMOUNT_NOR_PERCENT = Wrong(
    "円の金額か割合を指定してください。種類が {kind} のクーポンには必要です。",
    "Give an amount in yen, or a percentage: a {kind} needs one.",
)
NO_WORTH = Wrong(
    "種類が {kind} のクーポンでは {member} を使えません。省いてください。",
    "Leave {member} out: a coupon of the kind {kind} has none.",
)

NOT_GIVEN = Refusal(
    Denied,
    "coupon_not_held",
    "この友だちには、このクーポンが渡されていません。",
    "This coupon was not given to this friend.",
)
TAKEN_BACK = Refusal(Denied, "coupon_revoked", "このクーポンは取り消されています。", "This coupon was taken back.")
NO_HOLDING = Refusal(
    NotFound,
    "holding_not_found",
    "この友だちは、このクーポンを持っていません。",
    "This friend does not have this coupon.",
)
UNKNOWN_CODE = Refusal(Denied, "coupon_code_unknown", "このコードのクーポンはありません。", "No coupon has this code.")
OTHER_STORE = Refusal(
    Denied,
    "coupon_other_store",
    "このクーポンは、この店舗では使えません。",
    "The coupon is not valid in this store.",
)
NOT_STARTED = Refusal(
    Conflict,
    "coupon_not_started",
    "クーポンは {starts_at} から使えます。",
    "The coupon is valid from {starts_at} on.",
)
EXPIRED = Refusal(Conflict, "coupon_expired", "クーポンの有効期限が過ぎています。", "The coupon has expired.")
USED_UP = Refusal(
    Conflict,
    "coupon_used_up",
    "クーポンは、全員で使える回数まで使われました。",
    "The coupon was redeemed as often as all friends together may.",
)
REDEEMED = Wrong("クーポンは使用済みです。", "The coupon was redeemed before.")
REDEEMED_AT = Wrong(
    "クーポンは {at} に店舗 {store_id} で使用済みです。",
    "The coupon was redeemed before at {at}, in the store {store_id}.",
)
"""The sentences of ``holding.AlreadyRedeemed``."""

USE_UNDONE = Refusal(
    Conflict,
    "coupon_use_undone",
    "この使用は取り消されています。もう一度使うときは、新しいキーを付けてください。",
    "This redemption was undone. Use a new key to redeem again.",
)
USE_UNKNOWN = Refusal(
    Conflict,
    "coupon_use_unknown",
    "取り消せる使用の記録がありません。",
    "There is no such redemption that could be undone.",
)
RENEWED = Refusal(
    Conflict,
    "coupon_renewed",
    "その後に新しいクーポンが渡されたため、前のクーポンの使用は取り消せません。",
    "A new coupon was given since then; a redemption of the former one cannot be undone.",
)
UNDONE_TOO_LATE = Refusal(
    Conflict,
    "coupon_undo_too_late",
    "使用を取り消せるのは{minutes}分以内です。",
    "A redemption can be undone for {minutes} minutes.",
)
UNDONE_WITHOUT_REASON = Refusal(
    Invalid, "invalid", "このままでは使用を取り消せません。", "The redemption cannot be undone like this."
)
NO_REASON = Wrong("理由を1〜{most}文字で書いてください。", "Say why, in 1 to {most} characters.")

COUPON_CONTENDED = Refusal(
    Unavailable,
    "contention",
    "このクーポンへの変更が続いています。もう一度実行してください。",
    "Others keep changing this coupon; try again.",
)
COUPONS_CONTENDED = Refusal(
    Unavailable,
    "contention",
    "これらのクーポンへの変更が続いています。もう一度実行してください。",
    "Others keep changing these coupons; try again.",
)
NO_TIME_LEFT = Refusal(
    Unavailable,
    "coupon_time_short",
    "全員にクーポンを渡すには、時間が足りませんでした。",
    "There was no time left to give everybody the coupon.",
)
