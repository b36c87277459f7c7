"""What several capabilities refuse, or find wrong in an input, in both languages."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable, Wrong

VERSION_MISMATCH = Refusal(
    Conflict,
    "version_mismatch",
    "今のバージョンは {version} です。読み直してから、もう一度変更してください。",
    "It has version {version} by now. Read it again, then repeat your edit.",
)
FRIEND_NOT_FOUND = Refusal(NotFound, "friend_not_found", "その友だちはいません。", "There is no such friend.")
FRIEND_CONTENDED = Refusal(
    Unavailable,
    "contention",
    "この友だちへの変更が続いています。もう一度実行してください。",
    "The friend is being changed by others; try again.",
)
INVALID_IDEMPOTENCY_KEY = Refusal(
    Invalid, "invalid_idempotency_key", "この冪等キーは使えません。", "The idempotency key cannot be used."
)
IDEMPOTENCY_KEY_REUSED = Refusal(
    Invalid,
    "idempotency_key_reused",
    "この冪等キーは別の操作に使われています。何もしていません。",
    "This key was used for another request, and nothing was done.",
)

IDEMPOTENCY_KEY = Wrong(
    "UUID のような、ASCII の印字できる文字1〜64字で指定してください。",
    "Give 1 to 64 printable ASCII characters, such as a UUID.",
)
OTHER_KEY = Wrong("新しい操作には、新しいキーを使ってください。", "Choose a new key for each new request.")

# Any input

NEEDED = Wrong("必ず指定してください。", "This is needed.")
NOT_HERE = Wrong("ここに {name!r} という項目はありません。削除してください。", "There is no {name!r} here; remove it.")
UNKNOWN = Wrong(
    "ここに {name!r} という項目はありません。削除してください（あるもの: {known}）。",
    "There is no {name!r} here; remove it. There is: {known}.",
)
TWICE = Wrong("重複しています。1つだけにしてください。", "This is given twice; give it once.")
TAKEN = Wrong(
    "この {name} はほかで使われています。別のものにしてください。",
    "Another one has this {name}; choose a different one.",
)
OBJECT = Wrong("JSON のオブジェクト（{{…}}）で指定してください。", "Give a JSON object.")
TEXT = Wrong("1〜{longest}文字で指定してください。", "Give text of 1 to {longest} characters.")
LINE = Wrong("改行のない1〜{longest}文字で指定してください。", "Give text of 1 to {longest} characters on one line.")
SHORT_NAME = Wrong(
    "a〜z、0〜9、-、_ を1〜40文字で指定してください（先頭は英字か数字）。",
    "Give 1 to 40 of the characters a-z, 0-9, - and _, beginning with a letter or a digit.",
)
WORDS = Wrong('{{"ja": "…", "en": "…"}} のように書いてください。', 'Write {{"ja": "…", "en": "…"}}.')
NUMBER = Wrong("数で指定してください。", "Give a number.")
DIGITS = Wrong(
    "小数点以下を含めて{most}桁までの数で指定してください。",
    "Give a number of at most {most} digits, those after the point included.",
)
WHOLE = Wrong("{least:,}〜{most:,} の整数で指定してください。", "Give a whole number from {least:,} to {most:,}.")
FLAG = Wrong("true か false を指定してください。", "Say true or false.")
CHOICE = Wrong("次の中から選んでください: {choices}", "Choose one of: {choices}.")
LIST = Wrong("{least}〜{most}個のリストで指定してください。", "Give a list of {least} to {most}.")
SHORT_LIST = Wrong("{most}個までのリストで指定してください。", "Give a list of at most {most}.")
INSTANT = Wrong(
    "2026-11-22T19:00:00+09:00 のように、日付、時刻、時差を書いてください。",
    "Write a date, a time and an offset, such as 2026-11-22T19:00:00+09:00.",
)
NOT_KEPT = Wrong("1970年から2286年までの日時を指定してください。", "Give a time from 1970 to 2286.")
DAY = Wrong("2026-11-22 のような日付か today を指定してください。", "Write a date such as 2026-11-22, or today.")
DATE = Wrong(
    "2026-11-22 のような、{first} から {last} までの日付を指定してください。",
    "Give a date from {first} to {last}, such as 2026-11-22.",
)
NO_SUCH_DATE = Wrong("暦にある日付を指定してください。", "Give a date of the calendar.")
HALF_A_PAIR = Wrong(
    "文字として読めない部分（サロゲートペアの片方）があります。書き直してください。",
    "The text holds half of a surrogate pair; write it anew.",
)

# Web addresses

ADDRESS = Wrong("{schemes} で始まる完全な URL を指定してください。", "Give a whole address that begins with {schemes}.")
ENCODING = Wrong(
    "ASCII の英数字と URL の記号のほかの文字、また引用符は、パーセントエンコード（UTF-8）してください。",
    "Percent-encode what is neither a letter of ASCII, a digit nor a sign of URLs (UTF-8), and quotes.",
)
HOST = Wrong(
    ":// のあとにはホスト名を、その前にユーザー名やパスワードを付けずに書き、続けて / とパスを書いてください。",
    "After :// write the name of a host, without a user or a password before it, then / and the path.",
)
PORT = Wrong(
    "ポートは省くか、{own} か 1024〜65535 にしてください。",
    "Leave out the port, or give {own} or one from 1024 to 65535.",
)
