"""What is refused of the shop card, its stamps and tickets, and what can be wrong with what a person says of it."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Wrong

INVALID_STAMPS = Refusal(
    Invalid,
    "invalid_stamps",
    "このままではショップカードを保存できません。",
    "The shop card cannot be saved like this.",
)
HOURS_AND_ONCE_A_DAY = Wrong(
    "この項目と once_a_day は、どちらか一方を指定してください。", "Say either this or once_a_day."
)
NO_TICKET_AT_GOAL = Wrong(
    "ゴールでもらえる特典チケットを1つ指定してください。途中の特典チケットは自由に加えられます。",
    "Give one ticket that is won at the goal, and others on the way if you like.",
)
NOT_A_CHARACTER = Wrong(
    "福 のような、目に見える1文字を指定してください。", "Give one character that can be seen, such as “福”."
)
TEXT_OR_PICTURE = Wrong(
    "1文字の text か image_url の、どちらか一方を指定してください。",
    "Give a text of one character, or an image_url, and not both.",
)

STAMPS_NOT_GIVEN = Refusal(
    Invalid, "invalid", "スタンプをこのように押すことはできません。", "Stamps cannot be given like this."
)
NO_SHOP_CARD = Refusal(
    Conflict,
    "no_shop_card",
    "ショップカードがありません。先に設定してください。",
    "The shop has no shop card; set one up first.",
)
TOO_SOON = Refusal(
    Conflict,
    "stamp_too_soon",
    "前のスタンプから時間がたっていません。次のスタンプは {next_at} から押せます。",
    "It is too soon for another stamp; the next one can be given at {next_at}.",
)
TOO_MANY_TICKETS = Refusal(
    Conflict,
    "too_many_tickets",
    "友だちの特典チケットが{most}枚を超えます。先にいくつか使ってもらってください。",
    "The friend would have more than {most} tickets; some have to be used first.",
)

STAMPS_NOT_FOUND = Refusal(
    NotFound, "stamp_not_found", "この友だちに、そのスタンプはありません。", "There are no such stamps of this friend."
)
STAMPS_UNDONE = Refusal(
    Conflict,
    "stamp_undone",
    "このスタンプはすでに取り消されています。",
    "These stamps have been taken back already.",
)
STAMPS_UNDONE_TOO_LATE = Refusal(
    Conflict,
    "stamp_undo_too_late",
    "スタンプを取り消せるのは{minutes}分以内です。",
    "Stamps can be taken back for {minutes} minutes.",
)
STAMPED_SINCE = Refusal(
    Conflict,
    "stamp_undo_too_late",
    "その後、このカードに次のスタンプが押されました。",
    "The card has been stamped again since then.",
)
WON_TICKET_USED = Refusal(
    Conflict,
    "stamp_ticket_used",
    "このスタンプで得た特典チケットが使われています。",
    "A ticket that was won with these stamps has been used.",
)

TICKET_NOT_FOUND = Refusal(
    NotFound,
    "ticket_not_found",
    "友だちは、その特典チケットを持っていません。使用済みか、期限が過ぎています。",
    "The friend has no such ticket: it was used, or its time is over.",
)
TICKET_USE_NOT_FOUND = Refusal(
    NotFound,
    "ticket_use_not_found",
    "この友だちに、その特典チケットの利用はありません。",
    "This friend has used no such ticket.",
)
TICKET_USE_UNDONE = Refusal(
    Conflict,
    "ticket_use_undone",
    "この特典チケットの利用は、すでに取り消されています。",
    "The use of this ticket has been taken back already.",
)
TICKET_UNDONE_TOO_LATE = Refusal(
    Conflict,
    "ticket_undo_too_late",
    "特典チケットの利用を取り消せるのは{minutes}分以内です。",
    "The use of a ticket can be taken back for {minutes} minutes.",
)

UNDONE_WITHOUT_REASON = Refusal(
    Invalid, "invalid", "理由がなければ取り消せません。", "This cannot be taken back without a reason."
)
NO_REASON = Wrong("理由を1〜{most}文字で書いてください。", "Say why, in 1 to {most} characters.")
