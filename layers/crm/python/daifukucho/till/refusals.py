"""What is refused to staff members at the desk."""

from daifukucho.kernel.errors import Conflict, Denied, Invalid, Refusal

SCAN_AGAIN = Refusal(
    Denied,
    "scan_again",
    "友だちの会員証をもう一度読み取ってください。読み取りは、読み取った担当者だけが10分間使えます。",
    "Read the friend's card again: a scan is good for ten minutes, and only for the staff member who made it.",
)
NOTHING_TO_DO = Refusal(
    Invalid, "invalid", "することを1つ以上指定してください。", "Say at least one thing that is to be done."
)
REFUNDED_TOO_LATE = Refusal(
    Conflict,
    "refund_too_late",
    "ポイントの付与・利用をここで取り消せるのは{days}日以内です。",
    "A movement can be refunded here for {days} days.",
)
DONE_ELSEWHERE = Refusal(
    Denied,
    "done_elsewhere",
    "これは別の店舗か本部が行った操作です。",
    "This was done in another store, or by the office.",
)
