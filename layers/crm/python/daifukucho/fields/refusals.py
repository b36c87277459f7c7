"""What may be wrong with a field of the shop's own, and with what a friend is to have in it, in both languages."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Wrong

INVALID_FIELD = Refusal(
    Invalid, "invalid_field", "このままでは友だち情報の項目を保存できません。", "The field cannot be saved as it is."
)
FIELD_NOT_FOUND = Refusal(
    NotFound,
    "field_not_found",
    "お店で決めた友だち情報に、その項目はありません。",
    "There is no such field of the shop's own.",
)
FIELD_TAKEN = Refusal(
    Conflict,
    "field_taken",
    "このキーの友だち情報がすでにあります。別のキーを選んでください。",
    "There is a field of this key already. Choose another one.",
)

# A definition

KEY_KEPT = Wrong(
    "キーは変更できません。友だちの記録とセグメントがこのキーを使うためです。別の項目を作ってください。",
    "A field keeps its key: friends and segments know it by that. Make another field.",
)
TYPE_KEPT = Wrong(
    "種類は変更できません。値がこの種類のものだからです。別の項目を作り、こちらは使用終了にしてください。",
    "A field keeps its type: its values are of it. Make another field, and retire this one.",
)
REVERSED = Wrong("{least} 以上にしてください。", "Give no less than {least}.")
ALL_RETIRED = Wrong(
    "選択肢がすべて使用終了です。1つ残すか、項目を使用終了にしてください。",
    "All of them are retired; leave one, or retire the field.",
)
CHOICE_GONE = Wrong(
    "{value} がなくなっています。使っている友だちがいるかもしれないので、retired を true にして残してください。",
    "{value} is gone, and friends may have it: keep it, with retired true.",
)

# A value

RETIRED = Wrong(
    "使用終了の項目です。値を消すか、指定をやめてください。", "This field is retired: clear it, or leave it out."
)
TEXT = Wrong("{least}〜{most}文字で指定してください。", "Give text of {least} to {most} characters.")
LINE = Wrong(
    "改行のない{least}〜{most}文字で指定してください。", "Give text of {least} to {most} characters on one line."
)
WHOLE = Wrong("整数で指定してください。", "Give a whole number.")
AT_LEAST = Wrong("{least} 以上で指定してください。", "Give {least} or more.")
AT_MOST = Wrong("{most} 以下で指定してください。", "Give {most} or less.")
EARLIEST = Wrong("{earliest} 以降の日付で指定してください。", "Give {earliest} or a later date.")
LATEST = Wrong("{latest} 以前の日付で指定してください。", "Give {latest} or an earlier date.")
IMAGE = Wrong(
    "https:// で始まる URL か、この友だちがアップロードした画像の参照（up_…）を指定してください。",
    "Give an address that begins with https://, or the reference (up_…) of a picture that the friend has uploaded.",
)

# An edit of a friend

TOO_MANY = Wrong(
    "一度に変更できる項目は{most}個までです（{given}個あります）。",
    "Set at most {most} fields at once; here are {given}.",
)
NO_FIELD = Wrong(
    "この項目は定義されていません。先に定義してください（POST /v1/fields）。",
    "There is no such field; define it first (POST /v1/fields).",
)
NO_PICTURE = Wrong(
    "この友だちがアップロードした画像を指定してください。", "Give a picture that the friend has uploaded."
)
NO_STORE = Wrong(
    "{id!r} という店舗はありません。先に登録するか（POST /v1/stores）、削除してください。",
    "There is no store {id!r}; save it first (POST /v1/stores), or leave it out.",
)
NO_STAFF_MEMBER = Wrong(
    "その担当者はいません。先に登録してください（POST /v1/staff）。",
    "There is no such staff member; save the staff member first (POST /v1/staff).",
)
