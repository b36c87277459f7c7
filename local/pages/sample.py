"""A shop with ranks, points and a shop card, and a friend who has some of each."""

import hashlib
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from daifukucho_client import Client, NotFound
from daifukucho_client.ranks import RanksDefinition
from daifukucho_client.stamps import StampsDefinition
from local.api import connect
from local.line.client import LineSimulator

HANAKO = "大福 花子"
RANKS: RanksDefinition = {
    "measure": "yen",
    "months": 12,
    "never_falls": False,
    "ranks": [
        {"id": "silver", "name": {"ja": "シルバー", "en": "Silver"}, "threshold": 0, "multiplier": 1},
        {"id": "gold", "name": {"ja": "ゴールド", "en": "Gold"}, "threshold": 10_000, "multiplier": 1.5},
    ],
}
SHOP_CARD: StampsDefinition = {
    "cards": [
        {
            "name": {"ja": "大福カード", "en": "Daifuku card"},
            "goal": 10,
            "sign": {"text": "福", "image_url": None},
            "tickets": [
                {"id": "tea", "at": 5, "name": {"ja": "お茶1杯", "en": "A cup of tea"}, "days": 30},
                {"id": "mochi", "at": 10, "name": {"ja": "大福1個", "en": "One daifuku"}, "days": 30},
            ],
        }
    ],
    "bonus": 0,
    "expiry": None,
    "once_a_day": False,
    "hours": None,
}
SPENT_YEN, POINTS, SOON, STAMPS = 6_800, 1_000, 200, 7
"""The points for a purchase; granted without an end, and granted until soon; all on the friend's card."""
_PATIENCE = 60.0


def set_up(api: Client) -> None:
    """Ranks and a shop card, where the shop has none of its own."""
    if api.ranks.get().version == 0:
        api.ranks.update(RANKS)
    if api.stamps.get().version == 0:
        api.stamps.update(SHOP_CARD)


def member(stack: Mapping[str, Any], name: str = HANAKO) -> str:
    """A friend of this name, who follows the shop and has been there; the same one each time. Returns the friend's id.

    Raises TimeoutError if the shop does not get to know the friend.
    """
    user_id = "U" + hashlib.sha256(name.encode()).hexdigest()[:32]
    with connect(stack) as api, LineSimulator(stack["line_api"]) as line:
        set_up(api)
        line.put_friends([{"user_id": user_id, "display_name": name, "following": True}])
        if not _is_known(api, user_id):
            line.follow(user_ids=[user_id], redeliveries=5)
            deadline = time.monotonic() + _PATIENCE
            while not _is_known(api, user_id):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the shop does not know {name} after {_PATIENCE:.0f} s")
                time.sleep(0.2)
        favour(api, user_id)
    return user_id


def favour(api: Client, friend_id: str) -> None:
    """What the friend has of the shop, once however often it is given."""
    if api.points.account(friend_id).reached:
        return
    key = f"sample-{friend_id}"
    bought = api.points.grant(friend_id, POINTS, amount_yen=SPENT_YEN, idempotency_key=f"{key}-bought")
    api.points.grant(friend_id, SOON, expires_on=(bought.at + timedelta(days=10)).date(), idempotency_key=f"{key}-soon")
    api.stamps.give(friend_id, STAMPS, idempotency_key=f"{key}-stamps")


def _is_known(api: Client, friend_id: str) -> bool:
    """Whether the shop knows who the friend is; the name comes a moment after the friend."""
    try:
        return api.friends.get(friend_id).display_name is not None
    except NotFound:
        return False
