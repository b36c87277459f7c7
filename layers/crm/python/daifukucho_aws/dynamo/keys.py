"""Every key of the four tables, in one place. A domain object is not an item: the repositories translate.

friends   friend_id
ledger    friend_id (or group#<id>, channel#<yyyymmdd>#<0-9>), sort  <13-digit ms>#<event id> | text#<message id>
          | once#<name>         a mark: what may be recorded once has been
          | coupon#<coupon id>  a coupon of the friend's
          | order#<order id>    an order of the friend's, as it now is message#<message id>, sort  text#<message id>
          what was said in a group or room catalog   kind, sort <id>                 the present version of a definition
          <kind>#<id>, sort v<8 digits>   each of its versions, for ever
          backfill, sort <job>            how far a backfill is
          idempotency, sort <SHA-256>     what a request under a key has made
          member, sort <member number>    whose a member number is
          code, sort <member number>#<step>  that a one-time code was used
          pin_tries, sort <friend id>     a friend's tries at stores' PINs
          pin_wrong, sort <store id>#<PIN>#<date>  wrong tries of all friends at a store's PIN
          staff_account, sort <staff member id> | staff_sub, sort <user id> | invitation, sort <SHA-256>
          coupon_count, sort <coupon id> | coupon_code, sort <SHA-256>
          answers#<survey id>, sort <13-digit ms>#<event id>    where an answer to a survey is
          places, sort <survey id>        how many places of a survey with a limit are taken
          upload_count, sort <friend id>#<date>  how many pictures the friend has uploaded on a day order, sort <order
          id>          whose an order is outbox    run#<run id>, sort  run | definition <run id>#<4-digit slice>, sort
          slice | count | batch#<number> | matched#<number> test#<campaign id>, sort <SHA-256>     a test send
          notice#<friend id>, sort <its name>    what the friend is told because of an entry rate#<caller>#<second>,
          sort    rate
"""


def ledger_sort(at: int, event_id: str) -> str:
    """Sorts by time; the milliseconds are padded to 13 digits."""
    return f"{at:013d}#{event_id}"


def text_sort(message_id: str) -> str:
    """The item that holds what a message said, apart from its entry, so that it can be erased."""
    return f"text#{message_id}"


FIRST_ENTRY, LAST_ENTRY = "0", "9~"
"""Entries sort between these two; texts, marks, coupons and orders do not."""


def entries_between(after: int | None, before: int | None) -> tuple[str, str]:
    """The first and the last key that entries at or after an instant, and before another, may have."""
    first = FIRST_ENTRY if after is None else _instant(after)
    last = LAST_ENTRY if before is None else _instant(before)
    return first, last


def _instant(at: int) -> str:
    return f"{min(max(at, 0), 9_999_999_999_999):013d}"


TEXTS = "text#"
"""The sort keys of texts begin with this."""

MARKS = "once#"
"""The sort keys of marks begin with this."""


COUPONS = "coupon#"
"""The sort keys of friends' coupons begin with this."""


def coupon_sort(coupon_id: str) -> str:
    return f"{COUPONS}{coupon_id}"


ORDERS = "order#"
"""The sort keys of friends' orders begin with this."""

ORDER = "order"
"""The kind of the catalog's items that say whose an order is."""


def order_sort(order_id: str) -> str:
    return f"{ORDERS}{order_id}"


def order_id_of(sort: str) -> str:
    return sort.removeprefix(ORDERS)


def holder(part: str, got_at: int, friend_id: str) -> str:
    """Orders those who have a coupon, in its index."""
    return f"{part}#{got_at:013d}#{friend_id}"


def friend_of_holder(key: str) -> str:
    return key.split("#", 2)[-1]


def mark_sort(name: str) -> str:
    """The item that says that an act was recorded."""
    return f"{MARKS}{name}"


def event_id_of(sort: str) -> str:
    """The event id in an entry's sort key."""
    return sort.split("#", 1)[1]


def is_entry(sort: str) -> bool:
    """Whether a sort key of the ledger is an entry's; if not, it is a text's, a mark's, a coupon's or an order's."""
    return not sort.startswith((TEXTS, MARKS, COUPONS, ORDERS))


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


def message_key(message_id: str) -> str:
    """The page of what was said elsewhere than to the account alone."""
    return f"message#{message_id}"


def channel_key(yyyymmdd: str, shard: int) -> str:
    """Events without a source are spread over ten keys a day."""
    return f"channel#{yyyymmdd}#{shard}"


IDEMPOTENCY = "idempotency"
"""The kind of the records of requests' keys; their sort key is the request's token."""


PIN_TRIES, PIN_WRONG = "pin_tries", "pin_wrong"
STAFF_ACCOUNT, STAFF_SUB = "staff_account", "staff_sub"
INVITATION, COUPON_COUNT, COUPON_CODE = "invitation", "coupon_count", "coupon_code"


MEMBER, CODE = "member", "code"
"""The kinds of member numbers, and of one-time codes that were used."""


def code_sort(member_no: str, step: int) -> str:
    return f"{member_no}#{step}"


def versions_key(kind: str, definition_id: str) -> str:
    return f"{kind}#{definition_id}"


def answers_key(survey_id: str) -> str:
    """Its sort keys are those of the entries on the friends' pages."""
    return f"answers#{survey_id}"


PLACES = "places"

UPLOAD_COUNT = "upload_count"


def version_sort(version: int) -> str:
    return f"v{version:08d}"


def run_key(run_id: str) -> str:
    return f"run#{run_id}"


def test_key(campaign_id: str) -> str:
    """Its sort key is the request's token."""
    return f"test#{campaign_id}"


def notice_key(friend_id: str) -> str:
    return f"notice#{friend_id}"


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
