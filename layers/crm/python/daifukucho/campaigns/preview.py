"""A look at a campaign before it goes out: how many get it, who is skipped and why, what one friend sees, what it costs.

The segment is asked and each friend is looked at by the code that evaluates and sends runs, so that a run which is
opened at the same moment finds the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from daifukucho.campaigns.campaign import DRAFT, Campaign, Definition, define
from daifukucho.campaigns.carried import coupon_of_draft, coupon_of_saved, said
from daifukucho.campaigns.hold import refused
from daifukucho.campaigns.poll import Poll, Polled, of_part
from daifukucho.campaigns.recheck import SKIPPED_FOR
from daifukucho.campaigns.refusals import CANNOT_GO_OUT, NO_SUCH_SEGMENT
from daifukucho.campaigns.run import CouponAgain
from daifukucho.coupons.again import Rule, had_of
from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Gift, Holding
from daifukucho.delivery.line import LineQuota, Quota
from daifukucho.delivery.look import Looking, look
from daifukucho.delivery.skip import Skip
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import NotFound, Unavailable
from daifukucho.kernel.refusals import FRIEND_NOT_FOUND
from daifukucho.kernel.time import JST, Clock, to_datetime
from daifukucho.kernel.words import Words
from daifukucho.messages.template import named, render, uses
from daifukucho.messages.variables import Speech, spoken_by
from daifukucho.segments.context import Context
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import known
from daifukucho.segments.explain import Clause, explain
from daifukucho.segments.history import Histories
from daifukucho.segments.preview import PATIENCE
from daifukucho.segments.reference import pinned
from daifukucho.segments.refusals import SEGMENT_DELETED
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import Node, parse_expanded
from daifukucho.shop.settings import Shop, Shops


class CostUnknown(StrEnum):
    """Why the cost of a campaign cannot be told."""

    NO_PLAN = "no_plan"
    NO_QUOTA = "no_quota"
    BEYOND_TIERS = "beyond_tiers"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many match of ``asked``, by why they would be skipped (``None``: they would not). ``complete``: everybody was
    asked."""

    matched: Mapping[Skip | None, int]
    asked: int
    complete: bool


class Survey(Protocol):
    """Asks the whole roster."""

    def tally(
        self,
        where: Node,
        context: Context,
        seen_until: int,
        looking: Looking,
        deadline: Callable[[], bool],
    ) -> Tally:
        """Look at every friend who matches and was first seen until an instant, until ``deadline()`` is true. Raises
        Unavailable."""

    def size(self) -> int:
        """As ``segments.preview.Scan`` has it."""


class PreviewedCampaigns(Protocol):
    """Both raise Unavailable."""

    def get(self, campaign_id: str) -> Campaign:
        """Raises NotFound."""

    def segment(self, segment_id: str) -> Segment:
        """Raises NotFound."""

    def known(self, name: str) -> Attribute | None:
        """What a segment may ask, by its name."""

    def spoken(self, name: str) -> Attribute | None:
        """As ``ports.Campaigns`` has it."""

    def coupon(self, coupon_id: str) -> Defined[Coupon]:
        """Raises NotFound."""


class Holders(Protocol):
    def of(self, coupon_id: str) -> Sequence[Holding] | None:
        """Every friend's holding of a coupon; ``None``: there are too many to be read while a person waits. Raises
        Unavailable."""


class PreviewedFriends(Protocol):
    def get(self, friend_id: str) -> Friend | None:
        """Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one friend would get. ``messages``: as the friend would see them; none if the friend does not match or is
    skipped.

    ``clause``: the segment, explained for the friend.
    """

    friend_id: str
    matches: bool
    clause: Clause
    skip: Skip | None = None
    messages: Sequence[Mapping[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would happen if the campaign went out at ``at`` (UTC epoch milliseconds).

    ``estimate``: not everybody could be asked in time, and counts and cost are the most likely ones; if nobody knows how
    many there are, the least there will be. ``cost_between``: what it costs then at the least and at the most.
    ``quota``: LINE's for the month of ``at``, as far as it is known now. ``over_quota`` ``None``: it cannot be told.
    ``refused``: for which of the campaign's limits its run would be refused, with all the confidence of the estimate. To a
    run whoever is skipped for the coupon is a recipient, too.
    ``coupon``: the one it carries; where nothing else is said, no quota is asked for, and it costs nothing.
    ``coupon_had``: how many friends have had that coupon, whether they match or not, and would be skipped for it; ``None``:
    there is no coupon, or too many have it to be read while a person waits, and then ``skipped`` knows nothing of them.
    """

    at: int
    planned: int
    skipped: Mapping[Skip, int]
    estimate: Polled | None
    quota: Quota | None
    over_quota: bool | None
    cost_yen: int | None
    cost_between: tuple[int | None, int | None] | None
    cost_unknown: CostUnknown | None
    refused: Skip | None
    sentence: Words
    shown: Shown | None
    coupon: Defined[Coupon] | None = None
    coupon_had: int | None = None
    freeze_audience: bool = False

    @property
    def complete(self) -> bool:
        return self.estimate is None

    @property
    def to_send(self) -> int:
        return self.planned - sum(self.skipped.values())


class CampaignPreviewer:
    """Previews campaigns, saved or not."""

    def __init__(
        self,
        campaigns: PreviewedCampaigns,
        friends: PreviewedFriends,
        survey: Survey,
        poll: Poll,
        line: LineQuota,
        shops: Shops,
        clock: Clock,
        histories: Histories,
        holders: Holders,
        liff_id: str | None = None,
    ) -> None:
        self._histories = histories
        self._holders = holders
        self._campaigns = campaigns
        self._friends = friends
        self._survey = survey
        self._poll = poll
        self._line = line
        self._shops = shops
        self._clock = clock
        self._liff_id = liff_id

    def saved(self, campaign_id: str, friend_id: str | None = None) -> Forecast:
        """Preview a saved campaign; ``friend_id``: a friend for whom to show it.

        Dates are judged for its next due time, or now. Reads the holders of its coupon, for five seconds at most, then the
        roster once, for five seconds at most (half a read unit for each 4 KB), and asks LINE twice. If that is not all of the roster, asks its copy and some of the friends, as
        ``Poll.ask`` says, for five seconds more; if there is no copy, DynamoDB for the roster's size. Raises NotFound,
        Unavailable, and Conflict if the segment was deleted or cannot be asked (see ``segments.reference.expand``), or the
        coupon was.
        """
        campaign = self._campaigns.get(campaign_id)
        try:
            where = self._where(campaign)
        except NotFound:
            raise SEGMENT_DELETED() from None
        return self._forecast(campaign, where, coupon_of_saved(campaign.coupon_id, self._campaigns), friend_id)

    def draft(self, given: Mapping[str, Any]) -> Forecast:
        """Preview a campaign as a marketer writes it (``DRAFT``), without saving it. As ``saved``; raises Invalid, too."""
        definition = define(given, self._clock(), liff_id=self._liff_id, known=self._campaigns.known, sent=DRAFT)
        coupon = coupon_of_draft(definition.coupon_id, self._campaigns)
        try:
            where = self._where(definition)
        except NotFound:
            raise CANNOT_GO_OUT(NO_SUCH_SEGMENT.at("/segment_id")) from None
        return self._forecast(definition, where, coupon, given.get("friend_id"))

    def _where(self, campaign: Campaign | Definition) -> Mapping[str, object]:
        return pinned(campaign.where, campaign.segment_id, self._campaigns.segment, self._campaigns.known)

    def _forecast(
        self,
        campaign: Campaign | Definition,
        where: Mapping[str, object],
        coupon: Defined[Coupon] | None,
        friend_id: str | None,
    ) -> Forecast:
        now = self._clock()
        at = max(now, campaign.due_at or now)
        messages = said(campaign.messages, campaign.coupon_id, self._liff_id)
        node, shop, silent = parse_expanded(where), self._shops.get().value, not messages
        context = shop.context(at)
        wanted = uses(messages, Speech(context.today, spoken_by(named(messages), self._campaigns.spoken)))
        friend = None if friend_id is None else self._friend(friend_id)
        had = None if coupon is None else self._had(coupon.id, campaign, at, shop)
        looking = Looking(wanted, silent, had or {})
        tally = self._survey.tally(node, context, now, looking, self._deadline(self._clock()))
        polled = None
        if not tally.complete:
            polled = self._poll.ask(where, context, looking)
            polled = polled or of_part(tally.matched, tally.asked, self._survey.size())
        matched = polled.matched if polled else tally.matched
        skipped = {reason: n for reason, n in matched.items() if reason is not None}
        to_send = matched.get(None, 0)
        least, most = (polled.to_send.least, polled.to_send.most) if polled else (to_send, to_send)
        counted = polled is None or polled.complete
        recipients = least + sum(skipped.get(reason, 0) for reason in SKIPPED_FOR.values()) if counted else least
        quota = None if silent else self._quota(now, at)
        cost, unknown = (0, None) if silent else _cost(shop, quota, to_send)
        between = None
        if polled and not polled.complete and cost is not None and not silent:
            between = _cost(shop, quota, least)[0], None if most is None else _cost(shop, quota, most)[0]
        return Forecast(
            at=at,
            planned=sum(matched.values()),
            skipped=skipped,
            estimate=None if counted else polled,
            quota=quota,
            over_quota=False if silent else _over(quota, least, most),
            cost_yen=cost,
            cost_between=between,
            cost_unknown=unknown,
            refused=refused(campaign.limits, recipients, quota, shop.plan, silent=silent),
            sentence=words_of(node),
            shown=None if friend is None else self._shown(friend, node, context, now, messages, looking),
            coupon=coupon,
            coupon_had=None if had is None else len(had),
            freeze_audience=campaign.freeze_audience,
        )

    def _had(self, coupon_id: str, campaign: Campaign | Definition, at: int, shop: Shop) -> Mapping[str, Skip] | None:
        """Who has had the coupon, and would be skipped for it if they match; ``None``: there are too many to be read."""
        again = campaign.coupon_again
        if again is CouponAgain.ANNOUNCE:
            return {}
        holdings = self._holders.of(coupon_id)
        if holdings is None:
            return None
        gift = Gift("", campaign.campaign_id if isinstance(campaign, Campaign) else "", at)
        had = had_of(holdings, gift, Rule(again.period, shop.cutoff_minutes))
        return {friend_id: SKIPPED_FOR[how] for friend_id, how in had.items()}

    def _friend(self, friend_id: str) -> Friend:
        friend = self._friends.get(friend_id)
        if friend is None:
            raise FRIEND_NOT_FOUND()
        return friend

    def _deadline(self, started: int) -> Callable[[], bool]:
        return lambda: self._clock() - started >= PATIENCE

    def _quota(self, now: int, at: int) -> Quota | None:
        """LINE counts by months of Japan's calendar: next month nothing is used yet."""
        try:
            quota = self._line.quota()
        except Unavailable:
            return None
        return quota if _month(now) == _month(at) else Quota(quota.limit, 0)

    def _shown(
        self,
        friend: Friend,
        node: Node,
        context: Context,
        now: int,
        messages: Sequence[Mapping[str, object]],
        looking: Looking,
    ) -> Shown:
        clause = explain(node, known(node, friend, context, self._histories), context)
        in_time = friend.first_seen_at is not None and friend.first_seen_at <= now
        if not (in_time and clause.matches):
            return Shown(friend.friend_id, False, clause)
        skip, (_, values) = looking.at(friend), look(friend, looking.wanted, silent=looking.silent)
        return Shown(friend.friend_id, True, clause, skip, None if skip else render(messages, values))


def _month(at: int) -> tuple[int, int]:
    day = to_datetime(at).astimezone(JST)
    return day.year, day.month


def _cost(shop: Shop, quota: Quota | None, to_send: int) -> tuple[int | None, CostUnknown | None]:
    if shop.plan is None:
        return None, CostUnknown.NO_PLAN
    if quota is None:
        return None, CostUnknown.NO_QUOTA
    cost = shop.plan.cost(quota.used, to_send)
    return cost, CostUnknown.BEYOND_TIERS if cost is None else None


def _over(quota: Quota | None, least: int, most: int | None) -> bool | None:
    """Whether LINE will refuse some of it; ``most`` ``None``: nobody knows how many there are."""
    if quota is None:
        return None
    if quota.limit is None:
        return False
    if quota.used + least > quota.limit:
        return True
    return False if most is not None and quota.used + most <= quota.limit else None
