"""The metrics' names: the functions count by them and the dashboards read them.

Their namespace is the stack's name, which CDK hands to Powertools: two stages in one account do not mix.
"""

from enum import StrEnum


class Metric(StrEnum):
    """What is counted; each is a sum. Powertools adds the function's name as the dimension ``service``."""

    EVENTS_RECEIVED = "EventsReceived"
    EVENTS_UNKNOWN = "EventsUnknown"
    EVENTS_DUPLICATE = "EventsDuplicate"
    WEBHOOKS_REFUSED = "WebhooksRefused"
    WEBHOOKS_FAILED = "WebhooksFailed"
    ENTRIES_FOLDED = "EntriesFolded"
    ENTRIES_PARKED = "EntriesParked"
    FRIENDS_FOLLOWED = "FriendsFollowed"
    FRIENDS_BLOCKED = "FriendsBlocked"
    FRIENDS_SETTLED = "FriendsSettled"
    FRIENDS_UNSETTLED = "FriendsUnsettled"
    RUNS_OPENED = "RunsOpened"
    RUNS_CLOSED = "RunsClosed"
    RUNS_PAUSED = "RunsPaused"
    MESSAGES_SENT = "MessagesSent"
    MESSAGES_SKIPPED = "MessagesSkipped"
    MESSAGES_FAILED = "MessagesFailed"
    MESSAGES_UNKNOWN = "MessagesUnknown"
    PINS_GUARDED = "PinsGuarded"
    REQUESTS_LIMITED = "RequestsLimited"
    REQUESTS_UNCOUNTED = "RequestsUncounted"
