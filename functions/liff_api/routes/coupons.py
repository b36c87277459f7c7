"""The friend's coupons クーポン, and one of them, which a staff member redeems on the friend's phone."""

import re
from collections.abc import Sequence
from typing import Literal

from aws_lambda_powertools.metrics import MetricUnit
from gate import Request, Route
from typing_extensions import TypedDict

from daifukucho.coupons.coupon import Coupon, CouponKind, Uses
from daifukucho.coupons.holding import State, Use
from daifukucho.coupons.refusals import COUPON_NOT_FOUND
from daifukucho.coupons.wallet import Shown
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.once import checked
from daifukucho.kernel.rules import Pattern, Text
from daifukucho.kernel.shape import Shape
from daifukucho.stores.store import Store
from daifukucho.stores.till import PinRefused
from daifukucho_aws.codes import qr_svg
from daifukucho_aws.edge_refusals import NO_PIN, NO_REDEMPTION
from daifukucho_aws.metrics import Metric

_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_REDEMPTION = Shape({"store_id": Text(64), "pin": Pattern("[0-9]{4,8}", NO_PIN), "key": Text(64)})

CouponState = Literal["usable", "not_started", "redeemed", "expired", "sold_out"]


class CouponUse(TypedDict):
    """`store`: null if the shop has deleted it. Instants are epoch milliseconds."""

    at: int
    store: str | None


class CouponInShort(TypedDict):
    """`used`: its latest use. `stores`: where it is valid; null: everywhere."""

    id: str
    title: str
    kind: CouponKind
    amount: int | None
    percent: int | None
    state: CouponState
    starts_at: int | None
    valid_until: int | None
    stores: list[str] | None
    used: CouponUse | None


class Wallet(TypedDict):
    at: int
    coupons: list[CouponInShort]


class Till(TypedDict):
    id: str
    name: str


class CouponInFull(CouponInShort):
    """`again`: it may be used more than once. `qr`: SVG. `tills`: the stores that redeem it by PIN."""

    at: int
    description: str
    image_url: str | None
    again: bool
    qr: str | None
    tills: list[Till]


class CouponRedeemed(TypedDict):
    at: int
    used: CouponUse


def show_all(request: Request) -> Wallet:
    """The friend's wallet: what ``Wallet.mine`` reads, and the stores (as everywhere here: a query)."""
    mine = request.liff.till.wallet.mine(request.friend().friend_id)
    stores = request.liff.till.stores.all()
    return {"at": request.liff.clock(), "coupons": [_in_short(shown, stores) for shown in mine]}


def open_one(request: Request) -> CouponInFull:
    """One coupon, with its code for the till: what ``Wallet.open`` reads and writes."""
    friend, coupon_id = request.friend(), _coupon_id(request)
    shown, stores = request.liff.till.wallet.open(friend.friend_id, coupon_id), request.liff.till.stores.all()
    says, code = shown.coupon.says, shown.holding.code if shown.holding and shown.is_usable else None
    return {
        "at": request.liff.clock(),
        **_in_short(shown, stores),
        "description": says.description,
        "image_url": says.image_url,
        "again": says.uses is Uses.UNLIMITED,
        "qr": qr_svg(code) if code else None,
        "tills": [
            {"id": store.id, "name": store.says.name}
            for store in stores
            if _takes(says, store) and store.says.pin_hash is not None
        ],
    }


def redeem(request: Request) -> CouponRedeemed:
    """With a store's PIN; ``key``: the same for all copies of the request. What ``PinRedemption.with_pin`` reads and writes.
    While a store is on guard, each wrong try is counted and logged."""
    told = request.told(NO_REDEMPTION)
    friend, coupon_id = request.friend(), _coupon_id(request)
    try:
        done = request.liff.till.pin_redemption.with_pin(
            friend.friend_id, coupon_id, told["store_id"], told["pin"], checked(told["key"])
        )
    except PinRefused as error:
        if error.on_guard:
            request.log.info("PINs are being guessed", extra={"store": told["store_id"], "code": error.code})
            request.metrics.add_metric(Metric.PINS_GUARDED, MetricUnit.Count, 1)
            request.metrics.flush_metrics()
        raise
    return {"at": request.liff.clock(), "used": _use(done.use, request.liff.till.stores.all())}


def _coupon_id(request: Request) -> str:
    coupon_id = request.params["coupon_id"]
    if not _ID.fullmatch(coupon_id):
        raise COUPON_NOT_FOUND()
    return coupon_id


def _in_short(shown: Shown, stores: Sequence[Defined[Store]]) -> CouponInShort:
    says, use = shown.coupon.says, shown.holding.last_use if shown.holding else None
    return {
        "id": shown.coupon.id,
        "title": says.title,
        "kind": says.kind,
        "amount": says.amount,
        "percent": says.percent,
        "state": _state(shown),
        "starts_at": says.starts_at,
        "valid_until": shown.valid_until,
        "stores": [store.says.name for store in stores if _takes(says, store)] if says.stores else None,
        "used": _use(use, stores) if use else None,
    }


def _state(shown: Shown) -> CouponState:
    """A coupon that was taken back is shown to nobody."""
    if shown.is_usable:
        return "usable"
    if shown.sold_out:
        return "sold_out"
    if shown.not_started:
        return "not_started"
    return "redeemed" if shown.state is State.REDEEMED else "expired"


def _takes(coupon: Coupon, store: Defined[Store]) -> bool:
    return store.says.active and (not coupon.stores or store.id in coupon.stores)


def _use(use: Use, stores: Sequence[Defined[Store]]) -> CouponUse:
    return {"at": use.at, "store": next((store.says.name for store in stores if store.id == use.store_id), None)}


ROUTES = (
    Route("GET", "coupons", show_all),
    Route("POST", "coupons/{coupon_id}/open", open_one),
    Route("POST", "coupons/{coupon_id}/redemptions", redeem, body=_REDEMPTION),
)
