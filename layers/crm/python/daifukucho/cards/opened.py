"""Opening the member card is an entry in the friend's ledger."""

from daifukucho.kernel.ids import derived_uuid
from daifukucho.kernel.time import MINUTE
from daifukucho.ledger.entry import Entry


def opened(friend_id: str, now: int) -> Entry:
    """The entry. Within one minute of the clock it is always the same, so that a page that is opened again adds
    nothing."""
    at = now // MINUTE * MINUTE
    return Entry("card_opened", at, derived_uuid("card_opened", friend_id, at), friend_id)
