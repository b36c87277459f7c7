"""The last check of a batch's friends, right before its claim is fixed: who of them is written to after all.

Minutes or days may have passed since the evaluation found them: a run may have been held or paused. So everything that
decides is asked once more, as it is now: what keeps messages from a friend, the segment, and the campaign's coupon.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from daifukucho.campaigns.ports import Giving, Roster
from daifukucho.campaigns.run import CouponAgain, Run, RunDefinition
from daifukucho.coupons.again import Had, Rule
from daifukucho.coupons.holding import Gift
from daifukucho.delivery.line import Mode
from daifukucho.delivery.look import attributes_for, look
from daifukucho.delivery.skip import Skip
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import Clock
from daifukucho.messages.template import Use, uses
from daifukucho.segments.compile import reads
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.history import Histories
from daifukucho.segments.tree import Node, parse_expanded


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a run pinned, and what of it a check needs: the segment (``None``: its audience is frozen), and the attributes
    of a friend that it asks."""

    definition: RunDefinition
    where: Node | None
    attributes: frozenset[str]

    @classmethod
    def of(cls, definition: RunDefinition) -> "Pinned":
        where = None if definition.freeze_audience else parse_expanded(definition.where)
        return cls(definition, where, frozenset() if where is None else reads(where))

    def wanted(self, at: int) -> Sequence[Use]:
        """The variables of its messages, as they are said at an instant."""
        return uses(self.definition.messages, self.definition.speech(at))


@dataclass(frozen=True, slots=True)
class Checked:
    """Who is written to, with the variables' values; who is skipped and why; who of the former had the coupon before."""

    going: Mapping[str, Mapping[str, str]]
    skipped: Mapping[str, Skip]
    had: Mapping[str, Had] = field(default_factory=dict)

    def without(self, reasons: Mapping[str, Skip]) -> "Checked":
        """The same, but that some more are skipped."""
        going = {friend_id: values for friend_id, values in self.going.items() if friend_id not in reasons}
        return replace(self, going=going, skipped={**self.skipped, **reasons})


class Recheck:
    """Checks the friends of a batch. ``histories`` reads strongly consistent, as ``roster`` and ``giving`` do."""

    def __init__(self, roster: Roster, histories: Histories, giving: Giving, clock: Clock) -> None:
        self._roster = roster
        self._histories = histories
        self._giving = giving
        self._clock = clock

    def check(self, friend_ids: Sequence[str], run: Run, pinned: Pinned) -> Checked:
        """Who of some friends is written to now. Raises Unavailable.

        A read unit for each friend (4 KB). Where the segment asks what a friend's item does not tell: what ``Histories``
        reads for those whom it leaves undecided. With a coupon, a read unit for each who is left.
        """
        wanted = pinned.wanted(self._clock())
        attributes = attributes_for(wanted) | pinned.attributes
        friends = self._roster.get_many(friend_ids, consistent=True, attributes=attributes)
        checked = _looked(friend_ids, friends, run, wanted)
        had = self._had(checked, run, pinned.definition)
        checked = self._of_segment(checked, friends, run, pinned, had)
        before = {f: how for f, how in had.items() if how is not Had.GIVEN and f in checked.going}
        if pinned.definition.coupon_again is CouponAgain.ANNOUNCE:
            return replace(checked, had=before)
        return checked.without({f: SKIPPED_FOR[how] for f, how in before.items()})

    def unreachable(self, friend_ids: Sequence[str], run: Run, pinned: Pinned) -> Mapping[str, Skip]:
        """Who of some friends could not have been written to in any case, and why. A read unit each. Raises Unavailable."""
        wanted = pinned.wanted(self._clock())
        friends = self._roster.get_many(friend_ids, consistent=True, attributes=attributes_for(wanted))
        return _looked(friend_ids, friends, run, wanted).skipped

    def _of_segment(
        self, checked: Checked, friends: Mapping[str, Friend], run: Run, pinned: Pinned, had: Mapping[str, Had]
    ) -> Checked:
        """Days are counted from the run's own time, as they were in its evaluation; what has happened since counts. Whom the
        run has given its coupon is not asked again: that alone may be why the friend does not match any more."""
        asked = [friend_id for friend_id in checked.going if had.get(friend_id) is not Had.GIVEN]
        if pinned.where is None or not asked:
            return checked
        facts = {friend_id: facts_of(friends[friend_id], pinned.attributes) for friend_id in asked}
        context = pinned.definition.shop.context(run.now, asked_at=self._clock())
        still = asked_of(pinned.where, facts, context, self._histories)
        return checked.without({f: Skip.NO_LONGER_MATCHES for f, matches in still.items() if not matches})

    def _had(self, checked: Checked, run: Run, definition: RunDefinition) -> Mapping[str, Had]:
        if definition.coupon_id is None or not checked.going:
            return {}
        return self._giving.had(list(checked.going), definition.coupon_id, gift_of(run), rule_of(definition))


SKIPPED_FOR = {Had.HELD: Skip.COUPON_HELD, Had.USED: Skip.COUPON_USED}


def rule_of(definition: RunDefinition) -> Rule:
    """How often a run's campaign gives a friend its coupon, by the shop's day as the run has pinned it."""
    return Rule(definition.coupon_again.period, definition.shop.cutoff_minutes)


def gift_of(run: Run) -> Gift:
    """What a coupon remembers of the run that gave it."""
    return Gift(run.run_id, run.campaign_id, run.now)


def _looked(friend_ids: Sequence[str], friends: Mapping[str, Friend], run: Run, wanted: Sequence[Use]) -> Checked:
    going: dict[str, Mapping[str, str]] = {}
    skipped: dict[str, Skip] = {}
    for friend_id in friend_ids:
        reason, values = look(friends.get(friend_id), wanted, silent=run.mode is Mode.GIVE)
        if reason is None:
            going[friend_id] = values
        else:
            skipped[friend_id] = reason
    return Checked(going, skipped)
