"""What the sample friends are like: how many have which tag, when people are awake, what they write."""

DAYS = 2 * 365
"""Their histories began within the last so many days."""

HOURS = (1, 0, 0, 0, 0, 1, 4, 10, 12, 8, 7, 8, 14, 9, 7, 7, 8, 11, 14, 18, 20, 19, 13, 6)
"""How much happens in each hour of a day in Japan: on the way to work, at noon, and above all in the evening."""

BLOCKED = 0.08
RETURNED = 0.02
"""Blocked the account, and took it back later."""

ROUTES = {"店頭POP": 0.30, "Instagram": 0.18, "ホームページ": 0.10, "チラシ": 0.07}
"""By which inflow route the friend came; of the other friends it is not known."""

CAME_AGAIN = 0.08
"""By a route, whichever it was at first."""

AUDIENCES = {
    ("20代女性", 20): 0.09,
    ("30代女性", 30): 0.10,
    ("40代女性", 40): 0.08,
    ("50代女性", 50): 0.05,
    ("20代男性", 20): 0.04,
    ("30代男性", 30): 0.05,
    ("40代男性", 40): 0.04,
}
"""What the friend answered to the question, and the least age that goes with it."""

HABITS = {"予約者": 0.22, "クーポン利用": 0.10, "VIP": 0.03, "要フォロー": 0.02}
VISITED, VISITED_OF_BOOKED = "来店済み", 0.7
"""Who has booked mostly came as well."""

BIRTHDAY = 0.25
WITHOUT_YEAR = 0.2
"""Of those birthdays."""

DO_NOT_SEND = 0.015
IN_PROGRESS = 0.01
NOTED = 0.02
WROTE = 0.12
TAPPED = 0.06

BOUGHT = 0.12
ORDERS = (1, 1, 1, 2, 2, 4)
"""How often those have bought who have."""
REFUNDED = 0.05
CANCELLED = 0.05
"""Of those who have bought: the latest order was paid back in part, or cancelled."""

PRODUCTS = (
    ("daifuku-6", "豆大福 6個入り", "和菓子", 1_600, 640),
    ("dango-3", "みたらし団子 3本", "和菓子", 540, 190),
    ("dorayaki", "どら焼き", "和菓子", 260, 90),
    ("kuri-yokan", "栗ようかん", "和菓子", 2_400, 1_000),
    ("pudding", "抹茶プリン", "洋菓子", 420, 160),
    ("sencha", "煎茶 100g", "お茶", 1_080, 500),
)
"""By id: the name, the category, what a piece costs the friend, and what it costs the shop, in yen."""
TILLS = ("渋谷店", "上野店", "オンライン")
"""Where they buy, as the tills say it; the stack has no such stores."""

SAYINGS = (
    "予約はできますか",
    "今週の土曜、2名で予約したいです",
    "営業時間を教えてください",
    "駐車場はありますか？",
    "ありがとうございます😊",
    "クーポンはまだ使えますか",
    "とてもおいしかったです！また伺います",
    "予約の時間を18時から19時に変更できますか",
    "キャンセルをお願いします🙇",
    "こちらの商品の在庫はありますか",
    "はじめまして。インスタを見て追加しました✨",
    "子ども連れでも大丈夫でしょうか",
    "少し遅れます、すみません",
    "新作はいつからですか",
    "Do you have a vegetarian menu?",
)
STICKERS = (("446", "1988"), ("446", "2003"), ("789", "10857"), ("11537", "52002734"))
TAPS = ("menu=reserve", "menu=coupon", "menu=access", "menu=card")
NOTES = (
    "窓側の席をご希望。",
    "卵アレルギーあり。\n注文のたびに確認する。",
    "お誕生日に毎年ご来店。",
    "お電話は夕方以降に。",
)
