"""The marketers' API of a running stack, for the demo and the tests."""

from collections.abc import Mapping
from typing import Any

from daifukucho_client import Client, Token


def connect(stack: Mapping[str, Any]) -> Client:
    """The API, as a staff member."""
    return Client(stack["crm_api"], Token(stack["api_token"]))
