"""What segments refuse, and what may be wrong with a tree and with the values of its conditions, in both languages."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Wrong

INVALID_SEGMENT = Refusal(Invalid, "invalid_segment", "セグメントに直すところがあります。", "The segment has faults.")
SEGMENT_NOT_FOUND = Refusal(NotFound, "segment_not_found", "そのセグメントはありません。", "There is no such segment.")
NOT_SAVED = Refusal(
    Invalid, "invalid_segment", "このままではセグメントを保存できません。", "The segment cannot be saved as it is."
)
INVALID_VALUE = Refusal(Invalid, "invalid", "この値は使えません。", "The value cannot be used.")
"""Whoever reads a condition takes its faults."""

SEGMENT_CYCLE = Refusal(
    Conflict,
    "segment_cycle",
    "セグメントが、ほかのセグメントを通して自分自身を参照しています。参照を1つ外してください。",
    "The segments refer to each other in a circle: take one of the references away.",
)
SEGMENT_DELETED = Refusal(
    Conflict,
    "segment_deleted",
    "配信のセグメントが削除されています。選び直してから、もう一度実行してください。",
    "The campaign's segment was deleted; choose another one, then try again.",
)
REFERRED_DELETED = Refusal(
    Conflict,
    "segment_deleted",
    "参照しているセグメント {id} は削除されています。別のものを選んでください。",
    "The segment refers to segment {id}, which was deleted: choose another one.",
)
TOO_MANY_BYTES = Refusal(
    Conflict,
    "segment_too_large",
    "参照しているセグメントを合わせると、JSON で {size:,} バイトになります（{most:,} バイトまで）。簡単にしてください。",
    "With the segments that it refers to, the segment has {size:,} bytes of JSON; {most:,} are allowed: make it simpler.",
)
TOO_MANY_CONDITIONS = Refusal(
    Conflict,
    "segment_too_large",
    "参照しているセグメントを合わせると、条件が{most}個を超えます。簡単にしてください。",
    "With the segments that it refers to, the segment has more than {most} conditions: make it simpler.",
)
TOO_MANY_SEGMENTS = Refusal(
    Conflict,
    "segment_too_large",
    "セグメントの中のセグメントが{most}段を超えます。簡単にしてください。",
    "With the segments that it refers to, the segment has segments in segments more than {most} deep: make it simpler.",
)
CAMPAIGNS_USE_IT = Refusal(
    Conflict,
    "segment_in_use",
    "このセグメントは、予約された配信で使われています: {users}。先に、別のセグメントにするか、日時を外してください。",
    "Planned campaigns use this segment: {users}. Give them another one, or take away their time, first.",
)
SEGMENTS_USE_IT = Refusal(
    Conflict,
    "segment_in_use",
    "このセグメントは、ほかのセグメントで使われています: {users}。先に、そこから外してください。",
    "Other segments refer to this segment: {users}. Take it out of them first.",
)

# A tree

NAME = Wrong("名前を1〜{longest}文字で指定してください。", "Give a name of 1 to {longest} characters.")
EITHER = Wrong(
    "対象は where か segment_id のどちらか一方で指定してください。",
    "Say whom you mean: either where or segment_id, not both.",
)
NODE = Wrong("次のどれかの形で書いてください: {shapes}", "Write one of: {shapes}.")
SEVERAL_KINDS = Wrong(
    "次のうち1つだけを使い、ほかはその中に入れてください: {kinds}",
    "Use only one of: {kinds}; nest the other inside it.",
)
TOO_DEEP = Wrong("入れ子は{most}段までにしてください。", "Nest at most {most} levels deep.")
UNKNOWN = Wrong(
    "ここに {name!r} という項目はありません。削除してください（あるもの: {known}）。",
    "There is no {name!r} here; remove it. There is: {known}.",
)
EMPTY_GROUP = Wrong(
    "条件かグループを1つ以上入れたリストで指定してください。", "Give a list of at least one condition or group."
)
LARGE_GROUP = Wrong(
    "{most}個までにしてください（{given}個あります）。", "Give at most {most} of these; here are {given}."
)
TOO_MANY_LEAVES = Wrong(
    "この条件を外してください。1つのセグメントの条件は{most}個までです。",
    "Leave out this condition: a segment may have {most} at most.",
)
MISSING = Wrong('"{name}" も指定してください。', 'Give "{name}", too.')
SEGMENT_ID = Wrong("保存したセグメントのIDを指定してください。", "Give the id of a saved segment.")
SEGMENT_NAME = Wrong("セグメントの名前を指定してください。", "Give the name of the segment.")
NO_FIELD = Wrong(
    "そのような項目はありません。次の中から選んでください: {names}", "There is no such field; use one of: {names}."
)
NO_OWN_FIELD = Wrong(
    "お店で決めた友だち情報に、その項目はありません。定義するか（POST /v1/fields）、別のものを選んでください。",
    "There is no such field of the shop's own; define it (POST /v1/fields), or choose another.",
)
NO_STAFF_MEMBER = Wrong(
    "そのような演算子はありません。次の中から選んでください: {keys}", "There is no such operator; use one of: {keys}."
)
NO_OPERATOR_OF_FIELD = Wrong(
    "{field} に、その演算子は使えません。次の中から選んでください: {keys}",
    "There is no such operator of {field}; use one of: {keys}.",
)
NO_SEGMENT = Wrong(
    "そのセグメントはありません。先に保存するか、別のものを選んでください。",
    "There is no such segment; save it first, or choose another.",
)
NO_COUPON = Wrong(
    "そのクーポンはありません。先に保存するか、別のものを選んでください。",
    "There is no such coupon; save it first, or choose another.",
)
NO_CAMPAIGN = Wrong(
    "その配信はありません。先に保存するか、別のものを選んでください。",
    "There is no such campaign; save it first, or choose another.",
)
NO_SURVEY = Wrong(
    "その回答フォームはありません。先に保存するか、別のものを選んでください。",
    "There is no such survey; save it first, or choose another.",
)

# A value

UNSEEN = Wrong("見える文字を入れてください。", "Write something that can be seen.")
TAGS = Wrong("1〜{most}個のタグをリストで指定してください。", "Give a list of 1 to {most} tags.")
TEXTS = Wrong("1〜{most}個の文字列をリストで指定してください。", "Give a list of 1 to {most} texts.")
VALUES = Wrong("1〜{most}個の値をリストで指定してください。", "Give a list of 1 to {most} values.")
KEYS = Wrong("1〜{most}個のキーをリストで指定してください。", "Give a list of 1 to {most} keys.")
WEEKDAYS = Wrong("1〜{most}個の曜日をリストで指定してください。", "Give a list of 1 to {most} days of the week.")
DAYS = Wrong("日数を 0〜{most:,} の整数で指定してください。", "Give a whole number of days from 0 to {most:,}.")
MONTHS = Wrong("月数を 0〜{most:,} の整数で指定してください。", "Give a whole number of months from 0 to {most:,}.")
MONTH = Wrong("月を 1〜12 の整数で指定してください。", "Give a month: a whole number from 1 to 12.")
PAIR = Wrong(
    "範囲の初めと終わりの2つの値をリストで指定してください。",
    "Give a list of two values: the first and the last of the range.",
)
REVERSED = Wrong(
    "初めの値が終わりの値より大きくなっています。入れ替えてください。",
    "Exchange the two values: the first must not be larger than the second.",
)
MEMBERS = Wrong("{example} のようなオブジェクトで指定してください。", "Give an object such as {example}.")
MORE_MEMBERS = Wrong(
    "{example} のようなオブジェクトで指定してください（{optional} も使えます）。",
    "Give an object such as {example}; it may have {optional}.",
)
THESE_MEMBERS = Wrong(
    "次の項目だけを持つオブジェクトで指定してください: {names}", "Give an object of these members alone: {names}."
)
WINDOWS = Wrong("次のうち1つだけを使ってください: {names}", "Use only one of: {names}.")
TIMES_OR_SUM = Wrong(
    "times と sum は、どちらか一方だけにしてください。両方を問うときは、2つの条件を all か any でつないでください。",
    "Use either times or sum, and join two conditions with all or any.",
)
TAGS_AND_DAYS = Wrong(
    '{{"tags": ["vip"], "days": 7}} のように、タグと日数を持つオブジェクトで指定してください。',
    'Give an object of tags and days: {{"tags": ["vip"], "days": 7}}.',
)
COHORT = Wrong(
    '"salt"（文字列）、"from" と "to"（千分率）を持つオブジェクトで指定してください。',
    'Give an object of "salt" (a text), "from" and "to" (thousandths).',
)
EMPTY_COHORT = Wrong(
    '"from" より大きい数にしてください（組はその手前までです）。',
    'Give a number larger than "from": the cohort ends before it.',
)
PLAIN = Wrong("文字列、数、true、false のどれかで指定してください。", "Give a text, a number, or true or false.")
PATH = Wrong(
    "postback.data のような項目の名前を、5段までで指定してください。",
    "Give the path of a property, of at most five names, such as postback.data.",
)
COMPARISONS = Wrong("1〜{most}個の比較をリストで指定してください。", "Give a list of 1 to {most} comparisons.")
