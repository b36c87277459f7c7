"""Every key of the four tables, in one place. A domain object is not an item: the stores translate.

friends   friend_id
ledger    friend_id (or group#<id>, channel#<yyyymmdd>#<0-9>), sort  <13-digit ms>#<event id> | text#<message id>
catalog   kind, sort <id>                 the present version of a definition
          <kind>#<id>, sort v<8 digits>   each of its versions, for ever
          backfill, sort <job>            how far a backfill is
          idempotency, sort <SHA-256>     what a request under a key has made
outbox    run#<run id>, sort  run | definition
          <run id>#<4-digit slice>, sort  slice | count | batch#<number> | matched#<number>
          test#<campaign id>, sort <SHA-256>     a test send
          rate#<caller>#<second>, sort    rate
"""


def ledger_sort(at: int, event_id: str) -> str:
    """Sorts by time; the milliseconds are padded to 13 digits."""
    return f"{at:013d}#{event_id}"


def text_sort(message_id: str) -> str:
    """The item that holds what a message said, apart from its entry, so that it can be erased."""
    return f"text#{message_id}"


FIRST_ENTRY, LAST_ENTRY = "0", "9~"
"""Entries sort between these two; texts do not."""


def entries_between(after: int | None, before: int | None) -> tuple[str, str]:
    """The first and the last key that entries at or after an instant, and before another, may have."""
    first = FIRST_ENTRY if after is None else _instant(after)
    last = LAST_ENTRY if before is None else _instant(before)
    return first, last


def _instant(at: int) -> str:
    return f"{min(max(at, 0), 9_999_999_999_999):013d}"


TEXTS = "text#"
"""The sort keys of texts begin with this."""


def event_id_of(sort: str) -> str:
    """The event id in an entry's sort key."""
    return sort.split("#", 1)[1]


def is_entry(sort: str) -> bool:
    """Whether a sort key of the ledger is an entry's; if not, it is a text's."""
    return not sort.startswith(TEXTS)


def message_id_of(sort: str) -> str:
    """The message id in a text's sort key."""
    return sort.removeprefix(TEXTS)


def is_friend(page: str) -> bool:
    """Whether a page of the ledger is a friend's; LINE's user ids have no ``#``."""
    return "#" not in page


def group_id_of(page: str) -> str | None:
    """The group or room whose page it is, if it is one's."""
    return page.removeprefix("group#") if page.startswith("group#") else None


def group_key(group_id: str) -> str:
    return f"group#{group_id}"


def channel_key(yyyymmdd: str, shard: int) -> str:
    """Events without a source are spread over ten keys a day."""
    return f"channel#{yyyymmdd}#{shard}"


IDEMPOTENCY = "idempotency"
"""The kind of the records of requests' keys; their sort key is the request's token."""


def versions_key(kind: str, definition_id: str) -> str:
    return f"{kind}#{definition_id}"


def version_sort(version: int) -> str:
    return f"v{version:08d}"


def run_key(run_id: str) -> str:
    return f"run#{run_id}"


def test_key(campaign_id: str) -> str:
    """Its sort key is the request's token."""
    return f"test#{campaign_id}"


def run_id_of(pk: str) -> str:
    return pk.removeprefix("run#")


RUN, DEFINITION, SLICE, COUNT = "run", "definition", "slice", "count"
RUN_LIST = "run"
"""What all runs have in common: the key of their index."""


def slice_key(run_id: str, slice_no: int) -> str:
    return f"{run_id}#{slice_no:04d}"


def batch_sort(number: str) -> str:
    return f"batch#{number}"


def matched_sort(number: str) -> str:
    return f"matched#{number}"


RATE = "rate"


def rate_key(caller: str, window: int) -> str:
    """``caller``: a hash; ``window``: the second in which it began."""
    return f"rate#{caller}#{window}"


def number_of(sort: str) -> str:
    """The number of the batch in the sort key of either of its items."""
    return sort.split("#", 1)[1]
