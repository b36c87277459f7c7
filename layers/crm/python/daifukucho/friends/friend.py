"""A friend 友だち: one item in the roster, small, rebuilt from the ledger at any time."""

from dataclasses import dataclass, field

from daifukucho.friends.attributes import Status


@dataclass(frozen=True, slots=True)
class Friend:
    """What the book knows of one LINE user. Instants are UTC epoch milliseconds; ``None`` means not known.

    ``display_name`` is what LINE says and changes when she changes it; ``alias`` 管理名 is the operator's and is
    never shown to her. ``revision`` counts the writes to the item and guards each of them.
    """

    friend_id: str
    status: Status = Status.ACTIVE
    display_name: str | None = None
    picture_url: str | None = None
    status_message: str | None = None
    language: str | None = None
    alias: str | None = None
    note: str | None = None
    birthday: str | None = None
    tags: frozenset[str] = field(default_factory=frozenset)
    do_not_send: bool = False
    in_progress: bool = False
    first_seen_at: int | None = None
    followed_at: int | None = None
    blocked_at: int | None = None
    last_seen_at: int | None = None
    profile_at: int | None = None
    follows: int = 0
    messages_received: int = 0
    status_version: str = ""
    recorded_at: int = 0
    revision: int = 0
