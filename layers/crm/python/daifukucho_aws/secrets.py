"""What is kept in Secrets Manager: the channel's id and secret, and the cards' key."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.kernel.time import MINUTE, Clock
from daifukucho_aws.refusals import CARD_KEY_TOO_SHORT, CARD_KEY_UNREAD, SECRET_NOT_SET, SECRET_UNREAD

_LEAST_KEY = 32
"""Characters; CDK makes 64."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Who we are to LINE: the Messaging API channel's id and its secret."""

    channel_id: str
    channel_secret: str = field(repr=False)


class ChannelSecret:
    """The secret ``{"channel_id", "channel_secret"}``, fetched once and kept as long as this object lives.

    ``client`` is a botocore client of Secrets Manager.
    """

    def __init__(self, client: Any, secret_id: str, clock: Clock) -> None:
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._lock = threading.Lock()
        self._channel: Channel | None = None
        self._refreshed_at: int | None = None

    def get(self) -> Channel:
        """The channel; the first time one call. Raises Unavailable if it cannot be read or is not filled in."""
        with self._lock:
            if self._channel is None:
                self._channel = self._fetch()
            return self._channel

    def refresh(self) -> Channel:
        """The channel fetched anew, at most once a minute, so that a re-issued secret heals itself.

        Raises Unavailable as ``get`` does.
        """
        with self._lock:
            now = self._clock()
            if self._channel is None or self._refreshed_at is None or now - self._refreshed_at >= MINUTE:
                self._refreshed_at = now
                self._channel = self._fetch()
            return self._channel

    def _fetch(self) -> Channel:
        try:
            text = self._client.get_secret_value(SecretId=self._secret_id)["SecretString"]
        except (ClientError, BotoCoreError) as error:
            raise SECRET_UNREAD() from error
        try:
            secret = json.loads(text)
            channel = Channel(secret["channel_id"], secret["channel_secret"])
        except (ValueError, KeyError, TypeError, RecursionError):
            channel = Channel("", "")
        if not all(isinstance(value, str) and value for value in (channel.channel_id, channel.channel_secret)):
            # An empty key would let anybody sign; so it is refused here and not only found out by LINE. The cause is
            # left out of the error, because it may quote the secret.
            raise SECRET_NOT_SET() from None
        return channel


class SigningSecret:
    """The channel secret alone, as the webhook needs it."""

    def __init__(self, channel: ChannelSecret) -> None:
        self._channel = channel

    def get(self) -> str:
        """See ``ChannelSecret.get``."""
        return self._channel.get().channel_secret

    def refresh(self) -> str:
        """See ``ChannelSecret.refresh``."""
        return self._channel.refresh().channel_secret


class CardKey:
    """The key of the member cards' one-time codes, fetched once. ``client`` is a botocore client of Secrets Manager."""

    def __init__(self, client: Any, secret_id: str) -> None:
        self._client = client
        self._secret_id = secret_id
        self._key: bytes | None = None

    def get(self) -> bytes:
        """The key; the first time one call. Raises Unavailable if it cannot be read, or is too short to be one."""
        if self._key is None:
            try:
                text = self._client.get_secret_value(SecretId=self._secret_id)["SecretString"]
            except (ClientError, BotoCoreError) as error:
                raise CARD_KEY_UNREAD() from error
            if len(text) < _LEAST_KEY:
                raise CARD_KEY_TOO_SHORT()
            self._key = text.encode()
        return self._key
