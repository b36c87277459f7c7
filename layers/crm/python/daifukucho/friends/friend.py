"""A friend 友だち: one item in the roster, small, rebuilt from the ledger at any time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daifukucho.friends.attributes import Status
from daifukucho.kernel.japan import katakana, searchable

INDEXED_BY = 1
"""Which making of ``name_index`` this is. Replay writes a friend anew whose index is of another."""


@dataclass(frozen=True)  # with slots there is no way around the constructor
class Friend:
    """What the book knows of one LINE user. Instants are UTC epoch milliseconds; ``None`` means not known.

    ``display_name`` is what LINE says and changes when she changes it; ``alias`` 管理名 is the operator's and is
    never shown to her. ``birthday`` is ``1990-04-01`` or, without its year, ``--04-01``. ``tags`` are the tags that she
    has, each with the instant at which it was added. ``revision`` counts the writes to the item and guards each of them.

    ``member_no`` 会員番号 is the number of her card; ``card_no`` the number of the card that the shop had given the friend
    before, if it is to be shown in its place. ``points`` is the balance of her account, ``None`` until anything was
    moved: the sum of ``point_lots``, the points that are left by the date at whose end they expire (``YYYY-MM-DD``, ``none``
    if never, ``owed``, below zero, what she owes); ``points_expire_on`` is the first of these dates. (See
    ``daifukucho.friends.account``.) ``rank`` is the rank that she was last given. ``spent`` (yen) and ``earned`` (points) are
    sums by month (``YYYY-MM``) and over all (``all``). ``stamps`` is where her shop card stands, ``tickets`` what she has
    won with it (see ``daifukucho.stamps.progress``). ``nine_segments`` is where she stands towards each product (see
    ``daifukucho.nine_segments.standing``).

    ``family_name``, ``given_name`` and their kana are her real name, kept as typed; ``kana_index`` is the kana in one form, and
    ``name_index`` all names, for searching (as ``indexed_by`` makes it). ``phone`` is E.164, ``postal_code`` 7 digits. ``assignee`` 担当 is an operator's id.
    ``stores`` 利用店舗 are ids of stores, each with the instant at which it was added. ``fields`` are the shop's own, by key:
    ``v``, the value, ``at``, when, and ``by``, who set it.
    What her orders come to, ``None`` without one that counts (see ``daifukucho.orders.sums``): ``ltv_gross`` and
    ``ltv_margin`` in yen; ``order_yen`` and ``order_counts``, sums by month for two years. ``rfm_r``, ``rfm_f``, ``rfm_m``
    are her scores; ``orders_due_on`` (``YYYY-MM-DD``) is the day on which time alone changes any of it, ``orders_judged_by``
    the settings it was judged by.

    ``did`` sums up her entries of each kind that segments ask for: ``n``, how many were folded, and the instants of the
    ``first`` and the ``last``.
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
    card_no: str | None = None
    points: int | None = None
    point_lots: Mapping[str, int] = field(default_factory=dict)
    points_expire_on: str | None = None
    rank: str | None = None
    spent: Mapping[str, int] = field(default_factory=dict)
    earned: Mapping[str, int] = field(default_factory=dict)
    stamps: Mapping[str, int] = field(default_factory=dict)
    tickets: Mapping[str, int] = field(default_factory=dict)
    nine_segments: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    family_name: str | None = None
    given_name: str | None = None
    family_kana: str | None = None
    given_kana: str | None = None
    phone: str | None = None
    postal_code: str | None = None
    address: str | None = None
    mail: str | None = None
    assignee: str | None = None
    stores: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    order_count: int | None = None
    ltv_gross: int | None = None
    ltv_margin: int | None = None
    first_order_at: int | None = None
    last_order_at: int | None = None
    favourite_product: str | None = None
    favourite_store: str | None = None
    days_between_orders: int | None = None
    rfm_r: int | None = None
    rfm_f: int | None = None
    rfm_m: int | None = None
    order_yen: Mapping[str, int] = field(default_factory=dict)
    order_counts: Mapping[str, int] = field(default_factory=dict)
    orders_due_on: str | None = None
    orders_judged_by: str | None = None
    did: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    status_version: str = ""
    first_route_version: str = ""
    last_route_version: str = ""
    recorded_at: int = 0
    indexed_by: int = INDEXED_BY
    revision: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Friend":
        """The friend of whom these attributes are known, as the constructor makes it, in a quarter of the time: it sets each
        of more than sixty attributes by itself, for the hundreds of friends of a batch."""
        friend = cls.__new__(cls)
        vars(friend).update(_NOTHING_KNOWN)
        vars(friend).update(values)
        return friend

    @property
    def kana_index(self) -> str | None:
        """Her real name in kana, in the one form by which it is compared, family name first; ``None``: not known."""
        return katakana((self.family_kana or "") + (self.given_kana or "")).replace(" ", "") or None

    @property
    def name_index(self) -> str | None:
        """The friend's names in the form in which they are searched: LINE's, the alias, the real one, each on a line; ``None``:
        none is known."""
        names = (self.display_name, self.alias, (self.family_name or "") + (self.given_name or ""))
        return "\n".join(form for name in dict.fromkeys(names) if name and (form := searchable(name))) or None


_NOTHING_KNOWN: Mapping[str, Any] = vars(Friend(""))
"""What a new friend is like; shared by all, for nobody changes what a friend has."""
