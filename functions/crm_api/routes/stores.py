"""``/v1/stores``: where the shop's customers meet its staff."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router

from daifukucho.kernel.once import Once
from daifukucho.stores.pin import hashed
from daifukucho.stores.store import STORE
from daifukucho.stores.tries import MOST_TRIES, STORE_TRIES
from routes.definitions import About, Adds, Definitions
from routes.shared import MAY_WRITE, Crm, FriendId, StoreId, answers, nothing

router = Router()
_TAGS = ["stores"]


def _without_pin(given: Mapping[str, Any], request: Once) -> Mapping[str, Any]:
    """A PIN of a few digits could be guessed from a kept fingerprint of the content, so the PIN's hash is taken in its
    place, with the request's own token as the salt: the same for all copies."""
    pin = given.get("pin")
    return {**given, "pin": hashed(pin, bytes.fromhex(request.token)[:16])} if isinstance(pin, str) else given


STORES = Definitions(
    STORE,
    lambda crm: crm.till.stores,
    lambda crm: crm.till.store_editor,
    About(
        tag="stores",
        example_id="01JD0000000000000000000010",
        of_update="A `pin` that is left out stays as it is.",
        of_delete="Its staff members may do nothing from then on, and nothing is redeemed there. To close it for a while, "
        "set `active` to `false`.",
    ),
    adds=Adds(
        {"has_pin": {"type": "boolean"}},
        lambda crm, store: {"has_pin": store.says.pin_hash is not None},
        {"has_pin": True},
    ),
    in_full=Adds(
        {
            "wrong_pins_today": {
                "type": "integer",
                "description": "Wrong tries of all friends at the present PIN on this date in Japan. From "
                f"{STORE_TRIES} on, an alarm rings and a friend has one try instead of {MOST_TRIES}.",
            }
        },
        lambda crm, store: {"wrong_pins_today": crm.till.pins.wrong_today(store)},
        {"wrong_pins_today": 0},
    ),
    content=_without_pin,
)
STORES.add_to(router)


@router.delete(
    "/v1/stores/<store_id>/locks/<friend_id>",
    summary="Unlock a store's PIN for a friend",
    description="Forgets the friend's wrong tries at it. To begin anew for all friends, give the store a new PIN.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("They are forgotten", "store_not_found", status=204, content=False),
    operation_id="unlockStore",
)
def unlock_store(crm: Crm, store_id: StoreId, friend_id: FriendId) -> Response[None]:
    crm.till.pins.unlock(crm.till.stores.get(store_id), friend_id)
    return nothing()
