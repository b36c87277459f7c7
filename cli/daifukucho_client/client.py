"""The client of one deployment."""

import time
from collections.abc import Callable
from typing import Self

import httpx

from daifukucho_client.campaigns import Campaigns
from daifukucho_client.friends import Friends
from daifukucho_client.http import Http
from daifukucho_client.runs import Runs
from daifukucho_client.segments import Segments
from daifukucho_client.shop import ShopSettings


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

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
