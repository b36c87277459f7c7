"""What the operators share that ask which campaigns' messages a friend was sent.

Only messages that LINE accepted count; tests do not, nor messages that may not have reached the friend. The item holds
nothing of them (that would double the cost of sending), so the page is read.
"""

from collections.abc import Iterable

from daifukucho.book.fold import fold, is_foldable
from daifukucho.book.kinds import EVENTS
from daifukucho.kernel.attribute import AttributeType
from daifukucho.ledger.entry import Entry
from daifukucho.segments.context import Context
from daifukucho.segments.operators._history import HistoryOperator

SENT = "sent"

ACTS = frozenset(event.key for event in EVENTS.values() if "last_seen_at" in event.effect)
"""The kinds of entries that are, or may be, something that the friend did: they move ``last_seen_at``."""


class MessagesOperator(HistoryOperator):
    types = (AttributeType.MESSAGES,)


def sent(entries: Iterable[Entry], context: Context) -> list[tuple[int, str]]:
    """When the friend was sent which campaign, oldest first."""
    found = []
    for entry in entries:
        if entry.kind == SENT and entry.at <= context.until:
            body = entry.data
            if body.get("outcome") == "sent" and not body.get("test"):
                found.append((entry.at, body["campaign_id"]))
    return sorted(found)


def acts(entries: Iterable[Entry], context: Context) -> list[int]:
    """When the friend did something, as far as it is seen."""
    return [entry.at for entry in entries if entry.at <= context.until and _is_act(entry)]


def _is_act(entry: Entry) -> bool:
    return entry.kind in ACTS and is_foldable(entry) and fold(None, entry).last_seen_at is not None
