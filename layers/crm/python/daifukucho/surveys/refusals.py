"""What is refused of surveys and of answers, and what can be wrong with what a staff member or a friend sends."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, QuotaExceeded, Refusal, Unavailable, Wrong

INVALID_SURVEY = Refusal(
    Invalid, "invalid_survey", "このままでは回答フォームを保存できません。", "The survey cannot be saved as it is."
)
SURVEY_NOT_FOUND = Refusal(NotFound, "survey_not_found", "その回答フォームはありません。", "There is no such survey.")
UNREACHABLE = Wrong(
    "どう答えてもここは表示されません。ここの条件か、前の条件を変えてください。",
    "No answers lead here. Change its condition, or those before it.",
)
CLOSES_TOO_EARLY = Wrong(
    "受付の開始より後の日時を指定してください。", "Give a time at which it closes that is after it opens."
)
TOO_MANY_QUESTIONS = Wrong("質問は全部で{most}個までにしてください。", "Ask at most {most} questions in all.")
ID_TAKEN = Wrong(
    "別のIDを付けてください。ほかの質問がこのIDを使っています。", "Take another id; another question has this one."
)
ID_RESERVED = Wrong(
    "別のIDを付けてください。このIDはブラウザで特別な意味を持ちます。",
    "Take another id; this one has a meaning of its own in browsers.",
)
KEPT_NOWHERE = Wrong(
    "この種類の質問では保存先を選べません。省いてください。",
    "Leave this out: an answer of this type is kept nowhere else.",
)
KEPT_ELSEWHERE = Wrong(
    "この種類の質問の回答の保存先を、次の中から選んでください: {choices}",
    "Choose where an answer of this type is kept, one of: {choices}.",
)
KEPT_TOO_SHORT = Wrong(
    "回答がこの保存先より長いか、行数が多いことがあります。回答の長さと行数を制限してください。",
    "An answer may be longer than this attribute, or have more lines; give it limits.",
)
NO_SUCH_FIELD = Wrong(
    "この種類の友だち情報はありません。先に定義してください（POST /v1/fields）。",
    "There is no such field of the shop's own of this type; define it first (POST /v1/fields).",
)
OPTIONS_WITHOUT_CHOICES = Wrong(
    "この友だち情報に、ここの選択肢をすべて追加してから指定してください。",
    "The field has not all of these options as its choices: add them to it first.",
)
LIMIT_STAYS = Wrong(
    "回答は最初から数えるか、まったく数えないかです。別の回答フォームを保存してください。",
    "Answers are counted from the first on or not at all: save another survey instead.",
)

NOT_ONE_CONDITION = Wrong(
    "all、any、not、question のどれか1つを指定してください。", "Say one of: all, any, not, question."
)
NESTED_TOO_DEEP = Wrong("条件の入れ子は{most}段までにしてください。", "Nest conditions at most {most} deep.")
NOT_BEFORE = Wrong(
    "これより前の質問のIDを指定してください。条件に使えるのは、前の質問だけです。",
    "Name a question before this one; conditions look back only.",
)
ANSWERED_HAS_NO_VALUE = Wrong(
    "値を削除してください。answered に値は要りません。", "Remove the value; “answered” takes none."
)

NOT_A_CHOICE = Wrong("種類が choice の質問のIDを指定してください。", "Name a question of the type choice.")
NOT_ITS_VALUES = Wrong(
    "質問の値のリストを指定してください（使えるもの: {choices}）。", "Give a list of the question's values: {choices}."
)
NO_DAYS = Wrong(
    "選択肢の値ごとに、何日以内の購入かを 1〜{most:,} の日数で、オブジェクトで指定してください。",
    "Give an object from an option's value to days: within how many the friend bought it, 1 to {most:,}.",
)
LAPSES_TOO_EARLY = Wrong(
    "loyal_days より大きくしてください。離反とみなすのは、ロイヤルとみなす期間より前の購入です。",
    "A lapsed friend bought longer ago than a loyal one: give more than loyal_days.",
)

NO_ATTRIBUTES = Wrong(
    "友だち情報とその値を、オブジェクト（{{…}}）で指定してください。", "Give an object of attributes and their values."
)
NO_TAGS = Wrong("タグを{most}個までのリストで指定してください。", "Give a list of at most {most} tags.")

NOT_YET_OPEN = Refusal(Conflict, "survey_not_yet_open", "受付はまだ始まっていません。", "This has not opened yet.")
CLOSED = Refusal(Conflict, "survey_closed", "受付は終了しました。", "This has closed.")
FULL = Refusal(Conflict, "survey_full", "定員に達したため、受付を終了しました。", "All places are taken.")
ANSWERED = Refusal(Conflict, "survey_answered", "すでに回答いただいています。", "You have answered this already.")
CHANGED = Refusal(
    Conflict,
    "survey_changed",
    "回答フォームの内容が変わりました。開き直して、もう一度送信してください。",
    "The form has changed. Open it again, then send your answers.",
)
TOO_MANY_AT_ONCE = Refusal(
    Unavailable,
    "contention",
    "回答が混み合っています。もう一度送信してください。",
    "Too many answer at this moment; try again.",
)

INVALID_ANSWERS = Refusal(
    Invalid,
    "invalid_answers",
    "回答を確認してください。まだ送信されていません。",
    "Look at your answers again; nothing was sent yet.",
)
NO_SUCH_QUESTION = Wrong(
    "この質問はありません。回答を省いてください。", "There is no such question; leave its answer out."
)
NOT_BORN_YET = Wrong(
    "まだ来ていない日付です。生年月日を入力してください。", "This date has not come yet. Give the date of birth."
)
ANSWERS_TOO_LONG = Wrong(
    "回答が全体で長すぎます。短くしてください。", "All answers together are too long; shorten some."
)
NO_KANA = Wrong("ひらがなかカタカナで入力してください。", "Write it in hiragana or katakana.")
NO_MAIL = Wrong(
    "メールアドレスを確認してください（例：hanako@example.com）。", "Check the address, such as hanako@example.com."
)
NO_POSTAL_CODE = Wrong("郵便番号は7桁の数字で入力してください。", "Give a postal code of 7 digits.")
NO_PICTURE = Wrong("画像を選び直してください。", "Choose the picture again.")
"""To a friend whose answer names no upload of this friend's."""

IMAGE_UNREADABLE = Refusal(
    Invalid,
    "image_unreadable",
    "JPEG、PNG、WebP の画像ではありません。",
    "This is no JPEG, PNG or WebP picture.",
)
TOO_MANY_UPLOADS = Refusal(
    QuotaExceeded,
    "too_many_uploads",
    "1日に受け付ける画像は{most}枚までです。明日もう一度お試しください。",
    "{most} pictures are taken a day. Try again tomorrow.",
)
UPLOAD_NOT_FOUND = Refusal(
    NotFound, "upload_not_found", "この友だちに、その画像はありません。", "There is no such picture of this friend's."
)
