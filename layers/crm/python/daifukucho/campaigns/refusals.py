"""What is refused of campaigns and their runs, and what can be wrong with what a marketer says of them."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable, Wrong

INVALID_CAMPAIGN = Refusal(
    Invalid, "invalid_campaign", "このままでは配信を保存できません。", "The campaign cannot be saved as it is."
)
CAMPAIGN_NOT_FOUND = Refusal(NotFound, "campaign_not_found", "その配信はありません。", "There is no such campaign.")
CANNOT_GO_OUT = Refusal(
    Invalid, "invalid_campaign", "このままでは配信できません。", "The campaign cannot go out as it is."
)
HAS_RUN = Refusal(
    Conflict,
    "campaign_has_run",
    "この配信は実行 {run_id} としてすでに送られています。もう一度送るには、新しい配信を作ってください。",
    "This campaign has gone out as run {run_id}; make a new one to send again.",
)
RECURS = Refusal(
    Conflict,
    "campaign_recurring",
    "この配信は日程どおりに自動で送られます。一度だけ送るには、複製してください。",
    "This campaign goes out by its schedule; copy it to send it once.",
)
CHANGED = Refusal(
    Conflict,
    "campaign_changed",
    "そのあいだに配信が変更されたか、送られました。読み直してください。",
    "The campaign was changed or sent in the meantime; read it again.",
)
DUE_AT_ANOTHER_TIME = Refusal(
    Conflict,
    "campaign_changed",
    "この配信の日時は、別の日時に変わっています。",
    "The campaign goes out at another time by now.",
)
COUPON_DELETED = Refusal(
    Conflict,
    "coupon_deleted",
    "配信のクーポンが削除されています。選び直してください。",
    "The campaign's coupon was deleted; choose another one.",
)
NO_LIFF = Wrong(
    "LIFF アプリが設定されていません。liffId を付けてデプロイするか、{{{{ coupon_url }}}} を外してください。",
    "The deployment does not know its LIFF app: deploy it with liffId, or leave {{{{ coupon_url }}}} out.",
)
LIFF_UNKNOWN = Refusal(Conflict, "liff_unknown", NO_LIFF.ja, NO_LIFF.en)

RUN_NOT_FOUND = Refusal(NotFound, "run_not_found", "その実行はありません。", "There is no such run.")
RUN_CLOSED = Refusal(
    Conflict,
    "run_closed",
    "この実行は終わっています。もう何も送られません。",
    "The run is over; nothing more goes out.",
)
RUN_ENDING = Refusal(
    Conflict,
    "run_ending",
    "この実行は終わろうとしています（{state}）。もう操作できません。",
    "The run is ending ({state}); it takes no more commands.",
)
INVALID_QUERY = Refusal(Invalid, "invalid_query", "この条件では検索できません。", "The query cannot be used.")

NOTHING_TO_TEST = Refusal(
    Conflict,
    "campaign_says_nothing",
    "この配信にはメッセージがないので、テストするものがありません。",
    "The campaign says nothing, so there is nothing to test.",
)
INVALID_TRIAL = Refusal(Invalid, "invalid", "このままではテスト配信できません。", "The test cannot be sent as it is.")
TOO_MANY_COPIES = Refusal(
    Unavailable,
    "unavailable",
    "このリクエストの写しがいくつも処理されています。同じキーで、もう一度送ってください。",
    "Too many copies of this request are under way; repeat it with the same key.",
)


NO_NAME = Wrong("名前を1〜{longest}文字で指定してください。", "Give a name of 1 to {longest} characters.")
NO_AUDIENCE = Wrong(
    "対象を segment_id か where のどちらか一方で指定してください。",
    "Say who gets it: either segment_id or where, not both.",
)
NO_SEGMENT_ID = Wrong("セグメントのIDを指定してください。", "Give the id of a segment.")
NO_SUCH_SEGMENT = Wrong(
    "そのセグメントはありません。先に作るか、別のものを選んでください。",
    "There is no such segment; make it first, or choose another.",
)
NO_SUCH_FIELD = Wrong(
    "{{{{ {name} }}}} を外してください。この友だち情報は定義されていないか、画像です。",
    "Leave {{{{ {name} }}}} out: there is no such field of the shop's own, or it is a picture.",
)

NO_COUPON_ID = Wrong("クーポンのIDを指定してください。", "Give the id of a coupon.")
NO_SUCH_COUPON = Wrong(
    "そのクーポンはありません。先に作るか、別のものを選んでください。",
    "There is no such coupon; make it first, or choose another.",
)
WHICH_COUPON = Wrong(
    "メッセージに {{{{ coupon_url }}}} があります。クーポンを指定するか、外してください。",
    "The messages name {{{{ coupon_url }}}}: say which coupon, or leave it out.",
)
NO_COUPON_AGAIN = Wrong(
    "この配信にはクーポンがありません。クーポンを指定するか、これを省いてください。",
    "The campaign carries no coupon: say which one, or leave this out.",
)
NOTHING_TO_ANNOUNCE = Wrong(
    "この配信にはメッセージがないので、お知らせすることができません。別の値を選んでください。",
    "The campaign says nothing, so it can announce nothing; choose another.",
)

NO_LIMITS = Wrong(
    '{{"recipients": 1000}}、{{"yen": 5000}}、その両方、または null を指定してください。',
    'Write {{"recipients": 1000}}, {{"yen": 5000}}, both, or null.',
)

NO_SCHEDULE = Wrong(
    '{{"at": "2026-12-24T10:00:00+09:00"}}、{{"cron": "0 10 * * MON"}}、'
    '{{"rate": {{"every": 2, "unit": "weeks"}}, "starts_at": "2026-12-24T10:00:00+09:00"}} のどれか、'
    "手動で送るなら null を指定してください。",
    'Write one of {{"at": "2026-12-24T10:00:00+09:00"}}, {{"cron": "0 10 * * MON"}} and '
    '{{"rate": {{"every": 2, "unit": "weeks"}}, "starts_at": "2026-12-24T10:00:00+09:00"}}, or null to send it by hand.',
)
NOT_BESIDE = Wrong(
    "「{name}」は「{kind}」と一緒には使えません。削除してください。", "There is no {name!r} beside {kind!r}; remove it."
)
NO_CRON = Wrong(
    "0 10 * * MON のように、分、時、日、月、曜日の5つを書いてください。",
    "Write five fields: minute, hour, day, month and weekday, such as 0 10 * * MON.",
)
BAD_CRON = Wrong(
    "0 10 * * MON のように、分、時、日、月、曜日を書いてください。このままでは読めません: {error}",
    "Write minute, hour, day, month and weekday, such as 0 10 * * MON. This cannot be read: {error}.",
)
MANY_MINUTES = Wrong(
    "分は1つだけ指定してください。配信は1時間に1回までです。",
    "Give one minute: a campaign goes out once an hour at the most.",
)
NO_RATE = Wrong('{{"every": 2, "unit": "weeks"}} のように書いてください。', 'Write {{"every": 2, "unit": "weeks"}}.')
NO_START = Wrong(
    "最初に送る日時を 2026-12-24T10:00:00+09:00 のように指定してください。",
    "Say when it goes out first, such as 2026-12-24T10:00:00+09:00.",
)
TOO_FAR = Wrong("1年以内の日時を指定してください。", "Choose a time within a year.")
NO_TIMEZONE = Wrong(
    "タイムゾーンを Asia/Tokyo のような IANA の名前で書いてください。",
    "Write a time zone's IANA name, such as Asia/Tokyo.",
)
HAS_PASSED = Wrong(
    "この日時は過ぎています。これからの日時にするか、すぐに配信してください。",
    "This time has passed; choose a later one, or send the campaign now.",
)
ENDS_TOO_EARLY = Wrong(
    "それまでに配信する日時が残っていません。終わりをもっと後にしてください。",
    "There is no time left until then; choose a later end.",
)
NEVER_DUE = Wrong("50年のうちに来る日時を指定してください。", "Give a schedule that has a time within fifty years.")
STILL_RECURS = Wrong(
    "この配信はすでに送られ、繰り返されます。終わらせるには、ends_at を指定するか、配信を削除してください。",
    "This campaign has gone out and recurs. To end it, give ends_at, or delete it.",
)

NO_TESTERS = Wrong(
    "友だちのIDを1〜{most}人分のリストで指定してください。", "Give a list of 1 to {most} ids of friends."
)
NO_TESTER = Wrong("友だちのIDを、重複しないように指定してください。", "Give the id of a friend, each friend once.")
