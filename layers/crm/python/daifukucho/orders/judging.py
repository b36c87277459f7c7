"""What a friend's orders say of the friend on a day: the sums, RFM, whether the friend is a VIP, the tiers of the nine
segments, and the day on which time alone will change any of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from daifukucho.friends.edit import TAGS_PER_FRIEND
from daifukucho.friends.friend import Friend
from daifukucho.kernel.declared import declarations
from daifukucho.kernel.time import business_date, months_after
from daifukucho.nine_segments.segment import Tier, observed
from daifukucho.nine_segments.standing import observation
from daifukucho.orders.attributes import OrderAttributes
from daifukucho.orders.order import Order
from daifukucho.orders.settings import OrderSettings, Vip, Watched
from daifukucho.orders.sums import Sums, days_ago, kept, month_start, sums_of, window

ATTRIBUTES = {name: said.kind.unknown for name, said in declarations(OrderAttributes).items()}
"""The attributes of a friend that the orders decide, and nothing else, as they are without any."""


@dataclass(frozen=True, slots=True)
class OrderProgram:
    """What is set up, in which ``version``. A shop's day begins ``cutoff_minutes`` after midnight in Japan."""

    settings: OrderSettings
    version: int = 0
    cutoff_minutes: int = 0

    @property
    def name(self) -> str:
        """Who was judged by another program is judged again."""
        return f"{self.version}/{self.cutoff_minutes}"

    def today(self, now: int) -> date:
        """The shop's date at an instant (UTC epoch milliseconds)."""
        return business_date(now, self.cutoff_minutes)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``body``: what an entry says of it. ``is_news``: whether that changes anything of the friend."""

    body: Mapping[str, Any]
    is_news: bool


@dataclass(frozen=True, slots=True)
class Scores:
    r: int
    f: int
    m: int


def scores_of(sums: Sums, program: OrderProgram, today: date) -> Scores | None:
    """The friend's RFM on a day; ``None``: there is no order."""
    if sums.last_at is None:
        return None
    rfm = program.settings.rfm
    return Scores(
        rfm.r(days_ago(sums.last_at, today, program.cutoff_minutes)),
        rfm.f(window(sums.orders, rfm.months, today)),
        rfm.m(window(sums.yen, rfm.months, today)),
    )


def judge(friend: Friend, orders: Sequence[Order], was: Sequence[Order], program: OrderProgram, at: int) -> Judgement:
    """A friend with these orders, at an instant.

    ``was``: the friend's orders before, as they were when the friend was last judged; the same, if none has changed.
    """
    today = program.today(at)
    sums = sums_of(orders, program.settings, program.cutoff_minutes)
    add, remove, no_room = _tags(friend, sums, program.settings.vip, today)
    tiers = list(_tiers(friend, orders, was, program, today))
    facts = _facts(sums, program, today, _due(sums, orders, program, today))
    taken = taken_from(facts)
    is_news = bool(add or remove or tiers) or any(taken[name] != getattr(friend, name) for name in ATTRIBUTES)
    body = {"facts": facts, "tags_add": sorted(add), "tags_remove": sorted(remove), "nine_segments": tiers}
    return Judgement(body | ({"tags_without_room": sorted(no_room)} if no_room else {}), is_news)


def taken_from(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a friend by an entry's facts: what they do not say is not known."""
    return {name: facts.get(name, unknown) for name, unknown in ATTRIBUTES.items()}


def _facts(sums: Sums, program: OrderProgram, today: date, due: date | None) -> dict[str, Any]:
    scores = scores_of(sums, program, today)
    facts: dict[str, Any] = {
        "order_count": sums.count or None,
        "ltv_gross": sums.ltv_gross,
        "ltv_margin": sums.ltv_margin,
        "first_order_at": sums.first_at,
        "last_order_at": sums.last_at,
        "favourite_product": sums.favourite_product,
        "favourite_store": sums.favourite_store,
        "days_between_orders": sums.days_between,
        "order_yen": kept(sums.yen, today),
        "order_counts": kept(sums.orders, today),
        "orders_due_on": due.isoformat() if due else None,
        "orders_judged_by": program.name,
    }
    if scores:
        facts |= {"rfm_r": scores.r, "rfm_f": scores.f, "rfm_m": scores.m}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _tags(friend: Friend, sums: Sums, vip: Vip | None, today: date) -> tuple[set[str], set[str], set[str]]:
    """The tag that the friend gets, that the friend loses, or for which the friend has no room."""
    if vip is None:
        return set(), set(), set()
    has = vip.tag in friend.tags
    if vip.judge(window(sums.yen, vip.months, today), has) is has:
        return set(), set(), set()
    if has:
        return set(), {vip.tag}, set()
    if len(friend.tags) >= TAGS_PER_FRIEND:
        return set(), set(), {vip.tag}
    return {vip.tag}, set(), set()


def _tiers(
    friend: Friend, orders: Sequence[Order], was: Sequence[Order], program: OrderProgram, today: date
) -> Iterable[dict[str, Any]]:
    """The tiers of the nine segments that differ from those last recorded."""
    for watched in program.settings.nine_segments:
        before = friend.nine_segments.get(watched.product_id, {})
        days = _bought_on(orders, watched, program)
        tier = _tier(days, watched, today)
        if tier is None and not _bought_on(was, watched, program):
            continue  # what is known of the friend does not come from orders
        if before.get("observed") != tier:
            yield observation(watched.product_id, tier, before)


def _bought_on(orders: Sequence[Order], watched: Watched, program: OrderProgram) -> list[date]:
    """The days on which the friend bought something of it, the last one first, each as often as the friend bought."""
    days = [business_date(order.at, program.cutoff_minutes) for order in orders if watched.is_in(order)]
    return sorted(days, reverse=True)


def _tier(days: Sequence[date], watched: Watched, today: date) -> Tier | None:
    if not days:
        return None
    first = today - timedelta(days=watched.window_days)
    return observed(
        (today - days[0]).days,
        sum(day > first for day in days),
        loyal_purchases=watched.loyal_purchases,
        lapse_days=watched.lapse_days,
    )


def _due(sums: Sums, orders: Sequence[Order], program: OrderProgram, today: date) -> date | None:
    """The first day after ``today`` on which something of this changes if nothing happens but time."""
    found = [day for day in (_recency_due(sums, program, today), _months_due(sums, program, today)) if day]
    for watched in program.settings.nine_segments:
        days = _bought_on(orders, watched, program)
        tier = _tier(days, watched, today)
        if tier in (Tier.GENERAL, Tier.LOYAL):
            found.append(days[0] + timedelta(days=watched.lapse_days))
        if tier is Tier.LOYAL:
            found.append(days[watched.loyal_purchases - 1] + timedelta(days=watched.window_days))
    return min(found, default=None)


def _recency_due(sums: Sums, program: OrderProgram, today: date) -> date | None:
    """The day after the last on which the next of the recency's steps is kept."""
    if sums.last_at is None:
        return None
    last = business_date(sums.last_at, program.cutoff_minutes)
    days = days_ago(sums.last_at, today, program.cutoff_minutes)
    step = next((step for step in program.settings.rfm.recency if days <= step), None)
    return last + timedelta(days=step + 1) if step is not None else None


def _months_due(sums: Sums, program: OrderProgram, today: date) -> date | None:
    """The first month with another frequency, monetary value or VIP, or with orders of a month that is still to come."""
    rfm, vip = program.settings.rfm, program.settings.vip

    def standing(day: date) -> tuple[object, ...]:
        # As of one who has the tag, which may be given by hand meanwhile; that a month leaves gives it to nobody.
        vips = vip and vip.judge(window(sums.yen, vip.months, day), True)
        return rfm.f(window(sums.orders, rfm.months, day)), rfm.m(window(sums.yen, rfm.months, day)), vips

    lengths = {rfm.months, vip.months} - {None} if vip else {rfm.months}
    starts = {month_start(month) for month in sums.orders}
    to_come = {start for start in starts if start > today}
    leaving = {months_after(start, length) for start in starts for length in lengths if length}
    now = standing(today)
    days = sorted(to_come | {day for day in leaving if day > today})
    return next((day for day in days if day in to_come or standing(day) != now), None)
