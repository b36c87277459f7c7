"""``/v1/stores``: where the shop's customers meet its staff."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.once import Once, once
from daifukucho.kernel.time import to_iso
from daifukucho.stores.pin import hashed
from daifukucho.stores.store import Store
from daifukucho.stores.tries import MOST_TRIES, STORE_TRIES
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    Cursor,
    FriendId,
    IdempotencyKey,
    IfMatch,
    Limit,
    NamePart,
    StoreId,
    answers,
    created,
    example,
    nothing,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["stores"]
_STORE = {
    "store_id": "01JD0000000000000000000010",
    "version": 1,
    "name": "本店",
    "active": True,
    "has_pin": True,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T12:00:00+09:00",
}


class StoreBody(Body):
    """A store 店舗 to save."""

    model_config = example({"name": "本店", "pin": "482913", "active": True})

    name: str = Field(examples=["本店"], json_schema_extra={"minLength": 1, "maxLength": 100})
    pin: str | None = Field(
        None,
        description="4 to 8 digits, with which staff redeem on a customer's phone; six are well chosen. Left out, it "
        "stays as it is. It is kept hashed and never told.",
        json_schema_extra={"pattern": "^[0-9]{4,8}$"},
    )
    active: bool = Field(True, description="`false`: nothing is redeemed here, and its operators may do nothing.")


class StoreModel(Answer):
    """A store 店舗."""

    model_config = example(_STORE)

    store_id: str
    version: int
    name: str
    active: bool
    has_pin: bool
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, store: Defined[Store]) -> "StoreModel":
        return cls(**_facts(store))


class StoreInFullModel(StoreModel):
    """A store 店舗, and how often its PIN was tried in vain."""

    model_config = example(_STORE | {"wrong_pins_today": 0})

    wrong_pins_today: int = Field(
        description="Wrong tries of all friends at the present PIN on this date in Japan. From "
        f"{STORE_TRIES} on, an alarm rings and a friend has one try instead of {MOST_TRIES}."
    )

    @classmethod
    def in_full(cls, crm: CrmApi, store: Defined[Store]) -> "StoreInFullModel":
        return cls(**_facts(store), wrong_pins_today=crm.counter.pins.wrong_today(store))


class StorePage(Answer):
    """Some stores."""

    model_config = example({"items": [_STORE], "cursor": None})

    items: list[StoreModel]
    cursor: str | None


def _facts(store: Defined[Store]) -> dict[str, Any]:
    return {
        "store_id": store.id,
        "version": store.version,
        "name": store.says.name,
        "active": store.says.active,
        "has_pin": store.says.pin_hash is not None,
        "created_at": to_iso(store.created_at),
        "updated_at": to_iso(store.updated_at),
    }


def _once(by: str, key: str | None, body: StoreBody) -> Once | None:
    """A request under its key. What is kept of its content would give a PIN of a few digits away, so the PIN's hash is
    taken in its place, with the request's own token as the salt: the same for all copies."""
    given = body.model_dump(mode="json")
    request = once("createStore", by, key, "")
    if request and body.pin is not None:
        given["pin"] = hashed(body.pin, bytes.fromhex(request.token)[:16])
    return once("createStore", by, key, json.dumps(given, sort_keys=True))


@router.get(
    "/v1/stores",
    summary="List stores",
    description="The newest first.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of stores"),
    operation_id="listStores",
)
def list_stores(crm: Crm, cursor: Cursor = None, limit: Limit = 50, q: NamePart = None) -> StorePage:
    page = crm.counter.stores.list(cursor, limit, q=q)
    return StorePage(items=list(map(StoreModel.of, page.items)), cursor=page.cursor)


@router.post(
    "/v1/stores",
    summary="Save a store",
    description="With an `Idempotency-Key`, however often it is sent, one store is saved.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The store as saved; `Location` is its path", "invalid_store", "idempotency_key_reused", status=201
    ),
    operation_id="createStore",
)
def create_store(crm: Crm, by: Caller, body: StoreBody, key: IdempotencyKey = None) -> Response[StoreModel]:
    made = crm.counter.store_editor.create(body.model_dump(), _once(by, key, body))
    return created(StoreModel.of(made.value), made.value.version, f"/v1/stores/{made.value.id}", replayed=made.replayed)


@router.get(
    "/v1/stores/<store_id>",
    summary="Get a store",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The store", "store_not_found"),
    operation_id="getStore",
)
def get_store(crm: Crm, store_id: StoreId) -> Response[StoreInFullModel]:
    store = crm.counter.stores.get(store_id)
    return tagged(StoreInFullModel.in_full(crm, store), store.version)


@router.put(
    "/v1/stores/<store_id>",
    summary="Change a store",
    description="A `pin` that is left out stays as it is.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The store as saved", "store_not_found", "changed_meanwhile", "invalid_store"),
    operation_id="updateStore",
)
def update_store(crm: Crm, store_id: StoreId, body: StoreBody, if_match: IfMatch = None) -> Response[StoreModel]:
    store = crm.counter.store_editor.update(store_id, body.model_dump(), versions_in(if_match))
    return tagged(StoreModel.of(store), store.version)


@router.delete(
    "/v1/stores/<store_id>",
    summary="Delete a store",
    description="Its operators may do nothing from then on, and nothing is redeemed there. To close it for a while, "
    "set `active` to `false`.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is deleted", "store_not_found", "changed_meanwhile", status=204, content=False),
    operation_id="deleteStore",
)
def delete_store(crm: Crm, store_id: StoreId, if_match: IfMatch = None) -> Response[None]:
    crm.counter.store_editor.delete(store_id, versions_in(if_match))
    return nothing()


@router.delete(
    "/v1/stores/<store_id>/locks/<friend_id>",
    summary="Unlock a store's PIN for a friend",
    description="Forgets the friend's wrong tries at it. To begin anew for everybody, give the store a new PIN.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("They are forgotten", "store_not_found", status=204, content=False),
    operation_id="unlockStore",
)
def unlock_store(crm: Crm, store_id: StoreId, friend_id: FriendId) -> Response[None]:
    crm.counter.pins.unlock(crm.counter.stores.get(store_id), friend_id)
    return nothing()
