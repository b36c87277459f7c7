"""An entry of the ledger 大福帳, and what a message said, which is kept apart from its entry."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, on the page of a friend, of a group or room, or (neither given) of the channel.

    ``at`` is UTC epoch milliseconds below 10^13; ``body`` is a JSON object as text, in the present shape of its kind, whatever
    shape is stored (``daifukucho.book.shape``). ``folded`` says whether the friend's item has taken it in.
    """

    kind: str
    at: int
    event_id: str
    friend_id: str | None = None
    group_id: str | None = None
    body: str = "{}"
    folded: bool = False

    @property
    def version(self) -> str:
        """Orders a page's entries: the milliseconds padded to 13 digits, then the event id."""
        return f"{self.at:013d}#{self.event_id}"

    @property
    def is_of_channel(self) -> bool:
        """Whether the entry belongs to neither a friend nor a group."""
        return self.friend_id is None and self.group_id is None

    @property
    def data(self) -> Mapping[str, Any]:
        """The body, parsed."""
        return json.loads(self.body)


class Said(StrEnum):
    """What an event tells of a message's content. Of two for the same message, the one later in this list wins."""

    SENT = "text"
    EDITED = "text_edited"
    UNSENT = "text_unsent"


@dataclass(frozen=True, slots=True)
class Text:
    """What a message said, as one event tells it; ``body`` is a JSON object as text, ``None`` once unsent.

    SENT is written only if nothing is known of the message, EDITED over an older one that is not erased, UNSENT over
    anything. So in any order, and after any redelivery, an unsent message stays erased.

    ``friend_id``: who sent it to the account alone; ``None`` for a message in a group or room, or if nobody
    knows who sent it. Then it is kept under the message's id alone, by which an unsend event finds it.
    """

    said: Said
    message_id: str
    at: int
    friend_id: str | None = None
    body: str | None = None


def stronger(first: Text, second: Text) -> Text:
    """Which of two texts of one message stands: the one that would stand if they were written one after the other."""
    order = list(Said)
    rank = (order.index(first.said), order.index(second.said))
    if rank[0] != rank[1]:
        return first if rank[0] > rank[1] else second
    return second if first.said is Said.EDITED and second.at > first.at else first
