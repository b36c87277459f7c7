"""The client of one deployment."""

import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Self

import httpx

from daifukucho_client.http import Http

# A resource is imported when it is used: all of them together take longer than httpx.
if TYPE_CHECKING:
    from daifukucho_client.campaigns import Campaigns
    from daifukucho_client.cards import Cards
    from daifukucho_client.coupons import Coupons
    from daifukucho_client.definitions import Definitions
    from daifukucho_client.fields import Fields
    from daifukucho_client.friends import Friends
    from daifukucho_client.inflow_routes import InflowRoutes
    from daifukucho_client.memos import Memos
    from daifukucho_client.nine_segments import NineSegments
    from daifukucho_client.orders import Orders
    from daifukucho_client.points import Points
    from daifukucho_client.ranks import Ranks
    from daifukucho_client.runs import Runs
    from daifukucho_client.segments import Segments
    from daifukucho_client.shop import ShopSettings
    from daifukucho_client.staff import StaffMembers
    from daifukucho_client.stamps import Stamps
    from daifukucho_client.stores import Stores
    from daifukucho_client.surveys import Surveys
    from daifukucho_client.tags import Tags


class Client:
    """Speaks with the API of one deployment; close it, or use it in a ``with``. May be shared by threads.

    ``url``: the API's address, ``/v1`` included. ``auth``: a ``Token`` or ``ClientCredentials``. ``language``: in which it
    tells what it refuses, ``ja`` or ``en`` (RFC 9110's ``Accept-Language``); without one in English. ``timeout``: seconds for
    one attempt. ``attempts``: how often a request is tried at most; it is repeated after a 429, a 502 to 504 or a lost
    connection, and only if that cannot do a thing twice. ``transport`` and ``sleep`` are for tests.

    Raises ValueError for an address that would carry a token unencrypted.
    """

    def __init__(
        self,
        url: str,
        auth: httpx.Auth,
        *,
        language: str | None = None,
        timeout: float = 30.0,
        attempts: int = 4,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = Http(
            url, auth, language=language, timeout=timeout, attempts=attempts, transport=transport, sleep=sleep
        )
        self._sleep = sleep

    @cached_property
    def friends(self) -> "Friends":
        from daifukucho_client.friends import Friends

        return Friends(self._http)

    @cached_property
    def segments(self) -> "Segments":
        from daifukucho_client.segments import Segments

        return Segments(self._http)

    @cached_property
    def campaigns(self) -> "Campaigns":
        from daifukucho_client.campaigns import Campaigns

        return Campaigns(self._http)

    @cached_property
    def runs(self) -> "Runs":
        from daifukucho_client.runs import Runs

        return Runs(self._http, self._sleep)

    @cached_property
    def shop(self) -> "ShopSettings":
        from daifukucho_client.shop import ShopSettings

        return ShopSettings(self._http)

    @cached_property
    def points(self) -> "Points":
        from daifukucho_client.points import Points

        return Points(self._http)

    @cached_property
    def ranks(self) -> "Ranks":
        from daifukucho_client.ranks import Ranks

        return Ranks(self._http)

    @cached_property
    def stamps(self) -> "Stamps":
        from daifukucho_client.stamps import Stamps

        return Stamps(self._http)

    @cached_property
    def cards(self) -> "Cards":
        from daifukucho_client.cards import Cards

        return Cards(self._http)

    @cached_property
    def stores(self) -> "Stores":
        from daifukucho_client.stores import Stores

        return Stores(self._http)

    @cached_property
    def staff(self) -> "StaffMembers":
        from daifukucho_client.staff import StaffMembers

        return StaffMembers(self._http)

    @cached_property
    def coupons(self) -> "Coupons":
        from daifukucho_client.coupons import Coupons

        return Coupons(self._http)

    @cached_property
    def inflow_routes(self) -> "InflowRoutes":
        from daifukucho_client.inflow_routes import InflowRoutes

        return InflowRoutes(self._http)

    @cached_property
    def surveys(self) -> "Surveys":
        from daifukucho_client.surveys import Surveys

        return Surveys(self._http)

    @cached_property
    def nine_segments(self) -> "NineSegments":
        from daifukucho_client.nine_segments import NineSegments

        return NineSegments(self._http)

    @cached_property
    def fields(self) -> "Fields":
        from daifukucho_client.fields import Fields

        return Fields(self._http)

    @cached_property
    def memos(self) -> "Memos":
        from daifukucho_client.memos import Memos

        return Memos(self._http)

    @cached_property
    def orders(self) -> "Orders":
        from daifukucho_client.orders import Orders

        return Orders(self._http)

    @cached_property
    def tags(self) -> "Tags":
        from daifukucho_client.tags import Tags

        return Tags(self._http)

    def definitions(self, path: str) -> "Definitions":
        """The operations on whatever resource or settings are at a path, such as ``/stores``: JSON, as the API has it."""
        from daifukucho_client.definitions import Definitions

        return Definitions(self._http, path)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
