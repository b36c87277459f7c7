"""What memos refuse, in both languages."""

from daifukucho.kernel.errors import Invalid, NotFound, Refusal, Wrong

INVALID_MEMO = Refusal(
    Invalid, "invalid_memo", "このままではメモを保存できません。", "The memo cannot be saved as it is."
)
MEMO_NOT_FOUND = Refusal(
    NotFound, "memo_not_found", "この友だちに、そのメモはありません。", "There is no such memo of this friend."
)
AHEAD = Wrong(
    "まだ来ていない日時です。その時の日時を指定するか、省いてください。",
    "This has not come yet. Give the time at which it was, or leave it out.",
)
