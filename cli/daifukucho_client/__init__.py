"""A client of the marketers' API, for programs of the shop's own. It needs httpx and msgspec, and nothing else of this
project::

    with Client("https://….amazonaws.com/v1", ClientCredentials(client_id, client_secret, token_url)) as client:
        for friend in client.friends.list(tag="vip"):
            print(friend.display_name)
"""

from daifukucho_client.auth import ClientCredentials, Token
from daifukucho_client.client import Client
from daifukucho_client.errors import (
    ApiError,
    BadArgument,
    Changed,
    Conflict,
    Fault,
    Invalid,
    NoAnswer,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Refused,
    TokenRefused,
    TooManyRequests,
    Unavailable,
    UnexpectedAnswer,
)
from daifukucho_client.http import Page

__all__ = [
    "ApiError",
    "BadArgument",
    "Changed",
    "Client",
    "ClientCredentials",
    "Conflict",
    "Fault",
    "Invalid",
    "NoAnswer",
    "NotAllowed",
    "NotAuthenticated",
    "NotFound",
    "Page",
    "Refused",
    "Token",
    "TokenRefused",
    "TooManyRequests",
    "Unavailable",
    "UnexpectedAnswer",
]
