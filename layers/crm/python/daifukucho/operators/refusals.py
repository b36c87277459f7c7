"""What is refused to operators, and what can be wrong with what a person says of one."""

from daifukucho.kernel.errors import Conflict, Denied, Invalid, Refusal

INVALID_OPERATOR = Refusal(
    Invalid, "invalid_operator", "このままでは担当者を保存できません。", "The operator cannot be saved like this."
)

NOT_AN_OPERATOR = Refusal(
    Denied,
    "not_an_operator",
    "この LINE ユーザーは、お店の担当者として登録されていません。",
    "This LINE user is no operator of the shop.",
)
RIGHT_MISSING = Refusal(
    Denied,
    "right_missing",
    "この担当者には {right} の権限がありません。",
    "The operator lacks the right {right}.",
)
NO_RIGHTS = Refusal(
    Denied,
    "right_missing",
    "この担当者には、どの操作の権限もありません。",
    "The operator has no right to do anything.",
)
INVITATION_UNKNOWN = Refusal(
    Denied,
    "invitation_unknown",
    "コードが違うか、使用済みか、期限が過ぎています。新しいものを発行してもらってください。",
    "The code is wrong, used up, or expired. Ask for a new one.",
)
ALREADY_OPERATOR = Refusal(
    Conflict,
    "already_operator",
    "この LINE ユーザーは、すでに担当者として登録されています。",
    "This LINE user is an operator already.",
)
