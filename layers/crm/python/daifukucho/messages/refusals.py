"""What can be wrong with any part of a message. What concerns one type alone is in that type's module."""

from daifukucho.kernel.errors import Wrong
from daifukucho.messages.lengths import Unit

NOT_A_LIST = Wrong("リスト（[…]）で指定してください。", "Give a list.")
UNKNOWN_MEMBER = Wrong(
    "ここに「{name}」という項目はありません。削除してください（あるもの: {known}）。",
    "There is no {name!r} here; remove it. There is: {known}.",
)
MISSING_MEMBER = Wrong("「{name}」がありません。追加してください。", "Add {name!r}; it is missing.")

FEWER_OR_MORE = Wrong(
    "ここには {low}〜{high} 個を入れてください（いま {count} 個あります）。",
    "Give {low} to {high} of these; here are {count}.",
)
NOT_SO_MANY = Wrong(
    "ここには {low} 個を入れてください（いま {count} 個あります）。", "Give {low} of these; here are {count}."
)
TOO_FEW = Wrong(
    "ここには {low} 個以上を入れてください（いま {count} 個あります）。",
    "Give {low} or more of these; here are {count}.",
)

NOT_THIS_NUMBER = Wrong("{least:,} を指定してください。", "Give {least:,}.")
NOT_WHOLE_FROM = Wrong("{least:,} 以上の整数を指定してください。", "Give a whole number from {least:,}.")
NOT_WITHIN = Wrong("{low:g}〜{high:g} の数を指定してください。", "Give a number from {low:g} to {high:g}.")

NOT_A_TEXT = Wrong("文字列で指定してください。", "Give a text.")
BLANK = Wrong("文字を書いてください。空白だけにはできません。", "Write something here; it may not be blank.")
EMPTY = Wrong("文字列を書いてください。空にはできません。", "Write a text; it may not be empty.")
NO_VARIABLE = Wrong("ここに変数は使えません。文字のまま書いてください。", "No variable may stand here; write it out.")
NO_VARIABLE_IN_DATA = Wrong(
    "ここに変数は使えません。外してください。変数を使えるのは、人が読むところだけです。",
    "No variable may stand here; remove it: only what a person reads can hold one.",
)
NO_VARIABLE_IN_AN_ADDRESS = Wrong(
    "URL に変数は使えません。外してください。友だちの情報を URL に入れないためです。",
    "No variable may stand in an address; remove it: nothing of a friend may get into a URL.",
)

TOO_LONG = {
    Unit.UTF16: Wrong(
        "短くしてください。LINE の上限は UTF-16 の単位で {most:,} ですが、{length:,} あります。",
        "Shorten this: LINE takes {most:,} UTF-16 units at most, and it has {length:,}.",
    ),
    Unit.CLUSTERS: Wrong(
        "短くしてください。LINE の上限は {most:,} 文字ですが、{length:,} 文字あります。",
        "Shorten this: LINE takes {most:,} characters at most, and it has {length:,}.",
    ),
}
MAY_BECOME_TOO_LONG = {
    Unit.UTF16: Wrong(
        "短くしてください。LINE の上限は UTF-16 の単位で {most:,} ですが、{length:,} になることがあります。",
        "Shorten this: LINE takes {most:,} UTF-16 units at most, and it can become {length:,}.",
    ),
    Unit.CLUSTERS: Wrong(
        "短くしてください。LINE の上限は {most:,} 文字ですが、{length:,} 文字になることがあります。",
        "Shorten this: LINE takes {most:,} characters at most, and it can become {length:,}.",
    ),
}
"""Where a variable stands, by what its longest value makes of the text."""
