"""What the roster refuses, and what may be wrong with an edit of a friend, in both languages."""

from daifukucho.kernel.errors import Invalid, Refusal, Unavailable, Wrong

INVALID_EDIT = Refusal(
    Invalid, "invalid", "このままでは友だちを変更できません。", "The friend cannot be changed like this."
)
PROFILE_RESTS = Refusal(
    Unavailable,
    "profile",
    "少し前に、LINE からプロフィールを取得できませんでした。",
    "LINE gave no profile a moment ago.",
)
NO_PROFILE = Refusal(
    Unavailable,
    "profile",
    "LINE からプロフィールを{times}回続けて取得できませんでした。",
    "LINE gave no profile, {times} times in a row.",
)

NOT_EDITED = Wrong(
    "ここで変更できる項目ではありません。削除してください（変更できるもの: {names}）。",
    "This cannot be edited; leave it out. What can be: {names}.",
)
TEXT = Wrong("{longest}文字までで指定してください。", "Give text of at most {longest} characters.")
LINE = Wrong(
    "改行のない{longest}文字までで指定してください。", "Give text of at most {longest} characters on one line."
)
BIRTHDAY = Wrong(
    "1990-04-01 のように書いてください（年がわからないときは --04-01）。",
    "Write a date such as 1990-04-01, or --04-01 if the year is not known.",
)
LONG_AGO = Wrong(
    "{first}年より前の日付です。生まれた年を書いてください。", "This is before {first}. Write the year of the birth."
)
UNBORN = Wrong(
    "まだ来ていない日付です。生まれた日を書いてください。", "This has not come yet. Write the date of the birth."
)
KANA = Wrong(
    "ひらがなかカタカナ、{longest}文字までで指定してください。",
    "Write kana, hiragana or katakana, of at most {longest} characters.",
)
PHONE = Wrong(
    "電話番号を指定してください。050、060、070、080、090、0800 で始まるものは11桁、ほかの 0 で始まるものは10桁です。海外のものは + から書いてください。",
    "Give a telephone number: 11 digits after 050, 060, 070, 080, 090 and 0800, 10 after any other 0, or from a + abroad.",
)
LOST_ZERO = Wrong(
    "先頭の 0 がありません（表計算ソフトで消えることがあります）。090-1234-5678 のように 0 から書いてください。",
    "This has lost its first 0, as in a spreadsheet. Write it with the 0, such as 090-1234-5678.",
)
POSTAL_CODE = Wrong(
    "郵便番号を7桁で指定してください。6桁のときは、先頭の 0 が表計算ソフトで消えています。0 から書いてください。",
    "Give a postal code of 7 digits. If it has 6, a spreadsheet has eaten its first 0: write it.",
)
MAIL = Wrong(
    "hanako@example.com のようなメールアドレスを指定してください。",
    "Give a mail address, such as hanako@example.com.",
)
ASSIGNEE = Wrong("担当者のIDを指定してください。", "Give the id of a staff member.")
STORES = Wrong("店舗のIDを、{most}個までのリストで指定してください。", "Give a list of at most {most} ids of stores.")
TAG = Wrong(
    "タグは改行のない1〜{longest}文字で指定してください。", "Give a tag of 1 to {longest} characters on one line."
)
ADDED_AND_REMOVED = Wrong(
    "「{tag}」を付けるか外すか、どちらか一方にしてください。", "Either add “{tag}” or remove it, not both."
)
TOO_MANY_TAGS = Wrong(
    "1人に付けられるタグは{most}個までです。先にほかのタグを外してください。",
    "A friend can have at most {most} tags; remove others first.",
)
TOO_MUCH = Wrong(
    "友だち情報が合わせて {size:,} バイトになります。{most:,} バイトまでに減らしてください。",
    "The friend's fields would hold {size:,} bytes together; make it {most:,} at most.",
)
