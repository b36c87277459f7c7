"""The metrics' names: the functions count by them and the dashboards read them.

Their namespace is the stack's name, which CDK hands to Powertools: two stages in one account do not mix.
"""

from enum import StrEnum

SERVICE = "daifukucho"
"""What every function's ``Metrics`` are made with. Powertools adds it to each metric as a dimension; CloudWatch bills each
combination of a name and its dimensions (0.30 USD a month) and an alarm reads one of them. So whichever function counts,
it is the same metric."""

DIMENSION = {"service": SERVICE}
"""The same dimension, for code that reads a metric."""


class Metric(StrEnum):
    """What is counted; each is a sum. ``WEBHOOKS_REFUSED`` is recorded for each webhook, as 0 or 1, so that its average is
    the share of those that were refused."""

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
    CAMPAIGNS_STOPPED = "CampaignsStopped"
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
