"""Access to LINE's Messaging API: the channel access token and a client of the SDK that carries it.

The SDK has the same client in each of its packages, beside the models of that part of LINE. Ours is that of ``oauth``, which
is needed for the token anyway: ``messaging`` brings 250 models more, a third of a second of processor time, and we use none of
them. It is imported when the first client is made, not with this module; a function that always needs it imports it while it
starts.
"""

import json
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from daifukucho.kernel.time import SECOND, Clock
from daifukucho_aws.refusals import ACCESS_TOKEN_REFUSED, NO_ACCESS_TOKEN
from daifukucho_aws.secrets import Channel, ChannelSecret
from daifukucho_aws.settings import LiffApiSettings, LineSettings

if TYPE_CHECKING:
    from linebot.v3.oauth import ApiClient

T = TypeVar("T")

LINE_API = "https://api.line.me"

TIMEOUT = (2, 5)
"""Seconds to connect and to read. The SDK has none of its own: pass it as ``_request_timeout`` to every call."""

_CONNECTIONS = 32
"""Calls that a process may have open at once without opening connections anew: four batches of eight pushes each."""

_MARGIN = 120 * SECOND
"""A token is replaced this long before it ends: of its 15 minutes it is used for 13."""


def api_base(settings: LineSettings | LiffApiSettings) -> str:
    """Where LINE's APIs are. Another address than LINE's is honoured on the local stack only."""
    return settings.line_api_base if settings.local and settings.line_api_base else LINE_API


class LineAccess:
    """Gives clients of the Messaging API with a stateless channel access token, kept as long as this object lives.

    Stateless tokens (``POST /oauth2/v3/token``) need no storing and no rotation, and LINE issues any number of them.
    Safe to use from several threads.
    """

    def __init__(self, secret: ChannelSecret, base_url: str, clock: Clock) -> None:
        self._secret = secret
        self._base_url = base_url
        self._clock = clock
        self._lock = threading.Lock()
        self._client: ApiClient | None = None
        self._token = ""
        self._renew_at = 0

    def client(self) -> "ApiClient":
        """An SDK client with a valid token; one call to LINE for the token every 13 minutes.

        Raises Unavailable if no token is to be had.
        """
        with self._lock:
            if self._client is None:
                self._client = self._build_client()
            if self._clock() >= self._renew_at:
                self._renew(self._client)
            return self._client

    def call(self, send: Callable[["ApiClient"], T]) -> T:
        """Call LINE through ``send``; if LINE refuses the token (401), once more with a new one.

        Raises what ``send`` raises, and Unavailable if no token is to be had.
        """
        from linebot.v3.oauth.exceptions import UnauthorizedException

        client = self.client()
        token = self._token
        try:
            return send(client)
        except UnauthorizedException:
            with self._lock:
                if self._token == token:  # else another thread has renewed it already
                    self._renew(client)
            return send(client)

    def _build_client(self) -> "ApiClient":
        from linebot.v3.oauth import ApiClient, Configuration

        configuration = Configuration(host=self._base_url)
        configuration.retries = False
        configuration.connection_pool_maxsize = _CONNECTIONS
        return ApiClient(configuration)

    def _renew(self, client: "ApiClient") -> None:
        issued_at = self._clock()
        token = self._issue()
        self._token = token.access_token
        self._renew_at = issued_at + token.expires_in * SECOND - _MARGIN
        client.set_default_header("Authorization", f"Bearer {self._token}")

    def _issue(self) -> Any:
        """A token, if need be with the secret fetched anew: it may have been re-issued."""
        from linebot.v3.oauth.exceptions import ApiException

        channel = self._secret.get()
        try:
            return self._request_token(channel)
        except ApiException as error:
            renewed = self._secret.refresh() if error.status in (400, 401) else channel
            if renewed == channel:
                raise ACCESS_TOKEN_REFUSED(status=error.status) from error
        try:
            return self._request_token(renewed)
        except ApiException as error:
            raise ACCESS_TOKEN_REFUSED(status=error.status) from error

    def _request_token(self, channel: Channel) -> Any:
        from linebot.v3.oauth import ApiClient, ChannelAccessToken, Configuration
        from urllib3.exceptions import HTTPError

        configuration = Configuration(host=self._base_url)
        configuration.retries = False
        try:
            return ChannelAccessToken(ApiClient(configuration)).issue_stateless_channel_token_by_client_secret(
                client_id=channel.channel_id, client_secret=channel.channel_secret, _request_timeout=TIMEOUT
            )
        except (HTTPError, ValueError) as error:  # no answer, or one that is not a token
            raise NO_ACCESS_TOKEN() from error


def read(client: Any, path: str, query: Mapping[str, object] | None = None, **names: str) -> Any:
    """One GET of the Messaging API; ``names`` are filled into the path. The JSON of its answer.

    Raises the SDK's ApiException if LINE refuses, urllib3's HTTPError without an answer, and ValueError if it is no JSON.
    """
    answer = client.call_api(
        path,
        "GET",
        path_params=names,
        query_params=list((query or {}).items()),
        response_types_map={},
        _request_timeout=TIMEOUT,
    )
    return json.loads(answer.raw_data)
