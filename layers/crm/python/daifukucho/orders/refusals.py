"""What is refused of orders, what can be wrong with one that is told, and with a table of them."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Wrong

# An order, as a till, a site or a person tells it.
INVALID_ORDER = Refusal(
    Invalid, "invalid_order", "このままでは注文を記録できません。", "The order cannot be recorded like this."
)
NOT_AN_ORDER_ID = Wrong(
    "空白と / を含まない半角の英数字と記号、1〜64文字で指定してください。",
    "Give 1 to 64 printable ASCII characters without spaces and slashes.",
)
BOUGHT_LATER = Wrong(
    "まだ来ていない日時です。購入した日時を指定してください。",
    "This has not come yet. Give the time at which the friend bought.",
)
CHANGED_LATER = Wrong(
    "まだ来ていない日時です。注文を最後に変更した日時を指定してください。",
    "This has not come yet. Give the time of the order's last change.",
)
REFUNDED_MORE = Wrong(
    "合計金額より大きい金額です。これまでに返金した合計を、合計金額以下で指定してください。",
    "This is more than the friend paid. Give all that was paid back by now, at most the amount.",
)

TOO_MANY_ORDERS = Refusal(
    Conflict,
    "too_many_orders",
    "1人の友だちに記録できる注文は{most:,}件までです。",
    "A friend can have at most {most:,} orders.",
)
ORDER_ELSEWHERE = Refusal(
    Conflict,
    "order_elsewhere",
    "この注文は別の友だちのものです。この友だちのものなら、先にそちらで取り消してください。",
    "This order is another friend's. If it is this one's, cancel it there first.",
)
ORDER_NOT_FOUND = Refusal(
    NotFound, "order_not_found", "この友だちに、その注文はありません。", "There is no such order of this friend."
)

# How the shop judges what friends buy.
INVALID_SETTINGS = Refusal(
    Invalid,
    "invalid_order_settings",
    "このままでは購買の指標の設定を保存できません。",
    "The settings of orders cannot be saved.",
)
NOT_STEPS = Wrong(
    "{least:,}〜{most:,} の整数を、小さい順に1〜{steps}個指定してください。",
    "Give 1 to {steps} ascending whole numbers from {least:,} to {most:,}.",
)
LEAVES_AT_ONCE = Wrong(
    "enter 以下にしてください（VIP になってすぐ外れてしまうため）。",
    "Give no more than enter: whoever enters would leave at once.",
)
NOTHING_WATCHED = Wrong(
    "明細のどの商品かカテゴリーかを指定してください。",
    "Say which products or categories of the shop's lines are meant.",
)
# What the shop's records say of purchases of a product.
INVALID_PURCHASES = Refusal(
    Invalid, "invalid", "このままでは購入を記録できません。", "The purchases cannot be noted like this."
)
NOT_A_DAY = Wrong(
    "2026-11-22 のような、今日までの日付を書いてください。", "Write a date such as 2026-11-22 that has come."
)

# A table as a whole.
UNKNOWN_CHARACTERS = Wrong(
    "文字コードを読めません。UTF-8 か Shift_JIS（CP932）の CSV で保存し直してください。",
    "The characters cannot be read. Save it as CSV in UTF-8 or Shift_JIS (CP932).",
)
NOT_CSV = Wrong(
    '{number}行目を CSV として読めません。引用符（"）の閉じ忘れがないか確かめてください。',
    "Line {number} cannot be read as CSV. Look whether a quotation mark is not closed.",
)
COLUMNS_TWICE = Wrong(
    "同じ意味の列が2つあります。1つにしてください: {columns}",
    "Give each column once; these are given twice: {columns}.",
)
COLUMNS_LACKING = Wrong(
    "見出しの行に次の列がありません。加えてください: {columns}",
    "Add the columns that the headings lack: {columns}.",
)
NO_COLUMN_OF_FRIENDS = Wrong("友だちのIDか会員番号の列を加えてください。", "Add a column friend_id or member_no.")
NO_COLUMN_OF_AMOUNTS = Wrong(
    "合計金額、明細金額、単価のどれかの列を加えてください。",
    "Add a column amount, line_amount or unit_amount.",
)

# A cell of it.
NOT_WHOLE_YEN = Wrong("3200 や 3,200 のような整数の円で書いてください。", "Write whole yen, such as 3200 or 3,200.")
YEN_OUT_OF_RANGE = Wrong("0〜{most:,}円で書いてください。", "Give a whole number from 0 to {most:,}.")
NOT_A_QUANTITY = Wrong(
    "1 や 12 のような1以上の整数で書いてください。", "Write a whole number of at least 1, such as 1 or 12."
)
NOT_A_RATE = Wrong("8 や 10% のように書いてください。", "Write it as 8 or 10%.")
NOT_A_TIME = Wrong(
    "2026/4/1、20260401、R8.4.1、2026-04-01 19:30、2026/4/1(水) 午後7:30 のように書いてください。",
    "Write 2026/4/1, 20260401, R8.4.1, 2026-04-01 19:30 or “2026/4/1(水) 午後7:30”.",
)
BEFORE_1970 = Wrong(
    "1970年より前の日時は記録できません。1970年以降の日時を書いてください。",
    "This is before 1970, which cannot be recorded. Write a later time.",
)
UNKNOWN_KIND = Wrong(
    "「{kind}」の意味がわかりません。商品、送料、手数料、値引、税、返品のどれかで書いてください。",
    "Write “商品”, “送料”, “手数料”, “値引”, “税” or “返品”; {kind!r} is not known.",
)
DIGITS_LOST = Wrong(
    "{text} は表計算ソフトが桁を縮めた番号です。元のファイルを、この列を文字列として開き直してください。",
    "A spreadsheet has lost digits of {text}. Open the original again, with this column as text.",
)
MADE_DECIMAL = Wrong(
    "{text} は小数になっています。元の番号を書いてください。",
    "Write the number as it was; {text} has become a decimal figure.",
)
OTHER_CURRENCY = Wrong(
    "{currency} の注文は記録できません。円の注文だけにしてください。",
    "An order in {currency} cannot be recorded. Take in orders in JPY alone.",
)
TEXT_TOO_LONG = Wrong(
    "{longest}文字以内で書いてください（今は{length}文字です）。",
    "This has {length} characters. Give at most {longest}.",
)
NAME_FOR_ID_TOO_LONG = Wrong(
    "商品番号がないときは商品名が番号になるので、{longest}文字以内で書くか、商品番号の列を加えてください。",
    "Without product_id the name stands for it: write at most {longest} characters, or add the column product_id.",
)
LINE_BREAK = Wrong(
    "改行かタブが入っています。1行で書いてください。", "There is a line break or a tab in it. Write one line."
)
CONTROL_CHARACTER = Wrong(
    "目に見えない制御文字が入っています。取り除いてください。", "There is a control character in it. Remove it."
)

# A line of it.
MORE_CELLS_THAN_HEADINGS = Wrong(
    '見出しより列が多い行です。金額のカンマを " " で囲んでください。',
    'It has more cells than headings. Put " " around amounts with commas.',
)
NO_ORDER_NUMBER = Wrong("注文番号を書いてください。", "Say the order's number.")
NO_PRODUCT = Wrong("商品番号か商品名を書いてください。", "Say product_id or product_name.")
POSITIVE_DISCOUNT = Wrong(
    "「{product}」の金額は、-500 や ▲500 のように書いてください。", "Write the amount of {product!r} as -500."
)
NO_LINE_AMOUNT = Wrong("明細金額か単価を書いてください。", "Say line_amount or unit_amount.")
OTHER_LINE_AMOUNT = Wrong(
    "単価と数量からは {price:,}円、明細金額は {line:,}円で、合いません。そろえてください。",
    "Price and quantity make {price:,} yen, and the line's amount is {line:,}: make them one.",
)
WITH_ANOTHER_LINE = Wrong(
    "{first}行目と同じ注文です。そちらを直してください。", "It is of the order on line {first}: mend that one."
)

# An order of it.
NO_ORDER_TIME = Wrong("注文日時を書いてください。", "Say when it was bought.")
NO_FRIEND = Wrong("友だちのIDか会員番号を書いてください。", "Say friend_id or member_no.")
NOT_A_SALE = Wrong(
    "取引区分「{deal}」は販売ではないので、取り込みません。",
    "A transaction of the kind {deal!r} is no sale, and not taken in.",
)
UNKNOWN_STATE = Wrong(
    "状態「{state}」の意味がわかりません。購入なら空欄か placed、取り消しなら「キャンセル」、返金済みなら「返金済み」"
    "と書くか、この名前の意味を指定してください。",
    "The state {state!r} is not known. Write placed or nothing, cancelled or refunded, or say what this name means.",
)
PART_REFUNDED = Wrong(
    "一部を返金した注文です。「返金額」を書いてください。", "Part of it was paid back: say refunded (“返金額”)."
)
NEGATIVE = Wrong(
    "合計が {amount:,}円の注文です。返金した元の注文の「返金額」に {back:,} と書いて取り込んでください。",
    "This order comes to {amount:,} yen. Put {back:,} into refunded (“返金額”) of the order that it pays back.",
)
NEGATIVE_OF = Wrong(
    "合計が {amount:,}円の注文です。注文「{of}」の「返金額」に {back:,} と書いて取り込んでください。",
    "This order comes to {amount:,} yen. Put {back:,} into refunded (“返金額”) of the order {of}.",
)
TOO_MANY_LINES = Wrong("1件の注文の行は{most}行までにしてください。", "Give at most {most} lines of one order.")
DIFFERENT_VALUES = Wrong(
    "同じ注文番号の行（{numbers}行目）で「{column}」が違います。そろえてください。",
    "Lines {numbers} have the same order, and different values of {column}. Make them one.",
)
DIFFERENT_AMOUNTS = Wrong(
    "同じ注文の行で「{column}」が {one:,}円と {other:,}円です。そろえてください。",
    "Lines of the same order have {one:,} and {other:,} yen as {column}. Make them one.",
)
NO_TOTAL = Wrong("合計金額を書いてください。", "Say the amount.")
OTHER_SUBTOTAL = Wrong(
    "明細の合計は {found:,}円、商品小計は {told:,}円で、合いません。そろえてください。",
    "Lines come to {found:,} yen, and subtotal is {told:,}: make them one.",
)
OTHER_AMOUNT = Wrong(
    "明細と送料などの合計は {found:,}円、合計金額は {told:,}円で、合いません。そろえてください。"
    "差が送料や値引きなら、「送料」「手数料」「値引合計」の列に書いてください。",
    "Lines, postage and the like come to {found:,} yen, and amount is {told:,}: make them one. "
    "If the difference is postage or a discount, give it in a column postage, fee or discount.",
)
OTHER_TOTAL = Wrong(
    "明細と送料などの合計は {found:,}円、割引前合計は {told:,}円で、合いません。そろえてください。",
    "Lines, postage and the like come to {found:,} yen, and total is {told:,}: make them one.",
)
ON_LINES_AND_IN_COLUMN = Wrong(
    "「{column}」が行に {on_lines:,}円、列に {in_column:,}円あります。「合計金額」の列を加えてください。",
    "There are {on_lines:,} yen of {column} on lines and {in_column:,} in the column. Add a column amount.",
)
EITHER_SUM = Wrong(
    "「{heading}」が{first}なら合計 {one:,}円、{second}なら合計 {other:,}円で、どちらかわかりません。"
    "見出しをその名前に変えるか、「合計金額」の列を加えてください。",
    "If {heading!r} is {first}, the order comes to {one:,} yen; if it is {second}, to {other:,}. "
    "Give it the heading of what it is, or add a column amount.",
)
