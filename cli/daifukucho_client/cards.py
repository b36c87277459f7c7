"""``client.cards``: how the member card looks, and whose it is that a till has read."""

from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from daifukucho_client.http import Http, Tagged, at, new_key
from daifukucho_client.ranks import Name


class CardDefinition(TypedDict):
    """How the member card and the other pages look, all of it. ``code``: ``rotating`` or ``fixed``; ``barcode``: ``ean13``,
    ``code128``, ``codabar`` or ``none``; ``basic_id``: the account's basic or premium ID in LINE, with its ``@``."""

    title: dict[str, str]
    accent: str | None
    image_url: str | None
    code: str
    barcode: str
    shop_name: NotRequired[str | None]
    basic_id: NotRequired[str | None]


@dataclass(frozen=True, kw_only=True)
class CardSettings(Tagged):
    """How the member card 会員証 looks; the defaults, at version 0, until something is saved."""

    title: Name
    accent: str | None
    image_url: str | None
    code: str
    barcode: str
    shop_name: str | None
    basic_id: str | None
    version: int
    updated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Member:
    """A friend who has a member card."""

    friend_id: str
    member_no: str
    card_no: str | None
    display_name: str | None
    alias: str | None


class Cards:
    """The operations on member cards. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def get(self) -> CardSettings:
        """How the member card looks."""
        return self._http.call("GET", "/settings/card", CardSettings)

    def update(self, definition: CardDefinition, *, if_match: str | None = None) -> CardSettings:
        """Change how the member card looks."""
        return self._http.call("PUT", "/settings/card", CardSettings, body=definition, if_match=if_match)

    def issue(self, friend_id: str) -> Member:
        """Give a friend a member number, if there is none."""
        return self._http.call("PUT", at("friends", friend_id, "card"), Member)

    def number(self, friend_id: str, card_no: str) -> Member:
        """Show the number of an earlier card, of 4 to 20 digits, in place of the member number."""
        return self._http.call("PUT", at("friends", friend_id, "card", "number"), Member, body={"card_no": card_no})

    def unnumber(self, friend_id: str) -> None:
        """Show the member number again."""
        self._http.call("DELETE", at("friends", friend_id, "card", "number"), type(None))

    def member(self, member_no: str) -> Member:
        """The friend whose card has a number, the member number or that of an earlier card."""
        return self._http.call("GET", at("members", member_no), Member)

    def scan(self, code: str, *, idempotency_key: str | None = None) -> Member:
        """The friend whose card a till has read. A code that changes is taken once, by one key."""
        return self._http.call("POST", "/members/scan", Member, body={"code": code}, key=idempotency_key or new_key())
