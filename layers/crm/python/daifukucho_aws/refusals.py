"""What the adapters refuse, or could not have from AWS and LINE, in both languages; ``{cause}`` is what these call it."""

from daifukucho.kernel.errors import Conflict, Denied, Invalid, NotFound, Refusal, Rejected, Unavailable, Wrong

# What was defined

NOT_SAVED = Refusal(NotFound, "not_found", "まだ保存されていません。", "It has not been saved yet.")
"""Of a setting, which then has its default."""
SAVED_ALREADY = Refusal(Conflict, "conflict", "すでに保存されています: {kind} {id}", "There is a {kind} {id} already.")
CHANGED_MEANWHILE = Refusal(
    Conflict,
    "changed_meanwhile",
    "ほかの人がわずかに先に変更しました。読み直してから、もう一度変更してください。",
    "Another edit came a moment before. Read it again, then repeat yours.",
)

NO_RUN = Refusal(NotFound, "not_found", "実行 {run_id} はありません。", "There is no run {run_id}.")
NO_SLICE = Refusal(
    NotFound,
    "not_found",
    "実行 {run_id} にスライス {slice_no} はありません。",
    "Run {run_id} has no slice {slice_no}.",
)
NO_ENTRY = Refusal(NotFound, "not_found", "台帳にその記録はありません。", "The ledger has no such entry.")
PAGE_TOO_LONG = Refusal(
    Invalid,
    "page_too_long",
    "この友だちのその時までの記録が多すぎて、一度には読めません（{most} MB まで）。もっと前の日時を指定してください。",
    "More has happened with the friend until then than can be read at once ({most} MB); ask for an earlier time.",
)

INVALID_CURSOR = Refusal(
    Invalid,
    "invalid_cursor",
    "この cursor は、同じ条件のこの一覧のものではありません。cursor を付けずに最初から読んでください。",
    "The cursor is not one of this list with these filters. Start again without it.",
)
OTHER_CURSOR = Wrong(
    "同じ一覧を同じ条件で読んだページの cursor を指定してください。",
    "Give the cursor of a page of the same list, with the same filters.",
)

# The database

DATABASE_REFUSED = Refusal(
    Unavailable,
    "dynamodb_{cause}",
    "データベースがリクエストを受け付けませんでした。",
    "The database did not take the request.",
)
DATABASE_REJECTED = Refusal(
    Rejected,
    "dynamodb_{cause}",
    "データベースはこのようなリクエストを受け付けません。",
    "The database does not take such a request.",
)
DATABASE_SILENT = Refusal(
    Unavailable, "dynamodb_no_answer", "データベースが応答しませんでした。", "The database did not answer."
)
DATABASE_BUSY = Refusal(
    Unavailable,
    "dynamodb_busy",
    "データベースが混み合っていて、記録を書き込めませんでした。",
    "The database was too busy to take the entries.",
)
LEFT_UNREAD = Refusal(
    Unavailable,
    "dynamodb_unprocessed_keys",
    "データベースが一部を読み残しました。",
    "The database left something unread.",
)
LEFT_UNWRITTEN = Refusal(
    Unavailable,
    "dynamodb_unprocessed_items",
    "データベースが一部の記録を書き残しました。",
    "The database left entries unwritten.",
)
SCAN_REFUSED = Refusal(
    Unavailable,
    "scan_refused",
    "データベースで友だちを調べられませんでした（{cause}）。",
    "The database did not let the friends be looked through ({cause}).",
)
SCAN_SILENT = Refusal(
    Unavailable,
    "scan_no_answer",
    "友だちを調べるあいだ、データベースが応答しませんでした。",
    "The database did not answer when the friends were looked through.",
)
SIZE_UNKNOWN = Refusal(
    Unavailable,
    "unavailable",
    "データベースから、友だちの数の目安を得られませんでした。",
    "The database did not say how large the roster is.",
)
TEST_FORGOTTEN = Refusal(
    Unavailable,
    "unavailable",
    "このテストの記録はもうありません。もう一度送ってください。",
    "The test is no longer kept; repeat the request.",
)

# The columnar copy

NOT_COUNTED = Refusal(
    Unavailable,
    "unavailable",
    "友だちの集計用コピーで数えられませんでした。",
    "The copy of the roster was not counted.",
)
NOT_WOKEN = Refusal(
    Unavailable,
    "unavailable",
    "友だちの集計用コピーを準備できませんでした。",
    "The copy of the roster was not woken.",
)
COPY_UNSETTLED = Refusal(
    Unavailable,
    "copy_unsettled",
    "集計用コピーの入れ替わりが速く、読めませんでした。",
    "The copy changes too fast to be read.",
)
OBJECT_NOT_FOUND = Refusal(NotFound, "object_missing", "そのオブジェクトはありません。", "There is no such object.")
OBJECT_REPLACED = Refusal(
    Conflict,
    "object_replaced",
    "ほかの処理が先にオブジェクトを置き換えました。",
    "Another process has replaced the object.",
)
S3_REFUSED = Refusal(Unavailable, "s3_{cause}", "S3 がリクエストを受け付けませんでした。", "S3 refused the request.")
S3_SILENT = Refusal(Unavailable, "s3_no_answer", "S3 が応答しませんでした。", "S3 did not answer.")
S3_UNDELETED = Refusal(
    Unavailable, "s3_undeleted", "S3 で削除できなかったものがあります。", "S3 did not delete every object."
)

# Other services of AWS

QUEUE_SILENT = Refusal(
    Unavailable,
    "queue_unavailable",
    "キューが応答しませんでした（{cause}）。",
    "The queue did not answer ({cause}).",
)
QUEUE_LEFT_SOME = Refusal(
    Unavailable,
    "queue_unavailable",
    "キューに入らなかったメッセージがあります。",
    "The queue did not take every message.",
)
NOT_PARKED = Refusal(
    Unavailable,
    "queue_unavailable",
    "保留する記録のキューが応答しませんでした。",
    "The queue of parked entries did not answer.",
)
SCHEDULE_UNCHANGED = Refusal(
    Unavailable,
    "schedule_unavailable",
    "予約を変更できませんでした（{cause}）。",
    "The schedule could not be changed ({cause}).",
)
STORAGE_SILENT = Refusal(
    Unavailable,
    "storage_unavailable",
    "画像の保存先が応答しませんでした（{cause}）。",
    "The store of pictures did not answer ({cause}).",
)
NOT_INVOKED = Refusal(
    Unavailable,
    "invoke_unavailable",
    "関数を呼び出せませんでした（{cause}）。",
    "The function was not invoked ({cause}).",
)
DELIVERED_AGAIN = Refusal(
    Unavailable,
    "delivered_again",
    "一部の記録は、もう一度配られます。",
    "Some records are to be delivered again.",
)

# Secrets

SECRET_UNREAD = Refusal(
    Unavailable,
    "secret_unavailable",
    "チャネルのシークレットを読めませんでした。",
    "The channel's secret could not be read.",
)
SECRET_NOT_SET = Refusal(
    Unavailable,
    "secret_not_set",
    'チャネルのシークレットは、両方に値を入れた JSON の文字列 {{"channel_id": "…", "channel_secret": "…"}} にしてください。',
    'The channel\'s secret must be JSON text: {{"channel_id": "…", "channel_secret": "…"}}, both filled in.',
)
CARD_KEY_UNREAD = Refusal(
    Unavailable,
    "secret_unavailable",
    "会員証のコードの鍵を読めませんでした。",
    "The cards' key could not be read.",
)
CARD_KEY_TOO_SHORT = Refusal(
    Unavailable,
    "secret_not_set",
    "会員証のコードの鍵が短すぎます。作り直してください。",
    "The cards' key is too short; let it be made anew.",
)

# LINE

ID_TOKEN_INVALID = Refusal(
    Denied,
    "id_token_invalid",
    "もう一度 LINE でログインしてください。ID トークンが正しくないか、有効期限が切れています。",
    "Log in with LINE once more: the ID token is not valid, or no longer.",
)
NO_KEYS_OF_LINE = Refusal(
    Unavailable, "line_no_answer", "LINE の公開鍵を取得できませんでした。", "LINE did not show us its keys."
)
NO_ACCESS_TOKEN = Refusal(
    Unavailable,
    "line_no_answer",
    "アクセストークンを求めましたが、LINE が応答しませんでした。",
    "LINE did not answer when asked for an access token.",
)
ACCESS_TOKEN_REFUSED = Refusal(
    Unavailable,
    "line_token_{status}",
    "LINE がアクセストークンを発行しませんでした（HTTP {status}）。",
    "LINE refused an access token (HTTP {status}).",
)
FOLLOWERS_DENIED = Refusal(
    Denied,
    "followers_denied",
    "友だちの一覧は、認証済アカウントとプレミアムアカウントだけが LINE から取得できます。",
    "LINE gives the list of friends to verified and premium accounts only.",
)
FOLLOWERS_PAGE_EXPIRED = Refusal(
    Conflict,
    "page_expired",
    "一覧のこのページは、LINE にはもうありません。",
    "LINE no longer knows this page of the list.",
)
FOLLOWERS_REFUSED = Refusal(
    Unavailable,
    "line_{status}",
    "LINE が友だちの一覧を返しませんでした（HTTP {status}）。",
    "LINE refused the followers (HTTP {status}).",
)
FOLLOWERS_SILENT = Refusal(
    Unavailable,
    "line_no_answer",
    "友だちの一覧を求めましたが、LINE が応答しませんでした。",
    "LINE did not answer when asked for followers.",
)
PROFILE_REFUSED = Refusal(
    Unavailable,
    "line_{status}",
    "LINE がプロフィールを返しませんでした（HTTP {status}）。",
    "LINE refused a profile (HTTP {status}).",
)
PROFILE_SILENT = Refusal(
    Unavailable,
    "line_no_answer",
    "プロフィールを求めましたが、LINE が応答しませんでした。",
    "LINE did not answer when asked for a profile.",
)
QUOTA_UNKNOWN = Refusal(
    Unavailable,
    "line_no_answer",
    "送信数の残りを LINE から得られませんでした。",
    "LINE did not say what is left of the quota.",
)
