"""What inflow routes 流入経路 refuse, in both languages."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable, Wrong

INVALID_INFLOW_ROUTE = Refusal(
    Invalid,
    "invalid_inflow_route",
    "このままでは流入経路を保存できません。",
    "The inflow route cannot be saved as it is.",
)
INFLOW_NOT_FOUND = Refusal(NotFound, "inflow_not_found", "その流入経路はありません。", "There is no such inflow route.")
KEY_TAKEN = Refusal(
    Conflict,
    "inflow_taken",
    "このキーの流入経路がすでにあります。別のキーを指定してください。",
    "There is an inflow route of this key already. Choose another key.",
)
KEY_KEPT = Wrong(
    "キーは印刷されているため、変更できません。別の流入経路を作ってください。",
    "An inflow route keeps its key, because the key is printed. Make another inflow route.",
)
NOT_RECORDED = Refusal(
    Unavailable,
    "contention",
    "来訪はまだ記録されていません。もう一度実行してください。",
    "The visit is not recorded yet; try again.",
)
