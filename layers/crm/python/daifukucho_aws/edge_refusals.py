"""What the edges refuse themselves, before the core is asked, in both languages; and what types find wrong in a body.

``{name}`` stands for a value, as in ``daifukucho.kernel.errors.Wrong``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.kernel.errors import Conflict, DaifukuchoError, Denied, Fault, Invalid, Refusal, Wrong
from daifukucho.kernel.refusals import FLAG, NEEDED, NUMBER
from daifukucho.kernel.words import Words


class Refused(DaifukuchoError):
    """A refusal of HTTP's own, of which the core knows nothing: with its status, and headers that belong to it."""

    def __init__(
        self, status: int, detail: Words, *, code: str, faults: tuple[Fault, ...], headers: Mapping[str, str]
    ) -> None:
        super().__init__(detail, code=code, faults=faults)
        self.status = status
        self.headers = headers


@dataclass(frozen=True, slots=True)
class HttpRefusal:
    """A refusal of HTTP's own that is declared: raise what it makes, as of the core's ``Refusal``."""

    status: int
    code: str
    ja: str
    en: str

    def __call__(self, *faults: Fault, headers: Mapping[str, str] = {}, **values: object) -> Refused:
        """The error, with these values in its sentence. Raises KeyError for one that is lacking."""
        words = Wrong(self.ja, self.en).words(**values)
        return Refused(self.status, words, code=self.code, faults=faults, headers=headers)


# The body

BADLY_ENCODED = HttpRefusal(
    400,
    "malformed_json",
    "本文が、示されているとおりに符号化されていません。",
    "The body is not encoded as it says.",
)
NOT_UTF_8 = HttpRefusal(
    400, "malformed_json", "本文が UTF-8 の文字列ではありません。", "The body is not text in UTF-8."
)
NOT_JSON = HttpRefusal(
    400,
    "malformed_json",
    "本文を JSON として読めません。{reason}",
    "The body is not JSON that we can read. {reason}",
)
NO_OBJECT = HttpRefusal(
    400,
    "malformed_json",
    "本文は JSON のオブジェクト（{{…}}）で送ってください。",
    "The body must be a JSON object: {{…}}.",
)
UNEXPECTED_BODY = HttpRefusal(
    400,
    "unexpected_body",
    "この操作は本文を受け取りません。何もしていません。本文を省いてください。",
    "This takes no body, and nothing was done; leave it out.",
)
BODY_TOO_LARGE = HttpRefusal(
    413, "body_too_large", "本文が {most:,} KB を超えています。", "The body has more than {most:,} KB."
)
NOT_SENT_AS_JSON = HttpRefusal(
    415,
    "not_json",
    "本文は JSON で、Content-Type: application/json を付けて送ってください。",
    "Send the body as JSON, with 'Content-Type: application/json'.",
)

# Who asks, and how often

TOKEN_MISSING = HttpRefusal(
    401,
    "token_missing",
    "トークンを送ってください: 'Authorization: Bearer …'",
    "Send a token: 'Authorization: Bearer …'.",
)
SCOPE_MISSING = HttpRefusal(
    403, "scope_missing", "トークンにスコープ {scope} がありません。", "The token lacks the scope {scope}."
)
ID_TOKEN_MISSING = HttpRefusal(
    401,
    "id_token_missing",
    "LINE の ID トークンを送ってください: 'Authorization: Bearer …'",
    "Send LINE's ID token: 'Authorization: Bearer …'.",
)
NOT_A_FRIEND = Refusal(
    Denied,
    "not_a_friend",
    "先に、LINE でお店のアカウントを友だちに追加してください。",
    "Add the shop as a friend in LINE first.",
)
RATE_LIMITED = HttpRefusal(
    429,
    "rate_limited",
    "1分間のリクエストが {limit:,} 件を超えました。何もしていません。{reset} 秒後に続けてください。",
    "More than {limit:,} requests within a minute; nothing was done. Go on in {reset} s.",
)

# What is asked for

ROUTE_NOT_FOUND = HttpRefusal(404, "route_not_found", "この URL には何もありません。", "There is nothing at this path.")
METHOD_NOT_ALLOWED = HttpRefusal(
    405,
    "method_not_allowed",
    "この URL で使えるメソッドは {allowed} です。",
    "This path takes {allowed}.",
)
INVALID_QUERY = Refusal(
    Invalid, "invalid_query", "クエリパラメーターを受け付けられません。", "The query cannot be used."
)
UNKNOWN_PARAMETER = Wrong(
    "この名前のパラメーターはありません。削除してください（あるもの: {known}）。",
    "There is no parameter of this name; remove it. There is: {known}.",
)
NO_PARAMETERS = Wrong(
    "ここではパラメーターを使えません。削除してください。", "There are no parameters here; remove it."
)
GIVEN_TWICE = Wrong(
    "このパラメーターが重複しています。1つだけ指定してください。", "This parameter is given twice; give it once."
)
NO_DATE_OR_INSTANT = Wrong(
    "日付か、2026-11-22T19:00:00+09:00 のような日付、時刻、時差を書いてください。",
    "Write a date, or a date, a time and an offset, such as 2026-11-22T19:00:00+09:00.",
)
INVALID_IF_MATCH = Refusal(
    Invalid,
    "invalid_if_match",
    "リクエストをこのままでは受け付けられません。",
    "The request cannot be accepted as it is.",
)
NO_ETAG = Wrong(
    '読んだときの ETag を、"3" のように引用符を付けて送ってください。',
    'Send the ETag as it was read, such as "3", with its quotation marks.',
)

# Ourselves

INTERNAL = HttpRefusal(
    500,
    "internal",
    "予期しない問題が起きました。リクエストの ID を添えて報告してください。",
    "This was not foreseen. Report it, with the request's id.",
)
LIFF_NOT_SET = HttpRefusal(
    503,
    "liff_not_set",
    "このデプロイに設定されていません: {missing}",
    "This deployment was not told: {missing}.",
)
LIFF_UNKNOWN = Refusal(
    Conflict,
    "liff_unknown",
    "LIFF アプリが設定されていません。liffId を指定してデプロイしてください。",
    "The deployment does not know its LIFF app; deploy it with liffId.",
)

# What LINE sends

EVENTS_TOO_LARGE = Refusal(
    Invalid, "too_large", "本文が {most:,} バイトを超えています。", "The body is larger than {most:,} bytes."
)
EVENTS_BADLY_ENCODED = Refusal(
    Invalid,
    "invalid",
    "本文が、示されている Base64 になっていません。",
    "The body is not the base 64 that it is said to be.",
)

# What the pages send

NO_REDEMPTION = Refusal(Invalid, "invalid", "この内容では使用できません。", "Nothing can be redeemed like this.")
NO_PIN = Wrong("PIN は4〜8桁の数字で指定してください。", "Give a PIN of 4 to 8 digits.")
NO_ACT = Refusal(
    Invalid,
    "invalid",
    "この内容では受け付けられません。何もしていません。",
    "This cannot be done as it is asked for; nothing was done.",
)
SAY_POINTS = Wrong("お買い上げで付与するポイント数を指定してください。", "Say how many points the purchase is worth.")
NO_ANSWERS = Refusal(
    Invalid,
    "invalid",
    "送られたものは回答の形になっていません。受け付けていません。",
    "What was sent is no set of answers; nothing was taken.",
)
NO_KEY = Wrong(
    "この回答だけの、送り直しても変わらない文字列を指定してください。",
    "Give a text that is this answer's own, the same whenever it is sent again.",
)

# What types find wrong

INVALID = Refusal(
    Invalid,
    "invalid",
    "リクエストをこのままでは受け付けられません。",
    "The request cannot be accepted as it is.",
)
BODY_NEEDED = Wrong("本文（JSON のオブジェクト）を送ってください。", "Send a body: a JSON object.")

_TEXT = Wrong("文字列で指定してください。", "Give a text.")
_WHOLE = Wrong("整数で指定してください。", "Give a whole number.")
_LIST = Wrong("リスト（[…]）で指定してください。", "Give a list.")
_OBJECT = Wrong("オブジェクト（{{…}}）で指定してください。", "Give an object.")
_CHOICE = Wrong("次の中から選んでください: {expected}", "Choose one of: {expected}.")

BY_TYPE: Mapping[str, Wrong] = {
    "missing": NEEDED,
    "extra_forbidden": Wrong(
        "ここにこの項目はありません。削除してください。", "There is no such thing here; remove it."
    ),
    "string_type": _TEXT,
    "string_too_short": Wrong(
        "{min_length:,}文字以上で指定してください。", "Give text of {min_length:,} or more characters."
    ),
    "string_too_long": Wrong(
        "{max_length:,}文字までで指定してください。", "Give text of at most {max_length:,} characters."
    ),
    "bool_type": FLAG,
    "bool_parsing": FLAG,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "greater_than_equal": Wrong("{ge:,} 以上で指定してください。", "Give {ge:,} or more."),
    "greater_than": Wrong("{gt:,} より大きい値を指定してください。", "Give more than {gt:,}."),
    "less_than_equal": Wrong("{le:,} 以下で指定してください。", "Give at most {le:,}."),
    "list_type": _LIST,
    "too_short": Wrong("{min_length:,}個以上のリストで指定してください。", "Give a list of {min_length:,} or more."),
    "too_long": Wrong("{max_length:,}個までのリストで指定してください。", "Give a list of at most {max_length:,}."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "literal_error": _CHOICE,
    "enum": _CHOICE,
}
"""What pydantic finds wrong, by its error type; the values are those of its context."""

OTHER_TYPE = Wrong(
    "この値は受け付けられません。API の説明に合う値を指定してください。",
    "This cannot be accepted; give a value as the API's description says.",
)
"""Of a type of error that is not in ``BY_TYPE``."""
