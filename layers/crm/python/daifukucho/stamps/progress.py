"""Where a friend's shop card stands, and where more stamps bring it.

Kept on the friend's item as whole numbers: ``stamps`` has ``card`` (the index of the friend's card), ``count``,
``first_at`` and ``last_at`` (UTC epoch milliseconds) and ``won`` (tickets ever); ``tickets`` has the unused tickets,
``<ticket id>.<number>``, each with the first instant at which it can no longer be used, 0 if there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import HOUR, business_date, months_after, start_of
from daifukucho.stamps.settings import Since, StampCard, StampSettings, Ticket


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that a friend has. ``ticket`` ``None``: it is no longer defined. ``until``: the first instant at which
    it can no longer be used; ``None``: it can be used for ever."""

    key: str
    ticket: Ticket | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A shop card as it is now. ``expires_at``: the first instant at which its stamps are gone."""

    card: StampCard
    index: int
    count: int
    expires_at: int | None
    next_at: int | None
    tickets: tuple[Held, ...]


def progress(friend: Friend, settings: StampSettings, now: int, cutoff_minutes: int) -> Progress | None:
    """A friend's shop card at an instant; ``None``: the shop has no shop card. ``next_at``: when there can be another
    stamp, if not now."""
    if not settings.cards:
        return None
    gone_at = _expires_at(friend.stamps, settings, cutoff_minutes)
    expired = gone_at is not None and gone_at <= now
    index = 0 if expired else friend.stamps.get("card", 0)
    card = settings.card(index)
    next_at = _next_at(friend.stamps, settings, cutoff_minutes)
    return Progress(
        card=card,
        index=min(index, len(settings.cards) - 1),
        count=0 if expired else min(friend.stamps.get("count", 0), card.goal),
        expires_at=None if expired else gone_at,
        next_at=next_at if next_at is not None and next_at > now else None,
        tickets=tuple(
            Held(key, settings.ticket(key.partition(".")[0]), until or None)
            for key, until in sorted(
                usable(friend.tickets, now).items(), key=lambda held: (held[1] or 1 << 60, held[0])
            )
        ),
    )


def usable(tickets: Mapping[str, int], now: int) -> dict[str, int]:
    """The tickets whose time is not over."""
    return {key: until for key, until in tickets.items() if not until or until > now}


def stamped(
    friend: Friend, settings: StampSettings, stamps: int, now: int, cutoff_minutes: int
) -> tuple[dict[str, int], dict[str, int]]:
    """``stamps`` and ``tickets`` after so many stamps: stamps beyond a goal go on the next card.

    The shop must have a card.
    """
    gone_at = _expires_at(friend.stamps, settings, cutoff_minutes)
    expired = gone_at is not None and gone_at <= now
    index = 0 if expired else friend.stamps.get("card", 0)
    count = 0 if expired else friend.stamps.get("count", 0)
    first_at = None if expired else friend.stamps.get("first_at")
    won = friend.stamps.get("won", 0)
    tickets = usable(friend.tickets, now)
    left = stamps + (0 if friend.stamps else settings.bonus)
    first_at = now if first_at is None else first_at
    while left:
        card = settings.card(index)
        # If the goal was lowered since, the friend has reached it without a stamp.
        lowered = count >= card.goal
        count, left = (card.goal, left) if lowered else (count + 1, left - 1)
        had = {key.partition(".")[0] for key in tickets} if lowered else ()
        for ticket in card.tickets:
            if ticket.at == count and ticket.id not in had:
                won += 1
                tickets[f"{ticket.id}.{won}"] = _until(ticket, now, cutoff_minutes)
        if count == card.goal:
            index, count, first_at = _after(index, settings), 0, now
    return {"card": index, "count": count, "first_at": first_at, "last_at": now, "won": won}, tickets


def _after(index: int, settings: StampSettings) -> int:
    return min(index + 1, len(settings.cards) - 1)


def _until(ticket: Ticket, now: int, cutoff_minutes: int) -> int:
    if ticket.days is None:
        return 0
    return start_of(business_date(now, cutoff_minutes) + timedelta(days=ticket.days + 1), cutoff_minutes)


def _expires_at(stamps: Mapping[str, int], settings: StampSettings, cutoff_minutes: int) -> int | None:
    if settings.expiry is None or not stamps:
        return None
    since = stamps["first_at" if settings.expiry.since is Since.FIRST_USE else "last_at"]
    last = months_after(business_date(since, cutoff_minutes), settings.expiry.months)
    return start_of(last + timedelta(days=1), cutoff_minutes)


def _next_at(stamps: Mapping[str, int], settings: StampSettings, cutoff_minutes: int) -> int | None:
    if not stamps:
        return None
    if settings.once_a_day:
        return start_of(business_date(stamps["last_at"], cutoff_minutes) + timedelta(days=1), cutoff_minutes)
    return stamps["last_at"] + settings.hours * HOUR if settings.hours else None
