"""What is refused to staff members, and what can be wrong with what is sent of a staff member."""

from daifukucho.kernel.errors import Conflict, Denied, Invalid, NotFound, Refusal

INVALID_STAFF = Refusal(
    Invalid, "invalid_staff", "このままでは担当者を保存できません。", "The staff member cannot be saved like this."
)
STAFF_NOT_FOUND = Refusal(NotFound, "staff_not_found", "その担当者はいません。", "There is no such staff member.")

NOT_STAFF = Refusal(
    Denied,
    "not_staff",
    "この LINE ユーザーは、お店の担当者として登録されていません。",
    "This LINE user is no staff member of the shop.",
)
RIGHT_MISSING = Refusal(
    Denied,
    "right_missing",
    "この担当者には {right} の権限がありません。",
    "The staff member lacks the right {right}.",
)
NO_RIGHTS = Refusal(
    Denied,
    "right_missing",
    "この担当者には、どの操作の権限もありません。",
    "The staff member has no right to do anything.",
)
INVITATION_UNKNOWN = Refusal(
    Denied,
    "invitation_unknown",
    "コードが違うか、使用済みか、期限が過ぎています。新しいものを発行してもらってください。",
    "The code is wrong, used up, or expired. Ask for a new one.",
)
ALREADY_STAFF = Refusal(
    Conflict,
    "already_staff",
    "この LINE ユーザーは、すでに担当者として登録されています。",
    "This LINE user is a staff member already.",
)
