"""What the simulated platform knows, and the rules for changing it. No HTTP here, and one thread."""

import itertools
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from local.line.errors import monthly_limit, send_failed
from local.line.faults import Faults
from local.line.friends import Friend, Group, make_friend
from local.line.limits import RateLimits
from local.line.settings import Settings
from local.line.tokens import Login

JST = timezone(timedelta(hours=9), "JST")
RETRY_KEY_LIFE_MS = 24 * 3600 * 1000
REPLY_TOKEN_LIFE_MS = 60 * 1000
REPLY_EVENT_LIFE_MS = 20 * 60 * 1000
MAX_UNITS_A_MONTH = 1000
QUOTABLE = ("text", "textV2", "image", "video", "sticker", "template", "flex")


def is_day(text: str) -> bool:
    """Whether ``text`` is a date as LINE's statistics take it, ``yyyyMMdd``."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class SentRequest:
    """One accepted message request, and whom it reached."""

    request_id: str
    kind: str
    at: int
    messages: list[dict[str, Any]]
    recipients: list[str]
    missed: int
    retry_key: str | None = None
    unit: str | None = None
    sent_messages: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class RetryKey:
    first_used_at: int
    accepted: SentRequest | None = None


@dataclass(slots=True)
class ReplyToken:
    """Where a reply goes. ``delivered_at`` moves with each delivery of the event."""

    target: str
    event_at: int
    delivered_at: int | None = None


class Platform:
    """The LINE platform as one channel sees it. Times are UTC epoch milliseconds of the simulator's clock."""

    def __init__(self, settings: Settings | None = None, limits: RateLimits | None = None) -> None:
        self.settings = settings or Settings()
        self.limits = limits or RateLimits()
        self.login = Login()
        self.started_at = int(time.time() * 1000)
        self.reset()

    def reset(self, *, keep_friends: bool = False) -> None:
        """Forgets everything but settings, rate limits and Login keys. A kept friend stays as he is."""
        if not keep_friends:
            self.friends: dict[str, Friend] = {}
            self.groups: dict[str, Group] = {}
            self.follow_log: list[tuple[int, str, str]] = []
            self.clock_offset_ms = 0
        self.faults = Faults()
        self.limits = RateLimits(self.limits.rates)
        self.requests: list[SentRequest] = []
        self.inbox: dict[str, list[SentRequest]] = {}
        self.retry_keys: dict[str, RetryKey] = {}
        self.reply_tokens: dict[str, ReplyToken] = {}
        self.events: dict[str, bytes] = {}
        self.messages_by_day: Counter[tuple[str, str]] = Counter()
        self.consumption: Counter[str] = Counter()
        self.units: dict[str, set[str]] = {}
        self.opens: Counter[tuple[str, str, str]] = Counter()
        self.calls: Counter[tuple[str, int]] = Counter()
        self.webhooks: Counter[str] = Counter()
        self._message_ids = itertools.count(int(time.time() * 1000) * 100_000)

    # Time

    def now(self) -> int:
        return int(time.time() * 1000) + self.clock_offset_ms

    def day(self, at: int | None = None) -> str:
        """``yyyyMMdd`` in Japan, as LINE's statistics want it."""
        return datetime.fromtimestamp((self.now() if at is None else at) / 1000, JST).strftime("%Y%m%d")

    def month(self) -> str:
        return self.day()[:6]

    def new_message_id(self) -> str:
        return str(next(self._message_ids))

    # Friends

    def person(self, user_id: str) -> Friend:
        """The person with this id; an unknown one is made up, and is not yet a friend."""
        friend = self.friends.get(user_id)
        if friend is None:
            friend = self.friends[user_id] = make_friend(user_id)
        return friend

    def follow(self, friend: Friend, at: int) -> bool:
        """Adds or unblocks the account. True if the user had blocked it (``follow.isUnblocked``)."""
        was_blocked = friend.blocked
        if was_blocked:
            self.follow_log.append((at, "unblock", friend.user_id))
        if not friend.following:
            self.follow_log.append((at, "add", friend.user_id))
        friend.following, friend.blocked = True, False
        return was_blocked

    def block(self, friend: Friend, at: int) -> None:
        if not friend.blocked:
            self.follow_log.append((at, "block", friend.user_id))
        friend.blocked = True

    # Sending

    def retry_key(self, key: str, now: int) -> RetryKey:
        """The record of a retry key, opened at its first use and forgotten 24 h after that."""
        known = self.retry_keys.get(key)
        if known is None or now - known.first_used_at >= RETRY_KEY_LIFE_MS:
            known = self.retry_keys[key] = RetryKey(now)
        return known

    def push_targets(self, to: str, now: int) -> list[str]:
        """Whom a push to ``to`` reaches: that one, or nobody. Raises: LineError 400 for a chat it is not in."""
        if to[0] != "U":
            if to not in self.groups:
                raise send_failed()
            return [to]
        friend = self.friends.get(to)
        if friend is None and self.settings.refuse_unknown_users:
            raise send_failed()
        return [to] if friend and friend.reached_by_push(now) else []

    def accept(
        self,
        kind: str,
        to: Iterable[str],
        *,
        aimed: int,
        body: dict[str, Any],
        request_id: str,
        unit: str | None = None,
    ) -> SentRequest:
        """Delivers a valid message request to ``to``, all of whom it reaches. ``aimed`` is how many it named.

        Raises: LineError 429 if it would exceed the month's quota; then nobody gets it. A reply is free.
        """
        now, recipients = self.now(), list(to)
        cost = sum(max(1, len(self.groups[to].members)) if to in self.groups else 1 for to in recipients)
        if kind != "reply":
            quota = self.settings.quota
            if quota is not None and self.consumption[self.month()] + cost > quota:
                raise monthly_limit()
            self.consumption[self.month()] += cost
        self.messages_by_day[self.day(now), kind] += cost
        messages = body["messages"]
        sent = SentRequest(
            request_id=request_id,
            kind=kind,
            at=now,
            messages=messages,
            recipients=recipients,
            missed=aimed - len(recipients),
            unit=self._assign(unit) if unit else None,
            sent_messages=[self._sent_message(message) for message in messages] if kind in ("push", "reply") else [],
        )
        self.record(sent)
        return sent

    def record(self, sent: SentRequest) -> None:
        self.requests.append(sent)
        for recipient in sent.recipients:
            self.inbox.setdefault(recipient, []).append(sent)

    def _assign(self, unit: str) -> str | None:
        """The unit name, or None from the month's 1,001st name on: LINE then sends without a label."""
        names = self.units.setdefault(self.month(), set())
        if unit not in names and len(names) >= MAX_UNITS_A_MONTH:
            return None
        names.add(unit)
        return unit

    def _sent_message(self, message: dict[str, Any]) -> dict[str, str]:
        sent = {"id": self.new_message_id()}
        if message["type"] in QUOTABLE:
            sent["quoteToken"] = secrets.token_urlsafe(24)
        return sent
