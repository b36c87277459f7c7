"""What is refused of points, and what can be wrong with what a person asks to be moved."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Wrong

INVALID_POINTS = Refusal(
    Invalid,
    "invalid_points",
    "このままではポイントの設定を保存できません。",
    "The settings of the points cannot be saved.",
)

INVALID_MOVEMENT = Refusal(
    Invalid,
    "invalid_movement",
    "ポイントをこのように動かすことはできません。",
    "Points cannot be moved like this.",
)
NO_MOVEMENT = Wrong("取り消す付与・利用を指定してください。", "Say which movement is refunded.")
OF_REFUNDS_ALONE = Wrong("取り消しだけの項目です。省いてください。", "Only a refund has this; leave it out.")
OF_GRANTS_ALONE = Wrong("付与だけの項目です。省いてください。", "Only a grant has this; leave it out.")
NO_POINTS_USED = Wrong("利用するポイント数を指定してください。", "Say how many points are used.")
PURCHASE_OF_USE = Wrong(
    "購入額は付与のときに数えます。利用では省いてください。",
    "A purchase is counted with its grant; leave it out of a use.",
)
NO_POINTS_GRANTED = Wrong(
    "付与するポイント数か、購入額（amount_yen）を指定してください。",
    "Say how many points are granted, or the yen of the purchase (amount_yen).",
)
NOT_A_DATE = Wrong("2027-11-30 のような日付を書いてください。", "Write a date, such as 2027-11-30.")
NOT_A_LINE = Wrong(
    "改行のない1〜{most}文字で指定するか、省いてください。",
    "Give a text of 1 to {most} characters on one line, or leave it out.",
)
DAY_IS_OVER = Wrong(
    "まだ過ぎていない日付を指定してください。",
    "Give a day that is not over.",
)
NO_YEN_PER_POINT = Wrong(
    "ポイント数を指定してください。購入額に対するポイント（yen_per_point）が設定されていません。",
    "Say how many: what a purchase is worth has not been set up (yen_per_point).",
)
LESS_THAN_A_POINT = Wrong(
    "1ポイント以上になる金額を指定してください。何も付与していません。",
    "Give an amount that is worth a whole point; nothing was granted.",
)
MORE_THAN_WAS_MOVED = Wrong(
    "動かしたポイントの {points:,} 以下で指定してください。",
    "Give at most {points:,}, the points of the movement.",
)
NO_PURCHASE_TO_UNDO = Wrong(
    "利用には取り消す購入額がありません。省いてください。", "A use has no purchase to undo; leave it out."
)
MORE_THAN_WAS_BOUGHT = Wrong(
    "購入額の {yen:,}円以下で指定してください。",
    "Give at most {yen:,}, the yen of the purchase.",
)

NOT_ENOUGH_POINTS = Refusal(
    Conflict,
    "not_enough_points",
    "ポイントが足りません。何も使っていません。",
    "There are not enough points for this; nothing was used.",
)
ALREADY_REFUNDED = Refusal(
    Conflict,
    "already_refunded",
    "この付与・利用はすでに取り消されています。何もしていません。",
    "This movement has been refunded; nothing was done.",
)
POINTS_EXPIRED = Refusal(
    Conflict,
    "points_expired",
    "付与したポイントは失効しているため、取り消すものがありません。",
    "The points of this grant have expired; there is nothing to take back.",
)
MOVEMENT_NOT_FOUND = Refusal(
    NotFound,
    "movement_not_found",
    "この友だちに、そのポイントの動きはありません。",
    "There is no such movement of this friend.",
)
NOTHING_TO_REFUND = Refusal(
    NotFound,
    "movement_not_found",
    "この友だちに、そのポイントの付与・利用はありません。",
    "There is no such grant or use among this friend's movements.",
)
