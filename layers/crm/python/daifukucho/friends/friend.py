"""A friend 友だち: one item in the roster, small, rebuilt from the ledger at any time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daifukucho.friends.attributes import Status


@dataclass(frozen=True, slots=True)
class Friend:
    """What the book knows of one LINE user. Instants are UTC epoch milliseconds; ``None`` means not known.

    ``display_name`` is what LINE says and changes when she changes it; ``alias`` 管理名 is the operator's and is
    never shown to her. ``birthday`` is ``1990-04-01`` or, without its year, ``--04-01``. ``tags`` are the tags that she
    has, each with the instant at which it was added. ``revision`` counts the writes to the item and guards each of them.

    ``member_no`` 会員番号 is the number of her card. ``points`` is the balance of her account, ``None`` until anything was
    moved: the sum of ``point_lots``, the points that are left by the date at whose end they expire (``YYYY-MM-DD``, ``none``
    if never, ``owed``, below zero, what she owes); ``points_expire_on`` is the first of these dates. (See
    ``daifukucho.points.account``.) ``rank`` is the rank that she was last given. ``spent`` (yen) and ``earned`` (points) are
    sums by month (``YYYY-MM``) and over all (``all``). ``stamps`` is where her shop card stands, ``tickets`` what she has
    won with it (see ``daifukucho.stamps.progress``). ``nine_segments`` is where she stands towards each product (see
    ``daifukucho.nine_segments.standing``).
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
    first_route: str | None = None
    last_route: str | None = None
    tags: Mapping[str, int] = field(default_factory=dict)
    do_not_send: bool = False
    in_progress: bool = False
    first_seen_at: int | None = None
    followed_at: int | None = None
    blocked_at: int | None = None
    last_seen_at: int | None = None
    profile_at: int | None = None
    follows: int = 0
    messages_received: int = 0
    member_no: str | None = None
    points: int | None = None
    point_lots: Mapping[str, int] = field(default_factory=dict)
    points_expire_on: str | None = None
    rank: str | None = None
    spent: Mapping[str, int] = field(default_factory=dict)
    earned: Mapping[str, int] = field(default_factory=dict)
    stamps: Mapping[str, int] = field(default_factory=dict)
    tickets: Mapping[str, int] = field(default_factory=dict)
    nine_segments: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    status_version: str = ""
    first_route_version: str = ""
    last_route_version: str = ""
    recorded_at: int = 0
    revision: int = 0
