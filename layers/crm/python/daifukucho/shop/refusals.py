"""What is refused of the shop's settings, and what can be wrong with what a person says of them."""

from daifukucho.kernel.errors import Invalid, Refusal, Wrong

INVALID_SETTINGS = Refusal(
    Invalid,
    "invalid_shop",
    "このままではお店全体の設定を保存できません。",
    "The shop's settings cannot be saved as they are.",
)
NO_DAY_START = Wrong(
    "00:00〜11:59 の時刻を 05:00 のように書いてください。",
    "Write hours and minutes from 00:00 to 11:59, such as 05:00.",
)
NO_PLAN = Wrong(
    '次の中から選ぶか、{{"included": …, "tiers": […]}} か null を指定してください: {choices}',
    'Choose one of: {choices}; or write {{"included": …, "tiers": […]}}, or null.',
)
NO_VOLUME = Wrong("通数を 0〜{most:,} の整数で指定してください。", "Give a whole number of messages, 0 to {most:,}.")
NO_TIERS = Wrong("料金の段を0〜{most}個のリストで指定してください。", "Give a list of 0 to {most} tiers.")
NO_TIER = Wrong(
    '料金の段を {{"up_to": 50000, "yen": 3.0}} のように、オブジェクトで指定してください。',
    'Give a tier as an object, such as {{"up_to": 50000, "yen": 3.0}}.',
)
NO_END = Wrong(
    "何通までかを指定してください。最後の段の null は、残りすべてを表します。",
    "Say up to how many messages; null stands for all the rest, at the end.",
)
NOT_ASCENDING = Wrong(
    "{reached:,} より大きい整数を指定してください。料金の段は小さい順に並べます。",
    "Give a whole number above {reached:,}: tiers ascend.",
)
NO_PRICE = Wrong(
    "単価を 0〜{most} 円、小数は3桁までで指定してください。",
    "Give a price in yen, 0 to {most}, with at most 3 decimals.",
)
