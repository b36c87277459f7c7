"""The client of one deployment."""

import time
from collections.abc import Callable
from typing import Self

import httpx

from daifukucho_client.campaigns import Campaigns
from daifukucho_client.cards import Cards
from daifukucho_client.coupons import Coupons
from daifukucho_client.fields import Fields
from daifukucho_client.friends import Friends
from daifukucho_client.http import Http
from daifukucho_client.memos import Memos
from daifukucho_client.nine_segments import NineSegments
from daifukucho_client.operators import Operators
from daifukucho_client.orders import Orders
from daifukucho_client.points import Points
from daifukucho_client.ranks import Ranks
from daifukucho_client.routes import Routes
from daifukucho_client.runs import Runs
from daifukucho_client.segments import Segments
from daifukucho_client.shop import ShopSettings
from daifukucho_client.stamps import Stamps
from daifukucho_client.stores import Stores
from daifukucho_client.surveys import Surveys


class Client:
    """Speaks with the API of one deployment; close it, or use it in a ``with``. May be shared by threads.

    ``url``: the API's address, ``/v1`` included. ``auth``: a ``Token`` or ``ClientCredentials``. ``timeout``: seconds for
    one attempt. ``attempts``: how often a request is tried at most; it is repeated after a 429, a 502 to 504 or a lost
    connection, and only if that cannot do a thing twice. ``transport`` and ``sleep`` are for tests.

    Raises ValueError for an address that would carry a token unencrypted.
    """

    def __init__(
        self,
        url: str,
        auth: httpx.Auth,
        *,
        timeout: float = 30.0,
        attempts: int = 4,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = Http(url, auth, timeout=timeout, attempts=attempts, transport=transport, sleep=sleep)
        self.friends = Friends(self._http)
        self.segments = Segments(self._http)
        self.campaigns = Campaigns(self._http)
        self.runs = Runs(self._http, sleep)
        self.shop = ShopSettings(self._http)
        self.points = Points(self._http)
        self.ranks = Ranks(self._http)
        self.stamps = Stamps(self._http)
        self.cards = Cards(self._http)
        self.stores = Stores(self._http)
        self.operators = Operators(self._http)
        self.coupons = Coupons(self._http)
        self.routes = Routes(self._http)
        self.surveys = Surveys(self._http)
        self.nine_segments = NineSegments(self._http)
        self.fields = Fields(self._http)
        self.memos = Memos(self._http)
        self.orders = Orders(self._http)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
