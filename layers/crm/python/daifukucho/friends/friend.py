"""A friend 友だち: one small item in the roster, which can be rebuilt from the ledger at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.book.attributes import BookAttributes
from daifukucho.cards.attributes import CardAttributes
from daifukucho.fields.attributes import FieldAttributes
from daifukucho.friends.attributes import Address, Contact, Identity, Kept, Profile, RealName, Tagged
from daifukucho.inflow.attributes import InflowAttributes
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.declared import TEXT, Declared, asked_of, declarations, derived
from daifukucho.kernel.japan import searchable
from daifukucho.nine_segments.attributes import NineSegmentAttributes
from daifukucho.orders.attributes import OrderAttributes
from daifukucho.points.attributes import PointAttributes
from daifukucho.ranks.attributes import RankAttributes
from daifukucho.staff.attributes import StaffAttributes
from daifukucho.stamps.attributes import StampAttributes
from daifukucho.stores.attributes import StoreAttributes


@dataclass(frozen=True)  # without slots: ``Friend.of`` sets the attributes without the constructor
class Friend(
    Kept,
    BookAttributes,
    OrderAttributes,
    NineSegmentAttributes,
    StampAttributes,
    RankAttributes,
    PointAttributes,
    FieldAttributes,
    CardAttributes,
    StoreAttributes,
    StaffAttributes,
    Address,
    RealName,
    Contact,
    Tagged,
    InflowAttributes,
    Profile,
    Identity,
):
    """What the book knows of one LINE user: what each capability declares in its ``attributes.py``. A dataclass has the
    fields of its last base first. Instants are UTC epoch milliseconds; ``None`` means not known."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Friend":
        """The friend of whom these attributes are known, equal to what the constructor makes, in a quarter of the time.
        The constructor sets each of more than sixty attributes by itself, and a batch has hundreds of friends."""
        friend = cls.__new__(cls)
        vars(friend).update(_NOTHING_KNOWN)
        vars(friend).update(values)
        return friend

    @property
    @derived(TEXT)
    def name_index(self) -> str | None:
        """The friend's names in the form in which they are searched: LINE's, the alias, the real name, each on a line;
        ``None``: no name is known."""
        names = (self.display_name, self.alias, (self.family_name or "") + (self.given_name or ""))
        return "\n".join(form for name in dict.fromkeys(names) if name and (form := searchable(name))) or None


_NOTHING_KNOWN: Mapping[str, Any] = vars(Friend(""))
"""The attributes of a new friend; shared by all friends, because nobody changes a value that a friend has."""

DECLARED: Mapping[str, Declared] = declarations(Friend)
"""What is declared of each attribute of a friend, derived attributes included, by name."""

_OFFERED_FIRST = (
    *(Tagged, Profile, InflowAttributes, Identity, NineSegmentAttributes, Contact),
    *(CardAttributes, PointAttributes, RankAttributes),
)
"""The other names come after these, in the order of the fields."""

ATTRIBUTES: dict[str, Attribute] = asked_of(dict.fromkeys((*_OFFERED_FIRST, *reversed(Friend.__mro__[1:-1]))))
"""What segments may ask of a friend, by name, in the order in which people are shown it."""
