"""What the API finds wrong in an input, in Japanese. The API says it in English, a sentence for each fault."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

_INSTANT = "2026-11-22T19:00:00+09:00 のように、日付、時刻、時差を書いてください。"
_FIVE = "分、時、日、月、曜日の5つを書いてください（例: 0 10 * * MON）。"
_WHERE_OR_ID = "対象は where か segment_id のどちらか一方で指定してください。"

JA: Mapping[str, str] = {
    # of any input
    "This is needed.": "必ず指定してください。",
    "This is needed. {}": "必ず指定してください。{}",
    'This is needed: {"ja": "…", "en": "…"}.': '{"ja": "…", "en": "…"} の形で必ず指定してください。',
    "A body is needed: a JSON object.": "本文（JSON のオブジェクト）を送ってください。",
    "There is no such thing here; remove it.": "ここにこの項目はありません。削除してください。",
    "There is no {} here; remove it.": "ここに {} という項目はありません。削除してください。",
    "There is no {} here; remove it. There is: {}.": "ここに {} という項目はありません。削除してください（あるもの: {}）。",
    "There is no {} in {}; remove it.": "ここに {} という項目はありません。削除してください。",
    "There is no {} beside {}; remove it.": "{} は {} と一緒には使えません。削除してください。",
    "There is no parameter of this name; {}.": "この名前のパラメーターはありません。",
    "{} is missing.": "{} がありません。",
    "{} is a JSON object.": "JSON のオブジェクト（{…}）で指定してください。",
    "This is given twice.": "重複しています。",
    "This parameter is given twice.": "このパラメーターが重複しています。",
    "Another one has this {}; each needs its own.": "この {} はほかで使われています。別のものにしてください。",
    "Choose one of: {}.": "次の中から選んでください: {}",
    "Choose one of: {}; or write {}, or null.": "次の中から選んでください: {}（または {}、null）",
    "Say true or false.": "true か false を指定してください。",
    "Give true or false.": "true か false を指定してください。",
    "Give a list.": "リスト（[…]）で指定してください。",
    "Give an object.": "オブジェクト（{…}）で指定してください。",
    "Give a list of {} to {}.": "{}個から{}までのリストで指定してください。",
    "Give a list of at most {}.": "{}個までのリストで指定してください。",
    "Give a text.": "文字列で指定してください。",
    "Give text of 1 to {} characters.": "1〜{}文字で指定してください。",
    "Give text of 1 to {} characters on one line.": "改行のない1〜{}文字で指定してください。",
    "Give a name of 1 to {} characters.": "名前を1〜{}文字で指定してください。",
    "Give a whole number from {} to {}.": "{}〜{} の整数で指定してください。",
    "Give a number from {} to {}.": "{}〜{} の数で指定してください。",
    "Write a date such as {}, or today.": "{} のような日付か today を指定してください。",
    "Write a date, a time and an offset, such as 2026-11-22T19:00:00+09:00.": _INSTANT,
    "Write a date, or a date, a time and an offset, such as {}.": "日付か、{} のような日時を指定してください。",
    "Input should be a valid string.": "文字列で指定してください。",
    "Input should be a valid boolean.": "true か false を指定してください。",
    "Input should be a valid integer.": "整数で指定してください。",
    "Input should be a valid number.": "数で指定してください。",
    "Input should be a valid list.": "リスト（[…]）で指定してください。",
    "Input should be a valid dictionary.": "オブジェクト（{…}）で指定してください。",
    "Input should be {}.": "次の中から選んでください: {}",
    "Input should be greater than or equal to {}.": "{} 以上で指定してください。",
    "Input should be less than or equal to {}.": "{} 以下で指定してください。",
    "String should have at least {} character{}.": "{}文字以上で指定してください。",
    "String should have at most {} character{}.": "{}文字までで指定してください。",
    "must be true or false": "true か false を指定してください。",
    "is true or false": "true か false を指定してください。",
    "must be one of {}": "次の中から選んでください: {}",
    "must be one of: {}": "次の中から選んでください: {}",
    "must be a whole number": "整数で指定してください。",
    "must be a whole number from {} to {}": "{}〜{} の整数で指定してください。",
    "must be a month: {}": "月を 1〜12 の整数で指定してください。",
    "must be a number": "数で指定してください。",
    "must be at least {}": "{} 以上で指定してください。",
    "must be at most {}": "{} 以下で指定してください。",
    "must be on {} or later": "{} 以降の日付で指定してください。",
    "must be on {} or earlier": "{} 以前の日付で指定してください。",
    "must be text of {} to {} characters": "{}〜{}文字で指定してください。",
    "must be text of {} to {} characters on one line": "改行のない{}〜{}文字で指定してください。",
    "must be a text of 1 to {} characters": "1〜{}文字の文字列で指定してください。",
    "must be a text, a number, or true or false": "文字列、数、true、false のどれかで指定してください。",
    "must be an object such as {}": "{} のようなオブジェクトで指定してください。",
    "must be an object: {}": "オブジェクトで指定してください: {}",
    "must be a list of 1 to {} {}": "1〜{}個のリストで指定してください。",
    "holds half of a surrogate pair: it is not valid Unicode": "文字として読めない部分があります。",
    "is not a date of the calendar": "暦にない日付です。",
    # friends, memos and fields
    "is a date such as 1990-04-01, or --04-01 if the year is not known": (
        "1990-04-01 のように書いてください（年がわからないときは --04-01）。"
    ),
    "is text of at most {} characters": "{}文字までで指定してください。",
    "is text of at most {} characters on one line": "改行のない{}文字までで指定してください。",
    "must be kana, hiragana or katakana, of at most {} characters": "ひらがなかカタカナ、{}文字までで指定してください。",
    "is a telephone number: {}": (
        "電話番号の桁数が合いません（050・060・070・080・090・0800 は11桁、そのほかは10桁、海外は + から）。"
    ),
    "has lost its first 0, as in a spreadsheet: write it with the 0, such as {}": (
        "先頭の 0 がありません（表計算ソフトで消えることがあります）。{} のように 0 から書いてください。"
    ),
    "must be a postal code of 7 digits": "郵便番号は7桁で指定してください。",
    "must be a postal code of 7 digits; if it has 6, {}": (
        "郵便番号は7桁で指定してください。6桁のときは、先頭の 0 が表計算ソフトで消えています。"
    ),
    "must be a mail address, such as {}": "{} のようなメールアドレスで指定してください。",
    "is the id of an operator": "担当者のIDを指定してください。",
    "is no operator: save her first (POST /v1/operators)": "この担当者は登録されていません。",
    "is a list of at most {} ids of stores": "利用店舗は{}店までです。店舗のIDを指定してください。",
    "{} is no store: {}": "{} という店舗は登録されていません。",
    "a tag is text of 1 to {} characters on one line": "タグは改行のない1〜{}文字で指定してください。",
    "Give 1 to {} of the characters a-z, 0-9, - and _, {}": (
        "a〜z、0〜9、-、_ を1〜{}文字で指定してください（先頭は英字か数字）。"
    ),
    "a friend can have at most {} tags": "1人に付けられるタグは{}個までです。",
    "“{}” is to be added as well; say one or the other": "「{}」を付けるか外すか、どちらか一方にしてください。",
    "her fields would hold {} bytes: {} are allowed": "友だち情報が合わせて {} バイトになります。{} バイトまでです。",
    "are {}: set at most {} at once": "{}個あります。一度に変更できるのは{}個までです。",
    "is no field: define it first (POST /v1/fields)": "この友だち情報は定義されていません。",
    "is retired: it can be cleared, and set no more": "使用終了の友だち情報です。消すことだけができます。",
    "cannot be edited; can be: {}": "変更できない項目です（変更できるもの: {}）。",
    "A field keeps its key: {}": "友だち情報のキーは変更できません。別の友だち情報を作ってください。",
    "A field keeps its type: {}": "友だち情報の種類は変更できません。別の友だち情報を作り、こちらは使用終了にしてください。",
    "All of them are retired; leave one, or retire the field.": "選択肢がすべて使用終了です。1つ残すか、友だち情報を使用終了にしてください。",
    "{} is gone, and friends may have it: keep it, with retired true.": (
        "{} がなくなっています。使っている友だちがいるかもしれないので、retired を true にして残してください。"
    ),
    "This is less than {}.": "{} より小さくなっています。",
    # segments
    "Say whom you mean: either where or segment_id, not both.": _WHERE_OR_ID,
    "There is no such segment; save it first, or choose another.": "そのセグメントはありません。別のものを選んでください。",
    "There is no such segment; make it first, or choose another.": "そのセグメントはありません。別のものを選んでください。",
    "There is no such coupon; {}": "そのクーポンはありません。別のものを選んでください。",
    "There is no such campaign; {}": "その配信はありません。別のものを選んでください。",
    "There is no such survey; {}": "その回答フォームはありません。別のものを選んでください。",
    "is not a field: use one of {}": "そのような項目はありません。次の中から選んでください: {}",
    "is not known here: leave it out (known: {})": "ここでは使えません。削除してください（使えるもの: {}）。",
    "is no field of the shop's own: {}": "この友だち情報は定義されていません。",
    "{}: use one of {}": "この項目には使えない演算子です。次の中から選んでください: {1}",
    '"{}" is missing': '"{}" がありません。',
    "must be a list of at least one condition or group": "条件かグループを1つ以上入れたリストで指定してください。",
    "has {}: use one, and nest the other inside it": "{} があります。1つだけにして、ほかはその中に入れてください。",
    "has {} members: {} are allowed": "{}個あります。{}個までです。",
    "is one condition too many: a segment may have {}": "条件が多すぎます。{}個までです。",
    "nested too deeply: {} levels are allowed": "入れ子が深すぎます。{}段までです。",
    "must be the id of a saved segment": "保存したセグメントのIDを指定してください。",
    "must be a list of two values: the first and the last of the range": "範囲の初めと終わりの2つをリストで指定してください。",
    "the first value must not be larger than the second: exchange them": "初めの値が終わりの値より大きくなっています。入れ替えてください。",
    # campaigns
    "Say who gets it: either segment_id or where, not both.": _WHERE_OR_ID,
    "Give the id of a segment.": "セグメントのIDを指定してください。",
    "Give the id of a coupon.": "クーポンのIDを指定してください。",
    "The messages name {{ coupon_url }}: say which coupon, or leave it out.": (
        "メッセージに {{ coupon_url }} があります。クーポンを選ぶか、削除してください。"
    ),
    "This time has passed; choose a later one, or send the campaign now.": (
        "過ぎた日時です。これからの日時にするか、すぐに配信してください。"
    ),
    "This campaign has gone out and recurs. To end it, give until, or delete it.": (
        "繰り返し配信されています。終わらせるには until を指定するか、削除してください。"
    ),
    "There is no time left until then; choose a later end.": "その終了日時までに配信する時がありません。終了日時を遅くしてください。",
    "There is no such time within fifty years.": "50年のうちに、その日時はありません。",
    "Choose a time within a year.": "1年以内の日時にしてください。",
    'Write {"recipients": 1000}, {"yen": 5000}, both, or null.': (
        '{"recipients": 1000}、{"yen": 5000}、その両方、または null を指定してください。'
    ),
    "Write five fields: minute, hour, day, month and weekday, such as 0 10 * * MON.": _FIVE,
    "{}. Write minute, hour, day, month and weekday, such as 0 10 * * MON.": _FIVE,
    'Write {"every": 2, "unit": "weeks"}.': '{"every": 2, "unit": "weeks"} のように書いてください。',
    "Say when it goes out first, such as 2026-12-24T10:00:00+09:00.": "最初の日時を 2026-12-24T10:00:00+09:00 のように書いてください。",
    "Write a time zone's IANA name, such as Asia/Tokyo.": "タイムゾーンを Asia/Tokyo のような名前で書いてください。",
    "Give one minute: a campaign goes out once an hour at the most.": "分は1つだけ指定してください。配信は1時間に1回までです。",
    "Give a list of 1 to {} ids of friends.": "友だちのIDを1〜{}人分指定してください。",
    "Give the id of a friend, each friend once.": "友だちのIDを、重複しないように指定してください。",
    # messages
    "Give a list of 1 to {} messages.": "メッセージを1〜{}件のリストで指定してください。",
    'A message is an object, such as {"type": "text", "text": "こんにちは"}.': (
        'メッセージは {"type": "text", "text": "こんにちは"} のように書いてください。'
    ),
    "Together the messages are more than LINE takes in one request; shorten them.": (
        "メッセージが合わせて LINE の上限を超えています。短くしてください。"
    ),
    "LINE takes {} {} at most; this {} {}.": "LINE の上限 {0} を超えています（{3}）。",
    "LINE takes {} bytes of JSON for this at most; it can become {}.": "JSON で {} バイトまでです（{} バイトになることがあります）。",
    "Write something here; it may not be blank.": "空白だけにはできません。",
    "The text holds half of a surrogate pair; write it anew.": "文字として読めない部分があります。書き直してください。",
    "No variable may stand here: {}": "ここに変数は使えません。",
    "No variable may stand here; write it out.": "ここに変数は使えません。",
    "No variable may stand in an address: {}": "URL に変数は使えません（友だちの情報を URL に入れないため）。",
    "There is no variable {}; there is: {}.": "{} という変数はありません（あるもの: {}）。",
    "The default of {} is empty; say something, or leave it out.": "{} の default が空です。文字を入れるか、default を削除してください。",
    "A {{ is not closed by }}.": "{{ が }} で閉じられていません。",
    "Cannot read {}; write {{ name }} or {{ name | default: 'x' }}.": (
        "{} を読めません。{{ name }} か {{ name | default: 'x' }} のように書いてください。"
    ),
    'Give an action, such as {"type": "uri", "label": "見る", "uri": "https://example.com/"}.': (
        'アクションを {"type": "uri", "label": "見る", "uri": "https://example.com/"} のように書いてください。'
    ),
    "Give {}, as an object.": "オブジェクト（{…}）で指定してください。",
    "Give {} of these; here are {}.": "ここに入れられる数は {} です（{}個あります）。",
    # addresses and numbers
    "Give a whole address that begins with {}.": "{} で始まる完全な URL を指定してください。",
    "Percent-encode what is neither a letter of ASCII, a digit nor a sign of URLs (UTF-8), and quotes.": (
        "URL に使えない文字と引用符は、パーセントエンコード（UTF-8）してください。"
    ),
    "After :// comes the name of a host, without a user or a password before it, then / and the path.": (
        ":// のあとにはホスト名を書いてください。ユーザー名とパスワードは書けません。"
    ),
    "Leave out the port, or give {} or one from 1024 to 65535.": "ポートは省くか、{} か 1024〜65535 にしてください。",
    "must have at most {} digits, those after the point included": "小数点以下を含めて{}桁までで指定してください。",
    "This is before 1970 or after 2286, which cannot be kept.": "1970年から2286年までの日時を指定してください。",
    "Write a colour as #RRGGBB.": "色を #RRGGBB の形で書いてください。",
    "Write a colour as #RRGGBB or #RRGGBBAA.": "色を #RRGGBB か #RRGGBBAA の形で書いてください。",
    "Write more than zero pixels, such as 12px.": "12px のように、0より大きい値を書いてください。",
    "Write width:height, such as 20:13, each from 1 to 100000, the height at most 3 times the width.": (
        "20:13 のように幅:高さを書いてください。それぞれ1〜100000、高さは幅の3倍までです。"
    ),
    "Write {} or more, at most {}.": "{} 以上 {} 以下で指定してください。",
    "Write {} or more, less than {}.": "{} 以上 {} 未満で指定してください。",
    # what a message is made of
    "Write a text; it may not be empty.": "文字列を書いてください。空にはできません。",
    "Give a name or an iconUrl, or leave out the sender.": "name か iconUrl を指定するか、sender を省いてください。",
    "LINE does not allow the word LINE in a sender's name.": "送信者の名前に LINE という語は使えません。",
    "Give the place of a $ in the text, counted in UTF-16 units from 0.": (
        "本文の $ の位置を、UTF-16 の単位で0から数えて指定してください。"
    ),
    "Another emoji has this place.": "この位置には、ほかの絵文字があります。",
    'Write the number from LINE\'s list of stickers as a text, such as "446".': (
        'LINE のスタンプ一覧にある番号を "446" のように文字列で書いてください。'
    ),
    "Use letters and digits of ASCII and underscores.": "半角英数字と _ だけを使ってください。",
    "Use letters and digits of ASCII and -.=,+*()%$&;:@{}!?<>[].": (
        "半角英数字と -.=,+*()%$&;:@{}!?<>[] だけを使ってください。"
    ),
    "The area must end within the picture: {} + {} ≤ {}.": "範囲は画像の中に収めてください: {} + {} ≤ {}",
    "At most {} images may be animated; here are {}.": "動く画像は{}個までです（{}個あります）。",
    "Give a text, or spans as contents.": "text か、span を並べた contents を指定してください。",
    "A {} box cannot hold this; it holds: {}.": "{} のボックスにこれは入れられません（入れられるもの: {}）。",
    "A component in a baseline box has no {}; remove it.": "baseline のボックスの中では {} は使えません。削除してください。",
    "A bubble needs a block: a header, hero, body or footer.": (
        "バブルには header、hero、body、footer のどれかが必要です。"
    ),
    "A bubble with a video is one of: {}.": "動画のあるバブルの大きさは次のどれかです: {}",
    "The first component of a block cannot be absolute.": "ブロックの最初の部品を absolute にはできません。",
    "Every bubble of a carousel has the same size as the first.": (
        "カルーセルのバブルは、すべて最初のものと同じ大きさにしてください。"
    ),
    "A video can stand in a bubble of its own, not in a carousel.": "動画は単独のバブルでだけ使えます。カルーセルには入れられません。",
    "Every column has as many actions as the first, {}.": "どの列のアクションも、最初の列と同じ{}個にしてください。",
    "Either every column has a {}, or none.": "{} は、すべての列に付けるか、どの列にも付けないかにしてください。",
    "Write {}, for the mode {}.": "mode が {1} なので、その形（{0}）で書いてください。",
    "'max' must be later than 'min'.": "max は min より後にしてください。",
    "A rich menu switch belongs into a rich menu. Choose one of: {}.": (
        "リッチメニューの切り替えは、リッチメニューでだけ使えます。次の中から選んでください: {}"
    ),
    "The action {} can stand in a quick reply only. Choose one of: {}.": (
        "アクション {} はクイックリプライでだけ使えます。次の中から選んでください: {}"
    ),
    "Give either displayText or text (deprecated), not both.": "displayText と text（非推奨）は、どちらか一方だけにしてください。",
    'This needs "inputOption": "openKeyboard".': '"inputOption": "openKeyboard" と一緒に使ってください。',
    "The deployment does not know its LIFF app: deploy it with liffId, or leave {{ coupon_url }} out.": (
        "LIFF アプリがまだ設定されていません。liffId を指定してデプロイするか、{{ coupon_url }} を外してください。"
    ),
    "The campaign carries no coupon: say which one, or leave this out.": (
        "この配信にはクーポンがありません。coupon_id を指定するか、これを外してください。"
    ),
    "The campaign says nothing, so it can announce nothing; choose another.": (
        "メッセージのない配信なので、お知らせだけを送ることはできません。ほかの値を選んでください。"
    ),
    'Write one of {"at": "2026-12-24T10:00:00+09:00"}, {"cron": "0 10 * * MON"} and {"rate": {"every": 2, "unit": "weeks"}, '
    '"start": "2026-12-24T10:00:00+09:00"}, or null to send it by hand.': (
        '{"at": "2026-12-24T10:00:00+09:00"}、{"cron": "0 10 * * MON"}、{"rate": {"every": 2, "unit": "weeks"}, "start": …} の'
        "どれか、手動で送るなら null を指定してください。"
    ),
    # memos and orders
    "This has not come yet. Give the time at which it was, or leave it out.": (
        "まだ来ていない日時です。その時の日時を指定するか、省いてください。"
    ),
    "This has not come yet. Give the time at which the friend bought.": "まだ来ていない日時です。購入した日時を指定してください。",
    "This has not come yet. Give the time of the order's last change.": (
        "まだ来ていない日時です。注文が最後に変わった日時を指定してください。"
    ),
    "This is more than she paid. Give all that was paid back by now, at most the amount.": (
        "支払額を超えています。これまでの返金の合計を、支払額までで指定してください。"
    ),
    "Give 1 to 64 printable ASCII characters without spaces and slashes.": (
        "空白と / を除く半角の文字を1〜64文字で指定してください。"
    ),
    "Give 1 to 64 printable ASCII characters, such as a UUID.": "UUID のような半角の文字を1〜64文字で指定してください。",
    "Choose a new key for each new request.": "新しい操作には、新しいキーを使ってください。",
    "Give 1 to {} ascending whole numbers from {} to {}.": "{1}〜{2} の整数を、小さい順に1〜{0}個指定してください。",
    "must be an address that begins with https://, or the reference (up_…) of a picture that she has uploaded": (
        "https:// で始まる URL か、この友だちが送った画像の参照（up_…）を指定してください。"
    ),
    "is no picture that she has uploaded": "この友だちが送った画像ではありません。",
    # conditions
    "holds nothing that can be seen": "見える文字がありません。",
    "must be a whole number of days from 0 to {}": "日数を 0〜{} の整数で指定してください。",
    "must be a whole number of months from 0 to {}": "月数を 0〜{} の整数で指定してください。",
    "must be the path of a property, of at most five names, such as postback.data": (
        "postback.data のような項目の名前を、5段までで指定してください。"
    ),
    'must be an object of tags and days: {"tags": ["vip"], "days": 7}': (
        '{"tags": ["vip"], "days": 7} のように、tags と days を指定してください。'
    ),
    'must be an object of "salt" (a text), "from" and "to" (thousandths)': (
        "salt（文字列）、from、to（千分率）を持つオブジェクトで指定してください。"
    ),
    'must be larger than "from": the cohort ends before it': "from より大きくしてください。",
    "must be an object of {}": "{} を持つオブジェクトで指定してください。",
    # the shop's settings
    "Say this too: all settings are saved at once.": "これも指定してください。設定はすべて一度に保存されます。",
    "Write hours and minutes from 00:00 to 11:59, such as 05:00.": "00:00〜11:59 の時刻を 05:00 のように書いてください。",
    "Give a whole number of messages, 0 to {}.": "通数を 0〜{} の整数で指定してください。",
    "Give a list of 0 to {} tiers.": "料金の段を0〜{}個のリストで指定してください。",
    'A tier is an object, such as {"up_to": 50000, "yen": 3.0}.': '料金の段は {"up_to": 50000, "yen": 3.0} のように書いてください。',
    "Say up to how many messages; null stands for all the rest, at the end.": "何通までかを書いてください。最後の段だけは null（残りすべて）にできます。",
    "Give a price in yen, 0 to {}, with at most 3 decimals.": "単価を 0〜{} 円、小数は3桁までで指定してください。",
    "Give a whole number above {}: tiers ascend.": "{} より大きい整数にしてください（段は小さい順に並べます）。",
    "Give no more than enter: whoever enters would leave at once.": "enter 以下にしてください（VIP になってすぐ外れてしまうため）。",
    "Say which products or categories of the shop's lines are meant.": "どの商品かカテゴリーかを指定してください。",
    "must be the cursor of a page of the same list, with the same filters": "同じ一覧の続きの位置ではありません。",
}
"""By what the API says; ``{}`` stands for what it says of the case at hand, and for the same in Japanese."""


def in_japanese(message: str) -> str:
    """A fault in Japanese; one that is not known here as it is."""
    for pattern, said in _patterns():
        if found := pattern.fullmatch(message):
            return _filled(said, found.groups())
    return message


def _filled(said: str, parts: Sequence[str]) -> str:
    """``{}`` stands for the next part, ``{2}`` for the third."""
    following = iter(parts)
    return re.sub(r"\{(\d?)\}", lambda at: parts[int(at[1])] if at[1] else next(following), said)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Those first that leave the least open."""
    known = sorted(JA.items(), key=lambda pair: (pair[0].count("{}"), -len(pair[0])))
    return [(re.compile("(.*)".join(map(re.escape, said.split("{}"))), re.DOTALL), ja) for said, ja in known]
