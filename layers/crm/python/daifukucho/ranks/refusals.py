"""What is refused of ranks, and what can be wrong with what a person says of them."""

from daifukucho.kernel.errors import Invalid, Refusal, Wrong

INVALID_RANKS = Refusal(
    Invalid, "invalid_ranks", "このままではランクを保存できません。", "The ranks cannot be saved like this."
)
NOT_ASCENDING = Wrong(
    "前のランクより大きい数を指定してください。ランクは低い順に並べます。",
    "Give more than the threshold of the rank before: ranks ascend.",
)
NOT_A_MULTIPLIER = Wrong(
    "1.5 のように、0より大きく100以下の数を、小数は2桁までで指定してください。",
    "Give a number above 0, at most 100, with at most two decimals, such as 1.5.",
)
FIELD_IN_NOTICE = Wrong(
    "友だち情報の変数を外してください。お知らせでは使えません（配信では使えます）。",
    "Leave out the shop's own fields: a notice does not know them, only campaigns do.",
)
