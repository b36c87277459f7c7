"""The coupon that a campaign carries クーポン付き配信: what may be said of it, and its address in the messages.

Whoever is written to is given the coupon first, by the sender. A campaign with a coupon and without messages gives it
and says nothing: LINE is not called.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from daifukucho.campaigns.refusals import (
    COUPON_DELETED,
    INVALID_CAMPAIGN,
    LIFF_UNKNOWN,
    NO_COUPON_AGAIN,
    NO_LIFF,
    NO_SUCH_COUPON,
    NOTHING_TO_ANNOUNCE,
    WHICH_COUPON,
)
from daifukucho.campaigns.run import CouponAgain
from daifukucho.coupons.coupon import Coupon, coupon_url
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Fault, NotFound
from daifukucho.messages.check import message_faults
from daifukucho.messages.template import linked, links_in

COUPON_ID = "[0-9A-Za-z_-]{1,64}"
_URL = "coupon_url"
_ANY = "0"
"""Stands for what is not known, where only the form of an address matters."""


class Coupons(Protocol):
    def coupon(self, coupon_id: str) -> Defined[Coupon]:
        """A coupon as it is now. Raises NotFound."""


def coupon_of_draft(coupon_id: str | None, coupons: Coupons) -> Defined[Coupon] | None:
    """The coupon of a campaign that is to be saved. Raises Invalid if there is no such coupon."""
    try:
        return None if coupon_id is None else coupons.coupon(coupon_id)
    except NotFound:
        raise INVALID_CAMPAIGN(NO_SUCH_COUPON.at("/coupon_id")) from None


def coupon_of_saved(coupon_id: str | None, coupons: Coupons) -> Defined[Coupon] | None:
    """The coupon of a campaign that was saved. Raises Conflict (``coupon_deleted``) if it is gone since."""
    try:
        return None if coupon_id is None else coupons.coupon(coupon_id)
    except NotFound:
        raise COUPON_DELETED() from None


def carried_faults(coupon_id: object, messages: object, liff_id: str | None) -> list[Fault]:
    """Everything wrong with a campaign's messages, and with its coupon because of them."""
    faults: list[Fault] = []
    named = _URL in links_in(messages)
    if named and coupon_id is None:
        faults.append(WHICH_COUPON.at("/coupon_id"))
    elif named and liff_id is None:
        faults.append(NO_LIFF.at("/messages"))
    if messages == [] and coupon_id is not None:
        return faults
    known = isinstance(coupon_id, str) and re.fullmatch(COUPON_ID, coupon_id)
    address = coupon_url(liff_id or _ANY, str(coupon_id) if known else _ANY)
    return faults + message_faults(linked(messages, {_URL: address}), "/messages")


def again_faults(again: CouponAgain, coupon_id: object, messages: object) -> Iterator[Fault]:
    """What is wrong with what becomes of friends who have had the coupon before."""
    if coupon_id is None and again is not CouponAgain.SKIP:
        yield NO_COUPON_AGAIN.at("/coupon_again")
    elif messages == [] and again is CouponAgain.ANNOUNCE:
        yield NOTHING_TO_ANNOUNCE.at("/coupon_again")


def said(
    messages: Sequence[Mapping[str, object]], coupon_id: str | None, liff_id: str | None
) -> tuple[Mapping[str, object], ...]:
    """Messages that have been checked, with the coupon's address filled in.

    Raises Conflict (``liff_unknown``) if they name it and the deployment has lost its LIFF app since.
    """
    if coupon_id is None or not links_in(messages):
        return tuple(messages)
    if liff_id is None:
        raise LIFF_UNKNOWN()
    return tuple(linked(messages, {_URL: coupon_url(liff_id, coupon_id)}))
