"""Who opened a page: LINE's ID token (OpenID Connect), verified against LINE's own keys.

LINE Login reference, "Verify ID token" and "ID tokens": LIFF gets tokens that are signed with ES256, by a key of the set
at ``/oauth2/v2.1/certs``. Of what a token says, ``sub`` alone is believed.
"""

import json
import threading
import urllib.request
from collections.abc import Callable
from http.client import HTTPException

import jwt

from daifukucho.kernel.ids import is_user_id
from daifukucho.kernel.time import HOUR, MINUTE, Clock
from daifukucho_aws.refusals import ID_TOKEN_INVALID, NO_KEYS_OF_LINE

ISSUER = "https://access.line.me"
_CERTS = "/oauth2/v2.1/certs"
_ALGORITHM = "ES256"
_LEEWAY_SECONDS = 30
_TIMEOUT_SECONDS = 3.0
_MOST_BYTES = 100_000
_LONGEST = 8_000
"""Characters of a token; LINE's have about 600."""
_KEPT = 24 * HOUR

Fetch = Callable[[], bytes]
"""Gets the key set's JSON text. Raises OSError or HTTPException if it cannot be had."""


def fetch_from(api_base: str) -> Fetch:
    """Asks LINE at an address; one call, which gives up after 3 s of silence."""

    def fetch() -> bytes:
        with urllib.request.urlopen(api_base + _CERTS, timeout=_TIMEOUT_SECONDS) as answer:
            return answer.read(_MOST_BYTES)

    return fetch


class KeySet:
    """LINE's public keys by their ids, fetched at first use and kept for a day.

    An id that is not among them makes one fetch, at most one a minute, so that LINE may change its keys at any time
    and nobody makes us ask LINE for each forged token. Safe to use from several threads.
    """

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: int | None = None
        self._tried_at: int | None = None

    def find(self, kid: str) -> jwt.PyJWK | None:
        """The key; ``None`` if LINE has none of this id. Raises Unavailable if LINE did not say when it was asked."""
        with self._lock:
            now = self._clock()
            old = self._fetched_at is None or now - self._fetched_at >= _KEPT
            may_ask = self._tried_at is None or now - self._tried_at >= MINUTE or not self._keys
            if (old or kid not in self._keys) and may_ask:
                self._refresh(now)
            found = self._keys.get(kid)
            if found is None and self._fetched_at != self._tried_at:
                raise NO_KEYS_OF_LINE()
            return found

    def _refresh(self, now: int) -> None:
        """What is known stays if LINE does not answer."""
        self._tried_at = now
        try:
            keys = _keys_in(self._fetch())
        except (
            OSError,
            HTTPException,
            jwt.PyJWTError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            return
        self._keys, self._fetched_at = keys, now


def _keys_in(text: bytes) -> dict[str, jwt.PyJWK]:
    """The keys that can verify ES256; others, which LINE may add one day, are left out.

    Raises ValueError if there is no key: that is a fault of LINE's, for which no user may be refused.
    """
    listed = json.loads(text)["keys"]
    keys = {
        key["kid"]: jwt.PyJWK(key, algorithm=_ALGORITHM)
        for key in listed
        if key.get("kty") == "EC" and key.get("crv") == "P-256" and "kid" in key
    }
    if not keys:
        raise ValueError("no key for ES256 is in the set")
    return keys


class IdTokens:
    """Verifies ID tokens that were issued to one LINE Login channel."""

    def __init__(self, keys: KeySet, channel_id: str) -> None:
        self._keys = keys
        self._channel_id = channel_id

    def subject(self, token: str) -> str:
        """The id of the user to whom the token was issued. No call except for the keys (see ``KeySet``).

        No nonce is compared: LIFF begins the login itself and lets a page choose none (see docs/liff.md).

        Raises Denied (``id_token_invalid``) for whatever is not a living token of LINE's for our channel, and
        Unavailable if LINE's keys cannot be had.
        """
        if len(token) > _LONGEST or not token.isascii():
            raise ID_TOKEN_INVALID()
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.get("alg") != _ALGORITHM or not isinstance(kid, str):
                raise ID_TOKEN_INVALID()
            key = self._keys.find(kid)
            if key is None:
                raise ID_TOKEN_INVALID()
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=self._channel_id,
                issuer=ISSUER,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"], "strict_aud": True},
            )
        except (jwt.PyJWTError, RecursionError):  # the latter: brackets in brackets, before anything is verified
            raise ID_TOKEN_INVALID() from None  # its words may quote the token
        if not is_user_id(claims["sub"]):
            raise ID_TOKEN_INVALID()
        return claims["sub"]
